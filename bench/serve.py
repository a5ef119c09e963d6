"""One server under measurement: `python -m bench.serve mars|bare FOLDER PORT`.

MARS reads its settings from the environment, as it does in earnest.
"""

import logging
import sys
from pathlib import Path

import waitress
from flask import Flask

THREADS = 8


def make(kind: str, folder: Path) -> Flask:
    """The application to measure; the bare one must not load anything of MARS."""
    if kind == "bare":
        from bench import bare

        return bare.create_app(f"sqlite:///{folder / 'bare.sqlite'}")
    from mars import create_app
    from mars.web import pace

    app = create_app()
    app.config |= dict.fromkeys((pace.BY_PERSON, pace.BY_NETWORK), 10**9)
    return app


if __name__ == "__main__":
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = make(sys.argv[1], Path(sys.argv[2]))
    waitress.serve(app, host="127.0.0.1", port=int(sys.argv[3]), threads=THREADS, _quiet=True)
