"""Fixing the date: who can come when, the best time, and the letters with the calendar file."""
