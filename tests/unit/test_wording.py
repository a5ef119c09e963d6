"""The check of free text: what it points at, what it lets pass, and that it never stumbles."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mars.domain.wording import Finding, FindingKind, check
from mars.domain.wording.emergencies import CONCERNS
from mars.domain.wording.identifying import is_nhs_number

GAPS = ("~", "...")
HURT, WEAPON, NOW = "someone being hurt", "a weapon", "something that may be happening now"
DISCLOSURE, SUICIDE, MISSING = "a disclosure", "suicide or self-harm", "a missing child"


def emergencies(text: str) -> list[Finding]:
    return [found for found in check(text) if found.kind is FindingKind.EMERGENCY]


def details(text: str, initials: str = "") -> list[Finding]:
    return [found for found in check(text, initials) if found.kind is FindingKind.IDENTIFYING]


def names(text: str, initials: str) -> list[str]:
    whats = ("name", "initials")
    return [f.excerpt for f in details(text, initials) if any(what in f.what for what in whats)]


@pytest.mark.parametrize(
    "text, words, what",
    [
        ("Dad hit him last week.", "hit", HURT),
        ("She says he is HITTING her", "HITTING", HURT),
        ("There are bruises on both arms", "bruises", HURT),
        ("marks on her neck were seen", "marks on her neck", HURT),
        ("He broke his arm again", "broke his arm", HURT),
        ("He was found unconscious", "unconscious", HURT),
        ("Mum beat him", "beat him", HURT),
        ("he hurts himself", "hurts himself", HURT),
        ("They fear for the child tonight", "tonight", NOW),
        ("Tonight’s plan is unclear", "Tonight’s", NOW),
        ("She is in danger", "in danger", NOW),
        ("We rang 999", "999", NOW),
        ("It is an emergency", "emergency", NOW),
        ("There was a weapon", "weapon", WEAPON),
        ("a knife was found", "knife", WEAPON),
        ("two guns in the loft", "guns", WEAPON),
        ("She disclosed it at school", "disclosed", DISCLOSURE),
        ("after her disclosure", "disclosure", DISCLOSURE),
        ("there is a new allegation", "new allegation", DISCLOSURE),
        ("He feels suicidal", "suicidal", SUICIDE),
        ("self-harming since May", "self-harming", SUICIDE),
        ("he wants to die", "wants to die", SUICIDE),
        ("she spoke of ending her life", "ending her life", SUICIDE),
        ("he tried to take his own life", "take his own life", SUICIDE),
        ("She took an overdose", "overdose", SUICIDE),
        ("He went missing on Friday", "missing", MISSING),
        ("reported missing, and appointments were not kept", "missing", MISSING),
        ("missing since Monday’s school run", "missing", MISSING),
        ("She ran away from home", "ran away", MISSING),
        ("his whereabouts are not known", "whereabouts are not", MISSING),
    ],
)
def test_words_of_emergency_are_pointed_at(text: str, words: str, what: str) -> None:
    (found,) = emergencies(text)
    assert (found.excerpt, found.what) == (words, what)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No bruises were seen",
        "There were no bruises, marks or injuries",
        "He has never been hit",
        "She denies thoughts of suicide",
        "We have hit a wall.",
        "We are hitting the wall again",
        "They hit it off",
        "It is hit and miss",
        "Talks hit a dead end",
        "The visit hit home",
        "white, architect, exhibit, whitish, prohibits",
        "He keeps missing appointments",
        "missing most of her lessons",
        "She has been missing too many school visits",
        "We wonder what is missing",
        "Something is missing from the plan",
        "a missing piece of the puzzle",
        "We are missing the point",
        "Which voices are missing? We are missing the child’s voice",
        "He is missing his dad",
        "missing from the chronology",
        "unconscious bias",
        "a knife edge",
        "Somebody jumped the gun",
        "a burning question",
        "We are all burnt out",
        "the family is fractured",
        "fractured relationships between agencies",
        "a stab in the dark",
        "We should kick off with strengths",
        "It smacks of blame",
        "the Disclosure and Barring Service",
        "the information disclosure policy",
        "a suicide prevention course",
        "We were locked in disagreement",
        "We are drowning in paperwork",
        "in danger of losing heart",
        "her emergency contact has changed",
        "tonight’s session",
        "moral injury",
        "killing time",
        "the poisoned chalice",
        "Neglect over many years, and domestic abuse in the past.",
        "We feel stuck and tired. The plan has drifted and nobody says so.",
        "The bus number is 9990 and room 1999",
    ],
)
def test_ordinary_sayings_are_let_pass(text: str) -> None:
    assert emergencies(text) == []


def test_a_gap_never_reaches_over_a_full_stop_or_a_comma() -> None:
    assert emergencies("She is missing. Appointments were kept.")
    assert emergencies("She is missing, school says.")


def test_the_longest_saying_wins_and_is_named_once() -> None:
    assert [found.what for found in emergencies("He tried to kill himself")] == [SUICIDE]


def test_every_row_of_the_emergency_table_can_be_set_off() -> None:
    for concern in CONCERNS:
        for words in concern.words:
            saying = " ".join(word.split("/")[0] for word in words.split() if word not in GAPS)
            whats = {found.what for found in emergencies(f"He saw {saying} and rang us")}
            assert whats, saying


def test_every_harmless_saying_disarms_its_own_row() -> None:
    for concern in CONCERNS:
        first = " ".join(
            word.split("/")[0] for word in concern.words[0].split() if word not in GAPS
        )
        for harmless in concern.harmless:
            words = (word.split("/")[0] for word in harmless.split() if word not in GAPS)
            saying = " ".join(words).replace("*", first)
            found = [one.what for one in emergencies(saying) if one.excerpt.lower() == first]
            assert found == [], saying


@pytest.mark.parametrize(
    "text, initials, expected",
    [
        ("We met Kayleigh Lamb twice", "K.L.", "Kayleigh Lamb"),
        ("We met Kayleigh Lamb twice", "kl", "Kayleigh Lamb"),
        ("We met Kayleigh Lamb twice", "K L", "Kayleigh Lamb"),
        ("Kayleigh Lamb’s mother", "K.L.", "Kayleigh Lamb’s"),
        ("KAYLEIGH LAMB is nine", "K.L.", "KAYLEIGH LAMB"),
        ("LAMB, Kayleigh (school roll)", "K.L.", "LAMB, Kayleigh"),
        ("Kayleigh Jane Lamb", "K.L.", "Kayleigh Jane Lamb"),
        ("Kayleigh Lamb", "K.J.L.", "Kayleigh Lamb"),
        ("Kayleigh van Loon", "K.L.", "Kayleigh van Loon"),
        ("Kayleigh Lamb-Smith", "K.L.", "Kayleigh Lamb-Smith"),
        ("Kayleigh Lamb-Smith", "KLS", "Kayleigh Lamb-Smith"),
        ("Anne-Marie Lamb", "A.M.L.", "Anne-Marie Lamb"),
        ("K. Lamb was seen", "K.L.", "K. Lamb"),
        ("Kayleigh L. was seen", "K.L.", "Kayleigh L"),
        ("Élodie Łukowska", "E.L.", "Élodie Łukowska"),
        ("Sian O’Brien", "S.O.", "Sian O’Brien"),
        ("Both Jo Lamb", "K.L. and J.L.", "Jo Lamb"),
        ("Mum Kayleigh Lamb", "K.L.", "Kayleigh Lamb"),
        ("Jo Todd", "J.T.", "Jo Todd"),
        ("Grace Hall", "G.H.", "Grace Hall"),
        ("Will Young", "W.Y.", "Will Young"),
        ("May Turner", "M.T.", "May Turner"),
        ("They saw Kayleigh. Lamb was for tea.", "K.L.", "Kayleigh"),
        ("knows Louise", "K.L.", "Louise"),
        ("Kayleigh Lamb", "", "Kayleigh Lamb"),
        ("Kayleigh Lamb", "K.", "Kayleigh Lamb"),
        ("Kayleigh Lamb", "M.T.", "Kayleigh Lamb"),
        ("Jayden said he is sad", "J.T.", "Jayden"),
        ("Mum (Jackie) is tired", "J.T.", "Jackie"),
        ("Jayden’s brother", "J.T.", "Jayden’s"),
        ("jayden is sad", "J.T.", "jayden"),
        ("Jayden Smith O’Thompson", "J.T.", "Jayden Smith O’Thompson"),
        ("Mrs Thompson rang", "J.T.", "Mrs Thompson"),
        ("JT told us", "K.L.", "JT"),
    ],
)
def test_words_that_fit_the_initials_are_pointed_at(
    text: str, initials: str, expected: str
) -> None:
    assert names(text, initials) == [expected]


@pytest.mark.parametrize(
    "text, initials",
    [
        ("the Justice Team met", "J.T."),
        ("Just Thinking aloud", "J.T."),
        ("January", "J.T."),
        ("on a January Tuesday", "J.T."),
        ("a Joint Targeted Area Inspection", "J.T."),
        ("Jobcentre Trainers said so", "J.T."),
        ("Kinship Lead", "K.L."),
        ("Keep Looking", "K.L."),
        ("K.L. Last week we met", "K.L."),
        ("K.L. Lives with an aunt", "K.L."),
        ("K.L. is nine. K.L. likes football.", "K.L."),
        ("Kind. Loving. Tired.", "K.L."),
        ("Police Service", "P.S."),
        ("Signs of Safety", "S.S."),
        ("Social Services and the School Staff", "S.S."),
        ("Early Help", "E.H."),
        ("Child Protection", "C.P."),
        ("A Brother came", "A.B."),
        ("Family Support", "F.S."),
        ("", "K.L."),
    ],
)
def test_ordinary_words_never_make_a_name(text: str, initials: str) -> None:
    assert names(text, initials) == []


@pytest.mark.parametrize(
    "text, excerpt, what",
    [
        ("DOB 3/5/15 she", "DOB 3/5/15", "a date of birth"),
        ("d.o.b.: 03.05.2015", "d.o.b.: 03.05.2015", "a date of birth"),
        ("date of birth is 3rd May 2015", "date of birth is 3rd May 2015", "a date of birth"),
        ("born on the 3rd of May", "born on the 3rd of May", "a date of birth"),
        ("born May 2015", "born May 2015", "a date of birth"),
        ("her birthday is 3 May", "birthday is 3 May", "a date of birth"),
        ("born 03052015.", "born 03052015", "a date of birth"),
        ("seen 03/05/2015", "03/05/2015", "a full date, perhaps of birth"),
        ("seen 3-5-15", "3-5-15", "a full date, perhaps of birth"),
        ("seen 2015-05-03", "2015-05-03", "a full date, perhaps of birth"),
        ("on 3 May 2015", "3 May 2015", "a full date, perhaps of birth"),
        ("on May 3rd, 2015", "May 3rd, 2015", "a full date, perhaps of birth"),
        ("at DH1 5UF now", "DH1 5UF", "a postcode"),
        ("at dh15uf now", "dh15uf", "a postcode"),
        ("(EC1A 1BB)", "EC1A 1BB", "a postcode"),
        ("W1A 0AX", "W1A 0AX", "a postcode"),
        ("M1 1AE", "M1 1AE", "a postcode"),
        ("ring 07700 900123", "07700 900123", "a phone number"),
        ("ring (0191) 498 0123", "(0191) 498 0123", "a phone number"),
        ("ring 0191-498-0123", "0191-498-0123", "a phone number"),
        ("ring +44 7700 900123", "+44 7700 900123", "a phone number"),
        ("ring 01632 96012", "01632 96012", "a phone number"),
        ("NHS 943 476 5919", "943 476 5919", "an NHS number"),
        ("NHS 9434765919", "9434765919", "an NHS number"),
        ("NHS 943-476-5919", "943-476-5919", "an NHS number"),
        ("UPN A123456789012", "A123456789012", "a unique pupil number"),
        ("UPN t12345678901b", "t12345678901b", "a unique pupil number"),
        ("write to k.lamb@home.example.", "k.lamb@home.example", "an e-mail address"),
        ("o'brien+x@a.b.test", "o'brien+x@a.b.test", "an e-mail address"),
        ("at 12 Acacia Avenue", "12 Acacia Avenue", "a street address"),
        ("at 14a Old Mill Lane", "14a Old Mill Lane", "a street address"),
    ],
)
def test_details_that_identify_are_pointed_at(text: str, excerpt: str, what: str) -> None:
    (found,) = details(text)
    assert (found.excerpt, found.what) == (excerpt, what)


@pytest.mark.parametrize(
    "text",
    [
        "by 14 June",
        "in May 2015 things were better",
        "born at 32 weeks",
        "24/7 care",
        "a 4x4x4 model",
        "31/31/2015 and 00/05/2015",
        "the last 3/4 of the year",
        "Year 7, 2nd term; Y7 2nd term; Y9 4th",
        "under s47 5am call-out",
        "LCS 4410-F",
        "MARS-DH15TF",
        "943 476 5918",
        "Childline 0800 1111",
        "ring 101 or 111",
        "six of 10 and 7 of 12",
        "about 1234567890123456 things",
        "@home and me@",
        "B12345678901 is one short",
        "3 young people walked down the street",
        "a 12 Month Review",
    ],
)
def test_numbers_that_identify_nobody_are_let_pass(text: str) -> None:
    assert details(text) == []


def test_findings_come_in_the_order_of_the_text() -> None:
    text = "Kayleigh Lamb (DOB 3/5/15, DH1 5UF) was hit. Ring 07700 900123."
    whats = [found.what.partition(":")[0] for found in check(text, "K.L.")]
    assert whats == ["a name", "a date of birth", "a postcode", HURT, "a phone number"]


def test_the_same_digit_ten_times_is_no_nhs_number() -> None:
    assert not any(is_nhs_number(str(digit) * 10) for digit in range(10))


@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_one_last_digit_at_most_makes_an_nhs_number(first_nine: int) -> None:
    numbers = [f"{first_nine:09d}{last}" for last in range(10)]
    assert sum(map(is_nhs_number, numbers)) <= 1


@given(st.text(), st.text(max_size=10))
def test_any_text_is_checked_without_a_fault(text: str, initials: str) -> None:
    found = check(text, initials)
    assert list(found) == sorted(found, key=lambda one: (one.start, one.end))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.excerpt == text[one.start : one.end]


@given(st.text(alphabet=st.characters(categories=["Ll", "Zs"]), max_size=200))
def test_a_detail_is_found_whatever_stands_round_it(filler: str) -> None:
    text = f"{filler} . Kayleigh Lamb, 943 476 5919, k.lamb@home.example . {filler}"
    kinds = {found.what.partition(":")[0] for found in details(text, "K.L.")}
    assert {"a name", "an NHS number", "an e-mail address"} <= kinds


LONGEST, LONG = 3_000, 10_000
ORDINARY = "The team has met four times and the family say that they feel tired. We are stuck. "


def seconds(text: str) -> float:
    """The least processor time of three checks of `text`."""
    times = []
    for _ in range(3):
        before = time.process_time()
        check(text, "K.L. and J.T.")
        times.append(time.process_time() - before)
    return min(times)


def test_the_longest_text_is_checked_in_an_instant() -> None:
    assert seconds((ORDINARY * 200)[:LONGEST]) < 0.02


def test_twice_the_text_takes_about_twice_the_time() -> None:
    assert seconds(ORDINARY * 200) < 4 * seconds(ORDINARY * 100)


PIECES = (
    "a |K |K.|Kayleigh |Aaa |12 Aaaa |a.|a@|@a.a|0|0 |+|-|\n|A-|'|hit |missing the |born is |"
    "end his her their |whereabouts the |12  of  |1/|jan |\N{COMBINING ACUTE ACCENT}"
)


@pytest.mark.parametrize("piece", PIECES.split("|"))
def test_no_text_makes_the_check_slow(piece: str) -> None:
    assert seconds((piece * LONG)[:LONG]) < 0.2
