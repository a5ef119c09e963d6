"""A request whose date is fixed, as the pages of a session find it. All people are made up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from mars import clock, links
from mars.database import db, writing
from mars.domain.actors import Purpose, Role
from mars.domain.answering import Choice, DeclineReason, NominationState
from mars.domain.asking import OpenTo, Place
from mars.domain.practice_models import Model
from mars.domain.statuses import Status
from mars.store.base import Base
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting
from mars.store.people import Agency, Lead, Person
from mars.store.supervisions import Nomination, Supervision

REFERENCE = "MARS-K7QD4T"
TEAM: tuple[tuple[str, str, str, str, Choice | None, DeclineReason | None], ...] = (
    ("Elm School", "Grace Whit", "Safeguarding lead", "elm.example", Choice.COME, None),
    ("Vale Police", "Tom Harg", "Sergeant", "police.example", Choice.CANNOT, DeclineReason.DIARY),
    ("Oak Surgery", "Leila Nass", "GP", "oak.example", None, None),
    (
        "Ash Charity",
        "Joan Pet",
        "Manager",
        "ash.example",
        Choice.CANNOT,
        DeclineReason.NOT_INVOLVED,
    ),
)


@dataclass(frozen=True, slots=True)
class Story:
    """The keys of what was made."""

    supervision: str
    meeting: str
    invitations: dict[str, str]
    agencies: dict[str, str]
    people: dict[str, str]
    facilitator_link: str


def set_stage(app: Flask, *, begins_in: timedelta = timedelta(hours=-2)) -> Story:
    """Make the request, its team and its session; the facilitator is staff and has a link as well."""
    with app.app_context(), writing():
        agencies = {
            name: _add(Agency(name=name, domains=domain, phone="01632 960 100"))
            for name, domain in [
                ("Health Visiting", "anytown.example"),
                *((name, domain) for name, _, _, domain, _, _ in TEAM),
            ]
        }
        people = {
            name: _add(_person(name, roles))
            for name, roles in {
                "requester": "",
                "facilitator": "",
                "coordinator": Role.COORDINATOR.value,
                "administrator": Role.ADMINISTRATOR.value,
                "stranger": "",
            }.items()
        }
        story = _request(agencies, people, begins_in)
        db.session.commit()
    return story


def sign_in(client: FlaskClient, story: Story, who: str) -> None:
    """Let the browser be signed in as one of the story's people."""
    moment = int(clock.now().timestamp())
    with client.session_transaction() as session:
        session["person"] = {"id": story.people[who], "since": moment, "seen": moment}


def prove(client: FlaskClient, link_id: str) -> None:
    """Let the browser have opened a link and given its code."""
    moment = int(clock.now().timestamp())
    with client.session_transaction() as session:
        session["links"] = {link_id: {"since": moment, "seen": moment, "proved": True}}


def queries_of(client: FlaskClient, address: str, counted: Callable[[], list[str]]) -> list[str]:
    """The statements that one page takes."""
    assert client.get(address).status_code == 200
    return counted()


def _add(row: Base) -> str:
    db.session.add(row)
    db.session.flush()
    return str(row.id)  # type: ignore[attr-defined]


def _person(name: str, roles: str) -> Person:
    return Person(
        name=name.title() + " Reed",
        email=f"{name}@anytown.example",
        job="Health visitor",
        roles=roles,
        created_at=clock.now(),
    )


def _request(agencies: dict[str, str], people: dict[str, str], begins_in: timedelta) -> Story:
    supervision = Supervision(
        reference=REFERENCE,
        status=Status.ARRANGED,
        created_at=clock.now(),
        asked_at=clock.now(),
        requester_id=people["requester"],
        requester_name="Requester Reed",
        requester_job="Health visitor",
        requester_email="requester@anytown.example",
        agency_id=agencies["Health Visiting"],
        initials="K.L.",
        system_reference="4410-F",
        system_name="LCS",
        open_to=OpenTo.CHILD_PROTECTION,
        stuck="We go round in circles.",
        hope="To see it with other eyes.",
        model=Model.SIGNS_OF_SAFETY,
    )
    key = _add(supervision)
    meeting = _add(
        Meeting(
            supervision_id=key,
            starts_at=(clock.now() + begins_in).replace(microsecond=0),
            minutes=60,
            place=Place.IN_PERSON,
            where="Room 2",
        )
    )
    nomination = _add(
        Nomination(
            supervision_id=key,
            agency_id=agencies["Health Visiting"],
            name="Facilitator Reed",
            job="Practice educator",
            email="facilitator@anytown.example",
            state=NominationState.ACCEPTED,
            created_at=clock.now(),
        )
    )
    links.mint(Purpose.FACILITATE, key, nomination_id=nomination)
    db.session.flush()
    invitations = {row[0]: _invite(key, place, agencies) for place, row in enumerate(TEAM)}
    return Story(key, meeting, invitations, agencies, people, link_for(nomination_id=nomination))


def link_for(**which: str) -> str:
    """The key of the newest link to one thing, such as nomination_id=…"""
    from sqlalchemy import select

    from mars.store.doors import Link

    [(column, value)] = which.items()
    found = db.session.scalar(
        select(Link.id).where(getattr(Link, column) == value).order_by(Link.created_at.desc())
    )
    assert found is not None
    return found


def _invite(supervision_id: str, place: int, agencies: dict[str, str]) -> str:
    agency, name, job, domain, choice, reason = TEAM[place]
    key = _add(
        Invitation(
            supervision_id=supervision_id,
            agency_id=agencies[agency],
            name=name,
            job=job,
            email=f"{name.split()[0].lower()}@{domain}",
            position=place,
            asked_at=clock.now(),
        )
    )
    db.session.add(Lead(agency_id=agencies[agency], name=name, job=job, email=f"lead@{domain}"))
    if choice is not None:
        _add(Answer(invitation_id=key, choice=choice, reason=reason, answered_at=clock.now()))
    return key
