"""Servers on loopback: a real mail server with a temper, lines that break where they are told to, an HTTP gateway."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST: Final = "127.0.0.1"


@dataclass
class Temper:
    """What the mail server answers, and what it took over."""

    mail: str = ""
    rcpt: str = ""
    data: str = ""
    password: bytes = b""
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def times(self) -> Counter[str]:
        """How often each message arrived, by its id."""
        return Counter(str(one["Message-ID"]) for one in self.taken)

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail or "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.data:
            return self.data
        assert isinstance(envelope.content, bytes)
        made = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.taken.append(made)
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, given: Any) -> AuthResult:  # noqa: ANN401
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password == self.password, handled=False)


@contextmanager
def mail_server(temper: Temper, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A real mail server in a thread; the answer is its port."""
    words: dict[str, Any] = {"server_hostname": "mail.example"}
    if context:
        words["tls_context"] = context
    if temper.password:
        words |= {"authenticator": temper.authenticate, "auth_require_tls": False}
    port = free_port()
    controller = Controller(temper, hostname=HOST, port=port, loop=asyncio.new_event_loop(), **words)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
        controller.loop.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        found: int = probe.getsockname()[1]
        return found


@dataclass
class Broken:
    """A mail server that says these answers, one for each line it gets, and then closes; None closes at once.

    `whole` counts messages of which the last line arrived: what a server may have taken over.
    """

    answers: tuple[str | None, ...]
    after_data: str | None = None
    hangs: bool = False
    whole: Counter[str] = field(default_factory=Counter)
    let_go: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)
    """It holds its answer back from now on."""

    def serve(self, line: socket.socket) -> None:
        """One client."""
        with line, line.makefile("rwb", buffering=0) as file:
            for answer in self.answers:
                if answer is None:
                    return self._end()
                file.write(f"{answer}\r\n".encode())
                if answer.startswith("354"):
                    return self._take(file)
                if not file.readline():
                    return None
            return self._end()

    def _take(self, file: Any) -> None:  # noqa: ANN401 - a socket's file
        number = ""
        while (got := file.readline()) and got != b".\r\n":
            if got.lower().startswith(b"message-id:"):
                number = got.split(b":", 1)[1].strip().decode()
        if got:
            self.whole[number] += 1
        if self.after_data is not None:
            file.write(f"{self.after_data}\r\n".encode())
        self._end()

    def _end(self) -> None:
        self.reached.set()
        if self.hangs:
            self.let_go.wait(20)


@contextmanager
def broken_server(broken: Broken) -> Iterator[int]:
    """It serves one client after the other until the test ends."""
    with listening(broken.serve) as port:
        try:
            yield port
        finally:
            broken.let_go.set()


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A bare listener in a thread."""
    server = socket.create_server((HOST, 0))

    def run() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            try:
                serve(line)
            except OSError:
                continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


@dataclass
class Gateway:
    """An HTTP gateway: what it got, and what it answers."""

    status: int = 200
    dies: bool = False
    location: str = ""
    got: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def gateway(told: Gateway) -> Iterator[str]:
    """The gateway in a thread; the answer is where it is."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.got.append((self.command, self.path, dict(self.headers), body))
            if told.dies:
                self.close_connection = True
                return
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
