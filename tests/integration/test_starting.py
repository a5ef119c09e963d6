"""What is wrong before MARS serves ends in one sentence; what is right is told in one line."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text

from mars import database, keys
from mars.config import Settings
from mars.database import db
from mars.domain.errors import SettingError
from mars.operating import listening, serving, starting
from mars.store.marks import KeyMark
from tests.starting import make_settings, started


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, MARS_DATABASE_URL=database_url)


@pytest.fixture
def on_sqlite(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    with started(make_settings(tmp_path, MARS_DATABASE_URL=sqlite_url)) as app:
        yield app


def file_of(app: Flask) -> Path:
    return Path(str(make_url(app.config["MARS"].database_url).database))


def test_the_start_is_told_in_one_line(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, starting.__name__):
        starting.check(app)
        starting.announce(app, "at http://127.0.0.1:8000")

    kind = "SQLite" if "sqlite" in app.config["MARS"].database_url else "PostgreSQL"
    [said] = caplog.messages
    assert said == (
        f"MARS {starting.version()} serves guest and staff at http://127.0.0.1:8000 for "
        f"http://localhost, on {kind} at migration {database.newest_migration()}"
    )


def test_the_key_file_of_another_installation_is_refused(app: Flask, tmp_path: Path) -> None:
    starting.check(app)
    starting.check(app)
    other = tmp_path / "other-keys"
    keys.create(other, "2026-01-05T09:00:00+00:00")
    app.extensions["mars_keys"] = keys.KeyFile(other)

    with pytest.raises(SettingError, match="key file of another installation"):
        starting.check(app)
    with app.app_context():
        assert len(db.session.scalars(db.select(KeyMark)).all()) == 1


def test_a_rotation_does_not_make_it_another_file(app: Flask) -> None:
    starting.check(app)
    keys.add(app.config["MARS"].keys_file, "2026-01-06T09:00:00+00:00")

    starting.check(app)


def test_a_database_that_is_not_migrated_is_refused(app: Flask) -> None:
    with app.app_context(), database.writing():
        db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()

    with pytest.raises(SettingError, match="run “mars migrate” first"):
        starting.check(app)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"host": "127.0.0.1", "port": "1"}, "it does not answer"),
        ({"user": "nobody"}, "it refuses the role"),
        ({"dbname": "elsewhere"}, "it refuses the role"),
    ],
)
def test_a_port_role_or_name_that_is_wrong_is_named(
    postgresql_url: str, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    url = make_url(postgresql_url).update_query_dict(change)
    wrong = make_settings(tmp_path, MARS_DATABASE_URL=url.render_as_string())

    with started(wrong) as app, pytest.raises(SettingError, match=f"does not serve: {said}"):
        starting.check(app)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    wrong = make_settings(tmp_path, MARS_DATABASE_URL=f"sqlite:///{tmp_path}/none/mars.sqlite")

    with started(wrong) as app, pytest.raises(SettingError, match="its file cannot be opened"):
        starting.check(app)


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_a_database_that_others_may_read_is_refused(on_sqlite: Flask, end: str) -> None:
    file = file_of(on_sqlite)
    file.chmod(0o600)
    opened = file.with_name(file.name + end)
    opened.touch()
    opened.chmod(0o640)

    with pytest.raises(SettingError, match=f"chmod 600 .*{end}$"):
        starting.check(on_sqlite)


def test_a_folder_that_others_may_open_is_refused(on_sqlite: Flask) -> None:
    file_of(on_sqlite).chmod(0o600)
    folder = file_of(on_sqlite).parent
    folder.chmod(0o750)

    with pytest.raises(SettingError, match=f"chmod 700 {folder}"):
        starting.check(on_sqlite)


def test_what_mars_makes_itself_is_its_owner_s_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        url = f"sqlite:///{tmp_path}/mars.sqlite"
        database.migrate(url)
        with started(make_settings(tmp_path, MARS_DATABASE_URL=url)) as app:
            starting.check(app)
            with app.app_context(), database.writing():
                db.session.execute(text("DELETE FROM beat"))
                found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("*.sql*")}
    finally:
        os.umask(before)
    assert found == dict.fromkeys(("mars.sqlite", "mars.sqlite-wal", "mars.sqlite-shm"), 0o600)


def test_a_port_that_is_taken_is_named(on_sqlite: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(listening, "listen", fail)
    monkeypatch.setattr(serving, "_end_on_sigterm", lambda: None)
    with pytest.raises(SettingError, match=r"Nothing can listen at 127\.0\.0\.1:8000: Addr"):
        serving.serve(on_sqlite, "127.0.0.1", 8000)
