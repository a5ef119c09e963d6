"""The web server: waitress, made to say no more about itself than MARS does."""

from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from mars.web import headers

THREADS = 8
BODY_MOST = 1024 * 1024
"""What waitress itself refuses to take in. Below it MARS refuses with a page, from 128 kB on."""


def listen(app: Flask, host: str, port: int) -> Any:
    """A server for `app` that listens already; call its run() and, in the end, its close()."""
    settings = app.config["MARS"]
    server = waitress.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=BODY_MOST,
        clear_untrusted_proxy_headers=settings.trusted_proxy is None,
    )
    for listener in [server, *getattr(server, "map", {}).values()]:
        if isinstance(listener, TcpWSGIServer):
            listener.channel_class = _channel(secure=settings.secure)
    return server


def _channel(*, secure: bool) -> type[HTTPChannel]:
    """A channel whose own refusals, of what is no HTTP or too long, carry our headers as well."""
    constant = [*headers.always(secure=secure), headers.NOT_KEPT]

    class PlainRefusal(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            fault = self.request.error
            body = b"MARS could not take this request.\n"
            self.status = f"{fault.code} {fault.reason}"
            self.response_headers += [("Content-Type", "text/plain; charset=utf-8"), *constant]
            self.content_length = len(body)
            self.set_close_on_finish()
            self.write(body)

    class Channel(HTTPChannel):  # type: ignore[misc]
        error_task_class = PlainRefusal

    return Channel
