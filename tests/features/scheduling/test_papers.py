"""Papers, lines in a chart, reminders and the calendar: what others get of appointments, and that it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pypdfium2
import pytest

from hms_desktop.features.patients.chart import Timeline
from hms_desktop.features.scheduling.calendar import (
    AppointmentLines,
    AppointmentOf,
    AppointmentSlip,
    AppointmentsToRemind,
    CalendarFile,
    CalendarOf,
)
from hms_desktop.features.scheduling.document import SlipFacts, TokenFacts, slip_on_paper, token_on_paper
from hms_desktop.features.scheduling.domain import CancelledBy, NewWaiting, VisitState
from hms_desktop.features.scheduling.queue import TokenPaper, VisitLines, VisitOf, WalkIn
from hms_desktop.features.scheduling.service import (
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    DescribeAppointment,
    MissAppointment,
)
from hms_desktop.features.scheduling.waiting import AddWaiting, WaitingList
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.errors import Denied, Invalid, NotFound
from hms_desktop.kernel.messages import Query
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.kernel.text import clean
from tests.data import nasty
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.features.scheduling.test_queue import EIGHT, check_in, on_monday, step, walk_in
from tests.support import Desk

Deed = Callable[[Surgery, str], str]


def text_of(pdf: bytes) -> str:
    """What somebody reads on the paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    return surgery(either_staffed)


@pytest.fixture
def one_here(staffed: Desk) -> Surgery:
    return surgery(staffed)


def _verbs(here: Surgery, entity: str) -> list[tuple[str, ...]]:
    told = here.desk.sql("SELECT verb, entity_id FROM journal WHERE entity = ? ORDER BY seq", [entity])
    return [(verb, str(UUID(bytes=uid)) if isinstance(uid, bytes) else str(uid)) for verb, uid in told]


def test_a_slip_says_who_when_where_with_whom_and_whom_to_call(here: Surgery) -> None:
    for key, value in (("clinic.name", "St Anne Clinic"), ("clinic.phone", "01632 960412")):
        here.desk.do(ChangeSetting(id=here.desk.id(), key=key, value=value), Role.ADMINISTRATOR)
    uid = here.book(here.patient(), 540, reason="Blood pressure")
    told = text_of(here.desk.ask(AppointmentSlip(uid=uid), Role.RECEPTIONIST))
    for words in ("St Anne Clinic", "ABEBE, Marta", "23-Aug-1958", "Monday, 23-Nov-2026, 09:00", "Dr Haile",
                  "Room of Haile", "Blood pressure", "20 minutes", "01632 960412"):  # fmt: skip
        assert words in told, words
    assert ("printed", str(uid)) in _verbs(here, "appointment")


def test_the_slip_of_what_was_called_off_says_so(one_here: Surgery) -> None:
    uid = one_here.book(one_here.patient(), 540)
    off = CancelAppointment(id=one_here.desk.id(), uid=uid, version=1, by=CancelledBy.CLINIC, why="Closed")
    one_here.desk.do(off, Role.NURSE)
    assert "was cancelled" in text_of(one_here.desk.ask(AppointmentSlip(uid=uid), Role.NURSE))


def test_a_slip_without_reason_or_room_has_no_line_for_it() -> None:
    facts = SlipFacts(clinic="St Anne", address="", phone="", patient="ABEBE, Marta", born="", number="0000013",
                      day=MONDAY, minute=540, minutes=20, doctor="Dr Haile", room="", reason="")  # fmt: skip
    told = text_of(slip_on_paper(facts))
    assert not any(word in told for word in ("For", "Room", "Born", "Where"))
    assert "please tell us" in told


def test_a_token_names_nobody(either_staffed: Desk) -> None:
    here = on_monday(either_staffed)
    walk_in(here, patient=here.patient("Kaya", "Emre"), doctor=here.doctors[0])
    here.desk.clock.advance(60)
    came = walk_in(here, patient=here.patient("Zubizarreta", "Leire"), doctor=here.doctors[0], why="Pregnancy test")
    told = text_of(here.desk.ask(TokenPaper(visit=came.visit), Role.RECEPTIONIST))
    assert "G-02" in told
    assert "Dr Haile" in told
    assert "Before you: 1" in told
    assert "23-Nov-2026 08:01" in told
    assert not any(word in told.lower() for word in ("zubizarreta", "leire", "pregnancy"))
    assert ("printed", str(came.visit)) in _verbs(here, "visit")


def test_who_is_first_is_told_so() -> None:
    facts = TokenFacts(clinic="St Anne", token="A-01", at=EIGHT, doctor="", room="", ahead=0)
    assert "You are next." in text_of(token_on_paper(facts))


