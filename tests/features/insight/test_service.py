"""From an answer to the record: what was shown is kept, and only what a person accepted is more than a look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.insight.complaints import ReadComplaint
from hms_desktop.features.insight.diagnosing import AskDiagnosis, Evidences
from hms_desktop.features.insight.domain.answer import Kind, Verdict
from hms_desktop.features.insight.domain.history import REASONS
from hms_desktop.features.insight.domain.interview import Interview
from hms_desktop.features.insight.risks import AskRisk
from hms_desktop.features.insight.service import AnswersOf, Decide, InsightLines, TellOutcome
from hms_desktop.features.insight.subject import SubjectOf
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound
from tests.features.insight.people import CHEST, patient
from tests.features.wards.house import house
from tests.support import Desk


def asked(desk: Desk, who: UUID | None = None, said: Any = CHEST, role: str = Role.DOCTOR) -> Interview:  # noqa: ANN401
    command = AskDiagnosis(id=desk.id(), thread=desk.id(), said=said, age=54, sex="male", patient=who)
    return desk.do(command, role)


def rows(desk: Desk, table: str) -> int:
    return int(desk.sql(f"SELECT count(*) FROM {table}")[0][0])


def answer_of(held: Interview) -> UUID:
    assert held.opinion.uid is not None
    return held.opinion.uid


def decide(desk: Desk, held: Interview, verdict: Verdict, **more: Any) -> Decide:  # noqa: ANN401
    return Decide(id=desk.id(), answer=answer_of(held), verdict=verdict, **more)


def lines(desk: Desk, who: UUID) -> list[str]:
    return [f"{line.title}: {line.detail}" for line in desk.ask(InsightLines(patients=(who,)), Role.DOCTOR)]


def test_an_answer_is_kept_before_it_is_shown_with_its_inputs_and_version(either_staffed: Desk) -> None:
    who = patient(either_staffed)
    held = asked(either_staffed, who)
    (row,) = either_staffed.ask(AnswersOf(patient=who), Role.DOCTOR)
    assert (row.uid, row.kind, row.model, row.edition) == (answer_of(held), Kind.DIAGNOSIS, "diagnosis", "1.0.0")
    assert row.shown["likely"][0]["name"] == held.opinion.likely[0].name
    assert row.verdict is None


def test_the_same_asked_again_within_minutes_is_one_look_and_later_another(either_staffed: Desk) -> None:
    who = patient(either_staffed)
    first, again = asked(either_staffed, who), asked(either_staffed, who)
    assert answer_of(first) == answer_of(again)
    either_staffed.clock.advance(6 * 60)
    assert answer_of(asked(either_staffed, who)) != answer_of(first)
    assert rows(either_staffed, "insight_answer") == 2


def test_somebody_elses_look_and_another_patients_are_looks_of_their_own(either_staffed: Desk) -> None:
    who, other = patient(either_staffed), patient(either_staffed, "Borges")
    uids = {answer_of(asked(either_staffed, one, role=role)) for one, role in (
        (who, Role.DOCTOR), (other, Role.DOCTOR), (None, Role.DOCTOR), (who, Role.NURSE))}  # fmt: skip
    assert len(uids) == 4


def test_nothing_stands_in_the_record_before_somebody_accepts_it(either_staffed: Desk) -> None:
    who = patient(either_staffed)
    held = asked(either_staffed, who)
    assert lines(either_staffed, who) == []
    accepted = decide(either_staffed, held, Verdict.ACCEPTED, what="Pneumonia", code="J18")
    either_staffed.do(accepted, Role.DOCTOR)
    assert lines(either_staffed, who) == ["Diagnosis considered: Pneumonia · decision support: diagnosis 1.0.0"]


def test_what_is_taken_back_leaves_the_timeline_but_not_the_history(either_staffed: Desk) -> None:
    who = patient(either_staffed)
    held = asked(either_staffed, who)
    either_staffed.do(decide(either_staffed, held, Verdict.ACCEPTED, what="Pneumonia"), Role.DOCTOR)
    either_staffed.do(decide(either_staffed, held, Verdict.DISMISSED, why="0"), Role.DOCTOR)
    assert lines(either_staffed, who) == []
    assert rows(either_staffed, "insight_verdict") == 2
    (row,) = either_staffed.ask(AnswersOf(patient=who), Role.DOCTOR)
    assert (row.verdict, row.reason) == (Verdict.DISMISSED, REASONS["0"])


@pytest.mark.parametrize(
    ("verdict", "more", "field"),
    [(Verdict.ACCEPTED, {}, "what"), (Verdict.DISMISSED, {}, "why"), (Verdict.DISMISSED, {"why": "9"}, "why"),
     (Verdict.REPORTED, {}, "note"), (Verdict.ACCEPTED, {"what": "x" * 3000}, "what")],
)  # fmt: skip
def test_a_verdict_says_what_or_why(staffed: Desk, verdict: Verdict, more: dict[str, str], field: str) -> None:
    held = asked(staffed)
    with pytest.raises(Invalid) as told:
        staffed.do(decide(staffed, held, verdict, **more), Role.DOCTOR)
    assert field in told.value.fields


def test_who_may_ask_does_not_decide_and_who_may_not_ask_sees_nothing(staffed: Desk) -> None:
    who = patient(staffed)
    held = asked(staffed, who, role=Role.NURSE)
    with pytest.raises(Denied):
        staffed.do(decide(staffed, held, Verdict.ACCEPTED, what="x"), Role.NURSE)
    for role in (Role.RECEPTIONIST, Role.CASHIER, Role.LAB):
        with pytest.raises(Denied):
            asked(staffed, who, role=role)
        with pytest.raises(Denied):
            staffed.ask(AnswersOf(patient=who), role)
        with pytest.raises(Denied):
            staffed.ask(Evidences(), role)


def test_an_answer_that_nobody_gave_cannot_be_decided_on(staffed: Desk) -> None:
    with pytest.raises(NotFound):
        staffed.do(Decide(id=staffed.id(), answer=staffed.id(), verdict=Verdict.ACCEPTED, what="x"), Role.DOCTOR)
    with pytest.raises(NotFound):
        staffed.do(TellOutcome(id=staffed.id(), answer=staffed.id(), happened="yes"), Role.DOCTOR)


def test_an_outcome_says_something_and_from_where(either_staffed: Desk) -> None:
    held = asked(either_staffed)
    for more in ({"happened": ""}, {"happened": "yes", "source": "rumour"}):
        with pytest.raises(Invalid):
            either_staffed.do(TellOutcome(id=either_staffed.id(), answer=answer_of(held), **more), Role.DOCTOR)
    either_staffed.do(TellOutcome(id=either_staffed.id(), answer=answer_of(held), happened="Pneumonia"), Role.DOCTOR)
    assert rows(either_staffed, "insight_outcome") == 1


def test_a_second_click_keeps_one_verdict(staffed: Desk) -> None:
    held = asked(staffed)
    command = decide(staffed, held, Verdict.ACCEPTED, what="Pneumonia")
    assert staffed.execute(command, Role.DOCTOR).answer == staffed.execute(command, Role.DOCTOR).answer
    assert rows(staffed, "insight_verdict") == 1


def test_no_answer_about_a_patient_stays_behind_among_the_first_answers(either_staffed: Desk) -> None:
    held = asked(either_staffed, patient(either_staffed))
    name = held.opinion.likely[0].name
    kept = [bytes(row[0]) for row in either_staffed.sql("SELECT answer FROM outcome")]
    assert kept
    assert all(name.encode() not in one for one in kept)


def test_the_subject_brings_what_the_wards_know(either_staffed: Desk) -> None:
    here = house(either_staffed)
    who = here.patient()
    before = either_staffed.ask(SubjectOf(patient=who), Role.DOCTOR)
    assert before.facts == ()
    assert (before.sex, before.age is not None) == ("female", True)
    here.admit(who, "A1")
    either_staffed.clock.advance(4 * 24 * 3600)
    subject = either_staffed.ask(SubjectOf(patient=who), Role.DOCTOR)
    days, inside = subject.fact("length_of_stay_days"), subject.fact("is_in_hospital")
    assert days is not None
    assert inside is not None
    assert (days.value, inside.value, days.source) == (4.0, True, "wards")


def test_a_risk_is_kept_with_the_fields_that_it_was_asked_with(either_staffed: Desk) -> None:
    who = patient(either_staffed)
    values = {"age": 70.0, "male": 1.0, "time_in_hospital": 6.0, "number_inpatient": 2.0}
    command = AskRisk(id=either_staffed.id(), model="readmission", values=values, sources={}, patient=who)
    said = either_staffed.do(command, Role.DOCTOR)
    (row,) = either_staffed.ask(AnswersOf(patient=who), Role.DOCTOR)
    assert row.kind is Kind.READMISSION
    assert said.likely[0].low <= said.likely[0].probability <= said.likely[0].high


def test_words_that_are_asked_about_are_found_and_others_are_offered_nothing(staffed: Desk) -> None:
    assert staffed.ask(ReadComplaint(text="fever"), Role.DOCTOR).said
    read = staffed.ask(ReadComplaint(text="qqq zzz"), Role.DOCTOR)
    assert (read.said, read.offers) == ((), ())


def test_a_place_that_does_not_hurt_does_not_answer_whether_anything_hurts(staffed: Desk) -> None:
    nowhere = staffed.ask(ReadComplaint(text="no chest pain, no fever"), Role.DOCTOR)
    assert {one.code: one.answer for one in nowhere.said} == {"E_91": False}
    chest = staffed.ask(ReadComplaint(text="chest pain, not in the back"), Role.DOCTOR)
    assert {one.code: one.answer for one in chest.said} == {"E_53": True, "E_55": True}
