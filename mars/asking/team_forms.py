"""The page about the team: somebody an agency has named, or somebody written by hand."""

from collections.abc import Iterable
from typing import Any

from mars.domain.drafts import Member
from mars.domain.workflow import Event
from mars.web.forms import Choice, Email, Handle, Job, MarsField, MarsForm, Name, Option, Tick

BY_HAND = ("agency_id", "name", "job", "email")
NOT_ADDED = "This person is not in the team yet. Select “Add this person”, or empty the fields"


class TeamForm(MarsForm):
    """One person to add or, when `person` names a row of the team, to change."""

    buttons = ("act",)
    saved_as = (Event.DRAFT_SAVED,)

    person = Handle()
    lead = Choice("Somebody an agency has named", called="the person")
    agency_id = Choice("Agency", missing="Choose their agency", called="their agency")
    name = Name("Name", missing="Enter their name", called="their name")
    job = Job("Role", missing="Enter their role", called="their role")
    email = Email("Work e-mail address", missing="Enter their work e-mail address")
    agreed_already = Tick("They have already agreed in conversation")

    def __init__(self, leads: Iterable[Option], agencies: Iterable[Option], **first: Any) -> None:
        super().__init__(**first)
        self.lead.options = tuple(leads)
        self.agency_id.options = tuple(agencies)

    def by_hand(self) -> bool:
        """Whether anything was written in the fields for somebody else."""
        return any(self[name].answered() for name in BY_HAND)

    def accept(self) -> bool:
        """Whether this is one person, from the list or written by hand."""
        chosen = self.lead.answered()
        if not self.by_hand() and not self.person.data:
            self._relax()
        sound = bool(self.validate())
        if chosen and self.by_hand():
            self.add_error("lead", "Choose a person here or write one below, not both")
        elif not chosen and not self.by_hand() and not self.person.data:
            self.add_error("lead", "Choose a person here, or write one below")
        return sound and not self.error_list()

    def is_done(self, *, team: int) -> bool:
        """Whether the page can be left: nobody half added and, to go on, somebody in the team."""
        self._relax()
        self.validate()
        if self.by_hand():
            self.add_error("name", NOT_ADDED)
        elif self.lead.answered():
            self.add_error("lead", NOT_ADDED)
        elif not team:
            self.add_error("lead", "Add at least one person to ask")
        return not self.error_list()

    def given(self) -> Member:
        """The person as written by hand."""
        return Member(
            self.agency_id.data,
            self.name.data,
            self.job.data,
            self.email.data,
            self.agreed_already.data,
            id=self.person.data,
        )

    def _relax(self) -> None:
        for name in BY_HAND:
            field: MarsField = self[name]
            field.missing = None
