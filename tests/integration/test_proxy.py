"""Limits count visitors: the address that a trusted proxy names, and nobody else's word."""

from pathlib import Path

from flask import request

from tests.starting import make_settings, started


def seen_as(folder: Path, url: str, *, proxy: str, sender: str) -> str | None:
    """Whom MARS takes the visitor to be who comes from `sender` and claims to be 198.51.100.7."""
    settings = make_settings(folder, MARS_DATABASE_URL=url, MARS_TRUSTED_PROXY=proxy)
    with started(settings) as app:
        found: list[str | None] = []
        app.before_request_funcs.setdefault(None, []).insert(
            0, lambda: found.append(request.remote_addr)
        )
        app.test_client().get(
            "/guidance",
            headers={"X-Forwarded-For": "198.51.100.7"},
            environ_base={"REMOTE_ADDR": sender},
        )
    return found[0]


def test_the_trusted_proxy_is_believed(tmp_path: Path, sqlite_url: str) -> None:
    assert seen_as(tmp_path, sqlite_url, proxy="127.0.0.1", sender="127.0.0.1") == "198.51.100.7"


def test_nobody_else_is_believed(tmp_path: Path, sqlite_url: str) -> None:
    assert seen_as(tmp_path, sqlite_url, proxy="127.0.0.1", sender="192.0.2.9") == "192.0.2.9"


def test_without_a_proxy_the_header_is_ignored(tmp_path: Path, sqlite_url: str) -> None:
    assert seen_as(tmp_path, sqlite_url, proxy="", sender="127.0.0.1") == "127.0.0.1"


def test_only_the_proxy_itself_may_say_who_signs_in(tmp_path: Path, sqlite_url: str) -> None:
    settings = make_settings(
        tmp_path,
        MARS_DATABASE_URL=sqlite_url,
        MARS_TRUSTED_PROXY="127.0.0.1",
        MARS_SIGN_IN="header",
        MARS_SIGN_IN_HEADER="X-Remote-User",
    )
    with started(settings) as app:
        found = [
            app.test_client().get(
                "/sign-in",
                headers={
                    "X-Remote-User": "kim.lamb@anytown.example",
                    "X-Forwarded-For": "127.0.0.1",
                    "Mars.By-Proxy": "yes",
                },
                environ_base={"REMOTE_ADDR": sender},
            )
            for sender in ("127.0.0.1", "192.0.2.9")
        ]
    assert "The council knows you as" in found[0].text
    assert found[1].location == "/sign-in/refused/not-by-proxy"