def test_a_chart_tells_of_appointments_and_visits_in_their_order(either_staffed: Desk) -> None:
    here = on_monday(either_staffed)
    patient = here.patient()
    kept = here.book(patient, 540, reason="Results")
    missed = here.book(patient, 495)
    here.book(here.patient("Kaya", "Emre"), 600)
    came = check_in(here, kept)
    step(here, came.visit, VisitState.LEFT)
    here.desk.clock.advance(7200)
    here.desk.do(MissAppointment(id=here.desk.id(), uid=missed, version=1), Role.NURSE)
    planned = here.desk.ask(AppointmentLines(patients=(patient,)), Role.DOCTOR)
    assert [(line.title, line.tone) for line in planned] == [
        ("Appointment kept", Tone.PLAIN), ("Appointment missed", Tone.WARN),
    ]  # fmt: skip
    assert planned[0].detail == "23-Nov-2026 09:00 · Dr Haile · Results"
    (visit,) = here.desk.ask(VisitLines(patients=(patient,)), Role.DOCTOR)
    assert (visit.title, visit.at, visit.tone) == ("Left without being seen", EIGHT, Tone.WARN)
    assert visit.detail == "Dr Haile · Results"
    page = here.desk.ask(Timeline(patient=patient, page=PageRequest(size=20)), Role.DOCTOR)
    assert {line.kind for line in page.rows} >= {"appointment", "visit"}


def test_lines_before_an_instant_are_those_before_it_and_as_many_as_are_asked_for(one_here: Surgery) -> None:
    patient = one_here.patient()
    for minute in (540, 600, 660):
        one_here.book(patient, minute)
    every = one_here.desk.ask(AppointmentLines(patients=(patient,)), Role.DOCTOR)
    before = AppointmentLines(patients=(patient,), before=to_ms(every[0].at), size=1)
    assert one_here.desk.ask(before, Role.DOCTOR) == every[1:2]
    assert one_here.desk.ask(VisitLines(patients=(patient,), before=0), Role.DOCTOR) == ()


def test_reminded_is_of_what_is_ahead_in_those_hours_and_of_nothing_that_was_called_off(here: Surgery) -> None:
    patient = here.patient()
    confirmed, off = here.book(patient, 540), here.book(patient, 600)
    here.book(patient, 540, day=MONDAY + timedelta(days=1))
    new = here.desk.id
    here.desk.do(ConfirmAppointment(id=new(), uid=confirmed, version=1), Role.NURSE)
    here.desk.do(CancelAppointment(id=new(), uid=off, version=1, by=CancelledBy.PATIENT, why="Away"), Role.NURSE)
    day = AppointmentsToRemind(first=EIGHT, last=EIGHT + timedelta(days=1))
    (found,) = here.desk.ask(day, Role.PROGRAM)
    assert (found.appointment, found.patient, found.doctor_name) == (confirmed, patient, "Dr Haile")
    assert (found.day, found.minute, found.minutes) == (MONDAY, 540, 20)
    assert found.starts == datetime(2026, 11, 23, 8, tzinfo=UTC)
    with pytest.raises(Denied):
        here.desk.ask(day, Role.MANAGER)


def test_a_reminder_looks_from_an_instant_on_and_up_to_one(one_here: Surgery) -> None:
    uid = one_here.book(one_here.patient(), 540)
    nine = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for first, last, is_found in ((nine, nine + _MINUTE, True), (nine - _MINUTE, nine, False),
                                  (nine + _MINUTE, nine + timedelta(days=1), False)):  # fmt: skip
        found = one_here.desk.ask(AppointmentsToRemind(first=first, last=last), Role.PROGRAM)
        assert [one.appointment for one in found] == [uid] * is_found


def test_a_calendar_shows_its_days_and_no_others_with_their_hours(here: Surgery) -> None:
    patient = here.patient()
    for ahead in range(4):
        here.book(patient, 540, day=MONDAY + timedelta(days=ahead))
    found = here.desk.ask(CalendarOf(first=MONDAY, last=MONDAY + timedelta(days=1)), Role.LAB)
    assert [one.day for one in found.appointments] == [MONDAY, MONDAY + timedelta(days=1)]
    assert {one.day for one in found.openings} == {MONDAY, MONDAY + timedelta(days=1)}
    assert len(found.doctors) == 3
    for first, last in ((MONDAY, MONDAY - timedelta(days=1)), (MONDAY, MONDAY + timedelta(days=63))):
        with pytest.raises(Invalid):
            here.desk.ask(CalendarOf(first=first, last=last), Role.LAB)


