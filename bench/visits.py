"""Whose eyes the pages are measured with: real sessions in the rehearsed partnership."""

import re
from dataclasses import replace
from typing import NoReturn
from urllib.parse import urlencode

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from bench.load import FORM, Case
from mars.clock import now
from mars.database import db
from mars.domain.actors import Purpose
from mars.domain.statuses import Status
from mars.store.doors import Link
from mars.store.invitations import Answer
from mars.store.supervisions import Supervision


def cases(app: Flask) -> list[Case]:
    """The answer page, a form page, the supervision's page, and a POST that saves a form page."""
    with app.test_request_context():
        draft = _supervision(Status.DRAFT)
        asked = _supervision(Status.ASKED)
        link = _link()
        guest, _ = _cookie(app, links={link: _stamps() | {"proved": False}})
        staff, token = _cookie(app, person=_stamps() | {"id": draft.requester_id})
        asker, _ = _cookie(app, person=_stamps() | {"id": asked.requester_id})
        form = f"/requests/new/{draft.reference}/child"
    body = urlencode(
        {
            "csrf_token": token,
            "initials": "K.L.",
            "system_reference": "LCS 4410-F",
            "system_name": "LCS",
            "children": "2",
            "age_band": "5-10",
        }
    )
    saving = Case("saving a form page", form, staff, body, 303)
    saved = _as_it_is(app, _as_it_is(app, saving, send=True), send=False)
    return [
        Case("answer page", f"/answer/{link}", guest),
        Case("form page", form, staff),
        Case("supervision’s page", f"/requests/{asked.reference}", asker),
        saved,
    ]


def _as_it_is(app: Flask, case: Case, *, send: bool) -> Case:
    """The same form, made from what is saved now; sent once if wanted, so that it is all alike."""
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": case.cookie, "Host": app.config["MARS"].host}
    shown = re.search(
        r'name="made_from" value="([^"]+)"', client.get(case.path, headers=headers).text
    )
    edited = replace(case, body=f"{case.body}&made_from={shown[1]}" if shown else case.body)
    if not send:
        return edited
    client.post(case.path, data=edited.fresh_body(), content_type=FORM, headers=headers)
    return case


def _supervision(status: Status) -> Supervision:
    return db.session.scalars(
        select(Supervision).where(Supervision.status == status).order_by(Supervision.created_at)
    ).first() or _nothing(f"supervision at “{status.label}”")


def _link() -> str:
    """The key of a link by which somebody who has not answered can answer."""
    return db.session.scalars(
        select(Link.id)
        .join(Supervision, Supervision.id == Link.supervision_id)
        .outerjoin(Answer, Answer.invitation_id == Link.invitation_id)
        .where(
            Supervision.status == Status.ASKED,
            Link.purpose == Purpose.ANSWER,
            Link.revoked_at.is_(None),
            Answer.id.is_(None),
        )
    ).first() or _nothing("link to answer by")


def _nothing(what: str) -> NoReturn:
    raise LookupError(f"the rehearsal has no {what}")


def _stamps() -> dict[str, object]:
    moment = int(now().timestamp())
    return {"since": moment, "seen": moment}


def _cookie(app: Flask, **values: object) -> tuple[str, str]:
    """A signed session cookie, and the CSRF token that goes with it."""
    with app.test_request_context():
        g.pop("csrf_token", None)  # kept there by the visit before
        session.update(values)
        token = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        signed = serializer.dumps(dict(session))
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}", token


def pictures(app: Flask) -> list[tuple[str, str, str, int]]:
    """For each picture of the README: its name, the page, who looks, and how wide the window is."""
    with app.test_request_context():
        found = {status: _supervision(status) for status in Status}
        eyes = {
            status: _cookie(app, person=_stamps() | {"id": one.requester_id})[0]
            for status, one in found.items()
        }
        link = _link()
        guest = _cookie(app, links={link: _stamps() | {"proved": False}})[0]
    at = {status: one.reference for status, one in found.items()}
    return [
        ("start", "/", eyes[Status.ASKED], 1280),
        ("request", f"/requests/{at[Status.ASKED]}", eyes[Status.ASKED], 1280),
        ("answer", f"/answer/{link}", guest, 390),
        ("date", f"/requests/{at[Status.ASKED]}/date", eyes[Status.ASKED], 1280),
        ("session", f"/sessions/{at[Status.ARRANGED]}", eyes[Status.ARRANGED], 1280),
        ("summary", f"/summaries/{at[Status.SUMMARISED]}", eyes[Status.SUMMARISED], 1280),
    ]
