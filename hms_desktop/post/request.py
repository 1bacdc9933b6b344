"""How a text message becomes one HTTP request of a clinic's gateway: templates whose places are filled after reading.

A template is taken apart first (address into parts, JSON into values, a form into pairs) and its places are filled in
the parts, so nothing that stands in a phone number or a text can become another part: no second field or header, no
other address. Pure; the settings page asks it what is wrong with a template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from hms_desktop.kernel.posting import is_this_computer
from hms_desktop.kernel.secret import Secret

PLACES: Final = ("to", "text", "id", "secret")
"""To whom, what, the message's own number (the same at each attempt), and the clinic's key for the gateway."""

_PLACE: Final = re.compile(r"\{(\w+)\}")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
_HEADER_VALUE: Final = re.compile(r"[\x20-\x7e]{0,1000}")
_KEPT: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type"})
_LONGEST: Final = 2_000


class Format(StrEnum):
    """How the gateway wants the message: as JSON, as a form, or all of it in the address."""

    JSON = "json"
    FORM = "form"
    ADDRESS = "address"


FORMATS: Final = (
    (Format.JSON.value, "JSON"),
    (Format.FORM.value, "A form"),
    (Format.ADDRESS.value, "All in the address"),
)
"""Each with its name for people."""


@dataclass(frozen=True)
class SmsRoute:
    """A gateway as the clinic describes it."""

    url: str
    format: Format
    body: str
    headers: str = ""
    """One a line, such as «Authorization: Bearer {secret}»."""
    secret: Secret = Secret("")  # noqa: RUF009 - it never changes


@dataclass(frozen=True)
class Sms:
    """One text message; `id` is the same at each attempt."""

    to: str
    text: str
    id: str


@dataclass(frozen=True)
class Request:
    """What goes out."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def request_of(route: SmsRoute, sms: Sms) -> Request:
    """The request; ValueError, without a word of its content, for a template that is none."""
    for told in (url_problem(route.url), headers_problem(route.headers), body_problem(route.format, route.body)):
        if told:
            raise ValueError(told)
    values = {"to": sms.to, "text": sms.text, "id": sms.id, "secret": route.secret.reveal()}
    url, headers = _url(route.url, values), _headers(route.headers, values)
    if route.format is Format.ADDRESS:
        return Request("GET", url, headers, b"")
    if route.format is Format.JSON:
        filled = _filled_json(json.loads(route.body), values)
        kind, body = "application/json", json.dumps(filled, ensure_ascii=False)
    else:
        pairs = parse_qsl(route.body, keep_blank_values=True)
        kind, body = "application/x-www-form-urlencoded", urlencode([(key, _fill(text, values)) for key, text in pairs])
    return Request("POST", url, {**headers, "Content-Type": kind}, body.encode())


def url_problem(url: str) -> str | None:
    """What is wrong with a gateway's address, or nothing; none at all is no gateway yet."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "An address looks like https://gateway.example/send"
    if parts.scheme not in ("http", "https") or not host or port == 0 or not url.isprintable() or " " in url:
        return "An address looks like https://gateway.example/send"
    if parts.scheme == "http" and not is_this_computer(host):
        return "Outside of this computer it must begin with https"
    if "{" in parts.netloc or parts.username is not None or parts.fragment:
        return "Places stand behind the host only, and a password never in the address"
    return _places_problem(url)


def headers_problem(headers: str) -> str | None:
    """What is wrong with the headers, or nothing."""
    if len(headers) > _LONGEST:
        return "This is longer than it can be"
    for line in _lines(headers):
        name, colon, value = line.partition(":")
        if not colon or not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value.strip()):
            return "A header is a name, a colon and a value, one a line"
        if name.lower() in _KEPT:
            return "The program writes this header itself"
        if set(_PLACE.findall(value)) - {"secret", "id"}:
            return "A header has room for the key and the number only"
    return None


def body_problem(kind: Format, body: str) -> str | None:
    """What is wrong with the template of a body, or nothing."""
    if kind is Format.ADDRESS or not body:
        return None
    if len(body) > _LONGEST:
        return "This is longer than it can be"
    if kind is Format.JSON:
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            return "This is no JSON"
    elif not parse_qsl(body, keep_blank_values=True):
        return "A form is names and values, such as user=clinic&unicode=1"
    return _places_problem(body, is_json=kind is Format.JSON)


def body_problem_of_either(body: str) -> str | None:
    """What is wrong with a body whose format is not known yet: JSON begins with a bracket."""
    return body_problem(Format.JSON if body[:1] in ("{", "[") else Format.FORM, body)


def missing_places(route: SmsRoute) -> bool:
    """Whether address and body together leave out to whom or what."""
    whole = route.url if route.format is Format.ADDRESS else f"{route.url} {route.body}"
    return not {"to", "text"} <= set(_PLACE.findall(whole))


def _places_problem(text: str, *, is_json: bool = False) -> str | None:
    unknown = set(_PLACE.findall(text)) - set(PLACES)
    left = _PLACE.sub("", text)
    if unknown or (not is_json and ("{" in left or "}" in left)):
        return "The places are to, text, id and secret, each in curly brackets"
    return None


def _fill(text: str, values: Mapping[str, str]) -> str:
    """One pass: what is put in is not looked at again."""
    return _PLACE.sub(lambda found: values.get(found[1], ""), text)


def _url(url: str, values: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    path = "/".join(quote(_fill(part, values), safe="%" if part == _fill(part, values) else "")
                    for part in parts.path.split("/"))  # fmt: skip
    query = urlencode([(key, _fill(text, values)) for key, text in parse_qsl(parts.query, keep_blank_values=True)])
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _headers(headers: str, values: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for line in _lines(headers):
        name, _, value = line.partition(":")
        filled = _fill(value.strip(), values)
        if not _HEADER_VALUE.fullmatch(filled):
            raise ValueError("a header's value has letters that a header cannot have")
        found[name] = filled
    return found


def _lines(headers: str) -> list[str]:
    return [line.strip() for line in headers.split("\n") if line.strip()]


def _filled_json(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return _fill(value, values)
    if isinstance(value, list):
        return [_filled_json(part, values) for part in value]
    if isinstance(value, dict):
        return {key: _filled_json(part, values) for key, part in value.items()}
    return value
