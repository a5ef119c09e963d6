"""The questions of signing in. They know shapes; never who has an account."""

from mars.web.forms import Email, MarsForm, Name, Text


class AddressForm(MarsForm):
    """Where to send the code."""

    email = Email(
        "Your work e-mail address",
        missing="Enter your work e-mail address",
        hint="We send a code of 8 digits to it. You need no password.",
    )


class CodeForm(MarsForm):
    """The code from the letter."""

    code = Text(
        "Your code",
        limit=40,
        missing="Enter the code from the e-mail",
        called="the code",
        hint="8 digits. It works for 10 minutes, in this browser only.",
    )


class NameForm(MarsForm):
    """What to call somebody who signs in for the first time."""

    name = Name(
        "What is your name?",
        missing="Enter your name",
        called="your name",
        hint="Your first name and last name. The people you ask see it in their letters.",
    )


class VouchedForm(MarsForm):
    """The proxy has said who it is: the button is all."""


class ServiceForm(MarsForm):
    """Nothing is asked here: the council's sign-in service asks."""
