"""Makes hostile request number n of a seed: from the world's own pages and forms, then spoilt."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote, quote_from_bytes

from tests.hostile import spoiling, words
from tests.hostile.world import Someone, World
from tests.invariants.filling import MANNERS, Sent

ARGUMENT = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")
URLENCODED = "application/x-www-form-urlencoded"
BODIES = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True)
class Hostile:
    """One request, as bytes that a browser would never send."""

    number: int
    who: str
    endpoint: str
    method: str
    path: str
    """Percent-encoded."""
    query: str = ""
    host: str = "localhost"
    cookie: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    """The Content-Type."""
    body: bytes = b""
    length: str | None = None
    """The Content-Length, where it is not the body's."""
    is_chunked: bool = False
    said: tuple[str, ...] = field(default=())
    """What is hostile about it."""

    def __str__(self) -> str:
        """For whoever looks for the fault: everything that was sent, long parts cut."""
        query = f"?{self.query[:200]}" if self.query else ""
        parts = [
            f"number {self.number} as {self.who}: {self.method} {self.path[:300]}{query}",
            f"hostile by {', '.join(self.said) or 'nothing'}",
        ]
        if self.host != "localhost":
            parts.append(f"Host: {self.host[:100]!r}")
        parts += [f"{name}: {value[:100]!r}" for name, value in self.headers]
        if self.body or self.kind or self.length is not None:
            parts.append(
                f"{self.kind[:100]!r}, {self.length or len(self.body)} bytes: {self.body[:2000]!r}"
            )
        return "\n      ".join(parts)


class Maker:
    """Makes each request of one seed from its number alone."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.by_name = {one.name: one for one in world.people}
        self.seeing = _by_endpoint(world, lambda one: one.pages.keys())
        self.posting = _by_endpoint(world, lambda one: one.forms.keys())

    def make(self, number: int) -> Hostile:
        """Request `number`. Its endpoint and method go round, all else is by chance."""
        chance = Random(f"{self.seed}:{number}")
        endpoint, rule, method = self.world.targets[number % len(self.world.targets)]
        someone = self._somebody(chance, endpoint, method)
        made = Hostile(
            number, someone.name, endpoint, method, self._path(chance, someone, endpoint, rule)
        )
        made = replace(made, cookie=someone.cookie)
        if method in BODIES:
            made = self._with_form(chance, someone, made)
        return self._spoil(chance, made)

    def _somebody(self, chance: Random, endpoint: str, method: str) -> Someone:
        able = (self.posting if method in BODIES else self.seeing).get(endpoint, [])
        if able and chance.random() < 0.8:
            return chance.choice(able)
        return chance.choice(self.world.people)

    def _path(self, chance: Random, someone: Someone, endpoint: str, rule: str) -> str:
        """One of their own addresses, somebody else's, or one with a strange key in it."""
        kind = chance.random()
        own = someone.pages.get(endpoint, ())
        if own and kind < 0.6:
            return chance.choice(own).partition("?")[0]
        others = self.seeing.get(endpoint, [])
        if others and kind < 0.75:
            return chance.choice(chance.choice(others).pages[endpoint]).partition("?")[0]
        keys = self.world.keys if kind < 0.85 else words.KEYS
        return ARGUMENT.sub(lambda _: chance.choice(keys), rule)

    def _with_form(self, chance: Random, someone: Someone, made: Hostile) -> Hostile:
        """Filled in as a person would, then spoilt in up to three ways."""
        known = someone.forms.get(made.endpoint, ())
        sent: Sent = {}
        if known:
            one = chance.choice(known)
            button = chance.choice([*one.form.buttons(), None])
            sent = chance.choice(MANNERS).fill(one.form, button, self.world.domains)
            if chance.random() < 0.9:
                made = replace(made, path=one.path)
        elif able := self.posting.get(made.endpoint):
            other = chance.choice(chance.choice(able).forms[made.endpoint])
            sent = chance.choice(MANNERS).fill(other.form, None, self.world.domains)
        if someone.token:
            sent["csrf_token"] = [someone.token]
        said = [
            spoiling.spoil_form(chance, sent, self.world.keys)
            for _ in range(chance.choice((0, 0, 1, 1, 1, 2)))
        ]
        kind, body = spoiling.encode(chance, sent, said)
        return replace(made, kind=kind, body=body, said=tuple(said))

    def _spoil(self, chance: Random, made: Hostile) -> Hostile:
        """What does not depend on the form: address, query, headers, cookie, body."""
        said = list(made.said)
        if chance.random() < 0.15:
            made = replace(made, query=chance.choice(words.QUERIES))
            said.append("query")
        elif chance.random() < 0.2:
            kind = chance.choice(list(words.TEXTS))
            name = chance.choice(("q", "page", "next", "status", "show", "step"))
            text = spoiling.as_bytes(chance.choice(words.TEXTS[kind])[:3000])
            made = replace(made, query=f"{name}={quote_from_bytes(text)}")
            said.append(f"{kind} in {name}")
        if chance.random() < 0.25:
            headers = tuple(chance.sample(words.HEADERS, chance.choice((1, 1, 2, 5))))
            made = replace(made, headers=headers)
            said += [name for name, _ in headers]
        for odds, change in _CHANGES:
            if chance.random() < odds:
                made = change(chance, made)
                said.append(change.__name__.strip("_").replace("_", " "))
        return replace(made, said=tuple(said))


