"""The policy as a page: who may do what, for the administrator to read, print and sign."""
