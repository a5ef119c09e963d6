"""What has to be true before visitors are sent here. Knows tables and the disk; never a row."""

import logging
import os
import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from mars import database, logs, outages
from mars.clock import now
from mars.database import db
from mars.domain.posting import stopped_since
from mars.post import heartbeat

FREE_LEAST = 32 * 1024 * 1024
log = logging.getLogger(__name__)


def is_ready() -> bool:
    """Whether the database answers at its newest migration and can be written, and mail is sent.

    What is missing stands in the log, not in the answer. At most 3 queries.
    """
    try:
        missing = [name for name, check in CHECKS.items() if not check()]
    except (SQLAlchemyError, OSError) as fault:
        missing = [f"the database or its disk ({outages.tell(fault)})"]
    if missing:
        log.warning("not ready: %s", ", ".join(missing), extra=logs.SPARING)
    return not missing


def _is_writable() -> bool:
    """Room and leave to write: the disk under an SQLite file, or a server that is no replica."""
    url = db.engine.url
    if url.get_backend_name() != "sqlite":
        return bool(db.session.scalar(text("SHOW transaction_read_only")) == "off")
    if not url.database or url.database == ":memory:":
        return True
    folder = Path(url.database).parent
    is_open = os.access(folder, os.W_OK) and os.access(url.database, os.W_OK)
    return is_open and shutil.disk_usage(folder).free >= FREE_LEAST


def _is_sending() -> bool:
    """Whether the sender looked for letters within five minutes, in whichever process it is."""
    beat = heartbeat.last_beat()
    return beat is not None and stopped_since(beat, None, now()) is None


CHECKS = {
    "the newest migration": lambda: database.is_migrated(db.session.connection()),
    "room or leave to write": _is_writable,
    "a sender at work": _is_sending,
}
