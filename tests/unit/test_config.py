"""Settings: one sentence naming what is missing or malformed, and no start."""

import re
from pathlib import Path

import pytest

from mars.config import Settings
from mars.domain.errors import SettingError


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "key"
    secret.touch(mode=0o600)
    secret.write_text("k" * 43)
    return {
        "MARS_BASE_URL": "https://mars.council.example",
        "MARS_COUNCIL_NAME": "Ashbourne Vale Council",
        "MARS_STAFF_DOMAINS": "council.example, health.council.example",
        "MARS_SECRET_KEY_FILE": str(secret),
        "MARS_DATABASE_URL": "sqlite:///mars.sqlite",
        "MARS_MAIL_HOST": "mail.council.example",
        "MARS_MAIL_FROM": "mars@council.example",
        "MARS_MAIL_REPLY_TO": "help@council.example",
    }


def test_what_is_set_is_read(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    assert settings.staff_domains == ("council.example", "health.council.example")
    assert settings.doors == {"staff", "guest"}
    assert (settings.mail_port, settings.mail_security) == (587, "starttls")
    assert settings.secure
    assert not settings.demonstration


@pytest.mark.parametrize(
    "name",
    [
        "MARS_BASE_URL",
        "MARS_COUNCIL_NAME",
        "MARS_STAFF_DOMAINS",
        "MARS_SECRET_KEY_FILE",
        "MARS_DATABASE_URL",
        "MARS_MAIL_HOST",
        "MARS_MAIL_FROM",
        "MARS_MAIL_REPLY_TO",
    ],
)
def test_a_missing_setting_is_named(environment: dict[str, str], name: str) -> None:
    del environment[name]
    with pytest.raises(SettingError, match=name):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MARS_BASE_URL", "mars.council.example"),
        ("MARS_BASE_URL", "http://mars.council.example"),
        ("MARS_BASE_URL", "https://mars.council.example/mars"),
        ("MARS_COUNCIL_NAME", "Vale\r\nBcc: all"),
        ("MARS_STAFF_DOMAINS", "council"),
        ("MARS_STAFF_DOMAINS", "council.example; other.example"),
        ("MARS_SECRET_KEY_FILE", "no-such-file"),
        ("MARS_DATABASE_URL", "mysql://localhost/mars"),
        ("MARS_DOORS", "staff,back"),
        ("MARS_MAIL_PORT", "0"),
        ("MARS_MAIL_PORT", "many"),
        ("MARS_MAIL_SECURITY", "some"),
        ("MARS_MAIL_SECURITY", "none"),
        ("MARS_MAIL_FROM", "mars"),
        ("MARS_MAIL_REPLY_TO", "a@b.example, c@d.example"),
        ("MARS_MAIL_PASSWORD", "without-a-user-name"),
        ("MARS_BACKGROUND", "perhaps"),
        ("MARS_TRUSTED_PROXY", "proxy.council.example"),
        ("MARS_DEMONSTRATION", "1"),
    ],
)
def test_a_malformed_setting_is_named(environment: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_environment(environment | {name: value})


def test_a_key_that_others_can_read_stops_the_start(environment: dict[str, str]) -> None:
    Path(environment["MARS_SECRET_KEY_FILE"]).chmod(0o644)
    with pytest.raises(SettingError, match="others may read"):
        Settings.from_environment(environment)


def test_a_short_key_stops_the_start(environment: dict[str, str]) -> None:
    Path(environment["MARS_SECRET_KEY_FILE"]).write_text("short")
    with pytest.raises(SettingError, match="43 characters"):
        Settings.from_environment(environment)


def test_the_demonstration_cannot_be_switched_on_for_a_real_site(
    environment: dict[str, str],
) -> None:
    with pytest.raises(SettingError, match="MARS_DEMONSTRATION"):
        Settings.from_environment(environment | {"MARS_DEMONSTRATION": "yes"})


def test_every_setting_stands_in_the_example() -> None:
    root = Path(__file__).parents[2]
    named = set(re.findall(r"\bMARS_[A-Z_]+", (root / "mars" / "config.py").read_text("utf-8")))
    shown = set(re.findall(r"\bMARS_[A-Z_]+", (root / "deploy" / "example.env").read_text("utf-8")))
    assert named - shown == {"MARS_DEMONSTRATION", "MARS_DEMONSTRATION_MAIL"}
    assert shown <= named
