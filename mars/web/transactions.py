"""Only a POST may write: opens the writer's turn before it and ends it after."""

from contextlib import ExitStack, suppress

from flask import Flask, g, request
from sqlalchemy.exc import SQLAlchemyError

from mars.database import db, writing
from mars.web import arrivals

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Give each request a number to quote, and each POST its turn to write."""

    @app.before_request
    def _begin() -> None:
        g.request_id = arrivals.current_id()
        if request.method not in SAFE:
            g.turn = ExitStack()
            g.turn.enter_context(writing())

    @app.teardown_request
    def _end(_: BaseException | None) -> None:
        turn = g.pop("turn", None)
        if turn is not None:
            turn.close()
        with suppress(SQLAlchemyError):  # what is left to end is gone with the database
            db.session.remove()
