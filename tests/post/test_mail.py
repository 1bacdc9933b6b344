"""Mail, handed over to servers of every temper: what became of it is known, and nothing arrives twice by itself."""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.kernel.posting import Outcome, Security, Trouble, Verdict, is_mail_address
from hms_desktop.kernel.secret import Secret
from hms_desktop.post.mail import LONGEST, Mail, MailClient, MailRoute, composed
from tests.conftest import ExpectedWarnings
from tests.fakes import START
from tests.post.servers import HOST, Broken, Temper, broken_server, free_port, listening, mail_server

MAIL = Mail("<one@clinic.example>", "ana@town.example", "Cita el viernes", "Hola.\n.\nHasta pronto — مرحبا", START)
HELLO = ("220 hello", "250 clinic", "250 from", "250 to", "354 go on")


def route(port: int, **facts: object) -> MailRoute:
    words: dict[str, object] = {"security": Security.NONE, "sender": "desk@clinic.example", "sender_name": "St Anne"}
    return MailRoute(HOST, port, **(words | facts))  # type: ignore[arg-type]


def attempt(port: int, mail: Mail = MAIL, within_s: float = 10.0, **facts: object) -> Outcome:
    return MailClient(within_s).send(route(port, **facts), mail)


def test_a_message_arrives_whole_with_its_own_number() -> None:
    temper = Temper()
    with mail_server(temper) as port:
        assert attempt(port) == Outcome(Verdict.SENT)
    (got,) = temper.taken
    assert temper.times() == {MAIL.message_id: 1}
    assert (got["Subject"], got["To"]) == (MAIL.subject, MAIL.to)
    assert got["From"] == "St Anne <desk@clinic.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content().replace("\r\n", "\n").strip() == MAIL.body


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"rcpt": "550 no such box"}, Outcome(Verdict.NEVER, Trouble.ADDRESS)),
        ({"rcpt": "451 greylisted"}, Outcome(Verdict.LATER, Trouble.BUSY)),
        ({"mail": "553 not you"}, Outcome(Verdict.NEVER, Trouble.REFUSED)),
        ({"mail": "421 later"}, Outcome(Verdict.LATER, Trouble.BUSY)),
        ({"data": "554 spam"}, Outcome(Verdict.NEVER, Trouble.REFUSED)),
        ({"data": "452 full"}, Outcome(Verdict.LATER, Trouble.BUSY)),
    ],
)
def test_a_refusal_for_good_and_one_for_now_are_told_apart(facts: dict[str, str], outcome: Outcome) -> None:
    temper = Temper(**facts)  # type: ignore[arg-type]
    with mail_server(temper) as port:
        assert attempt(port) == outcome
    assert temper.taken == []


def test_a_password_is_asked_for_and_a_wrong_one_sends_nothing(expected_warnings: ExpectedWarnings) -> None:
    expected_warnings("mail.log: Session.login_data is deprecated")  # the server's own
    temper = Temper(password=b"right")
    with mail_server(temper) as port:
        assert attempt(port, user="desk", password=Secret("wrong")) == Outcome(Verdict.LATER, Trouble.SIGN_IN)
        assert temper.taken == []
        assert attempt(port, user="desk", password=Secret("right")) == Outcome(Verdict.SENT)
    assert temper.times() == {MAIL.message_id: 1}


def test_without_a_server_it_is_sent_later() -> None:
    assert attempt(free_port()) == Outcome(Verdict.LATER, Trouble.OFFLINE)


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ((None,), Trouble.CUT),
        (("554 go away", "221 bye"), Trouble.BUSY),
        (("220 hello", None), Trouble.CUT),
        (("220 hello", "250 clinic", None), Trouble.CUT),
        (("220 hello", "250 clinic", "250 from", None), Trouble.CUT),
        (("220 hello", "250 clinic", "250 from", "250 to", None), Trouble.CUT),
        (("not smtp at all", "221 bye"), Trouble.BUSY),
    ],
)
def test_a_line_that_falls_before_the_message_leaves_it_for_later(
    answers: tuple[str | None, ...], trouble: Trouble
) -> None:
    broken = Broken(answers)
    with broken_server(broken) as port:
        assert attempt(port) == Outcome(Verdict.LATER, trouble)
    assert not broken.whole


@pytest.mark.parametrize("said", range(5))
def test_a_server_that_stops_answering_is_left_after_a_while(said: int) -> None:
    broken = Broken(HELLO[:said], hangs=True)
    with broken_server(broken) as port:
        assert attempt(port, within_s=0.4) == Outcome(Verdict.LATER, Trouble.SLOW)
    assert not broken.whole


@pytest.mark.parametrize(
    ("after", "hangs", "outcome"),
    [
        (None, False, Outcome(Verdict.UNSURE, Trouble.LOST)),
        (None, True, Outcome(Verdict.UNSURE, Trouble.LOST)),
        ("gibberish", False, Outcome(Verdict.UNSURE, Trouble.LOST)),
        ("250 taken", False, Outcome(Verdict.SENT)),
        ("451 later", False, Outcome(Verdict.LATER, Trouble.BUSY)),
    ],
)
def test_silence_after_the_last_line_leaves_it_open(after: str | None, hangs: bool, outcome: Outcome) -> None:
    broken = Broken(HELLO, after, hangs)
    with broken_server(broken) as port:
        assert attempt(port, within_s=0.4 if hangs else 10.0) == outcome
    assert broken.whole == {MAIL.message_id: 1}


