"""The summary fits one side of A4, however full it is."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext

from mars.clock import now
from mars.database import db
from mars.domain.asking import Theme
from mars.domain.holding import IDEA_LIMIT, IDEAS_MOST, Fidelity
from mars.domain.summarising import LIMITS, LINES, Content, Part
from mars.summaries import verbs, versions
from tests import factories
from tests.journeys.conftest import LiveServer

PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)")


def as_long_as_allowed(part: Part) -> str:
    """Words up to the last character and the last line that a part may have."""
    if part is Part.IDEAS:
        return "\n".join(["wondering " * 15][0][:IDEA_LIMIT].strip() for _ in range(IDEAS_MOST))
    width = LIMITS[part] // LINES[part] - 1
    return "\n".join((("wondering " * 90)[:width]).strip() for _ in range(LINES[part]))


def test_the_fullest_summary_prints_on_one_side_of_a4(
    live_server: LiveServer, open_browser: Callable[..., BrowserContext]
) -> None:
    with factories.arranging(live_server.app):
        row = factories.a_held(factories.person())
        reference, facilitator = row.reference, factories.facilitator_of(row)
        texts = {part.value: as_long_as_allowed(part) for part in Part}
        full = Content(**texts, themes=tuple(Theme), fidelity=tuple(Fidelity))
        verbs.save(facilitator, row.id, full, versions.next_handle(None), frozenset())
        draft = versions.latest(row.id)
        assert draft
        verbs.send(facilitator, row.id, versions.handle(draft))
        person, moment = factories.person().id, int(now().timestamp())
        db.session.commit()
    serializer = live_server.app.session_interface
    signed = serializer.get_signing_serializer(live_server.app)  # type: ignore[attr-defined]
    cookie = signed.dumps({"person": {"id": person, "since": moment, "seen": moment}})
    context = open_browser()
    context.add_cookies([{"name": "mars", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/summaries/{reference}")
    assert page.get_by_role("heading", name="Main reflections").is_visible()

    paper = page.pdf(format="A4")

    assert PAGES.findall(paper) == [b"1"]
