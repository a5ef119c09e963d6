"""Whose fault a refusal is: real answers of mail servers at every step, and every unknown one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mars.domain.posting import ASTRAY, RESTS_ALL, Outcome, Tally, judge
from mars.domain.refusing import (
    BLAMES_ALL,
    BY_CLASS,
    ELSE,
    KNOWN,
    Stage,
    blame,
    or_this_one,
)
from tests.unit.test_posting import START

SENDER, RCPT, LETTER = Stage.SENDER, Stage.RECIPIENT, Stage.LETTER

ANSWERS: list[tuple[Stage, str, Outcome]] = [
    (RCPT, "550 5.1.1 <jo@x.example>: Recipient address rejected", Outcome.ADDRESS_REFUSED),
    (RCPT, "550 5.1.10 RESOLVER.ADR.RecipientNotFound", Outcome.ADDRESS_REFUSED),
    (RCPT, "550 5.4.1 Recipient address rejected: Access denied.", Outcome.ADDRESS_REFUSED),
    (RCPT, "550-5.1.1 The email account\n5.1.1 does not exist", Outcome.ADDRESS_REFUSED),
    (RCPT, "550 No such user here", Outcome.ADDRESS_REFUSED),
    (RCPT, "553 sorry, no mailbox here by that name", Outcome.ADDRESS_REFUSED),
    (RCPT, "550 5.2.1 The account is disabled", Outcome.MAILBOX_CLOSED),
    (RCPT, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticated", Outcome.MAILBOX_CLOSED),
    (RCPT, "552 mailbox full", Outcome.MAILBOX_FULL),
    (RCPT, "552 5.2.2 Over quota", Outcome.MAILBOX_FULL),
    (RCPT, "550 Quota exceeded (mailbox for user is full)", Outcome.MAILBOX_FULL),
    (LETTER, "554 5.2.2 mailbox full", Outcome.MAILBOX_FULL),
    (RCPT, "452 4.2.2 The recipient's inbox is out of storage", Outcome.FULL_FOR_NOW),
    (RCPT, "450 4.2.0 Greylisted", Outcome.PUT_OFF),
    (RCPT, "450 4.7.1 Client host rejected: cannot find your hostname", Outcome.PUT_OFF),
    (RCPT, "554 5.7.1 <jo@x.example>: Relay access denied", Outcome.RELAY_REFUSED),
    (RCPT, "550 5.7.54 SMTP; Unable to relay recipient", Outcome.RELAY_REFUSED),
    (RCPT, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked", Outcome.RELAY_REFUSED),
    (RCPT, "554 Client host blocked", Outcome.RELAY_REFUSED),
    (RCPT, "550 relay not permitted", Outcome.RELAY_REFUSED),
    (RCPT, "550 5.7.64 TenantAttribution; Relay Access Denied", Outcome.RELAY_REFUSED),
    (RCPT, "550 5.7.606 Access denied, banned sending IP", Outcome.RELAY_REFUSED),
    (RCPT, "550 5.3.0 Rejected", Outcome.RELAY_REFUSED),
    (RCPT, "530 5.7.0 Authentication required", Outcome.OUR_FAULT),
    (RCPT, "550 5.7.57 Client was not authenticated", Outcome.OUR_FAULT),
    (RCPT, "550 5.1.8 Access denied, bad outbound sender", Outcome.SENDER_REFUSED),
    (RCPT, "554 no", Outcome.UNEXPLAINED),
    (RCPT, "550 5.5.0 Strange", Outcome.UNEXPLAINED),
    (RCPT, "550 5.9.9 Stranger", Outcome.UNEXPLAINED),
    (
        SENDER,
        "550 5.7.60 SMTP; Client does not have permissions to send as",
        Outcome.SENDER_REFUSED,
    ),
    (SENDER, "550 5.1.1 No such user", Outcome.SENDER_REFUSED),
    (SENDER, "530 5.7.57 Client not authenticated", Outcome.OUR_FAULT),
    (SENDER, "550 not you", Outcome.OUR_FAULT),
    (SENDER, "452 4.2.2 Full", Outcome.PUT_OFF),
    (
        LETTER,
        "550 5.7.60 SMTP; Client does not have permissions to send as",
        Outcome.SENDER_REFUSED,
    ),
    (LETTER, "554 5.2.252 SendAsDenied; mars@x.example not allowed", Outcome.SENDER_REFUSED),
    (LETTER, "550-5.7.26 This mail is unauthenticated", Outcome.SENDER_REFUSED),
    (LETTER, "550 5.1.1 No such user", Outcome.ADDRESS_REFUSED),
    (LETTER, "550 5.7.1 Unsolicited mail", Outcome.LETTER_REFUSED),
    (LETTER, "552 5.3.4 Message too big", Outcome.LETTER_REFUSED),
    (LETTER, "554 no", Outcome.LETTER_REFUSED),
    (Stage.LOGIN, "535 5.7.139 Authentication unsuccessful", Outcome.OUR_FAULT),
    (Stage.LOGIN, "550 5.1.1 Strange", Outcome.OUR_FAULT),
]


@pytest.mark.parametrize("stage,reply,outcome", ANSWERS, ids=[f"{a[0]}: {a[1]}" for a in ANSWERS])
def test_a_real_answer_blames_who_is_to_blame(stage: Stage, reply: str, outcome: Outcome) -> None:
    assert blame(stage, int(reply[:3]), reply[4:]) is outcome


@given(
    st.sampled_from([Stage.LOGIN, Stage.SENDER]),
    st.integers(500, 599),
    st.integers(0, 999),
    st.integers(0, 999),
)
def test_before_a_recipient_is_named_every_refusal_is_ours(
    stage: Stage, code: int, subject: int, detail: int
) -> None:
    assert blame(stage, code, f"5.{subject}.{detail} any words") in RESTS_ALL


@given(st.sampled_from(Stage), st.integers(400, 599), st.text(max_size=60))
def test_whatever_a_server_says_has_a_meaning(stage: Stage, code: int, said: str) -> None:
    outcome = blame(stage, code, said)
    assert outcome.label.endswith(".")
    assert (code >= 500) is (outcome not in {Outcome.PUT_OFF, Outcome.FULL_FOR_NOW})


@pytest.mark.parametrize("stage", [RCPT, LETTER])
@pytest.mark.parametrize("subject", ["0", "3", "4", "5", "6", "7", "8", "99"])
def test_an_unknown_status_that_is_not_of_an_address_blames_nobody(
    stage: Stage, subject: str
) -> None:
    outcome = blame(stage, 554, f"5.{subject}.987 words")
    assert judge(outcome, Tally(1, 0, START), START).state not in ASTRAY


def test_a_status_of_another_kind_than_its_code_is_not_believed() -> None:
    assert blame(RCPT, 554, "4.1.1 said wrongly") is Outcome.UNEXPLAINED
    assert blame(RCPT, 451, "5.1.1 said wrongly") is Outcome.PUT_OFF


def test_every_row_of_the_table_ends_a_try_for_good() -> None:
    rows = {
        *KNOWN.values(),
        *ELSE.values(),
        *(o for row in BY_CLASS.values() for o in row.values()),
    }
    assert not rows & {Outcome.ACCEPTED, Outcome.PUT_OFF, Outcome.LOST, Outcome.UNCERTAIN}
    assert set(BY_CLASS) == set(ELSE) == set(Stage)


@pytest.mark.parametrize("outcome", sorted(BLAMES_ALL))
def test_a_server_that_takes_other_letters_meant_this_one(outcome: Outcome) -> None:
    assert or_this_one(outcome, None, others_went=True) is outcome
    assert or_this_one(outcome, outcome, others_went=False) is outcome
    assert or_this_one(outcome, outcome, others_went=True) is Outcome.NOT_PASSED_ON
    assert or_this_one(Outcome.OUR_FAULT, outcome, others_went=True) is Outcome.OUR_FAULT
