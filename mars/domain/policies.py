"""Every number and contact that the guidance does not give: the partnership's own settings.

Each default is a proposal (local setting), never shown as if the guidance said it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The partnership's settings. Days are working days, lengths are minutes."""

    minimum_agencies: int = 3
    notice_days: int = 5
    target_days: int = 15
    first_reminder_days: int = 2
    second_reminder_days: int = 4
    lead_days: int = 6
    warning_days: int = 3
    record_days: int = 3
    summary_reminder_days: int = 2
    summary_days: int = 5
    recorded_days: int = 5
    outcome_days: int = 10
    session_minutes: int = 60
    circle_minutes: int = 30
    early_help_agreement_first: bool = True
    letter_rest_minutes: int = 10
    """Between two letters of one kind about one thing to one person; the newest replaces others."""
    letters_to_person: int = 60
    letters_of_request: int = 300
    letters_by_person: int = 300
    """Within 24 hours; codes have limits of their own."""
    term_breaks: str = ""
    """School holidays, as calendar_hints reads them."""
    first_contact_phone: str = ""
    coordinator_phone: str = ""
    early_help_hub_email: str = ""
    threshold_document_url: str = ""
    disagreements_url: str = ""
    information_sharing_url: str = ""
    working_together_url: str = ""
    dfe_advice_url: str = ""
    signs_of_safety_url: str = ""
    solution_circle_url: str = ""
    early_help_url: str = ""


DEFAULTS = Policies()
