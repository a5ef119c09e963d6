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
from mars.domain.actors import Purpose, Role
from mars.domain.statuses import Status
from mars.store.doors import Link
from mars.store.invitations import Answer
from mars.store.people import Person
from mars.store.supervisions import OfferedTime, Supervision


def cases(app: Flask) -> list[Case]:
    """What is measured: the pages that people open most, and the forms that they send most."""
    with app.test_request_context():
        draft, asked = _supervision(Status.DRAFT), _supervision(Status.ASKED)
        arranged = _supervision(Status.ARRANGED)
        link = _link()
        guest, guest_token = _cookie(app, links={link: _stamps() | {"proved": False}})
        staff, token = _cookie(app, person=_stamps() | {"id": draft.requester_id})
        asker, _ = _cookie(app, person=_stamps() | {"id": asked.requester_id})
        roles = {role: _cookie(app, person=_stamps() | {"id": _holder(role)}) for role in Role}
        times = _times(link)
    coordinator, _ = roles[Role.COORDINATOR]
    answer = f"/answer/{link}"
    return [
        Case("answer page", answer, guest),
        Case("form page", f"/requests/new/{draft.reference}/child", staff),
        Case("supervision’s page", f"/requests/{asked.reference}", asker),
        Case("start page, who asked", "/", asker),
        *(Case(f"start page, {role.label.lower()}", "/", who) for role, (who, _) in roles.items()),
        Case("list of requests, coordinator", "/requests", coordinator),
        Case("attendance", f"/sessions/{arranged.reference}/attendance", coordinator),
        _saving(
            app,
            Case("answering", answer, guest, status=303),
            *({"csrf_token": guest_token, "choice": "come", "times": time} for time in times[:2]),
        ),
        _saving(
            app,
            Case("saving a form page", f"/requests/new/{draft.reference}/stuck", staff, status=303),
            {"csrf_token": token, "stuck": "We go round in a circle.", "hope": "To be curious."},
        ),
    ]


def eyes(app: Flask, role: Role) -> str:
    """The cookie of somebody who holds this role."""
    with app.test_request_context():
        return _cookie(app, person=_stamps() | {"id": _holder(role)})[0]


def _saving(app: Flask, case: Case, *forms: dict[str, str]) -> Case:
    """The case with these forms to be sent in turn, each made from what the one before saved."""
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": case.cookie, "Host": app.config["MARS"].host}
    bodies: list[str] = []
    for form in (*forms, *forms):
        page = client.get(case.path, headers=headers).text
        shown = re.search(r'name="made_from" value="([^"]+)"', page)
        bodies.append(urlencode(form | ({"made_from": shown[1]} if shown else {})))
        sent = replace(case, bodies=(bodies[-1],)).fresh_body()
        client.post(case.path, data=sent, content_type=FORM, headers=headers)
    return replace(case, bodies=tuple(bodies[len(forms) :]))


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


def _holder(role: Role) -> str:
    """The key of somebody who holds this role."""
    return db.session.scalars(
        select(Person.id).where(Person.roles.contains(role.value))
    ).first() or _nothing(role.label)


def _times(link: str) -> list[str]:
    """The keys of the times that are offered to whoever has this link."""
    same = Link.supervision_id == OfferedTime.supervision_id
    return list(db.session.scalars(select(OfferedTime.id).join(Link, same).where(Link.id == link)))


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
