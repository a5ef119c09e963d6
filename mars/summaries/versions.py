"""The summaries of a request as rows for this slice's pages and verbs. Reads only."""

from sqlalchemy import func, select

from mars.database import db
from mars.domain.asking import Theme
from mars.domain.holding import Fidelity
from mars.domain.summarising import Content, Part
from mars.store.meetings import Summary


def latest(supervision_id: str) -> Summary | None:
    """The newest version, a draft or sent. 1 query."""
    return db.session.scalar(
        select(Summary)
        .where(Summary.supervision_id == supervision_id)
        .order_by(Summary.number.desc())
        .limit(1)
    )


def latest_sent(supervision_id: str) -> Summary | None:
    """The newest version that was sent. 1 query."""
    return db.session.scalar(
        select(Summary)
        .where(Summary.supervision_id == supervision_id, Summary.sent_at.is_not(None))
        .order_by(Summary.number.desc())
        .limit(1)
    )


def count_versions(supervision_id: str) -> int:
    """The number of the newest version, a draft or sent; nothing of its text. 1 query."""
    newest = select(func.max(Summary.number)).where(Summary.supervision_id == supervision_id)
    return db.session.scalar(newest) or 0


def content_of(summary: Summary | None) -> Content:
    """What stands in a summary; nothing when there is none."""
    if summary is None:
        return Content()
    texts = {part.value: getattr(summary, part.value) for part in Part}
    themes = tuple(Theme(word) for word in summary.themes.split())
    fidelity = tuple(Fidelity(word) for word in summary.fidelity.split())
    return Content(**texts, themes=themes, fidelity=fidelity)


def next_handle(summary: Summary | None) -> str:
    """Names what an edit is made from: `number.version`, of a version to come when none is open."""
    if summary is None:
        return "1.0"
    if summary.sent_at is not None:
        return f"{summary.number + 1}.0"
    return handle(summary)


def handle(summary: Summary) -> str:
    """Names exactly this text of a summary."""
    return f"{summary.number}.{summary.version}"
