"""The start page: what needs you now."""
