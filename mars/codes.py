"""E-mailed codes of eight digits: made, counted, checked. Only a keyed hash is kept."""

import hmac
import logging
import secrets
import unicodedata
from datetime import timedelta

from sqlalchemy import func, select, update

from mars import logs
from mars.clock import now
from mars.database import db
from mars.domain.errors import InvalidError, TooManyError
from mars.keys import current_keys
from mars.store.doors import Code

DIGITS = 8
LIFETIME = timedelta(minutes=10)
TRIES = 5
PER_HOUR, PER_DAY = 3, 10
log = logging.getLogger(__name__)


def address_subject(email: str) -> str:
    """The subject of a sign-in code: a keyed hash, so that the address is not kept."""
    return f"address:{_keyed(email.lower())}"


def link_subject(link_id: str) -> str:
    """The subject of a guest's code."""
    return f"link:{link_id}"


def new_browser() -> str:
    """A random mark for one browser; a code works only where it was asked for."""
    return secrets.token_urlsafe(16)


def make(subject: str, browser: str) -> str:
    """A fresh code for the letter, added to the open transaction. Earlier ones stop working.

    Raises TooManyError beyond 3 codes an hour or 10 a day for this subject.
    """
    moment = now()
    _check_limit(subject, timedelta(hours=1), PER_HOUR)
    _check_limit(subject, timedelta(days=1), PER_DAY)
    db.session.execute(
        update(Code).where(Code.subject == subject, Code.used_at.is_(None)).values(used_at=moment)
    )
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = Code(
        subject=subject,
        code_hash="",
        browser_hash=_keyed(browser),
        created_at=moment,
    )
    code.code_hash = _keyed(f"{code.id}:{digits}")
    db.session.add(code)
    return digits


def check(subject: str, browser: str, typed: str) -> None:
    """Use up the code if `typed` is right. The caller commits, also after InvalidError.

    Spaces, dashes and full-width digits are accepted. Raises InvalidError for a wrong, old or used
    code, or another browser; after 5 tries the code is dead.
    """
    digits = "".join(
        c for c in unicodedata.normalize("NFKC", typed) if not c.isspace() and c != "-"
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


def _check_limit(subject: str, window: timedelta, most: int) -> None:
    moment = now()
    made, first = db.session.execute(
        select(func.count(), func.min(Code.created_at)).where(
            Code.subject == subject, Code.created_at > moment - window
        )
    ).one()
    if made >= most:
        raise TooManyError(
            "Too many codes were asked for. Wait an hour, then ask again.",
            wait=first + window - moment,
        )


def _keyed(text: str) -> str:
    return current_keys().mac("code", text.encode()).hex()
