"""E-mailed codes of eight digits: made, counted, checked. Only a keyed hash is kept."""

import hmac
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, func, select, update

from mars import logs
from mars.clock import now
from mars.database import db
from mars.domain.errors import InvalidError, TooManyError
from mars.keys import current_keys
from mars.store.base import ID_LENGTH
from mars.store.doors import Code

DIGITS = 8
LIFETIME = timedelta(minutes=10)
TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALLOWED = ((HOUR, 3), (DAY, 10))
"""So many codes for one address or link: to each browser that proved it, to each network else."""
STRANGERS = ((HOUR, 6), (DAY, 20))
"""So many to all networks together, so that letters to one address end. Local setting."""
NETWORK = "network:"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a code is asked for: the browser it will work in, and whose allowance it uses up."""

    browser: str
    allowance: str
    """Of a browser that proved the address before, its own; else that of the network."""

    @property
    def is_known(self) -> bool:
        """Whether this browser proved the address before."""
        return not self.allowance.startswith(NETWORK)


def from_network(browser: str, network: str) -> Asker:
    """A browser that MARS does not know: it shares the allowance of its network."""
    return Asker(browser, f"{NETWORK}{_keyed(network)}")


def from_known(browser: str, mark: str) -> Asker:
    """A browser that proved the address before: no stranger can use up what it may ask for."""
    return Asker(browser, f"browser:{_keyed(mark)}")


def address_subject(email: str) -> str:
    """The subject of a sign-in code: a keyed hash, so that the address is not kept."""
    return f"address:{_keyed(email.lower())}"


def link_subject(link_id: str) -> str:
    """The subject of a guest's code."""
    return f"link:{link_id}"


def new_browser() -> str:
    """A random mark for one browser; a code works only where it was asked for."""
    return secrets.token_urlsafe(16)


def make(subject: str, asker: Asker) -> str:
    """A fresh code for the letter, added to the open transaction. Earlier ones of the same browser
    stop working; those of other browsers go on.

    Raises TooManyError beyond 3 codes an hour or 10 a day for this subject and allowance, or 6 and
    20 for all the networks from which it is asked for. Source: local setting.
    """
    own = Code.allowance == asker.allowance
    for window, most in ALLOWED:
        _check_limit(subject, own, window, most)
    if not asker.is_known:
        for window, most in STRANGERS:
            _check_limit(subject, Code.allowance.startswith(NETWORK), window, most)
    browser_hash = _keyed(asker.browser)
    earlier = (Code.subject == subject, Code.browser_hash == browser_hash, Code.used_at.is_(None))
    db.session.execute(update(Code).where(*earlier).values(used_at=now()))
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = Code(
        subject=subject,
        code_hash="",
        browser_hash=browser_hash,
        allowance=asker.allowance,
        created_at=now(),
    )
    code.code_hash = _keyed(f"{code.id}:{digits}")
    db.session.add(code)
    return digits


def letter_subject(subject: str, browser: str) -> str:
    """The key of the letters with this browser's codes: a new one takes back what has not gone."""
    return _keyed(f"{subject} {browser}")[:ID_LENGTH]


def check(subject: str, browser: str, typed: str) -> None:
    """Use up the code if `typed` is right. The caller commits, also after InvalidError.

    Blanks, dashes, invisible characters and full-width digits are accepted. Raises InvalidError
    for a wrong, old or used code, or another browser; after 5 tries the code is dead.
    """
    digits = "".join(
        c
        for c in unicodedata.normalize("NFKC", typed)
        if not c.isspace() and unicodedata.category(c) not in {"Cf", "Pd"}
    )
    code = db.session.scalar(
        select(Code)
        .where(
            Code.subject == subject,
            Code.used_at.is_(None),
            Code.created_at > now() - LIFETIME,
            Code.browser_hash == _keyed(browser),
            Code.tries < TRIES,
        )
        .with_for_update()
    )
    if code is None:
        _tell_of_refusal(subject)
        raise InvalidError("This code no longer works. Ask for a new one.", field="code")
    code.tries += 1
    if not hmac.compare_digest(code.code_hash, _keyed(f"{code.id}:{digits}")):
        _tell_of_refusal(subject)
        left = TRIES - code.tries
        cure = f"You have {left} more tries." if left > 1 else "You have 1 more try."
        raise InvalidError(
            f"The code is not right. {cure}"
            if left
            else "The code is not right. Ask for a new one.",
            field="code",
        )
    code.used_at = now()


def _tell_of_refusal(subject: str) -> None:
    """To the log, with a pseudonym of whose code it was."""
    facts = {"subject": current_keys().pseudonym(subject)}
    log.warning("a code was refused", extra={logs.FACTS: facts})


def _check_limit(subject: str, whose: ColumnElement[bool], window: timedelta, most: int) -> None:
    moment = now()
    made, first = db.session.execute(
        select(func.count(), func.min(Code.created_at)).where(
            Code.subject == subject, whose, Code.created_at > moment - window
        )
    ).one()
    if made >= most:
        raise TooManyError(
            "We have sent all the codes that we can for now. Use the newest code that you have: it "
            f"works for 10 minutes, in the browser that asked for it. {_say_wait(first + window)}",
            wait=first + window - moment,
        )


def _say_wait(until: datetime) -> str:
    minutes = ceil((until - now()).total_seconds() / 60)
    if minutes > 90:
        return f"You can ask for another one in {ceil(minutes / 60)} hours."
    return f"You can ask for another one in {minutes} minute{'s' if minutes > 1 else ''}."


def _keyed(text: str) -> str:
    return current_keys().mac("code", text.encode()).hex()
