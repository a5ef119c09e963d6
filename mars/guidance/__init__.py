"""What reflective supervision is: principles, models, resources, privacy, accessibility."""
