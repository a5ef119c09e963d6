"""What whoever runs MARS starts or orders: serving, the clock, and tasks of the command line."""
