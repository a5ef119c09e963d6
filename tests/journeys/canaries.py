"""Watches a played run: no word that was typed, no token, code or cookie may be left anywhere.

Looks at logs, at addresses, referers and titles, at everything a browser can keep, and at the
database with its log file and a backup.
"""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, unquote_plus

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Page, Request

from mars import logs
from tests.mailbox import CODE, Mailbox, text_of

TOKEN = re.compile(r"/a/([A-Za-z0-9]{43})")
CHOSEN = re.compile(r"[a-z0-9_-]+|[0-9.:]+[apm]*")
"""An option, a key, a number or a time of day: not what anybody would be known by."""
PUBLIC = frozenset(
    {"csrf_token", "once", "end", "made_from", "version", "rows", "choice", "next", "code"}
    | {"name", "job", "email", "phone", "agency", "lead", "by_whom", "domains", "q"}
)
"""Fields that hold no text about a child: keys of ours, and what the directory says of people."""
OF_TESTS = ("werkzeug", "mail.log", "asyncio", "playwright")
"""They log for the servers of the tests. MARS is served by waitress, which logs no address."""
DEAD = "This link does not open anything now"
STORES = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys(),
  document.cookie, history.state, window.name, document.title, location.href, document.referrer,
  (await navigator.serviceWorker?.getRegistrations() ?? []).length,
])"""
EMPTY = '[{},{},[],[],"",'
"""What STORES begins with where nothing is kept."""


@dataclass
class Canaries:
    """What must not be told, gathered as it is typed and sent; and what was told all the same."""

    app: Flask
    mailbox: Mailbox
    words: set[str] = field(default_factory=set)
    cookies: set[str] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)
    """Where, and what stood there; searched at the end, when all the words are known."""
    lines: list[str] = field(default_factory=list)
    dead_ends: set[str] = field(default_factory=set)
    """Addresses with a token that opened nothing: such a page stays at its address."""

    def watch(self, context: BrowserContext) -> None:
        """Note what this browser sends and asks for."""
        context.on("request", self._note)

    def look(self, page: Page) -> None:
        """Note what the page's browser keeps as it stands."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        for cookie in page.context.cookies():
            assert cookie.get("httpOnly"), cookie
            value = str(cookie.get("value"))
            self.cookies.add(value)
            self.told.append(("a cookie", repr(signer.loads_unsafe(value)[1])))
        if TOKEN.search(page.url):
            assert page.title().startswith(DEAD), page.title()
            self.dead_ends.add(page.url)
            return
        self.told.append(("the address", page.url))
        kept = str(page.evaluate(STORES))
        assert kept.startswith(EMPTY), kept
        self.told.append((f"the browser at {page.url}", kept))

    def goes_back(self, page: Page) -> None:
        """After signing out: whatever the back button shows is nothing of the run."""
        for _ in range(6):
            if page.go_back() is None:
                break
            self.told.append(("what the back button shows", page.content()))
            self.look(page)

    def search(self, database: Path) -> list[str]:
        """What was told where it must not be: a word, a token, a code, a cookie."""
        secrets = self._tokens() | self._codes() | self.cookies
        assert self.words
        assert len(secrets) > 3
        found = [
            f"“{word}” in {where}"
            for where, text in self.told
            if text not in self.dead_ends
            for word in _in(text, self.words | secrets - self.cookies)
        ]
        found += [
            f"“{w}” in the log" for line in self.lines for w in _in(line, self.words | secrets)
        ]
        for where, content in _files(database):
            for word in self.words | secrets:
                forms = (word.encode(), word.encode("utf-16-le"))
                found += [f"“{word}” in the {where}" for form in forms if form in content]
        return sorted(set(found))

    def _note(self, request: Request) -> None:
        if not request.is_navigation_request() or not TOKEN.search(request.url):
            self.told.append(("an address", unquote_plus(request.url)))
        self.told.append(("a referer", unquote(request.headers.get("referer", ""))))
        for name, value in request.headers.items():
            if name.startswith("hx-"):
                self.told.append((name, unquote_plus(value)))
        if request.method == "POST":
            self._hear(request.post_data or "")

    def _hear(self, body: str) -> None:
        for name, values in parse_qs(body).items():
            if not PUBLIC & {name, *re.split(r"[-_0-9]+", name)}:
                self.words |= {v for v in values if len(v) >= 4 and not CHOSEN.fullmatch(v)}

    def _tokens(self) -> set[str]:
        return {t for letter in self.mailbox.letters for t in TOKEN.findall(text_of(letter))}

    def _codes(self) -> set[str]:
        found = {code for letter in self.mailbox.letters for code in CODE.findall(text_of(letter))}
        return found | {code.replace(" ", "") for code in found}


@contextmanager
def listening(lines: list[str]) -> Iterator[None]:
    """Every line that any part of the process logs, however unimportant, until the block ends.

    Of SQL's own tracing, which MARS never switches on, as MARS's log would write it.
    """

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(written.format(record))
            if not record.name.startswith(("sqlalchemy", *OF_TESTS)):
                lines.append(record.getMessage())

    written = logs.JsonLines()
    names = ("", "sqlalchemy.engine", "huey", "waitress", "mars")
    before: dict[str, Any] = {name: logging.getLogger(name).level for name in names}
    ear = Ear(logging.DEBUG)
    logging.getLogger().addHandler(ear)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(ear)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _in(text: str, words: set[str]) -> list[str]:
    return [word for word in words if word in text]


def _files(database: Path) -> Iterator[tuple[str, bytes]]:
    """The database's own file, its log, and a backup of both."""
    copy = database.with_name("backup.sqlite")
    with closing(sqlite3.connect(database)) as own, closing(sqlite3.connect(copy)) as backup:
        own.backup(backup)
    beside = database.with_name(f"{database.name}-wal")
    for where, path in (("database", database), ("write-ahead log", beside), ("backup", copy)):
        if path.exists():
            yield where, path.read_bytes()
