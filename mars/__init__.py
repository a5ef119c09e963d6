"""MARS: multi-agency reflective supervision. `create_app` puts the house together."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect

from mars import database, keys
from mars.config import Settings
from mars.post import mailer
from mars.store import sealed
from mars.web import (
    access,
    arrivals,
    assets,
    errors,
    filters,
    gate,
    headers,
    htmx,
    interrupted,
    known,
    layout,
    pace,
    proxy,
    repeats,
    signing,
    transactions,
)
from mars.web.policy import is_served

SLICES = (
    "home",
    "accounts",
    "asking",
    "requests",
    "invitations",
    "facilitators",
    "dates",
    "families",
    "mail",
    "directory",
    "people",
    "answers",
    "sessions",
    "summaries",
    "guidance",
    "records",
    "rules",
    "health",
)
"""Each is a package with its pages; by which doors a page is served stands in the policy."""

BODY_LIMIT = 128 * 1024


class House(Flask):
    """Flask with only the doors of its settings: what is behind another does not exist."""

    doors: frozenset[str]

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add a page, unless the policy serves it by other doors alone."""
        if is_served(endpoint or "", self.doors):
            super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Settings come from the environment unless they are given.

    Raises SettingError when one is missing or malformed.
    """
    settings = settings or Settings.from_environment()
    app = House(__name__, template_folder="../templates", static_folder=None)
    app.doors = settings.doors
    app.config.from_mapping(_flask_settings(settings))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["mars_keys"] = keys.KeyFile(settings.keys_file)
    sealed.keys_from(keys.current_keys)
    database.db.init_app(app)
    with app.app_context():
        database.prepare(database.db.engine)
    mailer.mail.init_app(app)
    htmx.init_app(app)
    signing.init_app(app)
    arrivals.init_app(app)
    headers.init_app(app)
    gate.init_app(app)
    transactions.init_app(app)
    CSRFProtect(app)
    pace.init_app(app)
    repeats.init_app(app)
    app.before_request(access.keep_the_door)
    app.before_request(repeats.refuse_in_part)
    interrupted.init_app(app)
    known.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    layout.init_app(app, settings)
    for name in SLICES + (("demonstration",) if settings.demonstration else ()):
        app.register_blueprint(import_module(f"mars.{name}.views").blueprint)
    assets.serve(app)
    proxy.trust(app, settings.trusted_proxy)
    arrivals.watch(app, settings.trusted_proxy)
    headers.put_on_everything(app, secure=settings.secure)
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
