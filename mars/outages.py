"""Why a database does not serve, told by the codes of its driver: a sentence for the log.

Knows no statement and no value; what a driver says in words is written nowhere.
"""

from sqlalchemy import exc

SILENT = "it does not answer: see whether it runs, and the host and port in MARS_DATABASE_URL"
REFUSED = "it refuses the role, the password or the name of the database in MARS_DATABASE_URL"
FULL = "its disk is full"
LOCKED = "another process keeps it locked"
BROKEN_DISK = "its disk cannot be read or written"
READ_ONLY = "it may not be written: it, its folder or its disk is read-only for MARS"
NO_FILE = "its file cannot be opened: see whether the folder is there and MARS may write in it"
DAMAGED = "its file is damaged or is no database: put a backup back"
SLOW = "a statement took too long"
STOPPING = "it is being started or stopped"
CROWDED = "no connection to it was free"
CROSSED = "two changes waited for each other"

OF_SQLITE = {
    3: READ_ONLY,
    5: LOCKED,
    6: LOCKED,
    8: READ_ONLY,
    10: BROKEN_DISK,
    11: DAMAGED,
    13: FULL,
    14: NO_FILE,
    26: DAMAGED,
}
"""By primary result code (https://sqlite.org/rescode.html)."""

OF_POSTGRESQL = {
    "08": SILENT,
    "25006": READ_ONLY,
    "28": REFUSED,
    "3D": REFUSED,
    "40": CROSSED,
    "53100": FULL,
    "53": CROWDED,
    "55P03": LOCKED,
    "57014": SLOW,
    "57": STOPPING,
    "58": BROKEN_DISK,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
"""By SQLSTATE, or by its class of two letters (PostgreSQL's manual, appendix A)."""


def find(fault: BaseException) -> str | None:
    """What keeps the database from serving; None if this is no outage but a mistake in MARS."""
    if isinstance(fault, exc.TimeoutError):
        return CROWDED
    cause = fault.orig if isinstance(fault, exc.DBAPIError) else fault
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return OF_SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", "")
    if state:
        return OF_POSTGRESQL.get(state) or OF_POSTGRESQL.get(state[:2])
    kinds = {kind.__name__ for kind in type(cause).__mro__}
    if state is not None or "OperationalError" not in kinds:
        return None
    return REFUSED if "FATAL:" in str(cause) else SILENT  # refused before there was a connection


def tell(fault: BaseException) -> str:
    """A sentence for the log in any case: the outage, or the kind of fault."""
    return find(fault) or type(fault).__name__
