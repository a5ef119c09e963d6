"""The requests: their list, the page of each, and how one ends."""
