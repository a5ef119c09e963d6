"""What the family was told, at the two moments: the purpose and the outcome."""
