"""The emergency words themselves, a row per concern, for a practitioner to read and correct.

Local settings throughout. Knows nothing of how the words are looked for.

How to read a row: `words` sets the concern off; `/` divides spellings; `~` stands for up to four
small words such as "his" or "all of the". `harmless` lists sayings that do not set it off, with `*`
where the found words stand: "* a/the wall" lets "hit a wall" and "hitting the wall" pass.
"""

from dataclasses import dataclass

HURT = "someone being hurt"
WEAPON = "a weapon"
NOW = "something that may be happening now"
DISCLOSURE = "a disclosure"
SUICIDE = "suicide or self-harm"
MISSING = "a missing child"
SEXUAL = "sexual harm"
DANGER = "a child in danger"


@dataclass(frozen=True)
class Concern:
    """One row: what is feared, the words that say it, and the sayings that do not mean it."""

    what: str
    words: tuple[str, ...]
    harmless: tuple[str, ...] = ()


SMALL = """
a an the his her their our my your its some any many most several all both every each other too so
of two three more few lots these those this that important key routine health dental medical
hospital school own very same first next last
"""
SMALL_WORDS = frozenset(SMALL.split())

PERSON = "him/her/them/me/us/you"
ONESELF = "himself/herself/themselves/themself/myself/yourself"
RELATIVE = "mum/dad/mam/mother/father/brother/sister/nan/gran/friend/friends/dog/siblings"
LIMB = "arm/arms/leg/legs/wrist/rib/ribs/jaw/nose/bone/bones/collarbone/skull/finger/fingers"
BODY = LIMB + "/face/neck/back/body/cheek/bottom/thigh/thighs/stomach/head/ear/ears"
TOGETHER = (
    "relationship/relationships/family/families/communication/team/trust/system/network/links/"
    "attachment/attachments/picture/services"
)
ATTENDED = (
    "appointment/appointments/lesson/lessons/school/class/classes/education/college/nursery/"
    "session/sessions/meeting/meetings/visit/visits/contact/check/checks/review/reviews/work"
)
KNOWN = (
    "point/points/piece/pieces/link/links/part/parts/information/detail/details/data/record/"
    "records/paperwork/document/documents/voice/voices/perspective/perspectives/view/views/step/"
    "steps/something/anything/out/target/targets/milestone/milestones/context/ingredient/page/"
    "opportunity/opportunities/chance/chances/deadline/deadlines/teeth/trick"
)
FROM_WHERE = (
    "school/education/lessons/plan/chronology/discussion/conversation/meeting/picture/table/record/"
    "records/file/team/room/group/class/assessment/report/form/session/summary/map"
)

