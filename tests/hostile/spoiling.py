"""Spoils a form that was filled in as a person would, and packs it as a browser would not."""

from collections.abc import Callable
from random import Random
from urllib.parse import quote_from_bytes

from tests.hostile import words
from tests.invariants.filling import Sent

BOUNDARY = "----pwned"


def as_bytes(text: str) -> bytes:
    """UTF-8, but for lone surrogates: those of raw bytes become the byte, others are kept."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def spoil_form(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    """Change the form in one way by chance. Returns what was done."""
    return chance.choice(_WAYS)(chance, sent, keys)


def encode(chance: Random, sent: Sent, said: list[str]) -> tuple[str, bytes]:
    """Content-Type and body: mostly urlencoded, else multipart, as it is or half broken."""
    pairs = [(name, text) for name, texts in sent.items() for text in texts]
    kind = chance.random()
    if kind < 0.93:
        body = "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in pairs)
        return "application/x-www-form-urlencoded", body.encode()
    if kind < 0.96:
        said.append("not quoted")
        return "application/x-www-form-urlencoded", b"&".join(
            as_bytes(name) + b"=" + as_bytes(text) for name, text in pairs
        )
    said.append("multipart")
    return f"multipart/form-data; boundary={BOUNDARY}", _multipart(chance, pairs, said)


def _multipart(chance: Random, pairs: list[tuple[str, str]], said: list[str]) -> bytes:
    parts = []
    for name, text in pairs:
        more = ""
        if chance.random() < 0.05:
            said.append("a file")
            more = '; filename="../../pwned.html"\r\nContent-Type: text/html'
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        parts.append(as_bytes(head) + as_bytes(text) + b"\r\n")
    end = chance.choice((f"--{BOUNDARY}--\r\n", f"--{BOUNDARY}--\r\n", f"--{BOUNDARY}", "\r\n", ""))
    if not end.endswith("--\r\n"):
        said.append("no end")
    return b"".join(parts) + end.encode()


def _quoted(text: str) -> str:
    return quote_from_bytes(as_bytes(text), safe="")


def _names(sent: Sent) -> list[str]:
    return [name for name in sent if name != "csrf_token"] or ["q"]


def _hostile_text(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    kind = chance.choice(list(words.TEXTS))
    names = _names(sent)
    for name in chance.sample(names, chance.randint(1, len(names))):
        sent[name] = [chance.choice(words.TEXTS[kind])]
    return kind


def _hostile_field(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    kind = chance.choice(list(words.TEXTS))
    name = chance.choice(_names(sent))
    sent[name] = [chance.choice(words.TEXTS[kind])]
    return f"{kind} in {name}"


def _at_the_limit(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    """As long as fields are, and one more."""
    name = chance.choice(_names(sent))
    most = chance.choice((10, 40, 100, 200, 254, 300, 600, 900))
    letter = chance.choice(("a", "é", "e\u0301", "🦆", "<", "\n", '"'))
    sent[name] = [letter * (most + chance.choice((-1, 0, 1)))]
    return f"about {most} × {letter!r} in {name}"


def _another_key(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    name = chance.choice(_names(sent))
    sent[name] = [chance.choice(keys)] if keys else [""]
    return f"another’s key in {name}"


def _left_out(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    name = chance.choice(_names(sent))
    sent.pop(name, None)
    return f"no {name}"


def _twice(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    name = chance.choice([*sent, "q"])
    sent[name] = sent.get(name, [""]) * 2 + ["another"]
    return f"{name} thrice"


def _one_of_ours(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    for name in chance.sample(words.MEMBERS, 4):
        sent.setdefault(name, [chance.choice(("1", "administrator", "closed", *keys[:3]))])
    return "fields the form does not have"


def _renamed(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    name = chance.choice(_names(sent))
    kind = chance.choice(list(words.TEXTS))
    sent[chance.choice(words.TEXTS[kind])[:200] or "[]"] = sent.pop(name, [""])
    return f"{name} called by {kind}"


def _thousands(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    name = chance.choice(("", "x", "mark_", "row-", *_names(sent)))
    for place in range(chance.choice((900, 3000))):
        sent[f"{name}{place}"] = ["1"]
    return "thousands of fields"


def _no_token(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    sent.pop("csrf_token", None)
    return "no CSRF token"


def _foreign_token(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    own = sent.get("csrf_token", ["a.b.c"])[0]
    sent["csrf_token"] = [chance.choice((own[::-1], own + "a", "\0", "é", own[:-9], "a" * 9000))]
    return "a foreign CSRF token"


def _nothing(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    token = sent.get("csrf_token")
    sent.clear()
    if token:
        sent["csrf_token"] = token
    return "an empty form"


def _elsewhere(chance: Random, sent: Sent, keys: tuple[str, ...]) -> str:
    sent["next"] = [chance.choice(words.TEXTS["next"])]
    return "next"


_WAYS: tuple[Callable[[Random, Sent, tuple[str, ...]], str], ...] = (
    _hostile_text,
    _hostile_text,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _hostile_field,
    _at_the_limit,
    _another_key,
    _left_out,
    _twice,
    _one_of_ours,
    _renamed,
    _thousands,
    _no_token,
    _foreign_token,
    _nothing,
    _elsewhere,
)
