"""Whether the process is up and fit to serve, for machines that ask. Tells nothing else."""
