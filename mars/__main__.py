"""`python -m mars` is the same as the command `mars`."""

from mars.cli import main

main(prog_name="mars")
