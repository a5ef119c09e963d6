"""Hostile requests, made from what MARS serves, each by its number: sent and judged in process."""
