"""The calendar file, read back by a small parser of RFC 5545 that is not its writer’s."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mars.domain.asking import Place
from mars.post.calendar_files import calendar_file
from mars.post.letters import Appointment, Calendar, Method

SUMMER = datetime(2026, 7, 1, 14, 0, tzinfo=ZoneInfo("Europe/London"))
LONDON = ZoneInfo("Europe/London")
STAMP = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make(method: Method = Method.REQUEST, sequence: int = 0, starts_at: datetime = SUMMER) -> bytes:
    return calendar_file(
        Calendar(method, Appointment("feedface", starts_at, 90, Place.IN_PERSON, sequence)),
        reference="MARS-K7QD4T",
        attendee="sam.carter@school.example",
        organiser="mars@anytown.example",
        host="mars.anytown.example",
        stamp=STAMP,
    )


def parse(content: bytes) -> dict[str, list[str]]:
    """Every property with its parameters as written: name → the whole rest of each line."""
    assert content.endswith(b"\r\n")
    found: dict[str, list[str]] = {}
    for line in content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        at = min(i for i in (line.find(":"), line.find(";")) if i >= 0)
        found.setdefault(line[:at], []).append(line[at + 1 :])
    return found


def test_it_says_when_in_utc_and_how_long() -> None:
    file = parse(make())

    assert file["DTSTART"] == ["20260701T130000Z"]
    assert file["DTEND"] == ["20260701T143000Z"]
    assert file["DTSTAMP"] == ["20260302T090000Z"]
    assert "VTIMEZONE" not in file["BEGIN"]


def test_it_is_private_and_names_the_reader_alone() -> None:
    file = parse(make())

    assert file["CLASS"] == ["PRIVATE"]
    assert file["SUMMARY"] == ["Reflective session (MARS-K7QD4T)"]
    assert file["LOCATION"] == ["In person"]
    [attendee] = file["ATTENDEE"]
    assert attendee.endswith(":mailto:sam.carter@school.example")
    assert "RSVP=FALSE" in attendee
    assert file["ORGANIZER"] == ["mailto:mars@anytown.example"]


def test_it_holds_no_link_and_nothing_unexpected() -> None:
    content = make()

    assert b"http" not in content
    assert set(parse(content)) == {
        *("BEGIN", "END", "PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "SEQUENCE", "DTSTAMP"),
        *("DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "CLASS", "STATUS", "TRANSP"),
        *("ORGANIZER", "ATTENDEE"),
    }


def test_a_moved_date_replaces_the_earlier_one() -> None:
    first, second = parse(make()), parse(make(sequence=1))

    assert first["UID"] == second["UID"] == ["feedface@mars.anytown.example"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (["0"], ["1"])
    assert second["METHOD"] == ["REQUEST"]


def test_a_cancelled_date_leaves_the_calendar() -> None:
    file = parse(make(Method.CANCEL, sequence=2))

    assert (file["METHOD"], file["STATUS"], file["SEQUENCE"]) == (["CANCEL"], ["CANCELLED"], ["2"])
    assert "DESCRIPTION" not in file


@pytest.mark.parametrize("fold,utc", [(0, "20261025T003000Z"), (1, "20261025T013000Z")])
def test_the_hour_that_comes_twice_is_not_confused(fold: int, utc: str) -> None:
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=fold)
    assert parse(make(starts_at=twice))["DTSTART"] == [utc]


@pytest.mark.parametrize(
    ("starts_at", "start", "end"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), "20261024T233000Z", "20261025T010000Z"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=LONDON), "20270328T003000Z", "20270328T020000Z"),
    ],
)
def test_the_length_holds_over_a_clock_change(starts_at: datetime, start: str, end: str) -> None:
    file = parse(make(starts_at=starts_at))
    assert (file["DTSTART"], file["DTEND"]) == ([start], [end])


def test_one_session_keeps_its_uid_from_request_to_change_to_cancel() -> None:
    files = [
        parse(make()),
        parse(make(sequence=1, starts_at=SUMMER.replace(day=2))),
        parse(make(Method.CANCEL, sequence=2, starts_at=SUMMER.replace(day=2))),
    ]
    assert len({file["UID"][0] for file in files}) == 1
    assert [file["SEQUENCE"] for file in files] == [["0"], ["1"], ["2"]]
    assert [file["METHOD"] for file in files] == [["REQUEST"], ["REQUEST"], ["CANCEL"]]
    assert files[1]["DTSTART"] == files[2]["DTSTART"]
    assert all(file["ORGANIZER"] == files[0]["ORGANIZER"] for file in files)
    assert all(file["ATTENDEE"] == files[0]["ATTENDEE"] for file in files)


def test_no_line_is_longer_than_75_bytes() -> None:
    assert all(len(line) <= 75 for line in make().split(b"\r\n"))
