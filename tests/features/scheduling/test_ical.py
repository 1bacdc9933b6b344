"""Calendar files, read back by a parser of our own that knows nothing of how they are written (RFC 5545, 3.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.scheduling.calendar import CalendarFile, PatientCalendarFile
from hms_desktop.features.scheduling.domain import CalendarEntry, CancelledBy, calendar_file
from hms_desktop.features.scheduling.service import CancelAppointment, DescribeAppointment
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid
from hms_desktop.kernel.text import clean
from tests.data import nasty
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk

AT: Final = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SIGNS: Final = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}

texts = st.sampled_from(nasty.TEXTS).map(clean) | st.text(max_size=120).map(clean)
entries = st.builds(
    CalendarEntry, uid=st.uuids(), version=st.integers(1, 999),
    starts=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    ends=st.just(AT), summary=texts, place=texts, is_cancelled=st.booleans(),
)  # fmt: skip


@dataclass
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    inside: list[Component] = field(default_factory=list)


def read(file: bytes) -> Component:
    """The calendar in a file: unfolded, split into lines, each a name and a value."""
    assert file.endswith(b"\r\n")
    whole = file.decode().replace("\r\n ", "")
    open_now = [Component("")]
    for line in whole.split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            made = Component(value)
            open_now[-1].inside.append(made)
            open_now.append(made)
        elif name == "END":
            assert open_now.pop().name == value
        else:
            assert name not in open_now[-1].values
            open_now[-1].values[name] = value
    ((calendar,),) = [one.inside for one in open_now]
    return calendar


def unescaped(value: str) -> str:
    found, at = "", 0
    while at < len(value):
        pair = value[at : at + 2]
        found += SIGNS.get(pair, value[at])
        at += 2 if pair in SIGNS else 1
    return found


def plain(text: str) -> str:
    """What a reader sees of a text: signs that nobody prints are blanks."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


@given(st.lists(entries, max_size=4), texts)
def test_whatever_is_written_is_read_again_and_nothing_more(rows: list[CalendarEntry], name: str) -> None:
    calendar = read(calendar_file(rows, name, AT))
    assert (calendar.name, calendar.values["VERSION"]) == ("VCALENDAR", "2.0")
    assert unescaped(calendar.values["X-WR-CALNAME"]) == plain(name)
    assert [event.name for event in calendar.inside] == ["VEVENT"] * len(rows)
    for event, row in zip(calendar.inside, rows, strict=True):
        values = event.values
        assert unescaped(values["SUMMARY"]) == plain(row.summary)
        assert unescaped(values["LOCATION"]) == plain(row.place)
        assert values["UID"].startswith(str(row.uid))
        starts = datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert starts == row.starts.replace(microsecond=0)
        assert values["SEQUENCE"] == str(row.version - 1)
        assert values["STATUS"] == ("CANCELLED" if row.is_cancelled else "CONFIRMED")
        assert set(values) == {
            "UID",
            "DTSTAMP",
            "SEQUENCE",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "LOCATION",
            "STATUS",
            "CLASS",
        }


@given(st.lists(entries, max_size=3))
def test_no_line_is_longer_than_75_octets_nor_cut_inside_a_letter(rows: list[CalendarEntry]) -> None:
    for line in calendar_file(rows, "Dr Haile", AT).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
        assert b"\n" not in line
        assert b"\r" not in line


@pytest.mark.parametrize(
    "text", ["a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\nATTENDEE:mailto:eve", "a\x0bb", "\u2028SUMMARY:b"]
)
def test_a_text_never_becomes_a_line_of_its_own(text: str) -> None:
    entry = CalendarEntry(UUID(int=1), 1, AT, AT + timedelta(minutes=20), text, text)
    (event,) = read(calendar_file([entry], text, AT)).inside
    assert "ATTENDEE" not in event.values
    assert unescaped(event.values["SUMMARY"]) == plain(text)


def test_an_instant_is_written_in_utc_whatever_zone_it_comes_in() -> None:
    madrid = AT.astimezone(ZoneInfo("Europe/Madrid"))
    entry = CalendarEntry(UUID(int=1), 1, madrid, madrid + timedelta(minutes=20), "")
    (event,) = read(calendar_file([entry], "", AT)).inside
    assert (event.values["DTSTART"], event.values["DTEND"]) == ("20261123T080000Z", "20261123T082000Z")


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    return surgery(either_staffed)


def test_a_doctors_file_says_record_numbers_and_no_names_and_what_was_called_off(here: Surgery) -> None:
    patient = here.patient("Zubizarreta", "Leire")
    kept, off = here.book(patient, 540, reason="Results, and more"), here.book(patient, 600)
    here.book(here.patient("Kaya", "Emre"), 540, doctor=here.doctors[1])
    new = here.desk.id
    here.desk.do(DescribeAppointment(id=new(), uid=kept, version=1, why="Results; again"), Role.NURSE)
    here.desk.do(CancelAppointment(id=new(), uid=off, version=1, by=CancelledBy.PATIENT, why="Away"), Role.NURSE)
    file = here.desk.ask(CalendarFile(doctor=here.doctors[0], first=MONDAY, last=MONDAY), Role.DOCTOR)
    assert b"Zubizarreta" not in file
    assert b"ZUBIZARRETA" not in file
    assert b"Leire" not in file
    calendar = read(file)
    assert calendar.values["X-WR-CALNAME"] == "Dr Haile"
    told = [(event.values["UID"][:36], event.values["STATUS"], event.values["SEQUENCE"]) for event in calendar.inside]
    assert told == [(str(kept), "CONFIRMED", "1"), (str(off), "CANCELLED", "1")]
    first = calendar.inside[0].values
    assert (first["DTSTART"], first["DTEND"]) == ("20261123T080000Z", "20261123T082000Z")
    assert unescaped(first["SUMMARY"]).endswith("· Results; again")


def test_a_patients_file_names_the_doctor_and_the_room(here: Surgery) -> None:
    uid = here.book(here.patient(), 540, reason="Pregnancy test")
    file = here.desk.ask(PatientCalendarFile(uid=uid), Role.RECEPTIONIST)
    (event,) = read(file).inside
    assert unescaped(event.values["SUMMARY"]).startswith("Dr Haile")
    assert event.values["LOCATION"] == "Room of Haile"
    assert b"Pregnancy" not in file


def test_files_are_for_those_who_may_export_and_of_days_that_somebody_asks_for(staffed: Desk) -> None:
    here = surgery(staffed)
    with pytest.raises(Denied):
        staffed.ask(CalendarFile(doctor=here.doctors[0], first=MONDAY, last=MONDAY), Role.NURSE)
    ages = CalendarFile(doctor=here.doctors[0], first=MONDAY, last=MONDAY + timedelta(days=401))
    with pytest.raises(Invalid):
        staffed.ask(ages, Role.DOCTOR)
