"""One patient as a FHIR R4 document: a Bundle whose Composition has sections of the International Patient Summary.

What this house does not keep stands there as an empty section that says so, because a section that is left out would
read as «nothing known». Source of all names and codes: HL7 FHIR R4 (4.0.1) and IPS 1.1. Pure; the same copy gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final
from uuid import uuid5

import msgspec

from hms_desktop.features.patients.domain import Particulars, Precision
from hms_desktop.features.patients.domain.exported import PatientCopy, Relation, told_of

Resource = dict[str, Any]

_LOINC: Final = "http://loinc.org"
_TYPES: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
_ROLES: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_CLASSES: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleClass"
_CONTACTS: Final = "http://terminology.hl7.org/CodeSystem/v2-0131"
_EMPTY: Final = "http://terminology.hl7.org/CodeSystem/list-empty-reason"

_UNKEPT: Final = (
    ("Medication summary", "10160-0", "History of Medication use Narrative"),
    ("Allergies and intolerances", "48765-2", "Allergies and adverse reactions Document"),
    ("Problem list", "11450-4", "Problem list - Reported"),
)
"""The sections that an IPS must have, with their LOINC codes."""

_IDENTIFIER_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "national": ("NI", "National unique individual identifier"),
    "nhs": ("NI", "National unique individual identifier"),
    "es-dni": ("NI", "National unique individual identifier"),
    "fr-nir": ("SS", "Social Security number"),
    "in-aadhaar": ("NI", "National unique individual identifier"),
    "passport": ("PPN", "Passport number"),
    "previous": ("MR", "Medical record number"),
    "insurance": ("MB", "Member Number"),
    "driver": ("DL", "Driver's license number"),
}
_SYSTEMS: Final[Mapping[str, str]] = {"nhs": "https://fhir.nhs.uk/Id/nhs-number"}
"""Whose numbers they are, where that has a published address; source: NHS England, «UK Core Patient»."""

_RELATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "mother": ("MTH", "mother"), "father": ("FTH", "father"), "parent": ("PRN", "parent"), "child": ("CHILD", "child"),
    "son": ("SONC", "son"), "daughter": ("DAUC", "daughter"), "spouse": ("SPS", "spouse"),
    "husband": ("HUSB", "husband"), "wife": ("WIFE", "wife"), "partner": ("DOMPART", "domestic partner"),
    "sibling": ("SIB", "sibling"), "brother": ("BRO", "brother"), "sister": ("SIS", "sister"),
    "grandparent": ("GRPRN", "grandparent"), "grandchild": ("GRNDCHILD", "grandchild"),
    "guardian": ("GUARD", "guardian"), "friend": ("FRND", "unrelated friend"), "neighbour": ("NBOR", "neighbor"),
}  # fmt: skip


def bundle_of(copy: PatientCopy) -> bytes:
    """The document as canonical JSON."""
    made = _Made(copy)
    resources = (made.composition(), made.patient(), made.clinic(), *made.related(), *made.cover())
    whole: Resource = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": made.url("bundle", copy.made_at.isoformat())},
        "type": "document",
        "timestamp": _instant(copy),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }
    return msgspec.json.encode(_pruned(whole), order="deterministic")


def _instant(copy: PatientCopy) -> str:
    return copy.made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _pruned(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """FHIR knows no empty text, list or object: what says nothing is left out."""
    if isinstance(value, dict):
        parts = {name: _pruned(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in ("", None, [], {})}
    if isinstance(value, list):
        return [part for part in map(_pruned, value) if part not in ("", None, [], {})]
    return _printable(value) if isinstance(value, str) else value


def _printable(text: str) -> str:
    """A FHIR string holds no control signs but tab and line ends, and its XML none of Unicode's non-characters."""
    return "".join(
        sign if (sign >= " " and sign not in "\ufffe\uffff") or sign in "\t\r\n" else "\ufffd" for sign in text
    )


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _narrative(pairs: Iterable[tuple[str, str]], status: str = "generated") -> Resource:
    lines = "".join(f"<p>{escape(_printable(name))}: {escape(_printable(value))}</p>" for name, value in pairs)
    return {"status": status, "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'}


class _Made:
    """The resources of one document. Their ids come from the patient's, so that a second copy names the same things."""

    def __init__(self, copy: PatientCopy) -> None:
        self._copy, self._facts = copy, copy.facts

    def id(self, *names: str) -> str:
        return str(uuid5(self._copy.uid, "/".join(names)))

    def url(self, *names: str) -> str:
        return f"urn:uuid:{self.id(*names)}"

    @property
    def _patient_reference(self) -> Resource:
        return {"reference": f"urn:uuid:{self._copy.uid}"}

    def composition(self) -> Resource:
        empty = [self._empty(*section) for section in _UNKEPT]
        return {
            "resourceType": "Composition",
            "id": self.id("composition", self._copy.made_at.isoformat()),
            "status": "final",
            "type": _concept(_LOINC, "60591-5", "Patient summary Document"),
            "subject": self._patient_reference,
            "date": _instant(self._copy),
            "author": [{"reference": self.url("clinic")}],
            "title": "Copy of a patient's record",
            "custodian": {"reference": self.url("clinic")},
            "section": [*empty, self._payers(), self._people()],
        }

    def _empty(self, title: str, code: str, display: str) -> Resource:
        reason = _concept(_EMPTY, "unavailable", "Unavailable")
        text = _narrative([(title, "not kept in this record; this does not mean that there are none")])
        return {"title": title, "code": _concept(_LOINC, code, display), "text": text, "emptyReason": reason}

    def _payers(self) -> Resource:
        section = {"title": "Insurance", "code": _concept(_LOINC, "48768-6", "Payment sources Document")}
        if not self._facts.insurer and not self._facts.policy:
            return {
                **section,
                "text": _narrative([("Insurance", "none is recorded")]),
                "emptyReason": _concept(_EMPTY, "notasked", "Not Asked"),
            }
        pairs = [pair for pair in told_of(self._facts) if pair[0] in ("insurer", "policy")]
        return {**section, "text": _narrative(pairs), "entry": [{"reference": self.url("coverage")}]}

    def _people(self) -> Resource:
        relations = self._copy.relations
        if not relations:
            reason = _concept(_EMPTY, "notasked", "Not Asked")
            return {
                "title": "Related people",
                "text": _narrative([("People", "none are recorded")]),
                "emptyReason": reason,
            }
        pairs = [(one.kind or "person", one.name) for one in relations]
        entries = [{"reference": self.url("relation", str(n))} for n, _ in enumerate(relations)]
        return {"title": "Related people", "text": _narrative(pairs), "entry": entries}

    def patient(self) -> Resource:
        copy, facts = self._copy, self._facts
        return {
            "resourceType": "Patient",
            "id": str(copy.uid),
            "text": _narrative((("record number", copy.number), *told_of(facts))),
            "identifier": list(self._identifiers()),
            "active": not copy.is_archived,
            "name": list(_names(facts)),
            "telecom": list(_telecom(copy)),
            "gender": facts.sex.value,
            "birthDate": _birth_date(facts),
            **self._death(),
            "address": [_address(facts)],
            "contact": [_contact(one) for one in copy.relations if one.is_emergency],
            "communication": [_language(facts)],
            "managingOrganization": {"reference": self.url("clinic")},
        }

    def _identifiers(self) -> Iterable[Resource]:
        record = _concept(_TYPES, "MR", "Medical record number")
        home = {"system": self.url("records"), "assigner": {"reference": self.url("clinic")}}
        yield {"use": "usual", "type": record, "value": self._copy.number, **home}
        for number in self._copy.former_numbers:
            yield {"use": "old", "type": record, "value": number, **home}
        for system, value in self._copy.identifiers:
            known = _IDENTIFIER_TYPES.get(system)
            kind = _concept(_TYPES, *known) if known else {"text": system}
            plain = "".join(value.split()) if system in _SYSTEMS else value
            yield {"type": kind, "system": _SYSTEMS.get(system, ""), "value": plain}

    def _death(self) -> Resource:
        if self._copy.died_on:
            return {"deceasedDateTime": self._copy.died_on.isoformat()}
        return {"deceasedBoolean": True} if self._copy.is_deceased else {}

    def clinic(self) -> Resource:
        return {"resourceType": "Organization", "id": self.id("clinic"), "name": self._copy.clinic or "Clinic"}

    def related(self) -> Iterable[Resource]:
        for number, one in enumerate(self._copy.relations):
            yield {
                "resourceType": "RelatedPerson",
                "id": self.id("relation", str(number)),
                "patient": self._patient_reference,
                "relationship": list(_relationship(one)),
                "name": [{"text": one.name}],
                "telecom": [_phone(one.phone)] if one.phone else [],
            }

    def cover(self) -> Iterable[Resource]:
        if not self._facts.insurer and not self._facts.policy:
            return
        payor = {"display": self._facts.insurer or "not recorded"}
        yield {
            "resourceType": "Coverage",
            "id": self.id("coverage"),
            "status": "active",
            "subscriberId": self._facts.policy,
            "beneficiary": self._patient_reference,
            "payor": [payor],
        }


def _names(facts: Particulars) -> Iterable[Resource]:
    yield {"use": "official", "family": facts.family, "given": facts.given.split(), "prefix": [facts.title]}
    if facts.nickname:
        yield {"use": "nickname", "text": facts.nickname}
    if facts.former:
        yield {"use": "old", "family": facts.former}


def _phone(number: str, rank: int = 0) -> Resource:
    return {"system": "phone", "value": number, **({"rank": rank} if rank else {})}


def _telecom(copy: PatientCopy) -> Iterable[Resource]:
    numbers = [number for number in (copy.facts.phone, *(number for _, number in copy.phones)) if number]
    yield from (_phone(number, rank) for rank, number in enumerate(numbers, start=1))
    if copy.facts.email:
        yield {"system": "email", "value": copy.facts.email}


def _birth_date(facts: Particulars) -> str:
    if facts.born is None:
        return ""
    length = {Precision.DAY: 10, Precision.MONTH: 7}.get(facts.precision, 4)
    return facts.born.isoformat()[:length]


def _address(facts: Particulars) -> Resource:
    lines = [line.strip() for line in facts.address.split("\n")]
    return {"line": lines, "city": facts.city, "postalCode": facts.postcode, "country": facts.country}


def _language(facts: Particulars) -> Resource:
    if not facts.language:
        return {}
    return {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": facts.language}]}, "preferred": True}


def _contact(one: Relation) -> Resource:
    return {
        "relationship": [_concept(_CONTACTS, "C", "Emergency Contact")],
        "name": {"text": one.name},
        "telecom": [_phone(one.phone)] if one.phone else [],
    }


def _relationship(one: Relation) -> Iterable[Resource]:
    known = _RELATIONS.get(one.kind.lower())
    if known:
        yield _concept(_ROLES, *known)
    elif one.kind:
        yield {"text": one.kind}
    if one.is_emergency:
        yield _concept(_CONTACTS, "C", "Emergency Contact")
    if one.is_guarantor:
        yield _concept(_CLASSES, "GUAR", "guarantor")
