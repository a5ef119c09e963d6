"""The words of a supervision's way: its steps, its letters, its events, its people.

The table in changes.py joins them.
"""

from mars.domain.labels import Labelled


class Step(Labelled):
    """What a person does that moves a supervision on."""

    BEGIN = "begin", "begin a request"
    DISCARD = "discard", "throw the draft away"
    REDIRECT = "redirect", "go another way"
    ASK = "ask", "ask the team"
    FIX_DATE = "fix-date", "fix the date"
    OFFER_TIMES = "offer-times", "offer other times"
    MOVE = "move", "move the session"
    STEP_DOWN = "step-down", "withdraw as facilitator"
    END_NOT_AGREED = "end-not-agreed", "end: not agreed"
    WITHDRAW = "withdraw", "withdraw"
    RECORD_HELD = "record-held", "record that it was held"
    CORRECT_CAME = "correct-came", "correct who came"
    RECORD_NOT_HELD = "record-not-held", "record that it was not held"
    SEND_SUMMARY = "send-summary", "send the summary"
    SEND_AGAIN = "send-again", "send a new version"
    CLOSE = "close", "close"
    CLOSE_WITHOUT = "close-without", "close without a summary"


class LetterKind(Labelled):
    """Every letter MARS can send; the label is its subject, a constant about nobody."""

    REQUEST_SENT = "request-sent", "Your request for reflective supervision was sent"
    PLEASE_ANSWER = "please-answer", "Please answer: multi-agency reflective supervision"
    FACILITATOR_ASKED = "facilitator-asked", "Could you facilitate a reflective session?"
    ANSWER_RECEIVED = "answer-received", "Thank you: your answer was received"
    COLLEAGUE_ASKED = "colleague-asked", "Please answer in place of a colleague"
    COLLEAGUE_TOLD = "colleague-told", "A colleague now answers in your place"
    COLLEAGUE_PROPOSED = "colleague-proposed", "May somebody else answer in your place?"
    COLLEAGUE_TO_CONFIRM = "colleague-to-confirm", "Please check who will answer for an agency"
    NEW_LINK = "new-link", "Your new link"
    KEEP_QUIET = "keep-quiet", "Please read: about the reflective session"
    PLEASE_RING = "please-ring", "Somebody you asked wants to be rung first"
    AGENCY_CANNOT = "agency-cannot", "Somebody you asked cannot come"
    NO_LONGER_COMING = "no-longer-coming", "Somebody can no longer come"
    FACILITATOR_ANSWERED = "facilitator-answered", "The facilitator has answered"
    FACILITATOR_WITHDREW = "facilitator-withdrew", "The facilitator can no longer come"
    FACILITATOR_FREED = "facilitator-freed", "You no longer facilitate the reflective session"
    FACILITATOR_WANTED = "facilitator-wanted", "Please find a facilitator"
    READY_TO_FIX = "ready-to-fix", "You can fix the date now"
    DATE_FIXED = "date-fixed", "The date of the reflective session"
    DATE_MOVED = "date-moved", "Changed: the reflective session"
    NEW_TIMES = "new-times", "New times for the reflective session"
    NOT_GOING_AHEAD = "not-going-ahead", "The reflective session is not going ahead"
    SESSION_CANCELLED = "session-cancelled", "Cancelled: the reflective session"
    NO_LONGER_ASKED = "no-longer-asked", "You need not come to the reflective session"
    SESSION_NOT_HELD = "session-not-held", "The reflective session was not held"
    SUMMARY_PLEASE = "summary-please", "Please write the one-page summary"
    SUMMARY_READY = "summary-ready", "Please read and record the summary"
    ANSWER_REMINDER = "answer-reminder", "Reminder: please answer the invitation"
    LEAD_ASKED = "lead-asked", "Your agency has not answered an invitation"
    AGENCY_SILENT = "agency-silent", "An agency has not answered"
    FACILITATOR_REMINDER = "facilitator-reminder", "Reminder: could you facilitate?"
    FACILITATOR_SILENT = "facilitator-silent", "The facilitator has not answered"
    FACILITATOR_STILL_WANTED = "facilitator-still-wanted", "Reminder: please find a facilitator"
    FACILITATOR_MISSING = "facilitator-missing", "The session has no facilitator yet"
    BELOW_MINIMUM = "below-minimum", "Too few agencies are coming to the session"
    PURPOSE_REMINDER = "purpose-reminder", "Before the session: has the family been told?"
    SESSION_NEAR = "session-near", "Reminder: the reflective session is near"
    ATTENDANCE_PLEASE = "attendance-please", "Please record who came to the session"
    SUMMARY_REMINDER = "summary-reminder", "Reminder: please write the one-page summary"
    RECORD_REMINDER = "record-reminder", "Reminder: please record the summary"
    OUTCOME_REMINDER = "outcome-reminder", "After the session: has the family heard?"
    SIGN_IN_CODE = "sign-in-code", "Your code to sign in"
    GUEST_CODE = "guest-code", "Your code to read about this request"
    ROLE_PROPOSED = "role-proposed", "Please confirm somebody’s role in MARS"
    ROLE_GIVEN = "role-given", "Somebody was given a role in MARS"
    SHUT_OUT = "shut-out", "Somebody who had a part in a request was shut out"
    AUDIT_HEAD = "audit-head", "The head of the audit: please keep this letter"


