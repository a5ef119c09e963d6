"""The demonstration's own pages: sign in as anybody, read the caught mail, move the clock.

Registered only when the settings say demonstration, which they refuse to outside this machine.
"""