def _by_endpoint(
    world: World, known: Callable[[Someone], Iterable[str]]
) -> dict[str, list[Someone]]:
    found: dict[str, list[Someone]] = {}
    for one in world.people:
        for endpoint in sorted(known(one)):
            found.setdefault(endpoint, []).append(one)
    return found


def _strange_method(chance: Random, made: Hostile) -> Hostile:
    return replace(made, method=chance.choice(words.METHODS))


def _forged_host(chance: Random, made: Hostile) -> Hostile:
    return replace(made, host=chance.choice(words.HOSTS))


def _broken_cookie(chance: Random, made: Hostile) -> Hostile:
    own = made.cookie
    spoilt = (own[: len(own) // 2], own[:-1], own + "x", own.swapcase(), own.replace(".", "\xff"))
    return replace(made, cookie=chance.choice(words.COOKIES + spoilt))


def _strange_type(chance: Random, made: Hostile) -> Hostile:
    return replace(made, kind=chance.choice(words.TYPES))


def _wrong_length(chance: Random, made: Hostile) -> Hostile:
    return replace(made, length=chance.choice(words.LENGTHS))


def _cut_short(chance: Random, made: Hostile) -> Hostile:
    """The connection ended before the whole body came."""
    body = made.body
    return replace(made, body=body[: chance.randrange(len(body) + 1)], length=str(len(body)))


def _chunked(chance: Random, made: Hostile) -> Hostile:
    return replace(made, is_chunked=True)


def _huge_body(chance: Random, made: Hostile) -> Hostile:
    return replace(
        made, body=made.body + b"&x=" + b"a" * chance.choice((127_000, 140_000, 900_000))
    )


def _longer_path(chance: Random, made: Hostile) -> Hostile:
    more = chance.choice(
        ("/", "//", "/.", "/..;/", "/" + "a" * 9000, "%00", "%2f", ".json", ";x=1")
    )
    return replace(made, path=made.path + more)


def _double_encoded(chance: Random, made: Hostile) -> Hostile:
    return replace(made, path="/" + quote(made.path[1:], safe="/").replace("-", "%2d"))


_CHANGES: tuple[tuple[float, Callable[[Random, Hostile], Hostile]], ...] = (
    (0.03, _strange_method),
    (0.03, _forged_host),
    (0.04, _broken_cookie),
    (0.02, _strange_type),
    (0.02, _wrong_length),
    (0.02, _cut_short),
    (0.03, _chunked),
    (0.01, _huge_body),
    (0.02, _longer_path),
    (0.02, _double_encoded),
)
