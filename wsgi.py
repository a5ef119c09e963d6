"""For any WSGI server: `app` is MARS with its settings from the environment."""

from mars import create_app

app = create_app()
