"""Everybody sends every form they met, in every manner, each time on the untouched partnership."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask
from sqlalchemy import select

from mars.database import db
from mars.domain.statuses import Status
from mars.store.people import Agency
from tests.invariants import rehearsed
from tests.invariants.browsing import Attempt, Desk, Try
from tests.invariants.markup import Control
from tests.invariants.visiting import ALIKE, Map, Visit, statuses

LEFT_ALONE = {"demonstration.move_clock", "demonstration.sign_in_as"}
"""They are the demonstration's own: one moves the clock of the whole process."""


Key = tuple[str, str, str]


def tries(visits: list[Visit], app: Flask) -> dict[Key, Try]:
    """Every kind of form that posts, by every one of its buttons, once."""
    found: dict[Key, Try] = {}
    for visit in visits:
        for form in visit.forms if visit.status == 200 else ():
            if form.method != "post":
                continue
            path = urlsplit(urljoin(visit.url, form.action)).path
            endpoint, _ = app.url_map.bind("localhost").match(path, "POST")
            where = visit.kind if path == urlsplit(visit.url).path else ""
            where = " ".join(word for word in where.split() if not word.endswith("=…"))
            buttons: list[Control | None] = [*form.buttons()]
            for button in buttons or [None]:
                pressed = re.sub(r"\b[0-9a-f]{16}\b|[0-9]+", "", button.value) if button else ""
                if endpoint not in LEFT_ALONE:
                    key = (str(endpoint), where, pressed)
                    found.setdefault(key, Try(visit, str(endpoint), form, button))
    return _but_few_alike(found)


def _but_few_alike(found: dict[Key, Try]) -> dict[Key, Try]:
    """Of forms that differ only in where the supervision stands, the first two."""
    alike: Counter[Key] = Counter()
    kept = {}
    for (endpoint, where, pressed), one in found.items():
        rest = " ".join(word for word in where.split() if word not in set(Status))
        alike[endpoint, rest, pressed] += 1
        if alike[endpoint, rest, pressed] <= ALIKE:
            kept[endpoint, where, pressed] = one
    return kept


def attempt_all(app: Flask, kept: Path, folder: Path, visits: list[Visit]) -> list[Attempt]:
    """Send each, and each that only a sent form leads to. `app` is open on the copy in `folder`."""
    with app.app_context():
        desk = Desk(
            known=Map(app, statuses()),
            kept=kept / "mars.sqlite",
            folder=folder,
            domains={a.id: a.domains.split()[0] for a in db.session.scalars(select(Agency))},
            old_letters=frozenset(rehearsed.letters()),
            endpoints={visit.endpoint for visit in visits},
        )
    done: list[Attempt] = []
    tried: set[Key] = set()
    waiting = tries(visits, app)
    while waiting:
        tried |= set(waiting)
        following: dict[Key, Try] = {}
        for one in waiting.values():
            for manner, attempt in desk.attempt(one):
                done.append(attempt)
                if attempt.landing is not None and one.before is None:
                    there = [attempt.landing, *attempt.beyond]
                    for key, next_one in tries(there, app).items():
                        following.setdefault(key, replace(next_one, before=(one, manner)))
        waiting = {key: one for key, one in following.items() if key not in tried}
    return done
