"""The people who may sign in: their roles, and who may not any more. For the administrator."""
