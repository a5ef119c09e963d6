"""One server under measurement: `python -m bench.serve mars|bare FOLDER PORT`."""

import sys
from pathlib import Path

import waitress

from bench import bare
from mars import create_app
from mars.rehearsal import stage

THREADS = 8

if __name__ == "__main__":
    kind, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if kind == "bare":
        app = bare.create_app(f"sqlite:///{folder / 'bare.sqlite'}")
    else:
        app = create_app(stage.prepare(folder, port, 8025))
    waitress.serve(app, host="127.0.0.1", port=port, threads=THREADS, _quiet=True)
