"""Answering from an e-mail: agree, send a colleague, say no, facilitate. By link, no account."""