AT_ANY_HOUR = frozenset(
    {
        LetterKind.SIGN_IN_CODE,
        LetterKind.GUEST_CODE,
        LetterKind.ANSWER_RECEIVED,
        LetterKind.COLLEAGUE_TOLD,
        LetterKind.NEW_LINK,
        LetterKind.KEEP_QUIET,
        LetterKind.REQUEST_SENT,
        LetterKind.ROLE_GIVEN,
    }
)
"""Codes and receipts, for which somebody waits: they leave at night too. Local setting."""


class Event(Labelled):
    """Every change that leaves an audit row, in the past tense."""

    BEGUN = "begun", "began a request"
    DRAFT_SAVED = "draft-saved", "saved a page of the request"
    DISCARDED = "discarded", "threw the draft away"
    REDIRECTED = "redirected", "ended the request: it went another way"
    EMERGENCY_SHOWN = "emergency-shown", "was shown the safety page"
    ASKED = "asked", "sent the request"
    INVITED = "invited", "asked another agency"
    INVITATION_ENDED = "invitation-ended", "stopped asking an agency"
    ANSWERED = "answered", "answered"
    ANSWERED_BY_PHONE = "answered-by-phone", "noted an answer given by phone"
    ASKED_AGAIN = "asked-again", "asked an agency again"
    ADDRESS_CORRECTED = "address-corrected", "corrected an address"
    REMINDED = "reminded", "sent a reminder"
    DEPUTY_NAMED = "deputy-named", "named a colleague instead"
    DEPUTY_PROPOSED = "deputy-proposed", "proposed that somebody else answers"
    DEPUTY_CONFIRMED = "deputy-confirmed", "confirmed that somebody else answers"
    DEPUTY_REFUSED = "deputy-refused", "refused that somebody else answers"
    RING_ASKED = "ring-asked", "asked to be rung first"
    LINK_ASKED = "link-asked", "asked for a new link"
    FACILITATOR_ASKED = "facilitator-asked", "asked a facilitator"
    FACILITATOR_ACCEPTED = "facilitator-accepted", "agreed to facilitate"
    FACILITATOR_DECLINED = "facilitator-declined", "declined to facilitate"
    FACILITATOR_WITHDREW = "facilitator-withdrew", "withdrew as facilitator"
    FACILITATOR_RELEASED = "facilitator-released", "stopped asking a facilitator"
    DATE_FIXED = "date-fixed", "fixed the date"
    DATE_MOVED = "date-moved", "moved the session"
    TIMES_OFFERED = "times-offered", "offered other times"
    NOT_AGREED = "not-agreed", "ended the request: not agreed"
    WITHDRAWN = "withdrawn", "withdrew the request"
    ATTENDANCE_RECORDED = "attendance-recorded", "recorded who came"
    ATTENDANCE_CORRECTED = "attendance-corrected", "corrected who came"
    HELD = "held", "recorded that the session was held"
    NOT_HELD = "not-held", "recorded that the session was not held"
    SUMMARY_SAVED = "summary-saved", "saved the summary"
    SUMMARY_SENT = "summary-sent", "sent the summary"
    SUMMARY_READ = "summary-read", "asked for a code to read"
    RECORDED = "recorded", "recorded the summary on their system"
    FAMILY_UPDATED = "family-updated", "noted what the family was told"
    CLOSED = "closed", "closed the request"
    SIGNED_IN = "signed-in", "signed in"
    SIGNED_OUT = "signed-out", "signed out"
    CODE_SENT = "code-sent", "asked for a code"
    CODE_ACCEPTED = "code-accepted", "gave the right code"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere", "signed somebody out everywhere"
    NAME_CHANGED = "name-changed", "changed their name"
    PERSON_ADDED = "person-added", "added a person"
    PERSON_CHANGED = "person-changed", "changed a person"
    ROLES_PROPOSED = "roles-proposed", "proposed roles for somebody"
    ROLES_REFUSED = "roles-refused", "refused roles that were proposed"
    ROLES_CHANGED = "roles-changed", "changed somebody’s roles"
    PERSON_DISABLED = "person-disabled", "disabled a person"
    PERSON_ENABLED = "person-enabled", "let a person sign in again"
    DIRECTORY_CHANGED = "directory-changed", "changed the directory"
    SETTING_CHANGED = "setting-changed", "changed a local setting"
    MAIL_RELEASED = "mail-released", "let a letter go"
    MAIL_STOPPED = "mail-stopped", "stopped a letter"
    MAIL_CAME_BACK = "mail-came-back", "noted that a letter came back"
    MAIL_ANSWERED_ITSELF = "mail-answered-itself", "noted an automatic reply"
    MAIL_RESUMED = "mail-resumed", "let all letters go out again"
    RESTORED = "restored", "restored a backup: letters held, links closed"


class Doer(Labelled):
    """Who may do a step."""

    REQUESTER = "requester", "requester"
    COORDINATOR = "coordinator", "coordinator"
    FACILITATOR = "facilitator", "facilitator"
