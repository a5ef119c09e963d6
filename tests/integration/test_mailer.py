"""The gaps of Flask-Mail, closed: TLS is verified, faults are told apart, nothing goes in clear."""

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import flask_mail
import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from mars.domain.posting import Outcome
from mars.post.mailer import Connection, NotSentError, WithdrawnError, mail
from mars.post.message import FrozenMessage
from tests.moments import machines_now
from tests.moody import Moods, refuse_everybody, serving
from tests.starting import make_settings, started

CONTENT = b"Message-ID: <1@mars.example>\r\nSubject: x\r\n\r\nHello\r\n"
USER = {"MARS_MAIL_USERNAME": "mars", "MARS_MAIL_PASSWORD": "a fictional password"}

Start = Callable[..., Flask]


@pytest.fixture
def moods() -> Moods:
    return Moods()


@pytest.fixture
def start(sqlite_url: str, tmp_path: Path, moods: Moods) -> Iterator[Start]:
    """Start the application with these settings for the mail server."""
    open_apps = []

    def start(**changes: str) -> Flask:
        settings = make_settings(
            tmp_path,
            MARS_DATABASE_URL=sqlite_url,
            **{"MARS_MAIL_HOST": "127.0.0.1", "MARS_MAIL_PORT": str(moods.port), **changes},
        )
        application = started(settings)
        open_apps.append(application)
        return application.__enter__()

    yield start
    for application in open_apps:
        application.__exit__(None, None, None)


def certificate(folder: Path, *, host: str = "127.0.0.1", days: int = 1) -> tuple[Path, Path]:
    """A self-signed certificate and its key, valid until `days` from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    moment = machines_now()  # OpenSSL goes by the machine’s clock
    alternative = (
        x509.DNSName(host) if host.endswith("example") else x509.IPAddress(ip_address(host))
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=9))
        .not_valid_after(moment + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "certificate.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def server_context(paths: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    return context


def send(app: Flask, content: bytes = CONTENT, *, may_go: bool = True) -> None:
    with app.app_context():
        _send_alone(_message(content, may_go=may_go))


def test_a_known_certificate_is_accepted(start: Start, moods: Moods, tmp_path: Path) -> None:
    paths = certificate(tmp_path)
    app = start(MARS_MAIL_SECURITY="starttls", MARS_MAIL_CA_FILE=str(paths[0]))

    with serving(moods, tls_context=server_context(paths), require_starttls=True):
        send(app)

    assert len(moods.letters) == 1


@pytest.mark.parametrize(
    "host,days,known",
    [("127.0.0.1", 1, False), ("other.example", 1, True), ("127.0.0.1", -1, True)],
)
def test_a_certificate_that_is_unknown_for_another_host_or_old_is_refused(
    start: Start, moods: Moods, tmp_path: Path, host: str, days: int, known: bool
) -> None:
    paths = certificate(tmp_path, host=host, days=days)
    trust = {"MARS_MAIL_CA_FILE": str(paths[0])} if known else {}
    app = start(MARS_MAIL_SECURITY="starttls", **trust)

    with serving(moods, tls_context=server_context(paths)), pytest.raises(NotSentError) as fault:
        send(app)

    assert fault.value.outcome is Outcome.OUR_FAULT
    assert moods.letters == []


def test_a_server_without_tls_gets_neither_password_nor_letter(start: Start, moods: Moods) -> None:
    asked: list[object] = []

    def note(*arguments: object) -> AuthResult:
        asked.append(arguments)
        return AuthResult(success=True)

    app = start(MARS_MAIL_SECURITY="starttls", **USER)

    with (
        serving(moods, authenticator=note, auth_require_tls=False),
        pytest.raises(NotSentError) as fault,
    ):
        send(app)

    assert fault.value.outcome is Outcome.OUR_FAULT
    assert (asked, moods.letters) == ([], [])


def test_tls_from_the_first_byte(start: Start, moods: Moods, tmp_path: Path) -> None:
    paths = certificate(tmp_path)
    app = start(MARS_MAIL_SECURITY="tls", MARS_MAIL_CA_FILE=str(paths[0]))

    with serving(moods, ssl_context=server_context(paths)):
        send(app)

    assert len(moods.letters) == 1


def test_a_wrong_password_is_our_fault(start: Start, moods: Moods) -> None:
    app = start(**USER)

    with (
        serving(moods, authenticator=refuse_everybody, auth_require_tls=False),
        pytest.raises(NotSentError) as fault,
    ):
        send(app)

    assert (fault.value.outcome, fault.value.code) == (Outcome.OUR_FAULT, 535)


def test_a_password_that_is_not_ascii_is_our_fault_and_no_crash(start: Start, moods: Moods) -> None:
    app = start(**{**USER, "MARS_MAIL_PASSWORD": "pässword"})

    with (
        serving(moods, authenticator=refuse_everybody, auth_require_tls=False),
        pytest.raises(NotSentError) as fault,
    ):
        send(app)

    assert fault.value.outcome is Outcome.OUR_FAULT


def test_lines_of_dots_arrive_as_they_were_written(start: Start, moods: Moods) -> None:
    app = start()
    body = b".\r\n..\r\n.x\r\n\r\n.\r\nend"

    with serving(moods):
        send(app, CONTENT + body)

    [letter] = moods.letters
    assert letter.get_payload() == "Hello\r\n" + body.decode() + "\r\n"


def test_after_a_withdrawn_letter_the_next_one_goes(start: Start, moods: Moods) -> None:
    app = start()

    with serving(moods), app.app_context(), mail.connect() as connection:
        with pytest.raises(WithdrawnError):
            connection.send(_message(may_go=False))
        connection.send(_message(may_go=True))

    assert len(moods.letters) == 1


def test_a_fault_at_the_last_moment_sends_nothing(start: Start, moods: Moods) -> None:
    def fail() -> bool:
        raise OSError("the disk is full")

    app = start()
    message = FrozenMessage("mars@anytown.example", "sam@school.example", CONTENT, fail)

    with serving(moods), app.app_context(), pytest.raises(OSError, match="disk"):
        _send_alone(message)

    assert moods.letters == []


def test_only_frozen_messages_are_sent(start: Start) -> None:
    app = start()
    with app.app_context(), pytest.raises(TypeError):
        _send_alone(flask_mail.Message("x", ["a@b.example"], "x", sender="c@d.example"))


def _message(content: bytes = CONTENT, *, may_go: bool) -> FrozenMessage:
    return FrozenMessage("mars@anytown.example", "sam@school.example", content, lambda: may_go)


def _send_alone(message: flask_mail.Message) -> None:
    with mail.connect() as connection:
        assert isinstance(connection, Connection)
        connection.send(message)
