"""The record of every change: in plain words for one request, by keys alone for the house."""
