"""Scores: what the record fills, what is kept, what each answer added, and that nothing missing is taken for normal."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from hms_desktop.features.insight.domain.answer import Kind
from hms_desktop.features.insight.domain.scoring import (
    FIRST,
    figure_text,
    from_record,
    is_whole,
    label_of,
    ordered,
    taken_over,
)
from hms_desktop.features.insight.domain.subject import Fact, Subject
from hms_desktop.features.insight.scores import AskScore, Scores
from hms_desktop.features.knowledge.domain import CalculatorRow
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound
from tests.support import Desk

LACE: Final = {
    "length_of_stay_days": 8.0, "acute_admission": True, "charlson": 2.0, "emergency_visits_6_months": 1.0,
}  # fmt: skip
STAYED: Final = Subject(
    age=71.4, sex="male",
    facts=(Fact("length_of_stay_days", 8.0, "wards"), Fact("admissions_last_year", 1.0, "wards")),
)  # fmt: skip


def rows(desk: Desk) -> tuple[CalculatorRow, ...]:
    return desk.ask(Scores(), Role.DOCTOR)


def row(desk: Desk, which: str) -> CalculatorRow:
    return next(one for one in rows(desk) if one.id == which)


def test_a_score_says_its_figure_its_meaning_its_paper_and_that_it_is_a_rule(desk: Desk) -> None:
    score = desk.do(AskScore(id=desk.id(), calculator="lace", inputs=LACE), Role.DOCTOR)
    assert (score.value, score.unit) == ("11", "points")
    assert score.meaning == "10 or more: high risk of coming back"
    assert "CMAJ" in score.citation
    said = score.opinion
    assert said.is_rule
    assert (said.kind, said.model, said.version) == (Kind.SCORE, "lace", "van Walraven 2010")
    assert said.says == (score.meaning, score.citation)
    assert taken_over(score) == "LACE 11 (high risk of coming back)"


def test_what_each_answer_added_is_the_score(desk: Desk) -> None:
    score = desk.do(AskScore(id=desk.id(), calculator="lace", inputs=LACE), Role.DOCTOR)
    shares = score.opinion.shares
    assert sum(one.share for one in shares) + score.floor == 11
    assert [(one.name, one.said, one.share) for one in shares][:2] == [
        ("Length of stay", "8 days", 5), ("Came as an emergency", "yes", 3),
    ]  # fmt: skip


def test_a_score_that_was_shown_is_kept_and_the_same_look_is_kept_once(desk: Desk) -> None:
    first = desk.do(AskScore(id=desk.id(), calculator="lace", inputs=LACE), Role.DOCTOR)
    second = desk.do(AskScore(id=desk.id(), calculator="lace", inputs=LACE), Role.DOCTOR)
    other = desk.do(AskScore(id=desk.id(), calculator="lace", inputs={**LACE, "charlson": 3.0}), Role.DOCTOR)
    assert first.opinion.uid == second.opinion.uid != other.opinion.uid
    assert desk.sql("SELECT COUNT(*) FROM insight_answer WHERE model = 'lace'") == [(2,)]


def test_nothing_is_kept_of_a_score_that_could_not_be_computed(desk: Desk) -> None:
    less = {name: value for name, value in LACE.items() if name != "charlson"}
    with pytest.raises(Invalid) as refused:
        desk.do(AskScore(id=desk.id(), calculator="lace", inputs=less), Role.DOCTOR)
    assert set(refused.value.fields) == {"charlson"}
    with pytest.raises(NotFound):
        desk.do(AskScore(id=desk.id(), calculator="nobody's"), Role.DOCTOR)
    assert desk.sql("SELECT COUNT(*) FROM insight_answer") == [(0,)]


def test_who_may_not_ask_gets_no_score(desk: Desk) -> None:
    with pytest.raises(Denied):
        desk.do(AskScore(id=desk.id(), calculator="lace", inputs=LACE), Role.RECEPTIONIST)


def test_an_input_in_the_other_unit_and_one_that_was_left_out_are_told_apart(desk: Desk) -> None:
    given = {"creatinine_umol_l": 180.0, "age": 60.0, "sex": "female"}
    score = desk.do(AskScore(id=desk.id(), calculator="egfr_ckd_epi_2021", inputs=given, sources={"sex": "sex"}),
                    Role.DOCTOR)  # fmt: skip
    used = {one.name: (one.said, one.source) for one in score.opinion.used}
    assert used["Creatinine in serum"] == ("180 µmol/L", "said")
    assert used["Sex at birth"] == ("female", "sex")
    assert score.opinion.shares == ()
    urea = {"confusion": False, "urea_mmol_l": 8.0, "respiratory_rate": 18.0, "systolic_bp": 120.0,
            "diastolic_bp": 70.0, "age": 50.0}  # fmt: skip
    curb = desk.do(AskScore(id=desk.id(), calculator="curb65", inputs=urea), Role.DOCTOR)
    assert {one.name for one in curb.opinion.used if not one.said} == {label_of(row(desk, "curb65"), "bun_mg_dl")}


def test_a_day_is_kept_as_text(desk: Desk) -> None:
    given = {"lmp": date(2026, 8, 1), "on": date(2026, 11, 21)}
    score = desk.do(AskScore(id=desk.id(), calculator="gestational_age", inputs=given), Role.DOCTOR)
    assert score.value == "16 weeks and 0 days" or "16" in score.value


def test_what_leads_on_to_complications_stands_first_and_a_disease_finds_its_scores(desk: Desk) -> None:
    every = rows(desk)
    known = {one.id for one in every}
    assert set(FIRST) <= known
    assert [one.id for one in ordered(every)][:3] == list(FIRST[:3])
    assert {one.id for one in ordered(every, "ckd")} >= {"kfre_4var", "egfr_ckd_epi_2021", "albuminuria_category"}
    assert {one.id for one in ordered(every, "stroke")} >= {"cha2ds2_vasc", "abcd2"}
    assert [one.id for one in ordered(every, "cha2ds2")] == ["cha2ds2_vasc"]
    assert ordered(every, "zzz") == ()


def test_the_record_fills_what_it_says_and_nothing_else(desk: Desk) -> None:
    lace = from_record(row(desk, "lace"), STAYED)
    assert {name: (one.value, one.source) for name, one in lace.items()} == {"length_of_stay_days": (8.0, "wards")}
    assert from_record(row(desk, "kfre_4var"), STAYED)["male"].value is True
    assert from_record(row(desk, "has_bled"), STAYED)["elderly"].value is True
    assert from_record(row(desk, "egfr_ckd_epi_2021"), STAYED)["age"].value == 71.0
    assert from_record(row(desk, "egfr_ckd_epi_2021"), Subject()) == {}


def test_an_age_that_a_score_was_not_made_for_is_filled_and_refused(desk: Desk) -> None:
    child = Subject(age=9.5, sex="female")
    egfr = row(desk, "egfr_ckd_epi_2021")
    filled = {name: one.value for name, one in from_record(egfr, child).items()}
    assert filled == {"age": 9.0, "sex": "female"}
    assert set(egfr.faults(filled)) == {"age"}
    assert not is_whole(egfr, from_record(egfr, child))


def test_the_record_alone_is_enough_only_when_every_input_is_recorded(desk: Desk) -> None:
    lace = row(desk, "lace")
    assert not is_whole(lace, from_record(lace, STAYED))
    facts = tuple(Fact(name, value, "wards") for name, value in LACE.items())
    assert is_whole(lace, from_record(lace, Subject(facts=facts)))


def test_a_fraction_is_said_in_per_cent() -> None:
    assert figure_text(0.0342, "fraction", 4) == ("3.42", "%")
    assert figure_text(41.66, "mL/min", 0) == ("42", "mL/min")
    assert figure_text("3 weeks", "weeks and days", 0) == ("3 weeks", "weeks and days")
