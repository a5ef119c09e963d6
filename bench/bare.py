"""The yardstick: the least page that Flask, SQLAlchemy and Jinja can make of twenty rows."""

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PAGE = """<!doctype html><title>Rows</title><h1>Rows</h1>
<ul>{% for row in rows %}<li>{{ row.id }}: {{ row.name }}</li>{% endfor %}</ul>"""


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
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db = SQLAlchemy(app)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        if db.session.scalar(select(Row).limit(1)) is None:
            db.session.add_all(Row(name=f"Row {number}") for number in range(20))
            db.session.commit()

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, rows=db.session.scalars(select(Row)).all())

    return app
