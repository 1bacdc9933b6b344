"""The rules of FHIR R4 that our document must keep, written from the specification (4.0.1), not from our code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_CODE: Final = re.compile(r"[^\s]+(\s[^\s]+)*")

ALLOWED: Final[dict[str, set[str]]] = {
    "Bundle": {"identifier", "type", "timestamp", "entry"},
    "Composition": {"status", "type", "subject", "date", "author", "title", "custodian", "section"},
    "Patient": {
        "text", "identifier", "active", "name", "telecom", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime",
        "address", "contact", "communication", "managingOrganization",
    },
    "Organization": {"name"},
    "RelatedPerson": {"patient", "relationship", "name", "telecom"},
    "Coverage": {"status", "subscriberId", "beneficiary", "payor"},
}  # fmt: skip
"""The elements of each resource that we use; all are elements of R4."""

REQUIRED: Final[dict[str, set[str]]] = {
    "Bundle": {"type", "identifier", "timestamp"},
    "Composition": {"status", "type", "date", "author", "title"},
    "RelatedPerson": {"patient"},
    "Coverage": {"status", "beneficiary", "payor"},
}


def faults(bundle: dict[str, Any]) -> list[str]:
    """What of the rules the document does not keep."""
    return [*_whole(bundle), *(told for one in _resources(bundle) for told in _resource(one)), *_values("", bundle)]


def _resources(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [bundle, *(entry["resource"] for entry in bundle["entry"])]


def _whole(bundle: dict[str, Any]) -> Iterator[str]:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    if bundle["type"] != "document" or bundle["entry"][0]["resource"]["resourceType"] != "Composition":
        yield "bdl-11: a document's first resource is a Composition"
    if len(set(urls)) != len(urls):
        yield "bdl-7: each fullUrl stands once"
    for entry in bundle["entry"]:
        if entry["fullUrl"] != f"urn:uuid:{entry['resource']['id']}":
            yield "fullUrl and id do not agree"
    for reference in _found("reference", bundle):
        if reference not in urls:
            yield f"reference leads nowhere: {reference}"


def _resource(one: dict[str, Any]) -> Iterator[str]:
    kind = one["resourceType"]
    for name in one.keys() - ALLOWED[kind] - {"resourceType", "id"}:
        yield f"{kind} has no {name}"
    for name in REQUIRED.get(kind, set()) - one.keys():
        yield f"{kind} needs {name}"
    if kind == "Patient":
        yield from _patient(one)
    if kind == "Composition":
        for section in one["section"]:
            yield from _section(section)
    if "id" in one and not _ID.fullmatch(one["id"]):
        yield f"{kind}: id"


def _patient(one: dict[str, Any]) -> Iterator[str]:
    if one.get("gender") not in ("male", "female", "other", "unknown"):
        yield "gender"
    if "birthDate" in one and not _DATE.fullmatch(one["birthDate"]):
        yield "birthDate"
    if {"deceasedBoolean", "deceasedDateTime"} <= one.keys():
        yield "deceased[x] stands once"
    for contact in one.get("contact", ()):
        if not {"name", "telecom", "address", "organization"} & contact.keys():
            yield "pat-1: a contact says something"
    for point in one.get("telecom", ()):
        if "value" in point and "system" not in point:
            yield "cpt-2: a value needs a system"


def _section(section: dict[str, Any]) -> Iterator[str]:
    if not {"text", "entry", "section"} & section.keys():
        yield "cmp-1: a section says something"
    if "emptyReason" in section and "entry" in section:
        yield "cmp-2: only an empty section has a reason for it"


def _values(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if not value:
            yield f"{name}: empty object"
        yield from (told for key, part in value.items() for told in _values(key, part))
    elif isinstance(value, list):
        if not value:
            yield f"{name}: empty list"
        yield from (told for part in value for told in _values(name, part))
    elif isinstance(value, str):
        yield from _text(name, value)
    elif value is None:
        yield f"{name}: null"


def _text(name: str, value: str) -> Iterator[str]:
    if not value or any(sign < " " and sign not in "\t\r\n" for sign in value):
        yield f"{name}: no string of FHIR's"
    if name in ("timestamp", "date") and not _INSTANT.fullmatch(value):
        yield f"{name}: no instant"
    if name in ("code", "use", "status", "system") and not _CODE.fullmatch(value):
        yield f"{name}: no code"
    if name == "div":
        root = ElementTree.fromstring(value)
        if root.tag != "{http://www.w3.org/1999/xhtml}div" or not "".join(root.itertext()).strip():
            yield "txt-2: the narrative says something"


def _found(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == name and isinstance(part, str):
                yield part
            else:
                yield from _found(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from _found(name, part)
