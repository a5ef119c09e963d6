"""The rules of reflective supervision, as tables. Knows the standard library and nothing else."""
