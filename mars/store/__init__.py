"""The tables, by subject. Knows SQLAlchemy and the domain's words; never Flask, never a rule."""
