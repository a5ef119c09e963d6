"""Who may do what: one row per endpoint and method. What has no row is refused.

What each page shows and changes stands in words in policy_notes.py.
"""

from dataclasses import dataclass

from mars.domain.labels import Labelled
from mars.domain.statuses import GOING, Status


class Door(Labelled):
    """The way in by which an endpoint is served."""

    STAFF = "staff", "on the intranet"
    GUEST = "guest", "from outside, by link"


class Who(Labelled):
    """What somebody can be, in general or to one supervision."""

    ANYBODY = "anybody", "anybody"
    SIGNED_IN = "signed-in", "anybody signed in"
    COORDINATOR = "coordinator", "the coordinator"
    AUDITOR = "auditor", "the auditor"
    ADMINISTRATOR = "administrator", "the administrator"
    REQUESTER = "requester", "the requester"
    FACILITATOR = "facilitator", "the facilitator who accepted"
    LINK = "link", "whoever holds the link"
    PROVED = "link-and-code", "whoever holds the link and gave the code"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: these methods of this endpoint, by these doors, for these people, at these statuses.

    `statuses` is None where the endpoint is not about one supervision, or serves every status.
    """

    endpoint: str
    methods: frozenset[str]
    doors: frozenset[Door]
    who: frozenset[Who]
    statuses: frozenset[Status] | None = None


GET, POST, BOTH = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})
STAFF, GUEST = frozenset({Door.STAFF}), frozenset({Door.GUEST})
EVERY_DOOR = frozenset(Door)

ANYBODY = frozenset({Who.ANYBODY})
SIGNED_IN = frozenset({Who.SIGNED_IN})
COORDINATOR = frozenset({Who.COORDINATOR})
ADMINISTRATOR = frozenset({Who.ADMINISTRATOR})
KEEPERS = frozenset({Who.COORDINATOR, Who.ADMINISTRATOR})
REQUESTER = frozenset({Who.REQUESTER})
ASKERS = frozenset({Who.REQUESTER, Who.COORDINATOR})
HOLDERS = frozenset({Who.FACILITATOR, Who.COORDINATOR})
FACILITATOR = frozenset({Who.FACILITATOR})
INVOLVED = frozenset({Who.REQUESTER, Who.FACILITATOR, Who.COORDINATOR})
LINK, PROVED = frozenset({Who.LINK}), frozenset({Who.PROVED})

DRAFT = frozenset({Status.DRAFT})
ASKED = frozenset({Status.ASKED})
BEFORE = frozenset({Status.ASKED, Status.ARRANGED})
ARRANGED = frozenset({Status.ARRANGED})
HELD = frozenset({Status.HELD})
AFTER = frozenset({Status.HELD, Status.SUMMARISED})
SESSION = frozenset({Status.ARRANGED, Status.HELD, Status.SUMMARISED, Status.CLOSED})
READABLE = frozenset({Status.SUMMARISED, Status.CLOSED})
OVER = AFTER | {Status.NOT_HELD}
TOLD_IN = GOING

POLICY: tuple[Rule, ...] = (
    Rule("home.index", GET, STAFF, SIGNED_IN),
    Rule("accounts.sign_in", BOTH, STAFF, ANYBODY),
    Rule("accounts.code", BOTH, STAFF, ANYBODY),
    Rule("accounts.name", BOTH, STAFF, SIGNED_IN),
    Rule("accounts.start", GET, STAFF, ANYBODY),
    Rule("accounts.back", GET, STAFF, ANYBODY),
    Rule("accounts.refused", GET, STAFF, ANYBODY),
    Rule("accounts.account", GET, STAFF, SIGNED_IN),
    Rule("accounts.sign_out", POST, STAFF, ANYBODY),
    Rule("accounts.sign_out_everywhere", POST, STAFF, SIGNED_IN),
    Rule("guidance.index", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.principles", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.models", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.model", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.resources", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.reflection", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.privacy", GET, EVERY_DOOR, ANYBODY),
    Rule("guidance.accessibility", GET, EVERY_DOOR, ANYBODY),
    Rule("asking.begin", BOTH, STAFF, SIGNED_IN),
    Rule("asking.stop", GET, STAFF, SIGNED_IN),
    Rule("asking.step", BOTH, STAFF, REQUESTER, DRAFT),
    Rule("asking.team", BOTH, STAFF, REQUESTER, DRAFT),
    Rule("asking.check", GET, STAFF, REQUESTER, DRAFT),
    Rule("asking.help_choose", BOTH, STAFF, REQUESTER, DRAFT),
    Rule("asking.signpost", BOTH, STAFF, REQUESTER, DRAFT),
    Rule("asking.send", POST, STAFF, REQUESTER, DRAFT),
    Rule("asking.discard", BOTH, STAFF, REQUESTER, DRAFT),
    Rule("requests.index", GET, STAFF, SIGNED_IN),
    Rule("requests.show", GET, STAFF, INVOLVED),
    Rule("records.history", GET, STAFF, COORDINATOR),
    Rule("requests.withdraw", BOTH, STAFF, ASKERS, BEFORE),
    Rule("requests.not_agreed", BOTH, STAFF, ASKERS, ASKED),
    Rule("requests.close", BOTH, STAFF, ASKERS, OVER),
    Rule("invitations.show", GET, STAFF, ASKERS, TOLD_IN),
    Rule("invitations.add", BOTH, STAFF, ASKERS, BEFORE),
    Rule("invitations.stop", BOTH, STAFF, ASKERS, BEFORE),
    Rule("invitations.remind", BOTH, STAFF, ASKERS, BEFORE),
    Rule("invitations.resend", BOTH, STAFF, ASKERS, BEFORE),
    Rule("invitations.address", BOTH, STAFF, ASKERS, BEFORE),
    Rule("answers.phone", BOTH, STAFF, ASKERS, BEFORE),
    Rule("answers.decide", BOTH, STAFF, ASKERS, BEFORE),
    Rule("answers.enter", GET, GUEST, ANYBODY),
    Rule("answers.show", BOTH, GUEST, LINK),
    Rule("answers.thanks", GET, GUEST, LINK),
    Rule("answers.confirm", BOTH, GUEST, LINK),
    Rule("answers.done", GET, GUEST, ANYBODY),
    Rule("answers.lost", BOTH, GUEST, ANYBODY),
    Rule("answers.sign_out", POST, GUEST, ANYBODY),
    Rule("answers.code", BOTH, GUEST, LINK),
    Rule("answers.check_code", POST, GUEST, LINK),
    Rule("answers.about", GET, GUEST, PROVED),
    Rule("answers.facilitate", BOTH, GUEST, LINK),
    Rule("facilitators.index", GET, STAFF, SIGNED_IN),
    Rule("facilitators.add", BOTH, STAFF, COORDINATOR),
    Rule("facilitators.edit", BOTH, STAFF, COORDINATOR),
    Rule("facilitators.choose", BOTH, STAFF, ASKERS, BEFORE),
    Rule("facilitators.release", BOTH, STAFF, ASKERS, BEFORE),
    Rule("facilitators.step_down", BOTH, EVERY_DOOR, FACILITATOR, BEFORE),
    Rule("dates.choose", BOTH, STAFF, ASKERS, ASKED),
    Rule("dates.move", BOTH, STAFF, ASKERS, ARRANGED),
    Rule("dates.offer", BOTH, STAFF, ASKERS, BEFORE | {Status.NOT_HELD}),
    Rule("sessions.show", GET, EVERY_DOOR, INVOLVED, SESSION),
    Rule("sessions.attendance", BOTH, EVERY_DOOR, HOLDERS, ARRANGED | HELD),
    Rule("sessions.not_held", BOTH, EVERY_DOOR, HOLDERS, ARRANGED),
    Rule("summaries.write", BOTH, EVERY_DOOR, FACILITATOR, AFTER),
    Rule("summaries.preview", GET, EVERY_DOOR, FACILITATOR, AFTER),
    Rule("summaries.send", BOTH, EVERY_DOOR, FACILITATOR, AFTER),
    Rule("summaries.show", GET, EVERY_DOOR, INVOLVED, READABLE),
    Rule("summaries.record", POST, STAFF, ASKERS, frozenset({Status.SUMMARISED})),
    Rule("summaries.by_link", GET, GUEST, PROVED),
    Rule("summaries.record_by_link", POST, GUEST, PROVED),
    Rule("families.show", BOTH, STAFF, REQUESTER | FACILITATOR, TOLD_IN),
    Rule("mail.index", BOTH, STAFF, KEEPERS),
    Rule("directory.index", GET, STAFF, SIGNED_IN),
    Rule("directory.add", BOTH, STAFF, KEEPERS),
    Rule("directory.edit", BOTH, STAFF, KEEPERS),
    Rule("directory.retire", BOTH, STAFF, KEEPERS),
    Rule("directory.settings", BOTH, STAFF, frozenset({Who.ADMINISTRATOR})),
    Rule("people.index", GET, STAFF, ADMINISTRATOR),
    Rule("people.add", BOTH, STAFF, ADMINISTRATOR),
    Rule("people.edit", BOTH, STAFF, ADMINISTRATOR),
    Rule("people.confirm", BOTH, STAFF, KEEPERS),
    Rule("people.disable", BOTH, STAFF, ADMINISTRATOR),
    Rule("people.sign_out", POST, STAFF, ADMINISTRATOR),
    Rule("records.index", GET, STAFF, ADMINISTRATOR),
    Rule("rules.index", GET, STAFF, ADMINISTRATOR),
    Rule("health.live", GET, EVERY_DOOR, ANYBODY),
    Rule("health.ready", GET, EVERY_DOOR, ANYBODY),
    Rule("demonstration.index", GET, EVERY_DOOR, ANYBODY),
    Rule("demonstration.sign_in_as", POST, STAFF, ANYBODY),
    Rule("demonstration.move_clock", POST, STAFF, ANYBODY),
    Rule("demonstration.mail", GET, EVERY_DOOR, ANYBODY),
    Rule("demonstration.letter", GET, EVERY_DOOR, ANYBODY),
)


UNMET = frozenset({"health.live", "health.ready"})
"""Asked by machines: nobody is looked up for them, and no cookie is touched."""


def find_rule(endpoint: str, method: str) -> Rule | None:
    """The row for this endpoint and method (HEAD counts as GET), or None: refused."""
    method = "GET" if method == "HEAD" else method
    return next((r for r in _BY_ENDPOINT.get(endpoint, ()) if method in r.methods), None)


def is_served(endpoint: str, doors: frozenset[str]) -> bool:
    """Whether one of these doors serves the endpoint. One without a row is: and then refused."""
    rows = _BY_ENDPOINT.get(endpoint)
    return rows is None or any(row.doors & doors for row in rows)


_BY_ENDPOINT: dict[str, list[Rule]] = {}
for _rule in POLICY:
    _BY_ENDPOINT.setdefault(_rule.endpoint, []).append(_rule)
