"""The register of facilitators, and finding one for a request: choose, ask, release."""
