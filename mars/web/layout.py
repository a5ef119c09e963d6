"""What every page's frame needs: the council's name, who is signed in, where one can go."""

from typing import Any

from flask import Flask, g, request, session, url_for

from mars.config import Settings
from mars.domain.actors import Actor, Role
from mars.web.access import warning
from mars.web.assets import asset

MAIN = (
    ("Start", "home.index"),
    ("Requests", "requests.index"),
    ("Facilitators", "facilitators.index"),
    ("Directory", "directory.index"),
    ("Guidance", "guidance.index"),
)
KEEPERS = (("Mail", "mail.index"),)
"""For those who look after the mail."""
ADMINISTRATORS = (("People", "people.index"),)
FOOTER = (
    ("What reflective supervision is", "guidance.index"),
    ("Principles", "guidance.principles"),
    ("Privacy", "guidance.privacy"),
    ("Accessibility", "guidance.accessibility"),
)


def init_app(app: Flask, settings: Settings) -> None:
    """Give the templates their frame."""
    app.jinja_env.globals.update(
        asset=asset,
        council_name=settings.council_name,
        demonstration=settings.demonstration,
        Role=Role,
        serves=app.view_functions.__contains__,
    )

    @app.context_processor
    def _frame() -> dict[str, Any]:
        actor = g.get("actor")
        staff = actor is not None and actor.is_staff
        return {
            "actor": actor,
            "discretion": warning(),
            "navigation": _navigation(actor) if actor and staff else [],
            "footer_links": [(label, address) for label, address, _ in _links(FOOTER)],
            "home_url": url_for("home.index") if staff else None,
            "sign_out_url": _sign_out_url() if actor else None,
            "account_url": url_for("accounts.account") if staff else None,
            "demonstration_links": _demonstration_links() if settings.demonstration else [],
        }


def _sign_out_url() -> str:
    """The way out of all that is open in this browser: a visit, and links beside it."""
    return url_for("accounts.sign_out" if "person" in session else "answers.sign_out")


def _navigation(actor: Actor) -> list[tuple[str, str, bool]]:
    keeps = actor.roles & {Role.COORDINATOR, Role.ADMINISTRATOR}
    administers = ADMINISTRATORS if Role.ADMINISTRATOR in actor.roles else ()
    return _links(MAIN[:-1] + (KEEPERS if keeps else ()) + administers + MAIN[-1:])


def _demonstration_links() -> list[tuple[str, str]]:
    return [
        ("Sign in as", url_for("demonstration.index")),
        ("Caught mail", url_for("demonstration.mail")),
    ]


def _links(table: tuple[tuple[str, str], ...]) -> list[tuple[str, str, bool]]:
    """Label, address, and whether the page shown is of that part."""
    part = (request.endpoint or "").partition(".")[0]
    return [
        (label, url_for(endpoint), endpoint.partition(".")[0] == part) for label, endpoint in table
    ]
