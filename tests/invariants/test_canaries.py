"""What is typed into a form goes where it belongs: never into a letter, address, title or log."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

from sqlalchemy import select

from mars.database import db
from mars.store.meetings import Meeting, Summary
from mars.store.supervisions import Child, Supervision
from tests.invariants import rehearsed
from tests.invariants.browsing import Attempt
from tests.invariants.filling import CANARY
from tests.invariants.reporting import listed

OF_PEOPLE = {"name", "job", "email", "agency", "phone", "role"}
"""Letters name who writes and who is written to; nothing else that was typed."""
OWN_ADDRESS = {"accounts.sign_in"}
SECRET = (
    Child.initials,
    Child.reference,
    Supervision.own_session_reason,
    Supervision.stuck,
    Supervision.hope,
    Supervision.where,
    Supervision.access_needs,
    Supervision.end_note,
    Meeting.where,
    Meeting.below_minimum_reason,
    Summary.question,
    Summary.reflections,
    Summary.lived_experience,
    Summary.learnt,
    Summary.ideas,
    Summary.family_hears,
)


def test_no_letter_holds_what_was_typed_into_a_form(attempts: list[Attempt]) -> None:
    found = {
        f"“{word}” in a letter from {attempt}"
        for attempt in attempts
        for name, word in _words(attempt)
        if not OF_PEOPLE & set(name.replace("-", "_").split("_"))
        for letter in attempt.letters
        if word.casefold() in letter.casefold()
    }

    assert any(attempt.letters for attempt in attempts)
    assert not found, listed(found)


def test_no_letter_of_the_stories_tells_of_a_child(partnership: Path) -> None:
    found = []
    with rehearsed.opened(partnership) as app, app.app_context():
        texts = {text for column in SECRET for text in db.session.scalars(select(column)) if text}
        letters = [rehearsed.words_of(letter) for letter in rehearsed.letters().values()]
    pieces = {piece for text in texts for piece in _pieces(text)}
    for letter in letters:
        found += [f"“{piece}” in {letter[:300]}" for piece in pieces if piece in letter]

    assert texts
    assert letters
    assert not found, listed(found)


def test_no_address_title_or_header_holds_what_was_typed(attempts: list[Attempt]) -> None:
    found = {
        f"“{word}” told by {attempt}"
        for attempt in attempts
        for told in [_told(attempt)]
        for _, word in _words(attempt)
        if word.casefold() in told
    }

    assert not found, listed(found)


def test_no_log_line_holds_what_was_typed(attempts: list[Attempt]) -> None:
    found = {
        f"“{word}” logged by {attempt}"
        for attempt in attempts
        for told in ["\n".join(attempt.logged).casefold()]
        for _, word in _words(attempt)
        if word.casefold() in told
    }

    assert not found, listed(found)


def test_no_cookie_holds_what_was_typed(attempts: list[Attempt]) -> None:
    found = {
        f"“{word}” kept by {attempt}"
        for attempt in attempts
        if attempt.endpoint not in OWN_ADDRESS
        for _, word in _words(attempt)
        if word.casefold() in attempt.session.casefold()
    }

    assert not found, listed(found)


def _pieces(text: str) -> Iterator[str]:
    """A short text whole; of a long one every five words that follow each other."""
    words = text.split()
    for start in range(max(1, len(words) - 4)):
        yield " ".join(words[start : start + 5])


def _words(attempt: Attempt) -> Iterator[tuple[str, str]]:
    """Field and text of everything that was typed."""
    for name in attempt.shown:
        for text in attempt.sent.get(name, []):
            if CANARY in text.casefold() or text == "Q.K.":
                yield name, text.replace("\0", "")[:60]


def _told(attempt: Attempt) -> str:
    values = [value for name, value in attempt.headers if name != "Set-Cookie"]
    return unquote_plus("\n".join([attempt.title, *values])).casefold()
