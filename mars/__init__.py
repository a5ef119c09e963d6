"""MARS: multi-agency reflective supervision. `create_app` puts the house together."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

from mars import database
from mars.config import Settings
from mars.post import mailer
from mars.web import access, assets, errors, filters, headers, htmx, layout, transactions
from mars.web.policy import Door

STAFF, GUEST = frozenset({Door.STAFF}), frozenset({Door.GUEST})

SLICES: dict[str, frozenset[Door]] = {
    "home": STAFF,
    "accounts": STAFF,
    "asking": STAFF,
    "requests": STAFF,
    "invitations": STAFF,
    "facilitators": STAFF,
    "dates": STAFF,
    "families": STAFF,
    "directory": STAFF,
    "answers": GUEST,
    "sessions": STAFF | GUEST,
    "summaries": STAFF | GUEST,
    "guidance": STAFF | GUEST,
}
"""Each slice, named like its package, and the doors it is served by."""

BODY_LIMIT = 128 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Settings come from the environment unless they are given.

    Raises SettingError when one is missing or malformed.
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(_flask_settings(settings))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    database.db.init_app(app)
    with app.app_context():
        database.prepare(database.db.engine)
    mailer.mail.init_app(app)
    htmx.init_app(app)
    headers.init_app(app, secure=settings.secure)
    transactions.init_app(app)
    CSRFProtect(app)
    app.before_request(access.keep_the_door)
    errors.init_app(app)
    filters.init_app(app)
    layout.init_app(app, settings)
    _register_slices(app, settings)
    assets.serve(app)
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    return {
        "MARS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": BODY_LIMIT,
        "TRUSTED_HOSTS": [settings.host],
        "SESSION_COOKIE_NAME": "__Host-mars" if settings.secure else "mars",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "PREFERRED_URL_SCHEME": "https" if settings.secure else "http",
        **mailer.flask_settings(settings),
    }


def _register_slices(app: Flask, settings: Settings) -> None:
    slices = SLICES | ({"demonstration": STAFF | GUEST} if settings.demonstration else {})
    for name, doors in slices.items():
        if settings.doors & doors and (Path(__file__).parent / name / "views.py").exists():
            app.register_blueprint(import_module(f"mars.{name}.views").blueprint)
