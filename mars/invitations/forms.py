"""What is filled in to ask one more person. Knows shapes and words; never the directory."""

from mars.domain.workflow import Event
from mars.web.forms import Choice, Choices, Email, Job, MarsForm, Name, Tick


class InviteForm(MarsForm):
    """One more person to ask, for one agency."""

    agency = Choice("Agency", missing="Choose an agency")
    name = Name("Name", missing="Enter the name of the person to ask")
    job = Job("Role", missing="Enter the role of the person to ask")
    email = Email(
        "Work e-mail address", missing="Enter the work e-mail address of the person to ask"
    )
    agreed = Tick("They have already said yes in conversation")


class RemindForm(MarsForm):
    """Whom to remind."""

    who = Choices("Whom do you want to remind?", missing="Choose whom to remind")


class ResendForm(MarsForm):
    """One more e-mail to one person."""

    close_old = Tick(
        "Close the links in earlier e-mails",
        hint="Tick this if an earlier e-mail went to somebody who should not have it",
    )


class AddressForm(MarsForm):
    """The right name and address of somebody who is asked."""

    saved_as = (Event.ADDRESS_CORRECTED,)

    name = Name("Name", missing="Enter the person’s name")
    email = Email("The right work e-mail address", missing="Enter the person’s work e-mail address")


class StopForm(MarsForm):
    """Nothing to fill in: the button is the answer."""
