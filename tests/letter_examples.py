"""One example of every letter, each given as much as it can take. All people are fictional."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from mars.domain.answering import Choice
from mars.domain.asking import Place
from mars.domain.holding import EndReason, NotHeldReason
from mars.domain.workflow import LetterKind
from mars.post import (
    codes_by_mail,
    reminders,
    to_coordinators,
    to_everyone,
    to_facilitators,
    to_invitees,
    to_keepers,
    to_requesters,
)
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
CHASED = 7_396_081
ROW = "aaaabbbbccccdddd"
WHO = "Joan Petrie (Harbour Charity)"
GRANT = to_keepers.Grant(
    ROW,
    "Robin Hale",
    "robin.hale@anytown.example",
    "coordinator and auditor",
    "Ada Quill, confirmed by Carys Lind",
)

EXAMPLES: dict[LetterKind, Callable[[], Letter]] = {
    LetterKind.REQUEST_SENT: lambda: to_requesters.request_sent(
        TO, ABOUT, URL, agencies=5, facilitator_asked=True, helped=True
    ),
    LetterKind.PLEASE_ANSWER: lambda: to_invitees.please_answer(
        TO, ROW, ABOUT, INVITER, URL, answer_by=DAY, revision=1
    ),
    LetterKind.FACILITATOR_ASKED: lambda: to_facilitators.facilitator_asked(
        TO, ROW, ABOUT, INVITER, URL, answer_by=DAY, appointment=APPOINTMENT
    ),
    LetterKind.ANSWER_RECEIVED: lambda: to_invitees.answer_received(
        TO, ROW, ABOUT, Choice.CANNOT, URL, 0, sends_note_to=TO, cancelled=APPOINTMENT
    ),
    LetterKind.COLLEAGUE_ASKED: lambda: to_invitees.colleague_asked(
        TO, ROW, ABOUT, INVITER, "Robin Hale", URL, answer_by=DAY
    ),
    LetterKind.COLLEAGUE_TOLD: lambda: to_invitees.colleague_told(TO, ROW, ABOUT, APPOINTMENT),
    LetterKind.COLLEAGUE_PROPOSED: lambda: to_invitees.colleague_proposed(TO, ROW, ABOUT, URL),
    LetterKind.COLLEAGUE_TO_CONFIRM: lambda: to_requesters.colleague_to_confirm(
        TO, ROW, ABOUT, URL
    ),
    LetterKind.NO_LONGER_ASKED: lambda: to_invitees.no_longer_asked(TO, ROW, ABOUT, APPOINTMENT),
    LetterKind.NEW_LINK: lambda: to_everyone.new_link(TO, ROW, ABOUT, URL, revision=1),
    LetterKind.PLEASE_RING: lambda: to_requesters.please_ring(TO, ROW, ABOUT, URL, revision=1),
    LetterKind.KEEP_QUIET: lambda: to_everyone.keep_quiet(TO, ROW, ABOUT, revision=1),
    LetterKind.AGENCY_CANNOT: lambda: to_requesters.agency_cannot(
        TO, ROW, ABOUT, URL, 1, WHO, sends_note=True
    ),
    LetterKind.NO_LONGER_COMING: lambda: to_requesters.no_longer_coming(
        TO, ROW, ABOUT, URL, 1, WHO
    ),
    LetterKind.FACILITATOR_ANSWERED: lambda: to_requesters.facilitator_answered(
        TO, ROW, ABOUT, URL, accepted=True, helped=True
    ),
    LetterKind.FACILITATOR_WITHDREW: lambda: to_everyone.facilitator_withdrew(
        TO, ROW, ABOUT, APPOINTMENT, URL, helped=True
    ),
    LetterKind.FACILITATOR_FREED: lambda: to_facilitators.facilitator_freed(
        TO, ROW, ABOUT, APPOINTMENT
    ),
    LetterKind.FACILITATOR_WANTED: lambda: to_coordinators.facilitator_wanted(
        TO, ABOUT, INVITER, URL, revision=1
    ),
    LetterKind.READY_TO_FIX: lambda: to_requesters.ready_to_fix(TO, ABOUT, URL),
    LetterKind.DATE_FIXED: lambda: to_everyone.date_fixed(TO, ROW, ABOUT, APPOINTMENT, URL),
    LetterKind.DATE_MOVED: lambda: to_everyone.date_moved(TO, ROW, ABOUT, APPOINTMENT, URL),
    LetterKind.NEW_TIMES: lambda: to_everyone.new_times(
        TO, ROW, ABOUT, URL, 1, inviter=INVITER, answer_by=DAY, cancelled=APPOINTMENT
    ),
    LetterKind.NOT_GOING_AHEAD: lambda: to_everyone.not_going_ahead(TO, ROW, ABOUT),
    LetterKind.SESSION_CANCELLED: lambda: to_everyone.session_cancelled(
        TO, ROW, ABOUT, APPOINTMENT, EndReason.CHANGED
    ),
    LetterKind.SESSION_NOT_HELD: lambda: to_everyone.session_not_held(
        TO, ROW, ABOUT, APPOINTMENT, NotHeldReason.FAMILY, URL, is_ahead=True
    ),
    LetterKind.SUMMARY_PLEASE: lambda: to_facilitators.summary_please(
        TO, ROW, ABOUT, URL, write_by=DAY
    ),
    LetterKind.SUMMARY_READY: lambda: to_everyone.summary_ready(TO, ROW, ABOUT, URL),
    LetterKind.ANSWER_REMINDER: lambda: reminders.answer_reminder(
        TO, ROW, ABOUT, INVITER, URL, revision=CHASED
    ),
    LetterKind.LEAD_ASKED: lambda: reminders.lead_asked(
        TO, ROW, ABOUT, INVITER, URL, revision=CHASED
    ),
    LetterKind.AGENCY_SILENT: lambda: reminders.agency_silent(
        TO, ABOUT, URL, CHASED, [("Vale Police", True), ("Hollybush School", False)]
    ),
    LetterKind.FACILITATOR_REMINDER: lambda: reminders.facilitator_reminder(
        TO, ROW, ABOUT, INVITER, URL, revision=CHASED
    ),
    LetterKind.FACILITATOR_SILENT: lambda: reminders.facilitator_silent(
        TO, ROW, ABOUT, URL, revision=CHASED, appointment=APPOINTMENT
    ),
    LetterKind.FACILITATOR_STILL_WANTED: lambda: to_coordinators.facilitator_still_wanted(
        TO, ABOUT, INVITER, URL, revision=CHASED
    ),
    LetterKind.FACILITATOR_MISSING: lambda: reminders.facilitator_missing(
        TO, ABOUT, APPOINTMENT, URL, revision=CHASED
    ),
    LetterKind.BELOW_MINIMUM: lambda: reminders.below_minimum(
        TO,
        ABOUT,
        APPOINTMENT,
        URL,
        CHASED,
        "2 of at least 3 agencies, with the agency that asks counted.",
    ),
    LetterKind.PURPOSE_REMINDER: lambda: reminders.purpose_reminder(
        TO, ABOUT, URL, revision=CHASED
    ),
    LetterKind.SESSION_NEAR: lambda: reminders.session_near(
        TO, ROW, ABOUT, APPOINTMENT, URL, revision=CHASED, led=False
    ),
    LetterKind.ATTENDANCE_PLEASE: lambda: reminders.attendance_please(
        TO, ROW, ABOUT, URL, revision=CHASED
    ),
    LetterKind.SUMMARY_REMINDER: lambda: reminders.summary_reminder(
        TO, ROW, ABOUT, URL, revision=CHASED
    ),
    LetterKind.RECORD_REMINDER: lambda: reminders.record_reminder(
        TO, ROW, ABOUT, URL, revision=CHASED
    ),
    LetterKind.OUTCOME_REMINDER: lambda: reminders.outcome_reminder(
        TO, ABOUT, URL, revision=CHASED
    ),
    LetterKind.SIGN_IN_CODE: lambda: codes_by_mail.sign_in_code(TO, ROW, "12345678"),
    LetterKind.GUEST_CODE: lambda: codes_by_mail.guest_code(TO, ROW, ABOUT, "12345678"),
    LetterKind.ROLE_PROPOSED: lambda: to_keepers.role_proposed(TO, GRANT, URL, revision=1),
    LetterKind.ROLE_GIVEN: lambda: to_keepers.role_given(TO, GRANT, revision=1),
    LetterKind.SHUT_OUT: lambda: to_coordinators.shut_out(
        TO, ROW, ["MARS-K7QD4T", "MARS-B2CDFG"], URL, revision=1
    ),
    LetterKind.AUDIT_HEAD: lambda: to_keepers.audit_head(TO, "1204:" + "0f" * 32, DAY),
}
