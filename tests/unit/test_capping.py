"""How many letters one person is sent: a rest between like ones, a limit a day, nothing dropped."""

from datetime import UTC, datetime, timedelta

import pytest

from mars.domain.capping import EACH_ITS_OWN, UNCAPPED, Sent, pace, replaces
from mars.domain.policies import DEFAULTS
from mars.domain.posting import CURES, LetterState, Outcome
from mars.domain.workflow import LetterKind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CAPPED = [kind for kind in LetterKind if kind not in UNCAPPED]


@pytest.mark.parametrize("kind", LetterKind)
def test_the_first_letter_of_every_kind_leaves_at_once(kind: LetterKind) -> None:
    found = pace(kind, Sent(), DEFAULTS, NOW)
    assert (found.state, found.why, found.due_at) == (LetterState.PENDING, None, NOW)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_next_like_it_waits_or_is_of_a_kind_that_may_not(kind: LetterKind) -> None:
    found = pace(kind, Sent(last=NOW - timedelta(minutes=4)), DEFAULTS, NOW)

    assert found.state is LetterState.PENDING
    assert found.due_at == (NOW + timedelta(minutes=6) if replaces(kind) else NOW)
    assert (found.why is Outcome.TOO_SOON) is replaces(kind)
    assert pace(kind, Sent(last=NOW - timedelta(minutes=10)), DEFAULTS, NOW).due_at == NOW


@pytest.mark.parametrize("kind", CAPPED)
@pytest.mark.parametrize(
    "sent",
    [
        Sent(recipient=DEFAULTS.letters_to_person),
        Sent(request=DEFAULTS.letters_of_request),
        Sent(actor=DEFAULTS.letters_by_person),
    ],
)
def test_beyond_a_limit_every_kind_is_held_for_a_person(kind: LetterKind, sent: Sent) -> None:
    found = pace(kind, sent, DEFAULTS, NOW)
    assert (found.state, found.why) == (LetterState.HELD, Outcome.TOO_MANY)
    assert CURES[Outcome.TOO_MANY]


def test_a_code_has_its_own_limits_and_what_watches_is_never_replaced() -> None:
    many = Sent(9999, 9999, 9999, NOW)
    assert {pace(kind, many, DEFAULTS, NOW).why for kind in UNCAPPED} == {None}
    assert not any(replaces(kind) for kind in EACH_ITS_OWN | UNCAPPED)


def test_a_rest_is_shorter_than_what_tells_of_a_clock_put_back() -> None:
    from mars.domain.local_settings import RULES
    from mars.domain.posting import LONGEST_WAIT

    assert timedelta(minutes=RULES["letter_rest_minutes"].most) <= LONGEST_WAIT
