"""The rules by which Mozilla's HTTP Observatory scores an answer, as far as headers decide it.

Begins at 100; what is added counts only from 90 points on; 100 and more is an A+.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

FULL, EXTRA_FROM, HALF_A_YEAR = 100, 90, 15_768_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from `url`."""

    url: str
    headers: list[tuple[str, str]]
    body: str

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name]

    def one(self, name: str) -> str:
        """The values of a header in one line, as a browser takes them."""
        return ", ".join(self.all(name))


def score(answer: Answer) -> tuple[int, dict[str, int]]:
    """The points, and what each rule added or took."""
    found = dict(_judge(answer))
    points = FULL + sum(value for value in found.values() if value < 0)
    if points >= EXTRA_FROM:
        points += sum(value for value in found.values() if value > 0)
    return points, found


def _judge(answer: Answer) -> Iterator[tuple[str, int]]:
    policy = _policy(answer.one("content-security-policy"))
    yield "content policy", _content_policy(policy)
    yield "cookies", _cookies(answer)
    yield "sharing", _sharing(answer)
    yield "redirection", _redirection(answer)
    yield "referrer", _referrer(answer)
    yield "transport", _transport(answer)
    yield "integrity", _integrity(answer)
    yield "sniffing", 0 if answer.one("x-content-type-options").lower() == "nosniff" else -5
    yield "framing", _framing(answer, policy)
    yield "resource policy", _resource_policy(answer)


def _policy(text: str) -> dict[str, set[str]]:
    parts = (part.split() for part in text.split(";") if part.strip())
    return {name.lower(): {source.lower() for source in rest} for name, *rest in parts}


def _content_policy(policy: dict[str, set[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    scripts = policy.get("script-src", default)
    styles = policy.get("style-src", default)
    if scripts & (BROAD | INLINE) or policy.get("object-src", default) & BROAD:
        return -20
    if any(s.startswith(("http:", "ftp:")) for sources in policy.values() for s in sources):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(answer: Answer) -> int:
    worst = 5
    for cookie in answer.all("set-cookie"):
        flags = {
            name.strip().lower(): value
            for name, _, value in (flag.partition("=") for flag in cookie.split(";")[1:])
        }
        if "secure" not in flags:
            worst = min(worst, -40)
        if "httponly" not in flags:
            worst = min(worst, -30)
        site = flags.get("samesite", "").lower()
        worst = min(worst, 5 if site in {"lax", "strict"} else 0 if not site else -20)
    return worst if answer.all("set-cookie") else 0


def _sharing(answer: Answer) -> int:
    return -50 if answer.one("access-control-allow-credentials") else 0


def _redirection(answer: Answer) -> int:
    where = urlsplit(answer.one("location"))
    here = urlsplit(answer.url)
    stays = not where.netloc or (where.scheme, where.netloc) == (here.scheme, here.netloc)
    return 0 if stays and here.scheme == "https" else -20


def _referrer(answer: Answer) -> int:
    policy = answer.one("referrer-policy").lower()
    return 5 if policy in PRIVATE else -5 if policy else 0


def _transport(answer: Answer) -> int:
    found = re.search(r"max-age=(\d+)", answer.one("strict-transport-security"))
    if found is None:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def _integrity(answer: Answer) -> int:
    """Scripts of the own house need no hash; those from elsewhere do."""
    for tag in SCRIPT.findall(answer.body):
        source = SOURCE.search(tag)
        if source is not None and not re.match(r"/(?!/)", source[1]):
            return -50
    return 0


def _framing(answer: Answer, policy: dict[str, set[str]]) -> int:
    if "frame-ancestors" in policy and not policy["frame-ancestors"] & BROAD:
        return 5
    return 0 if answer.one("x-frame-options").lower() in {"deny", "sameorigin"} else -20


def _resource_policy(answer: Answer) -> int:
    value = answer.one("cross-origin-resource-policy").lower()
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, "": 0}.get(value, -5)
