"""Unit tests are quick and alone: one that reaches for a database fails."""

from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbid the making of any SQLAlchemy engine."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a unit test may not use a database: move it to tests/integration")

    monkeypatch.setattr(Engine, "__init__", refuse)
