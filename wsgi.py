"""For any WSGI server: `app` is MARS with its settings from the environment.

Letters leave by a “mars worker” beside it, which this process nudges.
"""

import sys

from mars import create_app, logs
from mars.domain.errors import SettingError
from mars.operating import starting
from mars.post import engine

logs.start()
try:
    app = create_app()
    starting.check(app)
    engine.connect(app)
except SettingError as fault:
    sys.exit(f"MARS did not start. {fault.sentence}")
starting.announce(app, "under another server")
