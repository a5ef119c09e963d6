"""How quick MARS is, measured beside a bare page of the same libraries. Run by “make bench”."""
