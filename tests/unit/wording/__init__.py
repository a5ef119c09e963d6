"""Sentences of practice, and how much of them the wording check finds."""
