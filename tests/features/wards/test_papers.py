"""Rounds, summaries, occupancy: what is told, signed and printed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from hms_desktop.features.patients.states import RestrictPatient
from hms_desktop.features.wards.domain import Diet, DischargeKind, Isolation, Marks, Sections
from hms_desktop.features.wards.rounds import InBed, OccupancyOf, RoundList, RoundOnPaper, StayLines
from hms_desktop.features.wards.stays import CancelAdmission, Discharge, Transfer
from hms_desktop.features.wards.summaries import SummaryOf, SummaryOnPaper, TakeBackSignature, WriteSummary
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, Stale
from hms_desktop.kernel.messages import Query
from tests.features.wards.house import House

TEXT = Sections(
    diagnoses="Community-acquired pneumonia, right lower lobe\nType 2 diabetes",
    course="Fever settled on the third day.",
    treatment="Amoxicillin 1 g three times a day for 7 days",
    recommendations="Chest film in six weeks",
    follow_up="General practice in one week",
)
MARKS = Marks(diet=Diet.SOFT, isolation=Isolation.AIRBORNE, is_fall_risk=True, word="interpreter")


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def write(here: House, admission: object, version: int, **more: Any) -> None:  # noqa: ANN401 - parts of the command
    fields: dict[str, Any] = {"sections": TEXT, **more}
    here.does(WriteSummary, Role.DOCTOR, admission=admission, version=version, **fields)


def test_a_summary_is_written_signed_and_changed_only_after_the_signature_is_taken_back(either_here: House) -> None:
    here, desk = either_here, either_here.desk
    admission = here.admit(here.patient(), "A1")
    assert desk.ask(SummaryOf(admission=admission), Role.NURSE).version == 0
    write(here, admission, 0)
    with pytest.raises(Stale):
        write(here, admission, 7)
    write(here, admission, 1, is_signed=True)
    row = desk.ask(SummaryOf(admission=admission), Role.NURSE)
    assert (row.version, row.sections, row.edition, row.signed_at) == (2, TEXT, 1, desk.clock.now())
    assert row.signed_name == "Doctor"
    with pytest.raises(Conflict, match="signed"):
        write(here, admission, 2)
    with pytest.raises(Invalid):
        here.does(TakeBackSignature, Role.DOCTOR, admission=admission, version=2)
    here.does(TakeBackSignature, Role.DOCTOR, admission=admission, version=2, reason="The wrong lobe")
    with pytest.raises(Conflict):
        here.does(TakeBackSignature, Role.DOCTOR, admission=admission, version=3, reason="Once more")
    write(here, admission, 3, is_signed=True)
    assert desk.ask(SummaryOf(admission=admission), Role.NURSE).edition == 2


def test_two_doctors_who_begin_a_summary_at_once_are_told(either_here: House) -> None:
    admission = either_here.admit(either_here.patient(), "A1")
    write(either_here, admission, 0)
    with pytest.raises(Conflict, match="began this summary"):
        write(either_here, admission, 0)


def test_a_summary_without_diagnosis_or_course_is_kept_and_not_signed(here: House) -> None:
    admission = here.admit(here.patient(), "A1")
    with pytest.raises(Invalid) as info:
        write(here, admission, 0, sections=Sections(treatment="Rest"), is_signed=True)
    assert set(info.value.fields) == {"diagnoses", "course"}
    write(here, admission, 0, sections=Sections(treatment="Rest"))
    with pytest.raises(Invalid) as info:
        write(here, admission, 1, sections=Sections(course="x" * 20_001))
    assert set(info.value.fields) == {"course"}
    with pytest.raises(Denied):
        here.does(WriteSummary, Role.NURSE, admission=admission, version=1, sections=TEXT)


def test_nothing_is_written_of_a_stay_that_was_a_mistake(here: House) -> None:
    admission = here.admit(here.patient(), "A1")
    here.does(CancelAdmission, admission=admission, version=1, reason="The wrong Ana")
    with pytest.raises(Conflict):
        write(here, admission, 0)


def test_the_paper_names_whose_it_is_and_says_whether_it_is_signed(either_here: House) -> None:
    here, desk = either_here, either_here.desk
    desk.do(ChangeSetting(id=desk.id(), key="clinic.name", value="St Anne Clinic"), Role.ADMINISTRATOR)
    patient = here.patient()
    admission = here.admit(patient, "A1", why="Fever and cough")
    desk.clock.advance(3600)
    here.does(Transfer, admission=admission, version=1, bed=here.bed("B1").uid)
    write(here, admission, 0)
    draft = text_of(desk.ask(SummaryOnPaper(admission=admission), Role.NURSE))
    assert "NOT SIGNED" in draft
    assert "not yet" in draft
    assert "Not recorded" in draft
    here.does(Discharge, admission=admission, version=2, kind=DischargeKind.HOME)
    write(here, admission, 1, is_signed=True)
    paper = text_of(desk.ask(SummaryOnPaper(admission=admission), Role.NURSE))
    assert "NOT SIGNED" not in paper
    for told in ("St Anne Clinic", "ADEYEMI, Ana", "07-Apr-1980", "Discharged home", "Medical, B1", "Chest film in six",
                 "Signed in the clinic's records by Doctor", "Fever and cough"):  # fmt: skip
        assert told in paper, told
    verbs = desk.sql("SELECT verb FROM journal WHERE entity = 'admission' AND verb = 'printed'")
    assert len(verbs) == 1


def test_odd_text_in_a_summary_is_printed_as_text(here: House) -> None:
    odd = "<b>bold</b> & <img src=x> \u202e rtl \x00 " + "ﷺ" * 20 + "\n" * 50 + "A" * 5_000
    admission = here.admit(here.patient(), "A1", why="<i>why</i>")
    write(here, admission, 0, sections=Sections(diagnoses=odd, course=odd), is_signed=True)
    assert "<b>bold</b>" in text_of(here.desk.ask(SummaryOnPaper(admission=admission), Role.NURSE))


def test_a_round_goes_bed_by_bed_past_the_empty_ones(either_here: House) -> None:
    here, desk = either_here, either_here.desk
    expected = desk.clock.now().date() + timedelta(days=2)
    here.admit(here.patient(1), "B2", marks=MARKS, expected=expected)
    hidden = here.patient(0)
    here.admit(hidden, "A1")
    desk.do(RestrictPatient(id=desk.id(), uid=hidden, version=1), Role.MANAGER)
    rows = desk.ask(RoundList(ward=here.ward), Role.NURSE)
    assert [row.bed.code for row in rows] == ["A1", "B2"]
    paper = text_of(desk.ask(RoundOnPaper(ward=here.ward), Role.NURSE))
    for told in ("Round: Medical", "2 of 4 beds", "BORGES, Ana", "Airborne isolation", "Soft diet", "interpreter"):
        assert told in paper, told
    assert "ADEYEMI" not in paper
    with pytest.raises(Denied):
        desk.ask(RoundOnPaper(ward=here.ward), Role.RECEPTIONIST)


def test_an_empty_ward_has_a_round_too(here: House) -> None:
    assert "Nobody is in this ward" in text_of(here.desk.ask(RoundOnPaper(ward=here.ward), Role.NURSE))


def test_a_closed_record_tells_nothing_of_its_stays(here: House) -> None:
    desk, patient = here.desk, here.patient()
    admission = here.admit(patient, "A1")
    write(here, admission, 0)
    desk.do(RestrictPatient(id=desk.id(), uid=patient, version=1), Role.MANAGER)
    queries: tuple[Query[Any], ...] = (
        SummaryOf(admission=admission), SummaryOnPaper(admission=admission), StayLines(patients=(patient,)),
        InBed(patient=patient),
    )  # fmt: skip
    for query in queries:
        with pytest.raises(Denied):
            desk.ask(query, Role.NURSE)
    with pytest.raises(Denied):
        write(here, admission, 1)


def test_occupancy_counts_who_was_there_and_leaves_mistakes_out(either_here: House) -> None:
    here, desk = either_here, either_here.desk
    desk.clock.set(desk.clock.now().replace(hour=0))
    first = desk.clock.now().date()
    admission = here.admit(here.patient(0), "A1")
    mistaken = here.admit(here.patient(1), "A2")
    desk.clock.advance(36 * 3600)
    here.does(CancelAdmission, admission=mistaken, version=1, reason="A slip")
    here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
    desk.clock.advance(36 * 3600)
    found = desk.ask(OccupancyOf(ward=here.ward, first=first, last=first + timedelta(days=9)), Role.MANAGER)
    assert [day.used for day in found[:3]] == [timedelta(hours=24), timedelta(hours=12), timedelta(0)]
    assert found[1].available + found[2].available == timedelta(days=8)
    assert all(day.available == timedelta(0) for day in found[4:])
    with pytest.raises(Invalid):
        desk.ask(OccupancyOf(ward=here.ward, first=first, last=first + timedelta(days=900)), Role.MANAGER)
    assert (
        desk.ask(OccupancyOf(ward=here.ward, first=first + timedelta(9), last=first + timedelta(9)), Role.NURSE) == ()
    )