CONCERNS: tuple[Concern, ...] = (
    Concern(
        HURT,
        ("hit/hits/hitting",),
        (
            "* ~ wall/block/barrier/barriers/target/targets/plateau/milestone/milestones/snag",
            "* ~ brick wall",
            "* ~ dead end",
            "* ~ deadline/deadlines/headlines/limit/roadblock/obstacle/buffers/jackpot",
            "* ~ rough patch",
            "* ~ sticking point",
            "* it off",
            "* home",
            "* and/or miss",
            "* the ground/nail/mark",
            "* rock bottom",
            "big/hard *",
        ),
    ),
    Concern(
        HURT,
        ("punch/punches/punched/punching",),
        ("* above ~ weight", "* line", "pack/packs/packed a *", "hole *"),
    ),
    Concern(
        HURT,
        ("kick/kicks/kicked/kicking",),
        ("* off", "* start/started/starting", "* ~ habit/can/ball/football", "free *", "* about"),
    ),
    Concern(HURT, ("slap/slaps/slapped/slapping",), ("* on the wrist",)),
    Concern(HURT, ("smack/smacks/smacked/smacking",), ("* of",)),
    Concern(HURT, ("strangle/strangles/strangled/strangling", "suffocate/suffocated/suffocating")),
    Concern(HURT, ("choke/chokes/choked/choking",), ("* up", "* point/points")),
    Concern(
        HURT,
        ("stab/stabs/stabbed/stabbing",),
        ("* in the dark", "have/had/having/take/took/taking a *", "first *", "* at it/this"),
    ),
    Concern(HURT, ("assault/assaults/assaulted/assaulting",), ("* course",)),
    Concern(
        HURT,
        ("beaten", "beat/beats/beating " + PERSON, "beat/beats/beating up"),
        ("* track/path", "weather *", "* to it"),
    ),
    Concern(
        HURT,
        ("bruise/bruises/bruised/bruising",),
        ("* ~ ego/egos/feelings/relationship/relationships/meeting/encounter/confidence",),
    ),
    Concern(
        HURT,
        ("burn/burns/burned/burnt/burning", "scald/scalds/scalded/scalding"),
        ("* out", "* ~ bridge/bridges/question/questions/issue/issues/desire/candle", "slow *"),
    ),
    Concern(HURT, ("bleed/bleeds/bleeding/bled",), ("* edge", "* heart/hearts")),
    Concern(HURT, ("fracture/fractures/fractured",), ("* ~ " + TOGETHER, TOGETHER + " is/are *")),
    Concern(HURT, ("broken/broke/breaking ~ " + LIMB, "shaken baby", "shook ~ baby")),
    Concern(
        HURT,
        ("injure/injures/injured/injuring/injury/injuries",),
        ("moral *", "* time", "acquired brain *", "birth *"),
    ),
    Concern(HURT, ("black eye/eyes", "bite mark/marks", "mark/marks on ~ " + BODY, "acid attack")),
    Concern(
        HURT,
        (
            "hurt/hurts/hurting " + PERSON,
            "hurt/hurts/hurting " + ONESELF,
            "been/being/was/were/gets/got hurt",
        ),
        ("* feelings", "* by ~ words/comment/comments/letter"),
    ),
    Concern(
        HURT,
        ("unconscious",),
        (
            "* bias/biases/process/processes/mind/assumption/assumptions/communication/level",
            "* defences/pattern/patterns/dynamic/dynamics/competence/belief/beliefs",
        ),
    ),
    Concern(HURT, ("poison/poisoned/poisoning",), ("* chalice", "* ~ relationship/atmosphere")),
    Concern(
        HURT,
        ("drown/drowned/drowning",),
        ("* in ~ work/paperwork/emails/demand/debt/forms", "* under", "* out"),
    ),
    Concern(WEAPON, ("weapon/weapons/machete/machetes/firearm/firearms/arson", "set fire")),
    Concern(WEAPON, ("knife/knives",), ("* edge", "under the *", "butter *", "* and fork")),
    Concern(WEAPON, ("blade/blades",), ("shoulder *", "* of grass")),
    Concern(
        WEAPON,
        ("gun/guns",),
        ("jump/jumps/jumped/jumping the *", "stick/sticking/stuck to ~ *", "* ho", "top *"),
    ),
    Concern(
        WEAPON, ("shooting/shootings", "shot at/him/her", "was/been/were/got shot"), ("* star",)
    ),
    Concern(NOW, ("tonight",), ("* ~ session/meeting/group",)),
    Concern(NOW, ("immediate/imminent danger/risk/harm", "999")),
    Concern(NOW, ("in danger",), ("* of",)),
    Concern(NOW, ("at risk now/today", "at risk right now", "not safe now/today")),
    Concern(NOW, ("not safe at home", "unsafe at home")),
    Concern(
        NOW,
        ("emergency/emergencies",),
        (
            "* contact/contacts/department/housing/accommodation/services/fund/funds/food",
            "* duty/planning/appointment/appointments/loan/plan/plans/worker/workers",
        ),
    ),
    Concern(
        DISCLOSURE,
        ("disclose/discloses/disclosed/disclosing/disclosure/disclosures",),
        (
            "* and barring",
            "* ~ information/policy/form/log/address/addresses",
            "* of information",
            "information/data/full/non/self *",
            "duty of *",
        ),
    ),
    Concern(DISCLOSURE, ("new/fresh allegation/allegations",), ("no *",)),
    Concern(
        SUICIDE,
        ("suicide/suicides/suicidal", "ligature/ligatures"),
        ("* prevention/awareness/training/bereavement", "bereaved by *"),
    ),
    Concern(SUICIDE, ("overdose/overdoses/overdosed/overdosing/selfharm",)),
    Concern(SUICIDE, ("self harm/harms/harmed/harming",)),
    Concern(SUICIDE, ("kill/kills/killed/killing/hang/hanged/hanging " + ONESELF,)),
    Concern(SUICIDE, ("cut/cuts/cutting/harm/harms/harmed/harming " + ONESELF,), ("* off",)),
    Concern(SUICIDE, ("end/ends/ended/ending/take/takes/took/taking ~ own life/lives",)),
    Concern(SUICIDE, ("end/ends/ending his/her/their/my life/lives",)),
    Concern(SUICIDE, ("want/wants/wanted/wanting to die", "better off dead"), ("* for",)),
    Concern(
        MISSING,
        ("missing",),
        (
            "* ~ " + ATTENDED,
            "* ~ " + KNOWN,
            "* from ~ " + FROM_WHERE,
            "* his/her/their/my/our ~ " + RELATIVE,
            "* each other",
            "what/something/anything/nothing/piece/pieces *",
            "what/nothing/" + KNOWN + " is/are/was/were *",
            "we are/were *",
            "we/i keep/kept/been *",
            "am i *",
            "are we *",
            "keep/keeps/kept *",
        ),
    ),
    Concern(MISSING, ("run/runs/ran/running away", "runaway/runaways"), ("* from ~ " + KNOWN,)),
    Concern(MISSING, ("abscond/absconds/absconded/absconding", "whereabouts ~ unknown")),
    Concern(MISSING, ("whereabouts are/is not/unknown",)),
    Concern(MISSING, ("abduct/abducted/abducting/abduction/kidnap/kidnapped/kidnapping",)),
    Concern(SEXUAL, ("rape/rapes/raped/raping/rapist/molest/molested/molesting/sextortion",)),
    Concern(SEXUAL, ("sexually abused/abusing/assaulted/exploited/touched", "sexual assault")),
    Concern(SEXUAL, ("touched him/her/them/me", "touched inappropriately"), ("what *", "* deeply")),
    Concern(SEXUAL, ("inappropriately touched", "indecent image/images")),
    Concern(SEXUAL, ("groom/groomed/grooming",), ("well *", "dog *", "* parlour/salon")),
    Concern(SEXUAL, ("trafficked/trafficking/trafficker/traffickers",)),
    Concern(DANGER, ("fgm", "female genital mutilation", "forced marriage")),
    Concern(DANGER, ("honour based", "honour killing")),
    Concern(DANGER, ("kill/kills/killed/killing",), ("* ~ time", "* two birds", "dressed to *")),
    Concern(DANGER, ("death threat/threats", "not/stopped breathing", "found unresponsive")),
    Concern(
        DANGER,
        ("home alone", "left alone", "alone overnight", "left on ~ own"),
        ("* with ~ thoughts/feelings/worry/worries/problem/decision",),
    ),
    Concern(
        DANGER,
        ("locked in/inside", "locked ~ out", "locked " + PERSON + " in/out"),
        (
            "* ~ battle/conflict/argument/dispute/cycle/pattern/patterns/position/positions",
            "* ~ disagreement/arguments/conversation/system/account",
            "* of ~ system/account/computer/laptop",
        ),
    ),
    Concern(DANGER, ("tied to ~ bed/chair/radiator", "starve/starved/starving"), ("* of",)),
)