def test_what_is_not_there_is_not_found(one_here: Surgery) -> None:
    nobody = UUID(int=3)
    asked: tuple[Query[Any], ...] = (
        AppointmentOf(uid=nobody), VisitOf(uid=nobody), AppointmentSlip(uid=nobody), TokenPaper(visit=nobody),
    )  # fmt: skip
    for query in (*asked, CalendarFile(doctor=nobody, first=MONDAY, last=MONDAY)):
        with pytest.raises(NotFound):
            one_here.desk.ask(query, Role.DOCTOR)


def test_printing_and_exporting_are_recorded_before_they_are_handed_over(one_here: Surgery) -> None:
    uid = one_here.book(one_here.patient(), 540)
    one_here.desk.ask(AppointmentSlip(uid=uid), Role.NURSE)
    one_here.desk.ask(CalendarFile(doctor=one_here.doctors[0], first=MONDAY, last=MONDAY), Role.DOCTOR)
    told = [verb for verb, _ in _verbs(one_here, "appointment")]
    assert [told.count(verb) for verb in ("create", "printed", "exported")] == [1, 1, 1]


def _reason(here: Surgery, typed: str) -> str:
    return here.desk.ask(AppointmentOf(uid=here.book(here.patient(), 540, reason=typed)), Role.NURSE).reason


def _note(here: Surgery, typed: str) -> str:
    return here.desk.ask(AppointmentOf(uid=here.book(here.patient(), 540, note=typed)), Role.NURSE).note


def _described(here: Surgery, typed: str) -> str:
    uid = here.book(here.patient(), 540)
    here.desk.do(DescribeAppointment(id=here.desk.id(), uid=uid, version=1, why=typed, note=typed), Role.NURSE)
    return here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).reason


def _called_off(here: Surgery, typed: str) -> str:
    uid = here.book(here.patient(), 540)
    command = CancelAppointment(id=here.desk.id(), uid=uid, version=1, by=CancelledBy.CLINIC, why="No: " + typed)
    here.desk.do(command, Role.NURSE)
    return here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).cancelled_why.removeprefix("No:").lstrip()


def _walked_in(here: Surgery, typed: str) -> str:
    came = here.desk.do(WalkIn(id=here.desk.id(), patient=here.patient(), why=typed), Role.NURSE)
    return here.desk.ask(VisitOf(uid=came.visit), Role.NURSE).reason


def _waited(here: Surgery, typed: str) -> str:
    asked = NewWaiting(patient=here.patient(), note=typed)
    here.desk.do(AddWaiting(id=here.desk.id(), asked=asked), Role.NURSE)
    return here.desk.ask(WaitingList(), Role.NURSE)[0].asked.note


@pytest.mark.parametrize("deed", [_reason, _note, _described, _called_off, _walked_in, _waited])
def test_whatever_is_typed_comes_back_cleaned_and_prints(either_staffed: Desk, deed: Deed) -> None:
    here = surgery(either_staffed)
    for typed in nasty.TEXTS:
        assert deed(here, typed) == clean(typed)
        _clear(here.desk)
    assert here.desk.faults() == []


@pytest.mark.parametrize("typed", nasty.TEXTS)
def test_no_text_spoils_a_paper(typed: str) -> None:
    text = clean(typed)
    facts = SlipFacts(clinic=text, address=text, phone=text, patient=text, born="", number="0000013",
                      day=date(2026, 11, 23), minute=0, minutes=20, doctor=text, room=text, reason=text)  # fmt: skip
    assert "0000013" in text_of(slip_on_paper(facts))
    token = TokenFacts(clinic=text, token="G-07", at=EIGHT, doctor=text, room=text, ahead=2)
    assert "G-07" in text_of(token_on_paper(token))


@pytest.mark.parametrize("field", ["reason", "note"])
def test_a_text_that_is_too_long_is_refused_beside_its_field(one_here: Surgery, field: str) -> None:
    asked = one_here.asked(one_here.patient(), **{field: "x" * 401})  # type: ignore[arg-type]
    with pytest.raises(Invalid) as told:
        one_here.desk.do(BookAppointment(id=one_here.desk.id(), asked=asked), Role.NURSE)
    assert list(told.value.fields) == [field]


def _clear(desk: Desk) -> None:
    """Out of the way for the next text, past all rules."""
    with desk.writing("EraseAll") as work:
        for table in ("visit", "waiting", "appointment", "patient"):
            work.rows.connection.exec_driver_sql(f"DELETE FROM {table}")


_MINUTE: Final = timedelta(minutes=1)
