"""What the directory and the local settings may hold."""

from dataclasses import fields

import pytest

from mars.domain.errors import InvalidError
from mars.domain.listing import NewLead, check_leads, check_name, split_domains
from mars.domain.local_settings import RULES, Shape, default_in_words
from mars.domain.policies import DEFAULTS, Policies


def test_domains_are_read_however_they_are_typed() -> None:
    typed = "@Elm.example, oak.example;elm.example  ash.example"
    assert split_domains(typed) == ("elm.example", "oak.example", "ash.example")


def test_a_name_is_taken_whatever_its_capitals_and_spaces() -> None:
    check_name("Elm School", ["Oak School"])
    with pytest.raises(InvalidError):
        check_name("elm  school", ["Elm School"])


def test_a_lead_must_write_from_the_agencys_domain() -> None:
    lead = NewLead("lead_2", "Grace", "Lead", "grace@oak.example")
    check_leads([lead], ())
    with pytest.raises(InvalidError, match=r"elm\.example") as refusal:
        check_leads([lead], ("elm.example",))
    assert refusal.value.field == "lead_2_email"


def test_a_lead_is_listed_once() -> None:
    leads = [
        NewLead(f"lead_{n}", "Grace", "Lead", e) for n, e in ((1, "g@e.test"), (2, "G@e.test"))
    ]
    with pytest.raises(InvalidError) as refusal:
        check_leads(leads, ())
    assert refusal.value.field == "lead_2_email"


def test_every_policy_is_a_local_setting_and_no_other() -> None:
    assert set(RULES) == {field.name for field in fields(Policies)}


@pytest.mark.parametrize("name", RULES)
def test_every_default_is_allowed_and_said_in_words(name: str) -> None:
    rule, value = RULES[name], getattr(DEFAULTS, name)
    if rule.shape is Shape.WHOLE:
        assert rule.least <= value <= rule.most
    assert default_in_words(name)
