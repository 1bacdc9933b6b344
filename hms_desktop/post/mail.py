"""One e-mail by SMTP, composed and handed over in stages, so that the answer to «may it be tried again?» is known.

Until the last line of the message went out nothing was taken over, and a lost line is only a lost line. From then on
only the server's own «250» is a yes, its refusal a no, and silence leaves it open for ever. Hence no `sendmail`, which
tells these apart no more.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final

from hms_desktop.kernel.posting import Outcome, Security, Trouble, Verdict, is_mail_address, is_this_computer
from hms_desktop.kernel.secret import Secret

TIMEOUT_S: Final = 20.0
LONGEST: Final = 100_000
"""Letters of a message; nothing that a clinic writes to a patient is longer."""

_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_POLICY: Final = policy.SMTP.clone(cte_type="7bit", max_line_length=76)
_OWN_NAME: Final = "[127.0.0.1]"
"""How the program greets a server: neither this computer's name nor a look-up of it goes out."""


@dataclass(frozen=True)
class MailRoute:
    """By which server mail goes out, and in whose name."""

    host: str
    port: int
    security: Security
    sender: str
    sender_name: str = ""
    user: str = ""
    password: Secret = Secret("")  # noqa: RUF009 - it never changes


@dataclass(frozen=True)
class Mail:
    """One message. `message_id` is the same at every attempt, so that whoever gets it twice can tell."""

    message_id: str
    to: str
    subject: str
    body: str
    at: datetime


def composed(route: MailRoute, mail: Mail) -> bytes | None:
    """The message as it goes over the line, or None when it is none; no value can begin a header of its own."""
    if not is_mail_address(mail.to) or not is_mail_address(route.sender) or len(mail.body) > LONGEST:
        return None
    made = EmailMessage(_POLICY)
    name, domain = route.sender.rsplit("@", 1)
    made["From"] = Address(_one_line(route.sender_name), name, domain)
    made["To"] = Address("", *mail.to.rsplit("@", 1))
    made["Subject"] = _one_line(mail.subject)
    made["Date"] = mail.at
    made["Message-ID"] = mail.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body, charset="utf-8")
    return made.as_bytes()


