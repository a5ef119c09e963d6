"""How each local setting is shown and what it may be. Knows no form; its totality is tested."""

from dataclasses import dataclass
from enum import StrEnum

from mars.domain.policies import DEFAULTS


class Shape(StrEnum):
    """What kind of value a setting has."""

    WHOLE = "whole"
    YES_NO = "yes-no"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    HOLIDAYS = "holidays"


@dataclass(frozen=True, slots=True)
class LocalRule:
    """One setting: its question, its unit, and the range of a number (inclusive)."""

    label: str
    shape: Shape
    unit: str = ""
    least: int = 0
    most: int = 0


def _whole(label: str, unit: str, least: int, most: int) -> LocalRule:
    return LocalRule(label, Shape.WHOLE, unit, least, most)


def _address(label: str) -> LocalRule:
    return LocalRule(f"Address of {label}", Shape.ADDRESS)


DAYS, MINUTES, A_DAY = "working days", "minutes", "emails a day"

GROUPS: dict[str, dict[str, LocalRule]] = {
    "Before the session": {
        "minimum_agencies": _whole(
            "Least number of agencies, with the one that asks", "agencies", 2, 15
        ),
        "notice_days": _whole("Notice before a session", DAYS, 0, 40),
        "target_days": _whole("From asking to the session", DAYS, 1, 90),
        "first_reminder_days": _whole("First reminder to answer after", DAYS, 1, 30),
        "second_reminder_days": _whole("Second reminder to answer after", DAYS, 1, 30),
        "lead_days": _whole("The agency’s lead is asked after", DAYS, 1, 40),
        "warning_days": _whole("Warning of too few agencies before a session", DAYS, 1, 20),
        "session_minutes": _whole("Length of a session", MINUTES, 15, 180),
        "circle_minutes": _whole("Length of a Solution Circle", MINUTES, 15, 60),
        "early_help_agreement_first": LocalRule(
            "Early Help: must the family agree before anybody is invited?", Shape.YES_NO
        ),
        "term_breaks": LocalRule("School holidays and half-terms", Shape.HOLIDAYS),
    },
    "After the session": {
        "record_days": _whole("Who came is recorded within", DAYS, 1, 20),
        "summary_days": _whole("The summary is sent within", DAYS, 1, 30),
        "summary_reminder_days": _whole("First reminder to write the summary after", DAYS, 1, 30),
        "recorded_days": _whole("Reminder to record the summary after", DAYS, 1, 30),
        "outcome_days": _whole("The family hears the outcome within", DAYS, 1, 30),
    },
    "Emails": {
        "letter_rest_minutes": _whole("Wait between two like emails to one person", MINUTES, 1, 60),
        "letters_to_person": _whole("Most emails to one person", A_DAY, 10, 1000),
        "letters_of_request": _whole("Most emails about one request", A_DAY, 50, 5000),
        "letters_by_person": _whole("Most emails that one person causes", A_DAY, 50, 5000),
    },
    "Whom to ring": {
        "first_contact_phone": LocalRule("First Contact", Shape.PHONE),
        "coordinator_phone": LocalRule("The coordinator", Shape.PHONE),
        "early_help_hub_email": LocalRule("E-mail address of the Early Help hub", Shape.EMAIL),
    },
    "Pages elsewhere": {
        "threshold_document_url": _address("the threshold document"),
        "disagreements_url": _address("the procedure for resolving disagreements"),
        "information_sharing_url": _address("the information sharing agreement"),
        "working_together_url": _address("Working Together"),
        "dfe_advice_url": _address("the advice on information sharing"),
        "signs_of_safety_url": _address("the Signs of Safety templates"),
        "solution_circle_url": _address("the Solution Circle briefing"),
        "early_help_url": _address("the Early Help pages"),
    },
}
"""Every field of `Policies` under the heading where it is found."""

RULES: dict[str, LocalRule] = {
    name: rule for group in GROUPS.values() for name, rule in group.items()
}


def default_in_words(name: str) -> str:
    """The proposal that holds while the partnership has set nothing."""
    value, rule = getattr(DEFAULTS, name), RULES[name]
    if rule.shape is Shape.YES_NO:
        return "yes" if value else "no"
    if rule.shape is Shape.WHOLE:
        return f"{value} {rule.unit}"
    return value or "not set"
