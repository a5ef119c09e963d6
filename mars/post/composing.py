"""From a letter's value to the message that goes out: its words, its HTML twin, its calendar file.

Knows the templates and the sender's name; writes nothing down.
"""

import textwrap
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app

from mars.clock import now
from mars.config import Settings
from mars.domain.telling import KEEP_QUIET, RING_WHO_ASKED
from mars.partnership import policies
from mars.post.letters import Letter, plain
from mars.post.message import Message, Parts

COLUMNS = 72


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list, or the link on a line of its own."""

    lines: tuple[str, ...]
    is_list: bool = False
    is_link: bool = False


def compose(letter: Letter, letter_id: str) -> Message:
    """The message of a letter. `letter_id` goes into its Message-ID.

    Raises ValueError for a link that does not lead to this MARS.
    """
    settings: Settings = current_app.config["MARS"]
    if letter.link and not letter.link.url.startswith(f"{settings.base_url}/"):
        raise ValueError("a letter's link must begin with the base URL")
    host = urlsplit(settings.base_url).hostname or "localhost"
    blocks = _blocks(_words(letter, settings), letter)
    environment = current_app.jinja_env
    parts = Parts(
        message_id=f"<{letter_id}@{host}>",
        sent_at=now(),
        sender=(f"MARS, {plain(settings.council_name)}", settings.mail_from),
        reply_to=settings.mail_reply_to,
        recipient=(letter.to.name, letter.to.address),
        subject=letter.subject,
        text="\n\n".join(_as_text(block) for block in blocks) + "\n",
        html=environment.get_template("letters/letter.html").render(
            subject=letter.subject, blocks=blocks, link=letter.link
        ),
        method=letter.calendar.method.value if letter.calendar else None,
        calendar=_calendar(letter, settings, host),
    )
    return Message(parts)


def _words(letter: Letter, settings: Settings) -> str:
    name = letter.kind.value.replace("-", "_")
    return current_app.jinja_env.get_template(f"letters/{name}.txt").render(
        to=letter.to.name,
        link=letter.link.url if letter.link else "",
        reference=letter.about.reference if letter.about else "",
        council=plain(settings.council_name),
        phone=plain(policies().coordinator_phone),
        **letter.words,
    )


def _blocks(text: str, letter: Letter) -> tuple[Block, ...]:
    """The template's text, cut at its blank lines; lines that begin with a dash are a list.

    What asks not to speak to the family stands first after the greeting.
    """
    found = []
    for part in text.split("\n\n"):
        lines = tuple(line.strip() for line in part.splitlines() if line.strip())
        if not lines:
            continue
        if letter.link and lines == (letter.link.url,):
            found.append(Block(lines, is_link=True))
        elif all(line.startswith("- ") for line in lines):
            found.append(Block(tuple(line[2:] for line in lines), is_list=True))
        else:
            found.append(Block((" ".join(lines),)))
    if letter.discreet:
        found.insert(1, Block((f"{KEEP_QUIET} {RING_WHO_ASKED}",)))
    return tuple(found)


def _as_text(block: Block) -> str:
    if block.is_link:
        return block.lines[0]
    first = "- " if block.is_list else ""
    return "\n".join(
        textwrap.fill(
            line,
            COLUMNS,
            initial_indent=first,
            subsequent_indent=" " * len(first),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in block.lines
    )


def _calendar(letter: Letter, settings: Settings, host: str) -> bytes | None:
    if letter.calendar is None or letter.about is None:
        return None
    from mars.post.calendar_files import calendar_file  # a slow import that few letters need

    return calendar_file(
        letter.calendar,
        reference=letter.about.reference,
        attendee=letter.to.address,
        organiser=settings.mail_from,
        host=host,
        stamp=now(),
    )
