"""One example of every letter, each given as much as it can take. All people are fictional."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from mars.domain.answering import Choice
from mars.domain.asking import Place
from mars.domain.workflow import LetterKind
from mars.post import codes_by_mail, to_everyone, to_facilitators, to_invitees, to_requesters
from mars.post.letters import About, Appointment, Inviter, Letter, Recipient

BASE_URL = "http://localhost"
URL = f"{BASE_URL}/a/" + "Qw3" * 14 + "Z"
TO = Recipient("Sam Carter", "sam.carter@school.example")
ABOUT = About("0123456789abcdef", "MARS-K7QD4T")
INVITER = Inviter("Ana Petrov", "Health visitor", "Harbour Health")
APPOINTMENT = Appointment(
    "feedfacecafebeef", datetime(2026, 6, 5, 13, 0, tzinfo=UTC), 60, Place.ONLINE, sequence=1
)
DAY = date(2026, 3, 6)
ROW = "aaaabbbbccccdddd"

EXAMPLES: dict[LetterKind, Callable[[], Letter]] = {
    LetterKind.REQUEST_SENT: lambda: to_requesters.request_sent(
        TO, ABOUT, URL, agencies=5, facilitator_asked=True
    ),
    LetterKind.PLEASE_ANSWER: lambda: to_invitees.please_answer(
        TO, ROW, ABOUT, INVITER, URL, answer_by=DAY, revision=1
    ),
    LetterKind.FACILITATOR_ASKED: lambda: to_facilitators.facilitator_asked(
        TO, ROW, ABOUT, INVITER, URL, answer_by=DAY
    ),
    LetterKind.ANSWER_RECEIVED: lambda: to_invitees.answer_received(
        TO, ROW, ABOUT, Choice.COME, URL, revision=0
    ),
    LetterKind.COLLEAGUE_ASKED: lambda: to_invitees.colleague_asked(
        TO, ROW, ABOUT, INVITER, "Robin Hale", URL, answer_by=DAY
    ),
    LetterKind.COLLEAGUE_TOLD: lambda: to_invitees.colleague_told(TO, ROW, ABOUT),
    LetterKind.FACILITATOR_ANSWERED: lambda: to_requesters.facilitator_answered(
        TO, ROW, ABOUT, URL, accepted=True
    ),
    LetterKind.READY_TO_FIX: lambda: to_requesters.ready_to_fix(TO, ABOUT, URL),
    LetterKind.DATE_FIXED: lambda: to_everyone.date_fixed(TO, ROW, ABOUT, APPOINTMENT, URL),
    LetterKind.NOT_GOING_AHEAD: lambda: to_everyone.not_going_ahead(TO, ROW, ABOUT),
    LetterKind.SESSION_CANCELLED: lambda: to_everyone.session_cancelled(
        TO, ROW, ABOUT, APPOINTMENT
    ),
    LetterKind.SESSION_NOT_HELD: lambda: to_everyone.session_not_held(TO, ROW, ABOUT, APPOINTMENT),
    LetterKind.SUMMARY_PLEASE: lambda: to_facilitators.summary_please(
        TO, ROW, ABOUT, URL, write_by=DAY
    ),
    LetterKind.SUMMARY_READY: lambda: to_everyone.summary_ready(TO, ROW, ABOUT, URL),
    LetterKind.SIGN_IN_CODE: lambda: codes_by_mail.sign_in_code(TO, ROW, "12345678"),
    LetterKind.GUEST_CODE: lambda: codes_by_mail.guest_code(TO, ROW, ABOUT, "12345678"),
}
