"""The command `mars`: thin; each command calls one function elsewhere."""

import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click

from mars.domain.actors import Role
from mars.domain.errors import SettingError


@click.group()
def main() -> None:
    """Multi-agency reflective supervision."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def run(host: str, port: int) -> None:
    """Serve MARS with its background clock in this process."""
    from mars.operating import serving

    _or_say(lambda: serving.run(host, port))


@main.command()
def worker() -> None:
    """Run the background clock alone, beside any number of web processes."""
    from mars.operating import serving

    _or_say(serving.work)


@main.command()
def remind() -> None:
    """Queue the reminders that are due now; the background clock does it every ten minutes."""
    from mars.operating import tasks

    _or_say(lambda: click.echo(tasks.remind()))


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    from mars.operating import tasks

    _or_say(tasks.migrate)
    click.echo("The database is up to date.")


@main.group()
def audit() -> None:
    """The record of every change: prove it, tell its head."""


@audit.command()
@click.option("--head", "kept", default="", help="A head that was kept outside, like 1204:0f3a…")
def verify(kept: str) -> None:
    """Check that no row was changed, removed or slipped in. The exit status is 1 if one was."""
    from mars.operating import tasks

    def check() -> None:
        sound, said = tasks.verify_audit(kept)
        click.echo(said)
        if not sound:
            sys.exit(1)

    _or_say(check)


@audit.command()
def head() -> None:
    """Tell the number, MAC and time of the last row, to be kept outside."""
    from mars.operating import tasks

    _or_say(lambda: click.echo(tasks.tell_head()))


@main.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--mailbox", is_flag=True, help="Read the new messages of MARS_BOUNCE_HOST instead.")
def bounce(file: BinaryIO, *, mailbox: bool) -> None:
    """Note from the report in FILE (or standard input) that a letter came back."""
    from mars.operating import tasks

    _or_say(lambda: click.echo(tasks.read_mailbox() if mailbox else tasks.note_bounce(file.read())))


@main.command()
def restored() -> None:
    """After a backup was put back: hold all letters and close all links."""
    from mars.operating import tasks

    _or_say(lambda: click.echo(tasks.note_restored()))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def key(file: Path) -> None:
    """Make a new secret key in FILE, readable by you alone."""
    if file.exists():
        sys.exit(f"{file} is there already: MARS will not overwrite it.")
    file.touch(mode=0o600)
    file.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
    click.echo(f"Made {file}. Keep it apart from the database and its backups.")


@main.group()
def person() -> None:
    """Who may sign in."""


@person.command()
@click.argument("address")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="What they are called; else it is made of the address.")
def add(address: str, role: str, name: str) -> None:
    """Give ADDRESS a role, so that somebody can look after all others."""
    from mars.operating import tasks

    _or_say(lambda: click.echo(tasks.appoint(address, name, Role(role))))


@main.group()
def keys() -> None:
    """What the texts in the database are sealed with."""


@keys.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new(file: Path) -> None:
    """Make a new key file in FILE, readable by you alone."""
    from mars import clock
    from mars.keys import create

    try:
        create(file, clock.now().isoformat(timespec="seconds"))
    except FileExistsError:
        sys.exit(f"{file} is there already: MARS will not overwrite it.")
    click.echo(f"Made {file}. Keep a copy apart from the database and its backups.")


@keys.command()
def rotate() -> None:
    """Add a new key and seal everything with it, while MARS runs. Killed, run it again."""
    from mars.operating import tasks

    _or_say(lambda: click.echo(tasks.rotate_keys()))


@keys.command("check")
def check_keys() -> None:
    """Count what each key has sealed. Exit status 1 if something cannot be read."""
    from mars.operating import tasks

    def check() -> None:
        sound, said = tasks.check_keys()
        click.echo(said)
        if not sound:
            sys.exit(1)

    _or_say(check)


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--mail-port", default=8025, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demonstration"))
@click.option("--fresh", is_flag=True, help="Throw the old demonstration away first.")
def demo(port: int, mail_port: int, folder: Path, fresh: bool) -> None:
    """Serve a fictional partnership that catches its own mail."""
    from mars import rehearsal

    _or_say(lambda: rehearsal.run(folder, port, mail_port, fresh=fresh))


def _or_say(act: Callable[[], None]) -> None:
    """Do it; a wrong setting or a database that is away ends in one sentence, not a traceback."""
    from mars.operating import starting

    try:
        with starting.explained():
            act()
    except SettingError as fault:
        sys.exit(f"MARS did not start. {fault.sentence}")
