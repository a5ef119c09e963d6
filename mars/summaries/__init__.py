"""The one-page summary: written, looked over, sent, read, and ticked as recorded."""
