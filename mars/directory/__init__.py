"""The partnership's agencies and their leads, and its local settings."""
