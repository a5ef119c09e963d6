"""Which function writes which letter: the table that shows every kind has one."""

from collections.abc import Callable

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
from mars.post.letters import Letter

BUILDERS: dict[LetterKind, Callable[..., Letter]] = {
    LetterKind.REQUEST_SENT: to_requesters.request_sent,
    LetterKind.PLEASE_ANSWER: to_invitees.please_answer,
    LetterKind.FACILITATOR_ASKED: to_facilitators.facilitator_asked,
    LetterKind.ANSWER_RECEIVED: to_invitees.answer_received,
    LetterKind.COLLEAGUE_ASKED: to_invitees.colleague_asked,
    LetterKind.COLLEAGUE_TOLD: to_invitees.colleague_told,
    LetterKind.COLLEAGUE_PROPOSED: to_invitees.colleague_proposed,
    LetterKind.COLLEAGUE_TO_CONFIRM: to_requesters.colleague_to_confirm,
    LetterKind.NO_LONGER_ASKED: to_invitees.no_longer_asked,
    LetterKind.NEW_LINK: to_everyone.new_link,
    LetterKind.PLEASE_RING: to_requesters.please_ring,
    LetterKind.NO_LONGER_COMING: to_requesters.no_longer_coming,
    LetterKind.FACILITATOR_ANSWERED: to_requesters.facilitator_answered,
    LetterKind.FACILITATOR_WANTED: to_coordinators.facilitator_wanted,
    LetterKind.READY_TO_FIX: to_requesters.ready_to_fix,
    LetterKind.DATE_FIXED: to_everyone.date_fixed,
    LetterKind.DATE_MOVED: to_everyone.date_moved,
    LetterKind.NEW_TIMES: to_everyone.new_times,
    LetterKind.NOT_GOING_AHEAD: to_everyone.not_going_ahead,
    LetterKind.SESSION_CANCELLED: to_everyone.session_cancelled,
    LetterKind.SESSION_NOT_HELD: to_everyone.session_not_held,
    LetterKind.SUMMARY_PLEASE: to_facilitators.summary_please,
    LetterKind.SUMMARY_READY: to_everyone.summary_ready,
    LetterKind.ANSWER_REMINDER: reminders.answer_reminder,
    LetterKind.LEAD_ASKED: reminders.lead_asked,
    LetterKind.AGENCY_SILENT: reminders.agency_silent,
    LetterKind.FACILITATOR_REMINDER: reminders.facilitator_reminder,
    LetterKind.FACILITATOR_SILENT: reminders.facilitator_silent,
    LetterKind.FACILITATOR_STILL_WANTED: to_coordinators.facilitator_still_wanted,
    LetterKind.BELOW_MINIMUM: reminders.below_minimum,
    LetterKind.PURPOSE_REMINDER: reminders.purpose_reminder,
    LetterKind.SESSION_NEAR: reminders.session_near,
    LetterKind.ATTENDANCE_PLEASE: reminders.attendance_please,
    LetterKind.SUMMARY_REMINDER: reminders.summary_reminder,
    LetterKind.RECORD_REMINDER: reminders.record_reminder,
    LetterKind.OUTCOME_REMINDER: reminders.outcome_reminder,
    LetterKind.SIGN_IN_CODE: codes_by_mail.sign_in_code,
    LetterKind.GUEST_CODE: codes_by_mail.guest_code,
    LetterKind.AUDIT_HEAD: to_keepers.audit_head,
}
