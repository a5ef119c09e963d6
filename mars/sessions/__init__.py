"""The session itself: its agenda, who is expected, who came, or why it was not held."""
