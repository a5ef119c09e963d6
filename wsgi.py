"""For any WSGI server: `app` is MARS with its settings from the environment.

Letters leave by a “mars worker” beside it, which this process nudges.
"""

from mars import create_app, logs
from mars.post import engine

logs.start()
app = create_app()
engine.connect(app)