class MailClient:
    """Makes one attempt at a time. `abort` is for another thread: the attempt in progress ends by a cut line."""

    def __init__(self, timeout_s: float = TIMEOUT_S, context: ssl.SSLContext | None = None) -> None:
        """`context` decides whose certificates are believed; without one it is this computer's own list."""
        self._timeout_s, self._context = timeout_s, context
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def send(self, route: MailRoute, mail: Mail) -> Outcome:
        """One attempt."""
        data = composed(route, mail)
        if data is None:
            return Outcome(Verdict.NEVER, Trouble.ADDRESS)
        if route.security is Security.NONE and not is_this_computer(route.host):
            return Outcome(Verdict.LATER, Trouble.PRIVACY)
        line: smtplib.SMTP | None = None
        try:
            line = self._line(route)
            _sign_in(line, route, self._trusted())
            return _addressed(line, route, mail) or _handed_over(line, data)
        except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; nothing was taken over by then
            return Outcome(Verdict.LATER, _trouble(error))
        finally:
            self._keep(None)
            if line is not None:
                _hang_up(line)

    def abort(self) -> None:
        """Cuts the line of the attempt in progress, if there is one."""
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):  # it fell by itself meanwhile
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _line(self, route: MailRoute) -> smtplib.SMTP:
        if route.security is Security.TLS:
            return _PrivateLine(route, self._timeout_s, self._keep, self._trusted())
        return _Line(route, self._timeout_s, self._keep)

    def _keep(self, found: socket.socket | None) -> None:
        with self._lock:
            self._socket = found

    def _trusted(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._context


class _Line(smtplib.SMTP):
    """A line whose socket is known to the client from its first moment, so that it can be cut."""

    def __init__(self, route: MailRoute, timeout_s: float, keep: Callable[[socket.socket], None]) -> None:
        self._keep_socket = keep
        super().__init__(route.host, route.port, _OWN_NAME, timeout_s)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made = socket.create_connection((host, port), timeout)
        self._keep_socket(made)
        return made


class _PrivateLine(smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""

    def __init__(
        self, route: MailRoute, timeout_s: float, keep: Callable[[socket.socket], None], context: ssl.SSLContext
    ) -> None:
        self._keep_socket = keep
        super().__init__(route.host, route.port, _OWN_NAME, timeout=timeout_s, context=context)

    def _get_socket(self, host: str, port: int, timeout: float) -> ssl.SSLSocket:
        made = socket.create_connection((host, port), timeout)
        self._keep_socket(made)
        private: ssl.SSLSocket = self.context.wrap_socket(made, server_hostname=host)
        self._keep_socket(private)
        return private


def _sign_in(line: smtplib.SMTP, route: MailRoute, context: ssl.SSLContext) -> None:
    line.ehlo_or_helo_if_needed()
    if route.security is Security.STARTTLS:
        line.starttls(context=context)
        line.ehlo()
    if route.user:
        line.login(route.user, route.password.reveal())


def _addressed(line: smtplib.SMTP, route: MailRoute, mail: Mail) -> Outcome | None:
    """From whom and to whom; None when the server takes both."""
    code, _ = line.mail(route.sender)
    if code != 250:
        return _refused(code, Trouble.REFUSED)
    code, _ = line.rcpt(mail.to)
    return None if code in (250, 251, 252) else _refused(code, Trouble.ADDRESS)


def _handed_over(line: smtplib.SMTP, data: bytes) -> Outcome:
    code, _ = line.docmd("DATA")
    if code != 354:
        return _refused(code, Trouble.REFUSED)
    line.send(re.sub(rb"(?m)^\.", b"..", data))  # a line lost in here leaves half a message, which nobody delivers
    try:
        line.send(b".\r\n")
    except smtplib.SMTPServerDisconnected as error:
        was_refused = isinstance(error.__context__, ConnectionError)  # not one byte of this left
        return Outcome(Verdict.LATER, Trouble.CUT) if was_refused else Outcome(Verdict.UNSURE, Trouble.LOST)
    try:
        code, _ = line.getreply()
    except (OSError, ValueError):
        return Outcome(Verdict.UNSURE, Trouble.LOST)
    if code == 250:
        return Outcome(Verdict.SENT)
    return _refused(code, Trouble.REFUSED) if 400 <= code <= 599 else Outcome(Verdict.UNSURE, Trouble.LOST)


def _refused(code: int, why: Trouble) -> Outcome:
    """RFC 5321, 4.2.1: what begins with 5 stays so; everything else may be another answer later."""
    return Outcome(Verdict.NEVER, why) if 500 <= code <= 599 else Outcome(Verdict.LATER, Trouble.BUSY)


_TROUBLES: Final = (
    (smtplib.SMTPAuthenticationError, Trouble.SIGN_IN),
    (smtplib.SMTPNotSupportedError, Trouble.PRIVACY),
    (smtplib.SMTPResponseException, Trouble.BUSY),
    (smtplib.SMTPServerDisconnected, Trouble.CUT),
    (ssl.SSLError, Trouble.PRIVACY),
    (TimeoutError, Trouble.SLOW),
    (ConnectionResetError, Trouble.CUT),
    (OSError, Trouble.OFFLINE),
)  # fmt: skip


def _trouble(error: Exception) -> Trouble:
    if isinstance(error.__context__, TimeoutError):
        return Trouble.SLOW
    return next((trouble for kind, trouble in _TROUBLES if isinstance(error, kind)), Trouble.UNFIT)


def _hang_up(line: smtplib.SMTP) -> None:
    """Politely if the server still listens; what it says to that changes nothing."""
    with suppress(OSError, ValueError):
        if line.sock is not None:
            line.sock.settimeout(1.0)
            line.quit()
    line.close()


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())[:200]
