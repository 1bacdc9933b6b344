"""Copies of a patient's record: a FHIR document that keeps R4's rules, a CSV that no spreadsheet runs, a paper."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.document import copy_on_paper, paper
from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.domain import Relation as Kind
from hms_desktop.features.patients.domain.bundle import bundle_of
from hms_desktop.features.patients.domain.exported import PatientCopy, Relation, csv_of, harmless
from tests.data import nasty
from tests.features.patients import r4

FACTS: Final = Particulars(
    family="García <b>López",
    given="Ana María",
    nickname="Anita",
    former="Ruiz",
    title="Dr",
    sex=Sex.FEMALE,
    born=date(1980, 4, 7),
    phone="+34 600 100 200",
    email="ana@example.org",
    address="C/ Mayor 1\n2º",
    city="Ávila",
    postcode="05001",
    country="ES",
    language="es",
    insurer="Mutua & Co",
    policy="P-1",
    note="=SUM(A1)",
)
COPY: Final = PatientCopy(
    uid=UUID(int=7),
    number="0012344",
    facts=FACTS,
    made_at=datetime(2026, 11, 21, 10, 30, tzinfo=UTC),
    clinic="St Anne",
    phones=(("work", "0611"),),
    identifiers=(("national", "X1"), ("library", "L2")),
    relations=(
        Relation(name="José", kind="father", phone="0622", is_emergency=True),
        Relation(name="@Eve", kind="boss", is_guarantor=True, note="pays"),
    ),
    former_numbers=("0000023",),
)
BARE: Final = replace(
    COPY, facts=Particulars(family="X"), phones=(), identifiers=(), relations=(), former_numbers=(), clinic=""
)


def document(copy: PatientCopy) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bundle_of(copy))
    return found


def resource(copy: PatientCopy, kind: str) -> dict[str, Any]:
    one: dict[str, Any] = next(
        entry["resource"] for entry in document(copy)["entry"] if entry["resource"]["resourceType"] == kind
    )
    return one


@pytest.mark.parametrize("copy", [COPY, BARE], ids=["full", "bare"])
def test_the_document_keeps_the_rules_of_r4(copy: PatientCopy) -> None:
    assert r4.faults(document(copy)) == []


def test_the_rules_of_r4_find_what_breaks_them() -> None:
    for spoil, rule in (
        (lambda one: one["entry"].reverse(), "bdl-11"),
        (lambda one: one["entry"][1]["resource"].update(gender="F"), "gender"),
        (lambda one: one["entry"][1]["resource"].update(birthDate="7.4.1980"), "birthDate"),
        (lambda one: one["entry"][1]["resource"].update(shoe="42"), "has no shoe"),
        (lambda one: one["entry"][0]["resource"].pop("author"), "needs author"),
        (lambda one: one["entry"].pop(1), "leads nowhere"),
        (lambda one: one["entry"][0]["resource"]["section"][0].pop("text"), "cmp-1"),
        (lambda one: one["entry"][1]["resource"]["name"].append({}), "empty object"),
    ):
        spoiled = document(COPY)
        spoil(spoiled)  # type: ignore[no-untyped-call]
        assert any(rule in told for told in r4.faults(spoiled)), rule


def test_what_is_recorded_stands_in_the_document() -> None:
    patient = resource(COPY, "Patient")
    assert patient["name"][0]["family"] == FACTS.family
    assert patient["name"][0]["given"] == ["Ana", "María"]
    assert [one["value"] for one in patient["identifier"]] == ["0012344", "0000023", "X1", "L2"]
    assert [one["value"] for one in patient["telecom"]] == [FACTS.phone, "0611", FACTS.email]
    assert patient["address"][0]["line"] == ["C/ Mayor 1", "2º"]
    assert patient["contact"][0]["name"]["text"] == "José"
    assert resource(COPY, "Coverage")["subscriberId"] == "P-1"
    assert resource(COPY, "RelatedPerson")["relationship"][0]["coding"][0]["code"] == "FTH"


def test_a_section_that_is_not_kept_says_so_and_never_that_there_is_nothing() -> None:
    sections = {one["title"]: one for one in resource(BARE, "Composition")["section"]}
    for title in ("Medication summary", "Allergies and intolerances", "Problem list"):
        assert sections[title]["emptyReason"]["coding"][0]["code"] == "unavailable"
        assert "entry" not in sections[title]


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.DAY, "1980-04-07"),
        (Precision.MONTH, "1980-04"),
        (Precision.YEAR, "1980"),
        (Precision.ESTIMATED, "1980"),
    ],
)
def test_a_birth_date_is_told_as_far_as_it_is_known(precision: Precision, text: str) -> None:
    assert resource(replace(COPY, facts=replace(FACTS, precision=precision)), "Patient")["birthDate"] == text


def test_a_death_is_told_with_its_day_where_that_is_known() -> None:
    dead = replace(COPY, is_deceased=True)
    assert resource(dead, "Patient")["deceasedBoolean"] is True
    assert resource(replace(dead, died_on=date(2026, 1, 2)), "Patient")["deceasedDateTime"] == "2026-01-02"


def test_the_same_copy_is_the_same_bytes() -> None:
    assert bundle_of(COPY) == bundle_of(COPY)
    assert csv_of(COPY) == csv_of(COPY)
    assert copy_on_paper(COPY) == copy_on_paper(COPY)


@pytest.mark.parametrize("typed", nasty.TEXTS, ids=range(len(nasty.TEXTS)))
def test_whatever_was_typed_leaves_the_house_as_harmless_text(typed: str) -> None:
    from hms_desktop.kernel.text import clean

    text = clean(typed)[:150] or "x"
    odd = replace(COPY, facts=replace(FACTS, family=text, note=text), relations=(Relation(name=text, kind=text),))
    assert r4.faults(document(odd)) == []
    rows = dict(csv.reader(StringIO(csv_of(odd).decode("utf-8-sig"), newline="")))
    assert rows["family name"] == harmless(text)
    assert copy_on_paper(odd).startswith(b"%PDF")


@given(st.text(max_size=60))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


def test_a_csv_has_the_mark_and_guards_its_formulas() -> None:
    data = csv_of(COPY)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = dict(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows["note"] == "'=SUM(A1)"
    assert rows["phone"] == "'+34 600 100 200"
    assert rows["relation 2"] == "'@Eve, boss, guarantor, pays"


def test_the_paper_says_what_it_holds_and_what_it_does_not() -> None:
    text = str(paper(COPY).blocks)
    for words in ("García <b>López", "0012344", "Mutua & Co", "José", "That does not mean that there are none"):
        assert words in text
    assert "0012344" in paper(COPY).footer


def test_each_identifier_says_what_kind_it_is_and_a_published_one_whose() -> None:
    numbers = (("nhs", "943 476 5919"), ("passport", "P 9"), ("fr-nir", "1"), ("other", "7"))
    copy = replace(COPY, identifiers=numbers, former_numbers=())
    assert r4.faults(document(copy)) == []
    found = resource(copy, "Patient")["identifier"][1:]
    kinds = [one["type"].get("coding", [{"code": None}])[0]["code"] for one in found]
    assert kinds == ["NI", "PPN", "SS", None]
    assert [one.get("system") for one in found] == ["https://fhir.nhs.uk/Id/nhs-number", None, None, None]
    assert [one["value"] for one in found] == ["9434765919", "P 9", "1", "7"]


@pytest.mark.parametrize("kind", list(Kind))
def test_everybody_who_belongs_to_him_is_a_related_person_of_a_known_kind(kind: Kind) -> None:
    copy = replace(COPY, relations=(Relation(name="Li", kind=kind, phone="0611", is_guarantor=True),))
    assert r4.faults(document(copy)) == []
    person = resource(copy, "RelatedPerson")
    codes = [one["coding"][0]["code"] if "coding" in one else one["text"] for one in person["relationship"]]
    known = {"mother": "MTH", "father": "FTH", "child": "CHILD", "partner": "DOMPART", "sibling": "SIB"}
    assert codes == [known.get(kind, {"guardian": "GUARD"}.get(kind, kind.value)), "GUAR"]
    assert person["patient"]["reference"] == f"urn:uuid:{COPY.uid}"


def test_an_insurer_is_who_covers_him_and_none_is_no_cover() -> None:
    cover = resource(COPY, "Coverage")
    assert (cover["payor"][0]["display"], cover["beneficiary"]["reference"]) == ("Mutua & Co", f"urn:uuid:{COPY.uid}")
    kinds = [entry["resource"]["resourceType"] for entry in document(BARE)["entry"]]
    assert "Coverage" not in kinds
    assert "RelatedPerson" not in kinds
