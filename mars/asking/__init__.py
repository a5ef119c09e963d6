"""The request form: from the safety gate to sending, one thing on each page."""
