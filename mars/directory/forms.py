"""The directory's forms: an agency with its leads, the local settings. Knows no rule, no row."""

import re
from dataclasses import fields

from mars.domain.calendar_hints import read_breaks
from mars.domain.listing import NewLead, split_domains
from mars.domain.local_settings import GROUPS, RULES, LocalRule, Shape, default_in_words
from mars.domain.policies import Policies
from mars.domain.workflow import Event
from mars.shapes import as_a_labels, is_domain
from mars.web.forms import (
    Choice,
    Email,
    Handle,
    Job,
    ListForm,
    MarsField,
    MarsForm,
    Name,
    Option,
    Phone,
    Text,
    Whole,
)
from mars.web.rows import Rows

LEADS_MOST = 20
DOMAINS_LIMIT = 500
HOLIDAYS_LIMIT = 1000
HOLIDAYS_HINT = (
    "The first and last day of each, like 2027-02-15/2027-02-19, with commas between them. Whoever "
    "chooses a date in one is told; no date is refused."
)
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?")


class SearchForm(ListForm):
    """What to look for in the directory."""

    q = Text("Search")


class _Domains(Text):
    """E-mail domains, kept and shown in A-labels, with commas between them."""

    strict = True

    def read(self, text: str) -> str:
        words = split_domains(super().read(text))
        for word in words:
            if not is_domain(word):
                raise ValueError(f"“{word}” is not a domain. Enter it like school.example")
        kept = ", ".join(as_a_labels(word) for word in words)
        self.typed = kept
        return kept


class AgencyForm(MarsForm):
    """An agency and its leads."""

    saved_as = (Event.DIRECTORY_CHANGED,)
    buttons = ("do",)
    name = Job("Name of the agency", missing="Enter the name of the agency")
    phone = Phone(
        "Phone", limit=40, called="the phone number", hint="For questions about a session."
    )
    domains = _Domains(
        "E-mail domains",
        limit=DOMAINS_LIMIT,
        hint="What its addresses end in, for example school.example. Put commas between them. "
        "Invitations go to these addresses only. Leave it empty to allow any.",
    )
    rows = Rows("Leads", most=LEADS_MOST)

    def lead_fields(self) -> list[tuple[int, MarsField, MarsField, MarsField]]:
        """Key, name, role and address of each row shown."""
        return [
            (k, self[f"lead_{k}_name"], self[f"lead_{k}_job"], self[f"lead_{k}_email"])
            for k in self.rows.data
        ]

    def leads(self) -> list[NewLead]:
        """The leads typed; empty rows are left out."""
        return [
            NewLead(f"lead_{key}", name.data, job.data, email.data)
            for key, name, job, email in self.lead_fields()
            if name.data
        ]

    def validate(self, extra_validators: object = None) -> bool:
        """The fields' own checks, and that no row is half filled."""
        good = bool(super().validate(extra_validators))
        for _, *row in self.lead_fields():
            for field in row:
                if any(other.typed for other in row) and not field.typed:
                    self.add_error(field.name, f"Enter {field.called}")
        return good and not self.error_list()


for _key in range(1, LEADS_MOST + 1):
    setattr(AgencyForm, f"lead_{_key}_name", Name("Name", called="the lead’s name"))
    setattr(AgencyForm, f"lead_{_key}_job", Job("Role", called="the lead’s role"))
    setattr(AgencyForm, f"lead_{_key}_email", Email("E-mail", called="the lead’s e-mail address"))


class RetireForm(MarsForm):
    """Which way: to retire an agency or to bring it back."""

    wish = Handle()


class _Address(Text):
    """The address of a page, with https."""

    strict = True

    def read(self, text: str) -> str:
        if not _ADDRESS.fullmatch(text):
            raise ValueError("Enter an address that begins with https://")
        return super().read(text)


class _Holidays(Text):
    """School holidays, each with its first and last day."""

    strict = True

    def read(self, text: str) -> str:
        read_breaks(text)
        return super().read(text)


class SettingsForm(MarsForm):
    """One field for each local setting. See settings_form."""

    saved_as = (Event.SETTING_CHANGED,)
    buttons = ("do", "default")

    def values(self) -> dict[str, int | bool | str]:
        """Each setting as typed."""
        return {name: self[name].data for name in RULES}

    def rule(self, field: MarsField) -> LocalRule:
        """What the setting of a field may be."""
        return RULES[field.name]

    def groups(self) -> list[tuple[str, list[MarsField]]]:
        """Heading and fields, in the order of the page."""
        return [(title, [self[name] for name in group]) for title, group in GROUPS.items()]


def settings_form(policies: Policies) -> SettingsForm:
    """The form with what holds now."""

    class Form(SettingsForm):
        pass

    for name, rule in RULES.items():
        setattr(Form, name, _field(name, rule))
    data = {field.name: getattr(policies, field.name) for field in fields(policies)}
    return Form(data=data)


def _field(name: str, rule: LocalRule) -> MarsField:
    hint = f"Default: {default_in_words(name)}."
    match rule.shape:
        case Shape.WHOLE:
            return Whole(
                rule.label,
                least=rule.least,
                most=rule.most,
                hint=hint,
                called=f"“{rule.label}”",
                missing=f"Enter a number for “{rule.label}”",
            )
        case Shape.YES_NO:
            answers = (Option(True, "Yes"), Option(False, "No"))
            return Choice(rule.label, answers, hint=hint, missing="Choose yes or no")
        case Shape.PHONE:
            return Phone(rule.label, limit=40, hint=hint)
        case Shape.EMAIL:
            return Email(rule.label, hint=hint)
        case Shape.ADDRESS:
            return _Address(rule.label, limit=500, hint=hint)
        case Shape.HOLIDAYS:
            return _Holidays(rule.label, limit=HOLIDAYS_LIMIT, hint=f"{HOLIDAYS_HINT} {hint}")
