"""Text messages by an HTTP gateway: places are filled where they stand and nowhere else, and silence stays open."""

from __future__ import annotations

import json
import logging
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.kernel.posting import Outcome, Trouble, Verdict
from hms_desktop.kernel.secret import Secret
from hms_desktop.post.gateway import SmsClient
from hms_desktop.post.request import (
    Format,
    Sms,
    SmsRoute,
    body_problem,
    headers_problem,
    missing_places,
    request_of,
    url_problem,
)
from tests.post.servers import HOST, Gateway, free_port, gateway, listening

HTTPS = "https://gateway.example/v1/send"
JSON = '{"to": "{to}", "content": {"text": "{text}"}, "reference": "{id}", "parts": [1, true, null]}'
FORM = "number={to}&message={text}&unicode=1"
BEARER = "Authorization: Bearer {secret}\nX-Reference: {id}"
SMS = Sms("+34600111222", 'Cita: "viernes" & más \\ 9:30\n{secret}', "f00d")


def route(at: str, kind: Format = Format.JSON, body: str = JSON, headers: str = BEARER) -> SmsRoute:
    return SmsRoute(at, kind, body, headers, Secret("quokka"))


def attempt(at: str, kind: Format = Format.JSON, body: str = JSON, within_s: float = 10.0) -> Outcome:
    return SmsClient(within_s).send(route(at, kind, body), SMS)


def test_json_is_filled_in_its_values_only() -> None:
    told = Gateway()
    with gateway(told) as at:
        assert attempt(f"{at}/send") == Outcome(Verdict.SENT)
    ((method, path, headers, body),) = told.got
    assert (method, path) == ("POST", "/send")
    assert json.loads(body) == {
        "to": SMS.to, "content": {"text": SMS.text}, "reference": "f00d", "parts": [1, True, None],
    }  # fmt: skip
    assert (headers["Authorization"], headers["X-Reference"]) == ("Bearer quokka", "f00d")


def test_a_form_is_filled_in_its_values_only() -> None:
    told = Gateway(201)
    with gateway(told) as at:
        assert attempt(at, Format.FORM, FORM) == Outcome(Verdict.SENT)
    body = parse_qs(told.got[0][3].decode())
    assert body == {"number": [SMS.to], "message": [SMS.text], "unicode": ["1"]}


def test_an_address_is_filled_in_its_values_only() -> None:
    told = Gateway()
    with gateway(told) as at:
        assert attempt(f"{at}/u/{{id}}?to={{to}}&text={{text}}&x=1", Format.ADDRESS, "") == Outcome(Verdict.SENT)
    method, path, _, body = told.got[0]
    asked = urlsplit(path)
    assert (method, asked.path, body) == ("GET", "/u/f00d", b"")
    assert parse_qs(asked.query) == {"to": [SMS.to], "text": [SMS.text], "x": ["1"]}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome(Verdict.SENT)),
        (202, Outcome(Verdict.SENT)),
        (302, Outcome(Verdict.NEVER, Trouble.REFUSED)),
        (400, Outcome(Verdict.NEVER, Trouble.ADDRESS)),
        (401, Outcome(Verdict.LATER, Trouble.SIGN_IN)),
        (429, Outcome(Verdict.LATER, Trouble.BUSY)),
        (500, Outcome(Verdict.UNSURE, Trouble.LOST)),
        (502, Outcome(Verdict.UNSURE, Trouble.LOST)),
        (503, Outcome(Verdict.LATER, Trouble.BUSY)),
    ],
)
def test_each_answer_says_what_became_of_it(status: int, outcome: Outcome) -> None:
    told = Gateway(status, location="http://127.0.0.1:9/elsewhere")
    with gateway(told) as at:
        assert attempt(at) == outcome
    assert len(told.got) == 1


def test_a_gateway_that_dies_with_the_message_leaves_it_open() -> None:
    told = Gateway(dies=True)
    with gateway(told) as at:
        assert attempt(at) == Outcome(Verdict.UNSURE, Trouble.LOST)
    assert len(told.got) == 1


def test_a_gateway_that_never_answers_leaves_it_open() -> None:
    let_go = threading.Event()

    def serve(line: socket.socket) -> None:
        with line:
            line.recv(100_000)
            let_go.wait(20)

    with listening(serve) as port:
        assert attempt(f"http://{HOST}:{port}/", within_s=0.4) == Outcome(Verdict.UNSURE, Trouble.LOST)
        let_go.set()


