"""What is suggested for a diagnosis, what is not and why not, and what the clinic's own history makes of it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hms_desktop import bootstrap
from hms_desktop.features.insight.domain.answer import Kind, Silence, Verdict
from hms_desktop.features.insight.domain.treatment import SHOWN, Facts, Standing, Suggested, Treatment
from hms_desktop.features.insight.service import AnswersOf, Decide
from hms_desktop.features.insight.treating import AskTreatment, DiagnosesLike, MedicinesLike
from hms_desktop.features.knowledge.pack import Shelf
from hms_desktop.inference.catalogue import Catalogue
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid
from tests.features.insight.people import patient
from tests.support import Desk

PRESSURE, DIABETES, PNEUMONIA, MIGRAINE = "I10", "E11.9", "J18.9", "G43.909"
WOMAN = Facts(age=58, sex="female", is_pregnant=False, is_lactating=False, is_liver_impaired=False,
              creatinine_mg_dl=0.8, weight_kg=70)  # fmt: skip
YOUNG = replace(WOMAN, age=30.0)


def command(desk: Desk, *diagnoses: str, facts: Facts = WOMAN, **more: Any) -> AskTreatment:  # noqa: ANN401
    said: dict[str, Any] = {"current": (), "allergies": ()}
    return AskTreatment(id=desk.id(), diagnoses=diagnoses, facts=facts, **(said | more))


def asked(desk: Desk, *diagnoses: str, facts: Facts = WOMAN, **more: Any) -> Treatment:  # noqa: ANN401
    return desk.do(command(desk, *diagnoses, facts=facts, **more), Role.DOCTOR)


def given(desk: Desk, drug: str, *diagnoses: str, times: int = 1, facts: Facts = WOMAN) -> list[UUID]:
    """So many people were given this drug: for each one, an answer was asked for and the drug accepted."""
    answers = []
    for _ in range(times):
        desk.clock.advance(600)  # another look, another person
        shown = asked(desk, *diagnoses, facts=facts)
        assert shown.opinion.uid is not None
        answers.append(shown.opinion.uid)
        decide(desk, shown.opinion.uid, Verdict.ACCEPTED, what=drug, code=drug)
    return answers


def decide(desk: Desk, answer: UUID, verdict: Verdict, **more: str) -> None:
    desk.do(Decide(id=desk.id(), answer=answer, verdict=verdict, **more), Role.DOCTOR)


def inns(shown: Treatment) -> list[str]:
    return [one.inn for one in shown.suggested]


def barred(shown: Treatment) -> dict[str, str]:
    return {one.inn: "; ".join(reason.text for reason in one.because) for one in shown.barred}


def suggestion(shown: Treatment, inn: str) -> Suggested:
    return next(one for one in shown.suggested if one.inn == inn)


def test_what_a_guideline_names_comes_first_with_its_source(either_staffed: Desk) -> None:
    shown = asked(either_staffed, DIABETES)
    assert shown.opinion.kind is Kind.TREATMENT
    assert inns(shown)[0] == "metformin"
    first = shown.suggested[0]
    assert first.shown == "metFORMIN"
    assert first.why[0].text.startswith("Type 2 diabetes in adults: Metformin")
    assert first.why[0].source == "FDA label, metformin tablets, sections 2 and 4"
    assert len(shown.suggested) == SHOWN


def test_no_suggestion_names_a_dose(either_staffed: Desk) -> None:
    shown = asked(either_staffed, DIABETES, PRESSURE)
    names = [one.shown for one in shown.suggested]
    assert not [name for name in names if any(letter.isdigit() for letter in name)]
    assert not [gap for one in shown.suggested for gap in (*one.not_checked, *shown.not_checked) if "dose" in gap]


def test_the_reasons_of_each_suggestion_add_up_to_its_score(either_staffed: Desk) -> None:
    given(either_staffed, "losartan", PRESSURE, times=4)
    shown = asked(either_staffed, PRESSURE, DIABETES, current=("metformin",))
    for one in shown.suggested:
        assert math.fsum(share.share for share in one.shares) == pytest.approx(one.score)
    drawn = math.fsum([*(share.share for share in shown.opinion.shares), shown.opinion.others])
    assert drawn == pytest.approx(shown.suggested[0].score)


def test_the_clinics_own_history_moves_the_order_and_says_how_many(either_staffed: Desk) -> None:
    before = inns(asked(either_staffed, PRESSURE))
    assert before[0] == "amlodipine"
    given(either_staffed, "lisinopril", PRESSURE, times=20)
    given(either_staffed, "losartan", PRESSURE, times=5)
    shown = asked(either_staffed, PRESSURE)
    first = shown.suggested[0]
    assert (first.inn, first.given, first.alike, first.rank) == ("lisinopril", 20, 25, 1)
    assert suggestion(shown, "losartan").rank == 2
    low, high = shown.opinion.likely[0].low, shown.opinion.likely[0].high
    assert 0 < low < shown.opinion.likely[0].probability < high < 1


def test_history_of_another_diagnosis_moves_nothing_up(either_staffed: Desk) -> None:
    given(either_staffed, "amlodipine", PRESSURE, times=6)
    shown = asked(either_staffed, DIABETES)
    assert "amlodipine" not in inns(shown)
    assert [(one.inn, one.standing) for one in shown.popular] == [("amlodipine", Standing.UNNAMED)]


def test_what_was_taken_back_and_the_patients_own_past_do_not_count(either_staffed: Desk) -> None:
    desk = either_staffed
    answer = given(desk, "lisinopril", PRESSURE)[0]
    decide(desk, answer, Verdict.DISMISSED, why="0")
    who = patient(desk)
    shown = asked(desk, PRESSURE, patient=who)
    assert shown.opinion.uid is not None
    decide(desk, shown.opinion.uid, Verdict.ACCEPTED, what="losartan", code="losartan")
    assert asked(desk, PRESSURE, patient=who).people == 0
    assert asked(desk, PRESSURE).people == 1


def test_a_popular_drug_that_is_contraindicated_is_not_suggested_and_is_said(either_staffed: Desk) -> None:
    given(either_staffed, "lisinopril", PRESSURE, times=12)
    shown = asked(either_staffed, PRESSURE, facts=replace(YOUNG, is_pregnant=True))
    assert shown.popular[0].inn == "lisinopril"
    assert shown.popular[0].standing is Standing.BARRED
    assert "lisinopril" not in inns(shown)
    assert "pregnan" in barred(shown)["lisinopril"].lower()
    assert any(said.startswith("Not suggested: lisinopril, because: ") for said in shown.opinion.says)


def test_in_pregnancy_no_inhibitor_of_angiotensin_is_suggested(either_staffed: Desk) -> None:
    shown = asked(either_staffed, PRESSURE, facts=replace(YOUNG, is_pregnant=True))
    assert {"ramipril", "enalapril", "losartan", "valsartan"} <= set(barred(shown))
    assert inns(shown)
    assert not set(inns(shown)) & set(barred(shown))


def test_who_is_allergic_to_penicillin_is_suggested_none(either_staffed: Desk) -> None:
    without = asked(either_staffed, PNEUMONIA)
    assert "amoxicillin" in inns(without)
    shown = asked(either_staffed, PNEUMONIA, allergies=("penicillin",))
    assert "amoxicillin" not in inns(shown)
    assert "«penicillin» is recorded as an allergy" in barred(shown)["amoxicillin"]
    assert "doxycycline" in inns(shown)


def test_a_step_that_its_own_guideline_refuses_is_said_and_not_suggested(either_staffed: Desk) -> None:
    shown = asked(either_staffed, DIABETES, facts=replace(WOMAN, creatinine_mg_dl=1.7))
    assert "metformin" not in inns(shown)
    assert "condition does not hold" in barred(shown)["metformin"]


def test_a_drug_taken_already_and_a_grave_interaction_bar_a_suggestion(either_staffed: Desk) -> None:
    shown = asked(either_staffed, DIABETES, current=("Glucophage",))
    assert "takes metformin already" in barred(shown)["metformin"]
    shown = asked(either_staffed, MIGRAINE, current=("phenelzine",))
    assert "sumatriptan" in barred(shown)


def test_what_nobody_recorded_is_not_checked_and_is_said(either_staffed: Desk) -> None:
    shown = asked(either_staffed, PNEUMONIA, facts=Facts(age=30, sex="female"), current=None, allergies=None)
    gaps = " ".join((*shown.not_checked, *(gap for one in shown.suggested for gap in one.not_checked)))
    assert "allergy: the patient's allergies" in gaps
    assert "nobody has said which drugs the patient takes" in gaps
    assert "pregnan" in gaps
    assert any(said.startswith("NOT CHECKED: ") for said in shown.opinion.says)
    assert "Allergies" in {one.name for one in shown.opinion.used if not one.said}
    full = asked(either_staffed, PNEUMONIA)
    assert full.not_checked == ()


def test_an_unknown_drug_among_those_taken_leaves_interactions_unchecked(either_staffed: Desk) -> None:
    shown = asked(either_staffed, PRESSURE, current=("moonwort",))
    assert any("moonwort" in gap for gap in shown.not_checked)


def test_without_a_known_indication_it_abstains(either_staffed: Desk) -> None:
    given(either_staffed, "ibuprofen", "S93.401A", times=3)
    shown = asked(either_staffed, "S93.401A")
    assert shown.opinion.silence is Silence.UNSURE
    assert shown.suggested == ()
    assert [(one.inn, one.standing) for one in shown.popular] == [("ibuprofen", Standing.UNNAMED)]


def test_stale_knowledge_leaves_everything_unchecked(either_staffed: Desk) -> None:
    either_staffed.clock.advance(3 * 366 * 86_400)
    shown = asked(either_staffed, DIABETES)
    assert any("fresh knowledge" in gap for gap in shown.not_checked)


def test_without_knowledge_nothing_is_suggested(either_staffed: Desk, tmp_path: Path) -> None:
    desk = either_staffed
    bare = replace(desk.house, shelf=Shelf(tmp_path / "pack.json"))
    store, bus = bootstrap.store_of(bare, desk.engine, bootstrap.Means(desk.clock, desk.ids))
    shown = asked(replace(desk, store=store, bus=bus, house=bare), DIABETES)
    assert shown.opinion.silence is Silence.UNSURE


def test_other_hospitals_only_speak_of_diabetes_and_only_move_what_is_named(either_staffed: Desk) -> None:
    shown = asked(either_staffed, DIABETES, "N18.2")
    words = {share.name for one in shown.suggested for share in one.shares}
    assert "Hospitals 1999 to 2008" in words
    assert not shown.opinion.is_rule
    other = asked(either_staffed, PRESSURE)
    assert "Hospitals 1999 to 2008" not in {share.name for one in other.suggested for share in one.shares}
    assert other.opinion.is_rule
    assert other.opinion.version


def test_without_the_model_the_rest_still_answers(either_staffed: Desk) -> None:
    desk = either_staffed
    bare = replace(desk.house, models=Catalogue(None))
    store, bus = bootstrap.store_of(bare, desk.engine, bootstrap.Means(desk.clock, desk.ids))
    shown = asked(replace(desk, store=store, bus=bus, house=bare), DIABETES)
    assert inns(shown)[0] == "metformin"
    assert shown.opinion.is_rule


def test_the_answer_is_kept_for_its_patient_as_it_was_shown(either_staffed: Desk) -> None:
    who = patient(either_staffed)
    shown = asked(either_staffed, DIABETES, patient=who)
    rows = either_staffed.ask(AnswersOf(patient=who), Role.DOCTOR)
    assert [(row.uid, row.kind) for row in rows] == [(shown.opinion.uid, Kind.TREATMENT)]
    assert [one["code"] for one in rows[0].shown["likely"]] == inns(shown)


def test_the_same_question_has_the_same_answer(either_staffed: Desk) -> None:
    given(either_staffed, "losartan", PRESSURE, times=3)
    assert asked(either_staffed, PRESSURE, DIABETES) == asked(either_staffed, PRESSURE, DIABETES)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"diagnoses": ()}, "diagnoses"),
        ({"diagnoses": ("E99.9",)}, "diagnoses"),
        ({"diagnoses": ("sugar\x00",)}, "diagnoses"),
        ({"diagnoses": (DIABETES,) * 21}, "diagnoses"),
        ({"allergies": ("x" * 201,)}, "allergies"),
        ({"facts": replace(WOMAN, creatinine_mg_dl=90.0)}, "creatinine"),
        ({"facts": replace(WOMAN, weight_kg=0.0)}, "weight"),
        ({"facts": replace(WOMAN, age=-1.0)}, "age"),
        ({"facts": replace(WOMAN, sex="male", is_pregnant=True)}, "is_pregnant"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(staffed: Desk, more: dict[str, Any], field: str) -> None:
    whole = replace(command(staffed, DIABETES), **more)
    with pytest.raises(Invalid) as refused:
        staffed.do(whole, Role.DOCTOR)
    assert list(refused.value.fields) == [field]


def test_hostile_text_among_drugs_and_allergies_is_text(either_staffed: Desk) -> None:
    words = ("a\x00b", "<b>x</b>", "'; DROP TABLE patient; --", "\u202egnol")
    shown = asked(either_staffed, PRESSURE, current=words, allergies=words)
    assert inns(shown)
    assert shown.not_checked


def test_diagnoses_and_drugs_are_offered_by_words(staffed: Desk) -> None:
    codes = [one.code for one in staffed.ask(DiagnosesLike(text="type 2 diabetes"), Role.DOCTOR)]
    assert codes[0].startswith("E11")
    assert staffed.ask(MedicinesLike(text="Glucoph"), Role.NURSE) == ("metformin",)
    assert staffed.ask(MedicinesLike(text=""), Role.NURSE) == ()


def test_who_may_not_ask_insight_is_suggested_nothing(staffed: Desk) -> None:
    with pytest.raises(Denied):
        staffed.do(command(staffed, DIABETES), Role.RECEPTIONIST)