def test_a_line_cut_in_the_middle_of_the_message_is_never_called_sent() -> None:
    cut = threading.Event()

    def serve(line: socket.socket) -> None:
        with line, line.makefile("rwb", buffering=0) as file:
            for answer in HELLO:
                file.write(f"{answer}\r\n".encode())
                file.readline()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # a hard cut
            cut.set()

    big = Mail(MAIL.message_id, MAIL.to, MAIL.subject, "word " * 19_000, START)
    with listening(serve) as port:
        assert attempt(port, big).verdict in (Verdict.LATER, Verdict.UNSURE)
    assert cut.is_set()


def test_an_attempt_can_be_cut_off_by_another_thread() -> None:
    broken = Broken(("220 hello", "250 clinic"), hangs=True)
    client, found = MailClient(30.0), list[Outcome]()
    with broken_server(broken) as port:
        thread = threading.Thread(target=lambda: found.append(client.send(route(port), MAIL)))
        thread.start()
        while thread.is_alive():
            client.abort()
            thread.join(0.01)
    assert found[0].verdict is Verdict.LATER


# Privacy of the line.


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's own certificate for this address, and a client that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "clinic")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime.max - timedelta(1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = made.add_extension(names, critical=False).add_extension(x509.BasicConstraints(True, None), critical=True)
    signed = made.sign(key, hashes.SHA256())
    folder: Path = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


def test_starttls_is_used_and_the_certificate_believed(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    temper = Temper()
    with mail_server(temper, contexts[0]) as port:
        done = MailClient(10.0, contexts[1]).send(route(port, security=Security.STARTTLS), MAIL)
    assert done == Outcome(Verdict.SENT)
    assert temper.times() == {MAIL.message_id: 1}


def test_a_certificate_that_nobody_vouches_for_sends_nothing(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("mail.log"), "disabled", True)  # the server complains of its client
    temper = Temper()
    with mail_server(temper, contexts[0]) as port:
        assert attempt(port, security=Security.STARTTLS) == Outcome(Verdict.LATER, Trouble.PRIVACY)
    assert temper.taken == []


def test_a_server_without_encryption_sends_nothing_when_it_is_asked_for() -> None:
    temper = Temper()
    with mail_server(temper) as port:
        assert attempt(port, security=Security.STARTTLS) == Outcome(Verdict.LATER, Trouble.PRIVACY)
    assert temper.taken == []
    with broken_server(Broken(("220 hello",))) as port:
        assert attempt(port, security=Security.TLS) == Outcome(Verdict.LATER, Trouble.PRIVACY)


def test_nothing_goes_out_of_this_computer_in_clear() -> None:
    outside = MailRoute("mail.example.org", 25, Security.NONE, "desk@clinic.example")
    assert MailClient(0.1).send(outside, MAIL) == Outcome(Verdict.LATER, Trouble.PRIVACY)


# What may stand in a message.

HOSTILE = ("Ana\r\nBcc: all@town.example", "Ana\nX: y\n\nbody", "\x00Ana\x1b", "Ana\u2028Bcc: x@y.zz", "=?utf-8?q?A?=")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_begins_a_header_of_its_own(text: str) -> None:
    temper = Temper()
    mail = Mail(MAIL.message_id, MAIL.to, text, "body", START)
    with mail_server(temper) as port:
        assert attempt(port, mail, sender_name=text) == Outcome(Verdict.SENT)
    (got,) = temper.taken
    assert got["Bcc"] is None
    assert got["X"] is None
    assert temper.recipients == [MAIL.to]


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "@town.example", "ana@town", "a b@town.example", "ana@town.example, eve@town.example",
     "ana@town.example\r\nRCPT TO:<eve@town.example>", "<ana@town.example>", "ana@town.example>", "añá@town.example",
     "a" * 65 + "@town.example", "ana@" + "a." * 150 + "example"],
)  # fmt: skip
def test_what_is_no_address_is_never_sent_to(address: str) -> None:
    mail = Mail(MAIL.message_id, address, "Subject", "body", START)
    assert not is_mail_address(address)
    assert MailClient(0.1).send(route(free_port()), mail) == Outcome(Verdict.NEVER, Trouble.ADDRESS)


def test_a_megabyte_of_text_is_no_message() -> None:
    mail = Mail(MAIL.message_id, MAIL.to, "Subject", "x" * (LONGEST + 1), START)
    assert composed(route(1), mail) is None


@given(subject=st.text(max_size=300), name=st.text(max_size=300), body=st.text(max_size=300))
def test_whatever_is_written_the_headers_are_ours(subject: str, name: str, body: str) -> None:
    clean = [text.encode("utf-8", "replace").decode() for text in (subject, name, body)]
    data = composed(route(1, sender_name=clean[1]), Mail(MAIL.message_id, MAIL.to, clean[0], clean[2], START))
    assert data is not None
    head, _, _ = data.partition(b"\r\n\r\n")
    assert data.isascii()
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if not line[:1].isspace()]
    own = [b"from", b"to", b"subject", b"date", b"message-id", b"auto-submitted"]
    assert names[:6] == own
    assert set(names[6:]) == {b"content-type", b"content-transfer-encoding", b"mime-version"}
