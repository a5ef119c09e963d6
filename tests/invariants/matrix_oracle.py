"""What the matrix expects, as three small tables: written from the security rules, not the policy.

Rights: R read, W read and write. `party` is what somebody is to a supervision or to MARS.
"""

from collections.abc import Iterator
from dataclasses import dataclass

STATUSES = (
    "draft",
    "asked",
    "arranged",
    "held",
    "summarised",
    "closed",
    "withdrawn",
    "not-agreed",
    "not-held",
    "redirected",
)

RIGHTS = """
object      staff  requester  facilitator  coordinator  auditor  administrator
start       W      -          -            -            -        -
draft       -      W          -            -            -        -
case        -      R          R            R            -        -
team        -      W          -            W            -        -
date        -      W          -            W            -        -
ending      -      W          -            W            -        -
session     -      R          R            R            -        -
attendance  -      R          W            W            -        -
writing     -      -          W            -            -        -
summary     -      R          W            R            -        -
recorded    -      W          R            W            -        -
family      -      W          W            R            -        -
mail        -      -          -            W            -        W
register    R      -          -            W            -        -
agencies    R      -          -            W            -        W
settings    -      -          -            -            -        W
rules       -      -          -            -            -        R
people      -      -          -            -            -        W
confirming  -      -          -            W            -        W
history     -      -          -            R            -        -
rows        -      -          -            -            -        R
"""
"""Who has a right to what. `staff` is anybody signed in."""

PAGES = """
page                     object      right  door   while
home.index               start       R      staff  -
accounts.name            start       W      staff  -
asking.begin             start       W      staff  -
asking.stop              start       R      staff  -
requests.index           start       R      staff  -
asking.step              draft       W      staff  draft
asking.team              draft       W      staff  draft
asking.check             draft       R      staff  draft
asking.help_choose       draft       W      staff  draft
asking.signpost          draft       W      staff  draft
asking.send              draft       W      staff  draft
asking.discard           draft       W      staff  draft
requests.show            case        R      staff  any
requests.withdraw        ending      W      staff  asked arranged
requests.not_agreed      ending      W      staff  asked
requests.close           ending      W      staff  held summarised not-held
invitations.show         team        R      staff  asked arranged held summarised
invitations.add          team        W      staff  asked arranged
invitations.stop         team        W      staff  asked arranged
invitations.remind       team        W      staff  asked arranged
invitations.resend       team        W      staff  asked arranged
invitations.address      team        W      staff  asked arranged
answers.phone            team        W      staff  asked arranged
answers.decide           team        W      staff  asked arranged
facilitators.choose      team        W      staff  asked arranged
facilitators.release     team        W      staff  asked arranged
facilitators.step_down   writing     W      both   asked arranged
dates.choose             date        W      staff  asked
dates.move               date        W      staff  arranged
dates.offer              date        W      staff  asked arranged not-held
sessions.show            session     R      both   arranged held summarised closed
sessions.attendance      attendance  W      both   arranged held
sessions.not_held        attendance  W      both   arranged
summaries.write          writing     W      both   held summarised
summaries.preview        writing     R      both   held summarised
summaries.send           writing     W      both   held summarised
summaries.show           summary     R      both   summarised closed
summaries.record         recorded    W      staff  summarised
families.show            family      W      staff  asked arranged held summarised
mail.index               mail        W      staff  -
facilitators.index       register    R      staff  -
facilitators.add         register    W      staff  -
facilitators.edit        register    W      staff  -
directory.index          agencies    R      staff  -
directory.add            agencies    W      staff  -
directory.edit           agencies    W      staff  -
directory.retire         agencies    W      staff  -
directory.settings       settings    W      staff  -
rules.index              rules       R      staff  -
accounts.account         start       R      staff  -
accounts.sign_out_everywhere start   W      staff  -
people.index             people      R      staff  -
people.add               people      W      staff  -
people.edit              people      W      staff  -
people.confirm           confirming  W      staff  -
people.disable           people      W      staff  -
people.sign_out          people      W      staff  -
records.history          history     R      staff  any
records.index            rows        R      staff  -
"""
"""Which right a page needs, by which door it is served, and while the request stands where."""

OPEN_PAGES = """
page                       door
accounts.sign_in           staff
accounts.code              staff
accounts.sign_out          staff
accounts.start             staff
accounts.back              staff
accounts.refused           staff
health.live                both
health.ready               both
guidance.index             both
guidance.principles        both
guidance.models            both
guidance.model             both
guidance.resources         both
guidance.reflection        both
guidance.privacy           both
guidance.accessibility     both
answers.enter              guest
answers.done               guest
answers.lost               guest
answers.sign_out           guest
demonstration.index        both
demonstration.sign_in_as   staff
demonstration.move_clock   staff
demonstration.mail         both
demonstration.letter       both
"""
"""What is for anybody."""

