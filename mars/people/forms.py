"""The forms of the people page. They know shapes; never who has which role."""

from mars.domain.actors import Role
from mars.domain.labels import Labelled
from mars.web.forms import Choice, Choices, Email, Handle, ListForm, MarsForm, Name, Option, Sought

ROLES = (
    Option(
        Role.COORDINATOR,
        Role.COORDINATOR.label,
        hint="Sees every request that was sent, helps to arrange it, keeps the directory.",
    ),
    Option(Role.AUDITOR, Role.AUDITOR.label, hint="Sees counts and keys; never what is written."),
    Option(
        Role.ADMINISTRATOR,
        Role.ADMINISTRATOR.label,
        hint="Looks after people, agencies and settings; never sees what is written.",
    ),
)


class Confirmed(Labelled):
    """What somebody says to a role that another proposed."""

    YES = "yes", "Yes, confirm it"
    NO = "no", "No, refuse it"


class SearchForm(ListForm):
    """Whom to look for."""

    q = Sought("Search")


class PersonForm(MarsForm):
    """What somebody is called, and their roles."""

    name = Name(
        "Name",
        missing="Enter the person’s name",
        called="the name",
        hint="First name and last name. It stands in letters.",
    )
    roles = Choices(
        "Roles",
        ROLES,
        hint="Everybody who signs in can ask for a session. Tick what they are besides. A role "
        "counts once another administrator or a coordinator has confirmed it.",
    )


class NewPersonForm(PersonForm):
    """Somebody who has not signed in yet."""

    name = PersonForm.name
    email = Email(
        "Work e-mail address",
        missing="Enter the person’s work e-mail address",
        called="the address",
    )
    roles = PersonForm.roles


class NameForm(MarsForm):
    """What somebody is called, where the roles come from elsewhere or are one's own."""

    name = PersonForm.name


class ConfirmForm(MarsForm):
    """Whether somebody else's proposal is right."""

    answer = Choice("Do you confirm this?", Confirmed, missing="Choose whether you confirm this")


class DisableForm(MarsForm):
    """Which way: to shut somebody out or to let them in again."""

    wish = Handle()
