"""Settings: one sentence naming what is missing or malformed, and no start."""

import re
from pathlib import Path

import pytest

from mars.config import Settings
from mars.domain.errors import SettingError

OIDC = {
    "MARS_SIGN_IN": "oidc",
    "MARS_OIDC_ISSUER": "https://login.council.example/1/v2.0",
    "MARS_OIDC_TENANT": "1",
    "MARS_OIDC_CLIENT_ID": "mars",
    "MARS_OIDC_ROLES": "MARS.User:practitioner, Boss:2:administrator",
}
HEADER = {
    "MARS_SIGN_IN": "header",
    "MARS_SIGN_IN_HEADER": "X-Remote-User",
    "MARS_TRUSTED_PROXY": "127.0.0.1",
}


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
        "MARS_KEYS_FILE": str(tmp_path / "keys"),
        "MARS_DATABASE_URL": "sqlite:////var/lib/mars/mars.sqlite",
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
        "MARS_KEYS_FILE",
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
        ("MARS_SIGN_IN", "password"),
        ("MARS_SIGN_IN_HEADER", "X Remote: User"),
        ("MARS_OIDC_ISSUER", "http://login.council.example"),
        ("MARS_OIDC_ISSUER", "login.council.example"),
        ("MARS_OIDC_ROLES", "MARS.User"),
        ("MARS_OIDC_ROLES", "MARS.User:king"),
        ("MARS_OIDC_TENANT", ""),
        ("MARS_OIDC_CLIENT_SECRET_FILE", "no-such-file"),
        ("MARS_TRUSTED_PROXY", ""),
    ],
)
def test_a_malformed_setting_is_named(environment: dict[str, str], name: str, value: str) -> None:
    if name.startswith("MARS_OIDC"):
        environment |= OIDC | {"MARS_OIDC_CLIENT_SECRET_FILE": environment["MARS_SECRET_KEY_FILE"]}
    elif name in HEADER:
        environment |= HEADER
    with pytest.raises(SettingError, match=name):
        Settings.from_environment(environment | {name: value})


def test_the_council_s_own_sign_in_is_read(environment: dict[str, str]) -> None:
    secret = {"MARS_OIDC_CLIENT_SECRET_FILE": environment["MARS_SECRET_KEY_FILE"]}
    provider = Settings.from_environment(environment | OIDC | secret).provider
    assert provider
    assert provider.roles == (("MARS.User", "practitioner"), ("Boss:2", "administrator"))
    assert provider.client_secret not in repr(provider)
    assert Settings.from_environment(environment | HEADER).sign_in_header == "X-Remote-User"
    assert Settings.from_environment(environment).provider is None


@pytest.mark.parametrize(
    ("name", "said"),
    [("MARS_BASEURL", "did you mean MARS_BASE_URL"), ("MARS_XYZZY", "take it out")],
)
def test_a_variable_that_mars_does_not_know_is_named(
    environment: dict[str, str], name: str, said: str
) -> None:
    with pytest.raises(SettingError, match=f"{name} is no setting of MARS: {said}"):
        Settings.from_environment(environment | {name: "x"})


def test_settings_of_another_way_to_sign_in_may_stay_set(environment: dict[str, str]) -> None:
    waiting = {**OIDC, "MARS_SIGN_IN": "code", "MARS_DEMONSTRATION_MAIL": "/mail"}
    assert Settings.from_environment(environment | waiting).provider is None


@pytest.mark.parametrize("name", ["MARS_DATABASE_URL", "MARS_QUEUE_URL"])
@pytest.mark.parametrize("path", ["mars.sqlite", "./mars.sqlite", "var/mars.sqlite?mode=rw"])
def test_a_file_whose_place_depends_on_where_mars_is_started_is_refused(
    environment: dict[str, str], name: str, path: str
) -> None:
    with pytest.raises(SettingError, match=f"{name} must name its file by the whole path"):
        Settings.from_environment(environment | {name: f"sqlite:///{path}"})


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
