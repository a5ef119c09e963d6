"""Why a database does not serve is known by the codes of its driver, and a mistake is no outage."""

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as WaitedTooLongError

from mars import outages


def wrapped(cause: Exception) -> OperationalError:
    return OperationalError("SELECT secret", {"name": "quokkaword"}, cause)


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (errors.DiskFull(), outages.FULL),
        (errors.QueryCanceled(), outages.SLOW),
        (errors.LockNotAvailable(), outages.LOCKED),
        (errors.AdminShutdown(), outages.STOPPING),
        (errors.CannotConnectNow(), outages.STOPPING),
        (errors.TooManyConnections(), outages.CROWDED),
        (errors.ReadOnlySqlTransaction(), outages.READ_ONLY),
        (errors.InvalidPassword(), outages.REFUSED),
        (errors.InvalidCatalogName(), outages.REFUSED),
        (errors.DeadlockDetected(), outages.CROSSED),
        (errors.IoError(), outages.BROKEN_DISK),
        (psycopg.OperationalError("connection failed: Connection refused"), outages.SILENT),
        (psycopg.OperationalError('failed: FATAL:  role "x" does not exist'), outages.REFUSED),
    ],
)
def test_what_postgresql_says(cause: psycopg.Error, said: str) -> None:
    assert outages.find(wrapped(cause)) == said
    assert outages.find(cause) == said


@pytest.mark.parametrize("cause", [errors.UndefinedTable(), psycopg.InterfaceError("closed")])
def test_a_mistake_of_ours_on_postgresql_is_no_outage(cause: psycopg.Error) -> None:
    assert outages.find(wrapped(cause)) is None
    assert outages.tell(wrapped(cause)) == "OperationalError"


def test_a_pool_without_a_free_connection_is_an_outage_and_a_broken_rule_is_none() -> None:
    assert outages.find(WaitedTooLongError()) == outages.CROWDED
    assert outages.find(IntegrityError("", {}, sqlite3.IntegrityError())) is None
    assert outages.find(ValueError()) is None
