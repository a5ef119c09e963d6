"""What mail scanners are let loose on: fifty links of every kind, and what must not change."""

import re
from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from mars import clock, codes, database
from mars.database import db
from mars.links import find_by_token
from mars.store.doors import Code, Link
from mars.store.invitations import Answer, AnswerTime, Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Receipt
from mars.store.supervisions import Nomination, NominationTime
from tests import factories

LINKS = 50
WATCHED = (Answer, AnswerTime, Invitation, Nomination, NominationTime, Receipt, Code, Link)
"""Whatever a guest can change by a link, and the links and codes themselves."""
TOKEN = re.compile(r"/a/[A-Za-z0-9]{43}")


def prepare(app: Flask) -> list[str]:
    """Requests that ask, that have a date, and that have a summary; a code waits for each link.

    Returns the paths of fifty links that open, as their letters give them.
    """
    with factories.arranging(app):
        hana = factories.person()
        for _ in range(6):
            factories.ask_facilitator(hana, factories.an_asked(hana))
        for _ in range(3):
            factories.an_arranged(hana)
        factories.a_summarised(hana)
        clock.set_ahead(timedelta())
        found = _links()[:LINKS]
        for path in found:
            link = find_by_token(path.removeprefix("/a/"))
            assert link
            codes.make(codes.link_subject(link.id), codes.from_network("a person’s", "192.0.2.7"))
        db.session.commit()
    assert len(found) == LINKS
    return found


def state(app: Flask) -> dict[str, object]:
    """Every row that a guest can change, and how many letters of each kind there are."""
    with app.app_context(), database.db.engine.connect() as connection:
        rows: dict[str, object] = {
            table.__tablename__: sorted(map(repr, connection.execute(select(table.__table__))))
            for table in WATCHED
        }
        kinds = connection.execute(select(OutboxLetter.kind)).scalars()
        return rows | {"letters": Counter(kinds)}


def _links() -> list[str]:
    """The links that open, and not only to say that all is over; of the last letters first."""
    letters = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.message.is_not(None))
        .order_by(OutboxLetter.created_at.desc(), OutboxLetter.id)
    ).all()
    texts = [factories.text_in(letter.message or b"") for letter in letters]
    paths = dict.fromkeys(path for text in texts for path in TOKEN.findall(text))
    found = {path: find_by_token(path.removeprefix("/a/")) for path in paths}
    return [path for path, link in found.items() if link and not link.is_over]
