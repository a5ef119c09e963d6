"""Letters that carry a code. The only letters that hold a secret beside a link."""

from mars.domain.workflow import LetterKind
from mars.post.letters import About, Letter, Recipient


def sign_in_code(to: Recipient, code_id: str, digits: str) -> Letter:
    """The eight digits with which one of the council's staff signs in."""
    return Letter(
        kind=LetterKind.SIGN_IN_CODE, to=to, subject_id=code_id, words={"code": _groups(digits)}
    )


def guest_code(to: Recipient, code_id: str, about: About, digits: str) -> Letter:
    """The eight digits with which a guest sees what the link alone does not show."""
    return Letter(
        kind=LetterKind.GUEST_CODE,
        to=to,
        subject_id=code_id,
        about=about,
        words={"code": _groups(digits)},
    )


def _groups(digits: str) -> str:
    if not (len(digits) == 8 and digits.isascii() and digits.isdecimal()):
        raise ValueError("a code has eight digits")
    return f"{digits[:4]} {digits[4:]}"
