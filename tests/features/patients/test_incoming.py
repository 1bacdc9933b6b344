"""Patients out of other systems' files: what is read, what is refused by its line; one bad line stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.domain import Particulars, Precision, Sex, lines
from hms_desktop.features.patients.domain.foreign import (
    Unreadable,
    born_of,
    is_day_first,
    language_of,
    names_of,
    says_m_for_women,
    sex_of,
)
from hms_desktop.features.patients.domain.incoming import Entry, Fault, Plan, batches, plan_of, read
from hms_desktop.kernel.errors import Invalid

TODAY: Final = date(2026, 11, 21)
SPANISH: Final = (
    "Apellidos;Nombre;Fecha de nacimiento;Sexo;Teléfono;Móvil;DNI;Dirección\r\n"
    'Muñoz;José;17/05/1959;H;600 100 200;611222;12345678Z;"C/ Mayor 1\r\n2º izq"\r\n'
    "Pérez;Ana;04/03/1980;M;;611222333;;\r\n"
)


def whole(data: bytes, size: int = 65_536, **said: Any) -> tuple[list[Entry], list[Fault]]:  # noqa: ANN401
    """Everything out of a file that comes in chunks of this size."""
    plan = plan_of(data, **said)
    faults: list[Fault] = []
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    return [entry for batch in batches(read(chunks, plan, TODAY), faults) for entry in batch], faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_a_file_is_read_in_whichever_encoding_and_pieces_it_comes(encoding: str, size: int) -> None:
    entries, faults = whole(SPANISH.encode(encoding), size)
    assert faults == []
    jose, ana = (entry.facts for entry in entries)
    assert (jose.family, jose.given, jose.sex, jose.born) == ("Muñoz", "José", Sex.MALE, date(1959, 5, 17))
    assert jose.address.splitlines() == ["C/ Mayor 1", "2º izq"]
    assert (ana.sex, ana.born, ana.phone) == (Sex.FEMALE, date(1980, 3, 4), "611222333")
    assert entries[0].identifiers == (("national", "12345678Z"),)
    assert entries[0].phones == ("611222",)
    assert [entry.line for entry in entries] == [2, 4]


@pytest.mark.parametrize("sign", lines.SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found_out(sign: str, end: str) -> None:
    rows = (("Last name", "First name", "DOB"), ("Smith", '"A, B; C | D"', "1980-01-02"), ("Roe", "Jo", "1981-01-02"))
    data = end.join(sign.join(row) for row in rows).encode()
    entries, faults = whole(data)
    assert faults == []
    assert [(entry.facts.family, entry.facts.given) for entry in entries] == [("Smith", "A, B; C | D"), ("Roe", "Jo")]


HEADS: Final = (
    ("Last Name,First Name,Date of Birth,Gender", ("family", "given", "born", "sex")),
    ("lastName,firstName,dateOfBirth,phoneNumber", ("family", "given", "born", "phone")),
    ("NOM;PRÉNOM;DATE_DE_NAISSANCE;SEXE", ("family", "given", "born", "sex")),
    ("Nachname;Vorname;Geburtsdatum;PLZ", ("family", "given", "born", "postcode")),
    ("Apelido;Nome;Data de nascimento;CPF", ("family", "given", "born", "identifier:national")),
    ("full_name,dob,mrn", ("name", "born", "identifier:previous")),
    ("Name,Vorname,x", ("family", "given", None)),
    ("phone,mobile,surname,whatever", ("phone", "phone_2", "family", None)),
)


@pytest.mark.parametrize(("head", "fields"), HEADS, ids=[head for head, _ in HEADS])
def test_columns_are_known_by_their_heads_in_several_languages(head: str, fields: tuple[str | None, ...]) -> None:
    assert plan_of(f"{head}\n".encode()).columns == fields


def test_a_person_says_what_a_column_is_and_what_is_left_out() -> None:
    data = b"kundenname,geheim,family\nSmith,x,y\n"
    entries, _ = whole(data, columns={"kundenname": "family", "family": "", "geheim": "note"})
    assert (entries[0].facts.family, entries[0].facts.note) == ("Smith", "x")
    for columns in ({}, {"a": "family;drop"}, {"a": "identifier:"}):
        with pytest.raises(Invalid) as info:
            plan_of(b"a,b\n1,2\n", columns=columns)
        assert set(info.value.fields) == {"columns"}


def test_a_broken_line_is_told_by_its_number_and_the_others_are_read() -> None:
    data = (
        "family,given,born\n"
        '"Smith,John,1980-01-01\n'  # 2: a truncated quotation
        "Doe,Jane,1980-01-02\n"
        "Nul\x00l,x,1980-01-03\n"
        f"{'x' * 1_000_000},y,1980-01-04\n"
        "Roe,Jo,31/02/1980\n"
        "Fu,Li,2999-01-01\n"
        ",,1980-01-05\n"
        "A,B,1980-01-06,more\n"
        "\n"
        'Poe,"a\nb",1980-01-07\n'
        "Last,One,1980-01-08\n"
        "One,Last,1980-01-08\n"
    ).encode()
    for size in (13, 65_536):
        entries, faults = whole(data, size)
        assert [(entry.facts.family, entry.line) for entry in entries] == [("Doe", 3), ("Last", 13)]
        assert [(fault.line, fault.field) for fault in faults] == [
            (2, ""), (4, ""), (5, ""), (6, "born"), (7, "born"), (8, "family"), (9, ""), (11, "given"), (14, ""),
        ]  # fmt: skip
        assert "line 13" in faults[-1].sentence


def test_bytes_of_another_encoding_in_the_middle_are_a_fault_of_their_line() -> None:
    good = "family,given\n" + "Müller,Jörg\n" * 30_000
    data = good.encode() + "Müller,Jörg\n".encode("latin-1") + b"Last,One\n"
    entries, faults = whole(data)
    assert [fault.line for fault in faults] == [30_002]
    assert entries[-1].facts.family == "Last"


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04rest", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", bytes(range(256)) * 40, b"\x00" * 1000, b"", b"\n\n\n"],
    ids=["workbook", "pdf", "old workbook", "every byte", "zeros", "empty", "empty lines"],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Invalid) as info:
        plan_of(data)
    assert set(info.value.fields) <= {"file", "columns"}


@given(st.binary(max_size=400))
def test_whatever_the_bytes_a_file_is_read_to_its_end_or_refused(data: bytes) -> None:
    plan = Plan(encoding="utf-8", separator=",", heads=("a", "b", "c"), columns=("family", "given", "born"))
    assert all(isinstance(item, Entry | Fault) for item in read((data,), plan, TODAY))
    try:
        plan_of(data)
    except Invalid:
        return


def test_a_long_file_is_read_as_it_comes() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield b"family,given\n"
        while True:
            taken += 1
            yield b"Smith,John\n" * 1_000

    items = read(endless(), plan_of(b"family,given\nSmith,John\n"), TODAY)
    for _ in range(5_500):
        next(items)
    assert taken <= 7


DAYS: Final = (
    ("1986-04-12", date(1986, 4, 12), Precision.DAY),
    ("12/04/1986", date(1986, 4, 12), Precision.DAY),
    ("12.4.86", date(1986, 4, 12), Precision.DAY),
    ("12.4.26", date(2026, 4, 12), Precision.DAY),
    ("12.4.27", date(1927, 4, 12), Precision.DAY),
    ("19860412", date(1986, 4, 12), Precision.DAY),
    ("12041986", date(1986, 4, 12), Precision.DAY),
    ("120486", date(1986, 4, 12), Precision.DAY),
    ("12 apr 1986", date(1986, 4, 12), Precision.DAY),
    ("12-ABR-1986", date(1986, 4, 12), Precision.DAY),
    ("12 de abril de 1986", date(1986, 4, 12), Precision.DAY),
    ("April 12, 1986", date(1986, 4, 12), Precision.DAY),
    ("12. März 1986", date(1986, 3, 12), Precision.DAY),
    ("12 août 1986", date(1986, 8, 12), Precision.DAY),
    ("1986-04-12T00:00:00Z", date(1986, 4, 12), Precision.DAY),
    ("12/04/1986 00:00", date(1986, 4, 12), Precision.DAY),
    ("١٢/٠٤/١٩٨٦", date(1986, 4, 12), Precision.DAY),
    ("04/1986", date(1986, 4, 1), Precision.MONTH),
    ("1986-04", date(1986, 4, 1), Precision.MONTH),
    ("apr 1986", date(1986, 4, 1), Precision.MONTH),
    ("1986", date(1986, 1, 1), Precision.YEAR),
    ("about 1962", date(1962, 1, 1), Precision.ESTIMATED),
    ("~1962", date(1962, 1, 1), Precision.ESTIMATED),
    ("ca. 1962", date(1962, 1, 1), Precision.ESTIMATED),
    ("unknown", None, Precision.DAY),
)


@pytest.mark.parametrize(("text", "born", "precision"), DAYS, ids=[text for text, _, _ in DAYS])
def test_a_birth_date_is_read_in_any_usual_writing(text: str, born: date | None, precision: Precision) -> None:
    assert born_of(text, TODAY) == (born, precision)


@pytest.mark.parametrize("text", ["31/02/1980", "13/13/1980", "x", "31514", "1/2", "1/2/3/4", "12/Foo/1980"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        born_of(text, TODAY)


def test_the_order_of_days_is_told_by_the_file_and_is_never_turned_round_for_one_line() -> None:
    american = b"family,dob\nA,12/31/1980\nB,1/2/1980\nC,31/12/1980\nD,4/30/1980\n"
    plan = plan_of(american)
    assert (plan.is_day_first, plan.is_order_sure) == (False, True)
    entries, faults = whole(american)
    assert [entry.facts.born for entry in entries] == [date(1980, 12, 31), date(1980, 1, 2), date(1980, 4, 30)]
    assert [(fault.line, fault.field) for fault in faults] == [(4, "born")]
    assert plan_of(b"family,dob\nA,1/2/1980\n").is_order_sure is False
    assert is_day_first(["1980-12-31"]) is None


def test_m_is_a_woman_only_where_men_are_h() -> None:
    assert sex_of("M") is Sex.MALE
    assert says_m_for_women(["H", "M", ""])
    assert not says_m_for_women(["H", "F"])
    assert sex_of("M", is_m_female=True) is Sex.FEMALE
    assert [sex_of(word) for word in ("Mujer", "weiblich", "2", "1", "X", "")] == [
        Sex.FEMALE, Sex.FEMALE, Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.UNKNOWN,
    ]  # fmt: skip
    with pytest.raises(Unreadable):
        sex_of("banana")


def test_a_whole_name_is_parted_at_its_comma_or_before_its_last_word() -> None:
    assert names_of("García López, José") == ("García López", "José")
    assert names_of("Jo Ann Smith") == ("Smith", "Jo Ann")
    assert names_of("Madonna") == ("Madonna", "")
    entries, _ = whole(b'name\n"Roe, Jo"\n')
    assert entries[0].facts == Particulars(family="Roe", given="Jo")


def test_a_language_is_read_by_its_letters_or_its_name() -> None:
    assert [language_of(text) for text in ("es", "es-ES", "Español", "GERMAN", "العربية")] == [
        "es",
        "es",
        "es",
        "de",
        "ar",
    ]
    entries, faults = whole(b"family,language\nSmith,English\nRoe,Klingon\n")
    assert entries[0].facts.language == "en"
    assert [(fault.line, fault.field) for fault in faults] == [(3, "language")]


def test_what_is_unlikely_is_told_and_what_cannot_be_a_number_is_refused() -> None:
    data = "family,given,phone,phone 2,dni\nSmith,J,600100,,\nSmith,Jo,600100,12,\n" + f"Roe,Jo,,,{'9' * 61}\n"
    entries, faults = whole(data.encode())
    assert [field for field, _ in entries[0].unlikely] == ["given"]
    assert [(fault.line, fault.field) for fault in faults] == [(3, "phone_2"), (4, "identifier:national")]