def test_without_a_gateway_it_is_sent_later() -> None:
    assert attempt(f"http://{HOST}:{free_port()}/") == Outcome(Verdict.LATER, Trouble.OFFLINE)


def test_an_address_in_clear_to_the_outside_sends_nothing() -> None:
    assert attempt("http://gateway.example/send") == Outcome(Verdict.LATER, Trouble.UNFIT)


def test_a_template_without_a_place_for_the_text_sends_nothing() -> None:
    with gateway(told := Gateway()) as at:
        assert attempt(at, Format.JSON, '{"to": "{to}"}') == Outcome(Verdict.LATER, Trouble.UNFIT)
    assert told.got == []


def test_nothing_of_a_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with gateway(Gateway()) as at:
        attempt(f"{at}/?to={{to}}&text={{text}}", Format.ADDRESS, "")
    assert not any("600111222" in record.getMessage() or "quokka" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    "url",
    ["gateway.example", "ftp://gateway.example", "http://gateway.example", "https://", "https://user:pw@gateway.example",
     "https://{to}.example", "https://gateway.example/{nobody}", "https://gateway.example/{to", "https://a b.example",
     "https://gateway.example:99999/", "https://gateway.example/\n", "https://gateway.example/#{to}", "http://127.0.0.1.example"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert url_problem(url)
    with pytest.raises(ValueError):  # noqa: PT011 - its sentence is the one above
        request_of(route(url), SMS)


@pytest.mark.parametrize("url", ["", HTTPS, "http://127.0.0.1:8080/x?to={to}", "http://localhost/", "http://[::1]:9/"])
def test_an_address_that_is_one_is_taken(url: str) -> None:
    assert url_problem(url) is None


@pytest.mark.parametrize(
    "headers",
    ["Authorization", "A b: c", "X: {to}", "Host: elsewhere", "X: añ", ": x", "Content-Length: 0", "x" * 3000],
)
def test_a_header_that_is_none_is_refused(headers: str) -> None:
    assert headers_problem(headers)


@pytest.mark.parametrize(
    ("kind", "body"),
    [(Format.JSON, '{"to": {to}}'), (Format.JSON, "[" * 2000), (Format.JSON, '"{nobody}"'), (Format.FORM, "&"),
     (Format.FORM, "a={nobody}"), (Format.FORM, "a={to"), (Format.JSON, "1" * 3000)],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(kind: Format, body: str) -> None:
    assert body_problem(kind, body)


def test_to_whom_and_what_have_to_stand_somewhere() -> None:
    assert not missing_places(route(HTTPS))
    assert not missing_places(route(f"{HTTPS}?to={{to}}", Format.FORM, "text={text}"))
    assert missing_places(route(HTTPS, Format.ADDRESS, JSON))


ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(to=ODD, text=ODD, number=ODD)
def test_what_is_filled_in_stays_in_its_place(to: str, text: str, number: str) -> None:
    sms = Sms(to, text, number)
    made = request_of(route(HTTPS, headers=""), sms)
    assert json.loads(made.body) == {
        "to": to, "content": {"text": text}, "reference": number, "parts": [1, True, None],
    }  # fmt: skip
    form = request_of(route(HTTPS, Format.FORM, FORM, ""), sms)
    assert parse_qs(form.body.decode(), keep_blank_values=True) == {"number": [to], "message": [text], "unicode": ["1"]}
    asked = urlsplit(request_of(route(f"{HTTPS}/{{to}}?t={{text}}&x=1", Format.ADDRESS, "", ""), sms).url)
    assert (asked.scheme, asked.netloc, asked.fragment) == ("https", "gateway.example", "")
    assert parse_qs(asked.query, keep_blank_values=True) == {"t": [text], "x": ["1"]}
    assert asked.path.count("/") == 3


@given(secret=st.text(max_size=40))
def test_a_key_begins_no_header_of_its_own(secret: str) -> None:
    told = SmsRoute(HTTPS, Format.JSON, JSON, "Authorization: {secret}", Secret(secret))
    try:
        headers = request_of(told, SMS).headers
    except ValueError:
        assert not all(" " <= sign <= "~" for sign in secret)
    else:
        assert headers["Authorization"] == secret
