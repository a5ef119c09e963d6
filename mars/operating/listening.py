"""The web server: waitress, made to say no more about itself than MARS does, and to stay open.

Whoever connects and says nothing takes nobody's place; whoever asks whether MARS is alive waits for
no page.
"""

from functools import partial
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from mars.web import headers

THREADS = 8
BODY_MOST = 1024 * 1024
"""What waitress itself refuses to take in. Below it MARS refuses with a page, from 128 kB on."""
OPEN_MOST = 500
"""So many connections are open; a newcomer gets the place of who has said nothing for longest."""
SILENT_SECONDS = 30


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
        connection_limit=OPEN_MOST + 100,  # never reached: room is made before
        channel_timeout=SILENT_SECONDS,
        cleanup_interval=SILENT_SECONDS // 6,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=settings.trusted_proxy is None,
    )
    alive = ThreadedTaskDispatcher()
    alive.set_thread_count(1)
    for listener in [server, *getattr(server, "map", {}).values()]:
        if isinstance(listener, TcpWSGIServer):
            listener.channel_class = _channel(secure=settings.secure)
            listener.add_task = partial(_take_up, listener.task_dispatcher, alive)
    return server


def _take_up(pages: ThreadedTaskDispatcher, alive: ThreadedTaskDispatcher, channel: Any) -> None:
    """Give a request to a thread; the one about life itself to a thread that does nothing else."""
    asked = [getattr(request, "path", "") for request in channel.requests[:1]]  # nonsense has none
    (alive if asked == ["/healthz"] else pages).add_task(channel)


def _make_room(server: Any) -> None:
    """Close the oldest connections that wait for nothing of ours, once too many are open."""
    idle = [one for one in server.active_channels.values() if not one.requests]
    idle.sort(key=lambda one: one.creation_time)
    for channel in idle[: max(0, len(server.active_channels) - OPEN_MOST)]:
        if not channel.total_outbufs_len:
            channel.handle_close()


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

        def __init__(self, server: Any, *given: Any, **named: Any) -> None:
            _make_room(server)
            super().__init__(server, *given, **named)

    return Channel
