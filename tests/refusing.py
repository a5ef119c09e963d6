"""What a check says of something: nothing, or which field it refuses."""

from collections.abc import Callable
from typing import Any

from mars.domain.errors import InvalidError, NotNowError

PASSED = "passed"


def verdict(check: Callable[..., None], *given: Any, **named: Any) -> str:
    """PASSED, or the field that is refused; for a step that is not possible now, the sentence."""
    try:
        check(*given, **named)
    except InvalidError as refusal:
        return refusal.field or refusal.sentence
    except NotNowError as refusal:
        return refusal.sentence
    return PASSED
