"""A mailbox behind TLS on loopback that knows as much IMAP as is spoken to it. Knows no MARS."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Inbox:
    """The messages, those that were seen by their numbers, and how the server is."""

    messages: list[bytes]
    password: str = "fictional"
    seen: set[int] = field(default_factory=set)
    hangs_up_at: str = ""
    """A command at which the server ends the connection."""
    commands: list[str] = field(default_factory=list)
    port: int = 0


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode("ascii").strip():
            tag, _, command = line.partition(" ")
            name = " ".join(
                command.split()[: 2 if command.upper().startswith("UID") else 1]
            ).upper()
            self.server.inbox.commands.append(name)
            if name == self.server.inbox.hangs_up_at:
                return
            self._say(f"{tag} {self._answer(name, command)}")
            if name == "LOGOUT":
                return

    def _answer(self, name: str, command: str) -> str:
        inbox = self.server.inbox
        match name:
            case "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            case "LOGIN" if f'"{inbox.password}"' not in command:
                return "NO not you"
            case "SELECT":
                self._say(f"* {len(inbox.messages)} EXISTS")
            case "UID SEARCH":
                unseen = set(range(1, len(inbox.messages) + 1)) - inbox.seen
                self._say(f"* SEARCH {' '.join(map(str, sorted(unseen)))}")
            case "UID FETCH":
                number = int(re.findall(r"\d+", command)[0])
                content = inbox.messages[number - 1]
                about = f"UID {number} RFC822.SIZE {len(content)} FLAGS ()"
                self._say(f"* {number} FETCH ({about} BODY[] {{{len(content)}}}")
                self.wfile.write(content)
                self._say(")")
            case "UID STORE":
                inbox.seen |= {int(re.findall(r"\d+", command)[0])} if "Seen" in command else set()
            case "LOGOUT":
                self._say("* BYE")
        return "OK done"

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode("ascii") + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, inbox: Inbox, trust: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.inbox, self.trust = inbox, trust
        inbox.port = self.server_address[1]

    def get_request(self) -> tuple[ssl.SSLSocket, object]:
        connection, address = super().get_request()
        return self.trust.wrap_socket(connection, server_side=True), address

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is none of its faults."""


@contextmanager
def open_to(inbox: Inbox, trust: ssl.SSLContext) -> Iterator[None]:
    """The mailbox, on its port of 127.0.0.1, until the end of the block."""
    with _Server(inbox, trust) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
