"""The tests: unit (no app, no database), integration, invariants, journeys (a real browser)."""
