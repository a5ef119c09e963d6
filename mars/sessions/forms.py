"""What is asked after a session. Knows the shape of the answers; never who may give them."""

from collections.abc import Iterable
from typing import ClassVar

from mars.domain.holding import REASON_LIMIT, Mark, NotHeldReason
from mars.domain.workflow import Event
from mars.web import gate
from mars.web.forms import Choice, Job, LongText, LookedAt, MarsField, MarsForm, Option
from mars.web.rows import Rows

WALK_INS_MOST = 6
NO_AGENCY = "Choose the agency of the person who joined"
NO_JOB = "Enter the role of the person who joined"


class AttendanceForm(MarsForm):
    """A mark for each person who was asked, and rows for those who joined. See attendance_form."""

    buttons: ClassVar[tuple[str, ...]] = ("do",)
    saved_as = (
        Event.INVITED,
        Event.INVITATION_ENDED,
        Event.DEPUTY_NAMED,
        Event.ATTENDANCE_RECORDED,
        Event.ATTENDANCE_CORRECTED,
    )
    keys: tuple[str, ...] = ()
    """The people asked, as their marks are named."""

    def mark_field(self, key: str) -> MarsField:
        """The question how this person took part."""
        found: MarsField = self[f"mark_{key}"]
        return found

    def marks(self) -> dict[str, Mark]:
        """How each person took part, by key; those without an answer are left out."""
        found = {key: self.mark_field(key).data for key in self.keys}
        return {key: mark for key, mark in found.items() if mark is not None}

    def walk_in_fields(self) -> list[tuple[int, MarsField, MarsField]]:
        """Key, agency and role of each row shown."""
        return [(k, self[f"walk_{k}_agency"], self[f"walk_{k}_job"]) for k in self["rows"].data]

    def walk_ins(self) -> list[tuple[str, str]]:
        """Agency and role of each person who joined; empty rows are left out."""
        return [(agency.data, job.data) for _, agency, job in self.walk_in_fields() if agency.data]

    def reason(self) -> tuple[str, tuple[str, ...]]:
        """Why it went ahead with fewer agencies, and what in it was looked at again."""
        return self["below_minimum_reason"].data, self["looked_at"].data

    def validate(self, extra_validators: object = None) -> bool:
        """The fields' own checks, and that no row is half filled."""
        good = bool(super().validate(extra_validators))
        for _, agency, job in self.walk_in_fields():
            if job.typed and not agency.typed:
                self.add_error(agency.name, NO_AGENCY)
            if agency.typed and not job.typed:
                self.add_error(job.name, NO_JOB)
        return good and not self.error_list()


def _marks_sent() -> list[str]:
    """The marks that were sent, also of people who are no longer asked: those decide nothing."""
    return [name for name in gate.sent() if name.startswith("mark_")]


def attendance_form(
    people: Iterable[tuple[str, str]],
    agencies: Iterable[tuple[str, str]],
    minimum: int,
    recorded: dict[str, object],
) -> AttendanceForm:
    """The form for these people (key, how to call them) and these agencies (key, name).

    `recorded`: what it is filled in with, by the name of each field.
    """
    people, options = tuple(people), [Option(key, name) for key, name in agencies]

    class Form(AttendanceForm):
        keys = tuple(key for key, _ in people)
        buttons = (*AttendanceForm.buttons, *_marks_sent())

    for key, called in people:
        choice = Choice(called, Mark, missing=f"Choose how this person took part: {called}")
        setattr(Form, f"mark_{key}", choice)
    Form.rows = Rows("People who joined", most=WALK_INS_MOST)
    for k in range(1, WALK_INS_MOST + 1):
        setattr(Form, f"walk_{k}_agency", Choice("Agency", options))
        setattr(Form, f"walk_{k}_job", Job("Role", called="the role of the person who joined"))
    reason = LongText(
        f"Why did the session go ahead with fewer than {minimum} agencies?",
        limit=REASON_LIMIT,
        called="the reason",
        hint="Only if fewer took part. Do not write about the family here.",
    )
    Form.below_minimum_reason = reason
    Form.looked_at = LookedAt()
    return Form(data=recorded)


class NotHeldForm(MarsForm):
    """Why the session was not held."""

    reason = Choice(
        "Why was it not held?", NotHeldReason, missing="Choose why the session was not held"
    )
