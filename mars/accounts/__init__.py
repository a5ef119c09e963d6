"""Signing in by an e-mailed code, and signing out."""
