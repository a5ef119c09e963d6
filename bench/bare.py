"""The yardstick: the least form that Flask, SQLAlchemy, Jinja and a CSRF token can make.

A page of about 6 kB with twenty rows and a form of twelve fields, its template compiled once; the
form, sent, writes a row and leads back. SQLite is as durable as under MARS.
"""

from typing import Any

from flask import Flask, redirect, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

ROWS = 20
FIELDS = tuple(f"field_{number}" for number in range(12))

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Rows</title></head><body>
<h1>Rows</h1><ul>{% for row in rows %}<li>{{ row.id }}: {{ row.name }}</li>{% endfor %}</ul>
<form method="post" action="/"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
{% for name in fields %}<div class="govuk-form-group"><label class="govuk-label" for="{{ name }}">
What there is to say about {{ name }}</label><div id="{{ name }}-hint" class="govuk-hint">A sentence
that says what is wanted here, and an example of it.</div><input class="govuk-input" id="{{ name }}"
name="{{ name }}" type="text" aria-describedby="{{ name }}-hint" value=""></div>{% endfor %}
<button class="govuk-button">Save</button></form></body></html>"""


class Base(DeclarativeBase):
    """The yardstick's own metadata."""


class Row(Base):
    """A row."""

    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def create_app(url: str) -> Flask:
    """The bare application on a database of its own."""
    app = Flask(__name__)
    app.config |= {"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "for the yardstick alone"}
    CSRFProtect(app)
    db = SQLAlchemy(app)
    with app.app_context():
        _make_durable(db)
        Base.metadata.create_all(db.engine)
        if db.session.scalar(select(Row).limit(1)) is None:
            db.session.add_all(Row(name=f"Row {number}") for number in range(ROWS))
            db.session.commit()
    page = app.jinja_env.from_string(PAGE)

    @app.get("/")
    def show() -> str:
        rows = db.session.scalars(select(Row).order_by(Row.id).limit(ROWS)).all()
        return page.render(rows=rows, fields=FIELDS)

    @app.post("/")
    def save() -> Response:
        db.session.add(Row(name=request.form["field_0"]))
        db.session.commit()
        return redirect("/", 303)

    return app


def _make_durable(db: SQLAlchemy) -> None:
    @event.listens_for(db.engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
