"""What the command line orders, each with the application of the settings, without serving it.

What goes out is a sentence for a person.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from mars import chasing, create_app, database
from mars.audit import proving
from mars.config import Settings
from mars.domain.actors import Role
from mars.domain.errors import InvalidError, SettingError
from mars.keys import current_keys
from mars.operating import bounces, mailbox, resealing, restoring, starting
from mars.people import verbs


def migrate() -> None:
    """Bring the database of the settings up to date."""
    database.migrate(Settings.from_environment().database_url)


def note_bounce(content: bytes) -> str:
    """Note the delivery report in these bytes. Returns what was done, in a sentence."""
    with _writing_alone():
        return bounces.note_report(content)


def read_mailbox() -> str:
    """Note what new messages in the mailbox of the settings say. Returns what was done.

    Raises SettingError without a mailbox, or for one that cannot be read.
    """
    settings = Settings.from_environment()
    if settings.bounces is None:
        raise SettingError(
            "MARS_BOUNCE_HOST is missing: set it, or give the report to mars bounce."
        )
    with _reading_alone():
        said = mailbox.read(settings.bounces, _note_alone)
    counted = Counter(said)
    told = [f"{sentence} ({count})" for sentence, count in sorted(counted.items())]
    return "\n".join(told) or "There is no new message."


def _note_alone(content: bytes) -> str:
    with database.writing():
        return bounces.note_report(content)


def note_restored() -> str:
    """Make MARS safe after a backup was put back. Returns what was done, in a sentence."""
    with _writing_alone():
        done = restoring.restored()
    return (
        f"Letters held until somebody lets them go: {done.letters}. Links closed: {done.links}. "
        "Open the page “Mail” next."
    )


def remind() -> str:
    """Send the reminders that are due, once. Returns what was done, in a sentence."""
    app = create_app()
    starting.check(app)
    with app.app_context():
        count = chasing.go_round()
    if count:
        return f"Reminders queued: {count}. They leave by “mars run” or “mars worker”."
    return "No reminder is due now. They leave on working days from 8am to 6pm."


def appoint(address: str, name: str, role: Role) -> str:
    """Give a person a role. Returns what was done. Raises SettingError for a foreign address."""
    settings = Settings.from_environment()
    if settings.provider is not None:
        raise SettingError("Roles come from the sign-in service: set them there.")
    with _writing_alone():
        try:
            return verbs.appoint(address, name, role, settings.staff_domains)
        except InvalidError as fault:
            raise SettingError(fault.sentence) from fault


def tell_head() -> str:
    """The audit's head, when its row was written, in a line."""
    with _reading_alone():
        found = proving.find_head()
    if found is None:
        return "Nothing has been recorded yet."
    head, entry = found
    return f"{head} {entry.at.isoformat(timespec='seconds') if entry.at else ''}".strip()


def verify_audit(kept: str) -> tuple[bool, str]:
    """Check the whole audit, against the head `kept` unless that is empty.

    Returns whether all is well, and what was found, in sentences. Raises SettingError for a head
    that cannot be read.
    """
    try:
        head = proving.Head.parse(kept) if kept else None
    except ValueError as fault:
        raise SettingError(
            "The head must be a number, a colon and 64 hexadecimal digits, as “mars audit head” "
            "tells it."
        ) from fault
    with _reading_alone():
        verdict = proving.verify(head)
    return not verdict.faults, verdict.said


def rotate_keys() -> str:
    """Put all that is sealed under a new key. Returns what was done, in a sentence."""
    app = create_app()
    starting.check(app)
    with app.app_context():
        return resealing.rotate(app.extensions["mars_keys"])


def check_keys() -> tuple[bool, str]:
    """Open all that is sealed. Returns whether everything opens, and the count in lines."""
    with _reading_alone():
        counted = resealing.count(current_keys())
        return not counted.unreadable, resealing.tell(current_keys(), counted)


@contextmanager
def _reading_alone() -> Iterator[None]:
    """The application of the settings, for a look without serving it."""
    app = create_app()
    starting.check(app)
    with app.app_context():
        yield


@contextmanager
def _writing_alone() -> Iterator[None]:
    """The application of the settings, for one change without serving it."""
    app = create_app()
    starting.check(app)
    with app.app_context(), database.writing():
        yield
