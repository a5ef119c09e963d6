"""How a request ends: the reasons, what is missing, the note; and what is noted of the family."""

from datetime import date, timedelta

import pytest

from mars.domain.closing import REASONS, Afterwards, check_close, check_end, missing_before_close
from mars.domain.counting import shown_count
from mars.domain.errors import InvalidError, NotNowError
from mars.domain.holding import CloseReason, EndReason, NotSafeReason, Telling, Told
from mars.domain.looking import check_note, has_emergency, look
from mars.domain.people import check_staff_address, name_from_address
from mars.domain.statuses import Status
from mars.domain.telling import can_tell, check_moment, check_telling
from mars.domain.workflow import Step
from tests.refusing import PASSED, verdict

TODAY = date(2027, 3, 1)
LATER, EARLIER = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (Afterwards(True, 0, Told.YES), ()),
        (Afterwards(True, 0, Told.NOT_SAFE), ()),
        (Afterwards(True, 1, Told.YES), (CloseReason.NOT_RECORDED,)),
        (Afterwards(True, 0, Told.NOT_YET), (CloseReason.FAMILY_NOT_TOLD,)),
        (Afterwards(False, 0, None), (CloseReason.NO_SUMMARY, CloseReason.FAMILY_NOT_TOLD)),
    ],
)
def test_what_is_missing_before_a_request_closes(
    facts: Afterwards, missing: tuple[CloseReason, ...]
) -> None:
    assert missing_before_close(facts) == missing


def test_closing_with_something_missing_needs_words() -> None:
    check_close((), "")
    check_close((CloseReason.NO_SUMMARY,), "The facilitator left.")
    with pytest.raises(InvalidError):
        check_close((CloseReason.NO_SUMMARY,), "")


def test_every_reason_to_end_early_can_be_given_somewhere() -> None:
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(EndReason)


def test_another_reason_needs_words_and_a_strange_one_is_refused() -> None:
    assert check_end(Step.WITHDRAW, EndReason.CHANGED, "") is EndReason.CHANGED
    for reason in (None, EndReason.NO_AGREEMENT, EndReason.OTHER):
        with pytest.raises(InvalidError):
            check_end(Step.WITHDRAW, reason, "")


@pytest.mark.parametrize(
    ("note", "cure"),
    [
        ("Born 12/3/2019", "does not identify anyone"),
        ("Kayleigh Lamb moved", "does not identify anyone"),
        ("He has bruises", "report it today"),
    ],
)
def test_a_note_is_looked_at_before_it_is_kept(note: str, cure: str) -> None:
    with pytest.raises(InvalidError, match=cure) as refusal:
        check_note(note, "K.L.", ())
    assert refusal.value.field == "looked_at"
    check_note(note, "K.L.", [remark.mark for remark in look({"note": note}, "K.L.")])


def test_a_harmless_note_passes() -> None:
    check_note("Nobody has the time before Easter.", "K.L.", ())
    assert not has_emergency(look({"note": "Nobody has the time before Easter."}))


@pytest.mark.parametrize(
    ("told", "by_whom", "on_day", "reason", "manager", "consulted_on"),
    [
        (Told.YES, "Hana", TODAY, None, "", None),
        (Told.YES, "Hana", EARLIER, None, "", None),
        (Told.NOT_YET, "", TODAY, None, "", None),
        (Told.NOT_YET, "", LATER, None, "", None),
        (Told.NOT_SAFE, "", None, NotSafeReason.CHILD, "Jo", TODAY),
    ],
)
def test_a_whole_note_of_telling_passes(
    told: Told,
    by_whom: str,
    on_day: date | None,
    reason: NotSafeReason | None,
    manager: str,
    consulted_on: date | None,
) -> None:
    given = told, by_whom, on_day, reason, manager, consulted_on, TODAY
    assert verdict(check_telling, *given) == PASSED


@pytest.mark.parametrize(
    ("told", "by_whom", "on_day", "reason", "manager", "consulted_on", "field"),
    [
        (Told.YES, "", TODAY, None, "", None, "by_whom"),
        (Told.YES, "Hana", None, None, "", None, "on_day"),
        (Told.YES, "Hana", LATER, None, "", None, "on_day"),
        (Told.NOT_YET, "", None, None, "", None, "on_day"),
        (Told.NOT_YET, "", EARLIER, None, "", None, "on_day"),
        (Told.NOT_SAFE, "", None, None, "Jo", TODAY, "reason"),
        (Told.NOT_SAFE, "", None, NotSafeReason.CHILD, "", TODAY, "manager"),
        (Told.NOT_SAFE, "", None, NotSafeReason.CHILD, "Jo", None, "consulted_on"),
        (Told.NOT_SAFE, "", None, NotSafeReason.CHILD, "Jo", LATER, "consulted_on"),
    ],
)
def test_a_note_of_telling_names_what_it_lacks(
    told: Told,
    by_whom: str,
    on_day: date | None,
    reason: NotSafeReason | None,
    manager: str,
    consulted_on: date | None,
    field: str,
) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_telling(told, by_whom, on_day, reason, manager, consulted_on, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize("status", Status)
def test_the_outcome_is_told_after_the_session_only(status: Status) -> None:
    assert can_tell(Telling.PURPOSE, status)
    if status in {Status.HELD, Status.SUMMARISED}:
        check_moment(Telling.OUTCOME, status)
    else:
        with pytest.raises(NotNowError):
            check_moment(Telling.OUTCOME, status)


@pytest.mark.parametrize(("count", "shown"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_a_small_count_is_not_told(count: int, shown: str) -> None:
    assert shown_count(count) == shown


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("kim.lamb@anytown.example", "Kim Lamb"),
        ("kim.lamb2@anytown.example", "Kim Lamb"),
        ("k_o'neil-2@anytown.example", "K O'neil"),
        ("42@anytown.example", "New colleague"),
        ("mail-is.locked@anytown.example", "Mail Is Locked"),
        ("www.evil.com@anytown.example", "New colleague"),
    ],
)
def test_a_name_is_read_from_the_address(email: str, name: str) -> None:
    assert name_from_address(email) == name


def test_only_the_councils_own_addresses_sign_in() -> None:
    check_staff_address("kim@Anytown.example", ("anytown.example", "vale.example"))
    for email in ("kim@else.example", "kim@sub.anytown.example", "kim@anytown.example.evil.test"):
        with pytest.raises(InvalidError, match=r"@anytown\.example or @vale\.example"):
            check_staff_address(email, ("anytown.example", "vale.example"))