SAY = {
    "accounts.refused": "forbidden",
    "accounts.sign_out_everywhere": "sign in",
    "health.ready": "503",
}
"""What looks like a refusal to those who may: the page of why somebody was refused, signing out of
everywhere, and that no sender runs."""

LINK_PAGES = """
page                      purposes                code
answers.show              answer                  no
answers.thanks            answer                  no
answers.confirm           confirm                 no
answers.code              answer facilitate read confirm  no
answers.check_code        answer facilitate read confirm  no
answers.about             answer facilitate       yes
answers.facilitate        facilitate              no
summaries.by_link         read                    yes
summaries.record_by_link  read                    yes
"""
"""What a link opens, and whether an e-mailed code is needed as well."""

OPENS = {
    "answer": {"asked", "arranged"},
    "facilitate": {"asked", "arranged", "held", "summarised"},
    "read": {"summarised"},
    "confirm": {"asked", "arranged"},
}
"""While the request stands where, a link of each purpose opens."""

OVER = {"answers.show": {"held", "summarised"}}
"""Where a link that opens nothing any more still opens, to be looked at, what says so."""

LATE = {
    "answers.show": {"arranged"},
    "answers.facilitate": {"arranged", "held", "summarised"},
    "facilitators.step_down": {"arranged"},
}
"""What those who may cannot send any more in the matrix's world, whose sessions have begun."""

FIELDS = """
field        link  code  reader  requester  facilitator  coordinator  confirm
initials     -     R     R       R          R            R            -
reference    -     R     R       R          R            R            -
stuck        -     R     -       R          R            R            -
hope         -     R     -       R          R            R            -
asker        R     R     R       R          R            R            -
asked-mail   -     -     -       R          -            R            -
others       -     -     -       R          R            R            -
others-mail  -     -     -       R          -            R            -
proposed     -     -     -       R          -            R            R
nominee      -     -     -       R          R            R            -
place        R     R     R       R          R            R            -
needs        -     -     -       R          R            R            -
why-not      -     -     -       R          R            R            -
below        -     -     -       R          R            R            -
ended        -     -     -       R          R            R            -
told-by      -     -     -       R          R            R            -
sent         -     -     R       R          R            R            -
writing      -     -     -       -          R            -            -
"""
"""Whose answers may hold a field's text; nobody else's may. `reader`: by the summary's link;
`confirm`: by the link that asks whether somebody else may answer."""


@dataclass(frozen=True)
class PageRow:
    """One page of the oracle."""

    object: str
    right: str
    door: str
    during: frozenset[str]
    """Empty: it is about no supervision."""

    @property
    def doors(self) -> frozenset[str]:
        """The doors that serve it."""
        return frozenset({"staff", "guest"} if self.door == "both" else {self.door})


@dataclass(frozen=True)
class LinkRow:
    """One page behind a link."""

    purposes: frozenset[str]
    code: bool


def _lines(table: str) -> Iterator[list[str]]:
    return (line.split() for line in table.strip().splitlines()[1:])


def _columns(table: str) -> dict[str, dict[str, str]]:
    heads = table.strip().splitlines()[0].split()[1:]
    return {name: dict(zip(heads, cells, strict=True)) for name, *cells in _lines(table)}


def _during(words: list[str]) -> frozenset[str]:
    return frozenset(STATUSES if words == ["any"] else set(words) - {"-"})


rights = _columns(RIGHTS)
fields = _columns(FIELDS)
pages = {
    name: PageRow(thing, right, door, _during(words))
    for name, thing, right, door, *words in _lines(PAGES)
}
open_pages = {
    name: frozenset({"staff", "guest"} if door == "both" else {door})
    for name, door in _lines(OPEN_PAGES)
}
link_pages = {
    name: LinkRow(frozenset(purposes), code == "yes")
    for name, *purposes, code in _lines(LINK_PAGES)
}


def doors_of(endpoint: str) -> frozenset[str]:
    """The doors that serve this endpoint."""
    if endpoint in link_pages:
        return frozenset({"guest"})
    return pages[endpoint].doors if endpoint in pages else open_pages[endpoint]


def has_right(endpoint: str, parties: frozenset[str]) -> bool:
    """Whether somebody who is all of `parties` has the right that this page needs."""
    row = pages[endpoint]
    held = {rights[row.object][party] for party in parties & set(rights[row.object])}
    return "W" in held or (row.right == "R" and "R" in held)
