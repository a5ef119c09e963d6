"""What maintainers run: checks, vendoring, pictures. Nothing here is served or shipped."""
