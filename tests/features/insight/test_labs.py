"""Reading a report through the door: flags of age and sex, rules, what is kept; a critical value is never lost."""

from __future__ import annotations

import json

import pytest

from hms_desktop.features.insight.domain.answer import Kind, Silence
from hms_desktop.features.insight.domain.labs.catalogue import VERSION
from hms_desktop.features.insight.labs import AskLaboratory
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid
from tests.support import Desk

LINE = "Hb 9.1 MCV 72 ferritin 6 creat 180 umol/l was 90 2d ago"


def ask(desk: Desk, text: str, age: float | None = 40, sex: str = "female", system: str = "us") -> AskLaboratory:
    return AskLaboratory(id=desk.id(), text=text, age=age, sex=sex, system=system)


def test_a_report_is_read_and_kept_as_a_rules_answer(desk: Desk) -> None:
    reading = desk.do(ask(desk, LINE), Role.DOCTOR)
    said = reading.opinion
    assert (said.kind, said.model, said.version, said.is_rule) == (Kind.LABORATORY, "laboratory-rules", VERSION, True)
    assert said.uid is not None
    assert said.likely == ()
    assert {one.rule for one in reading.patterns} >= {"anaemia", "iron-deficiency", "aki", "ckd"}
    kept = desk.sql("SELECT kind, model FROM insight_answer")
    assert kept == [("laboratory", "laboratory-rules")]


def test_the_egfr_is_that_of_the_house(desk: Desk) -> None:
    reading = desk.do(ask(desk, "creat 1.6 mg/dL UACR 400", age=40.9), Role.DOCTOR)
    ckd = next(one for one in reading.patterns if one.rule == "ckd")
    assert "eGFR 42 mL/min/1.73 m² (CKD-EPI 2021)" in ckd.speaks_for


def test_a_critical_value_is_the_first_thing_that_is_said(desk: Desk) -> None:
    reading = desk.do(ask(desk, "Hb 9.1 MCV 72 K 6.7 foo 3"), Role.DOCTOR)
    assert reading.rows[0].analyte == "potassium"
    assert reading.opinion.says[0] == "K 6.7 mEq/L: critical high"
    assert [one.text for one in reading.unread] == ["foo 3"]


@pytest.mark.parametrize(("age", "sex"), [(None, "female"), (40.0, "unknown")])
def test_without_age_or_sex_no_rule_is_asked_and_critical_limits_count_still(
    desk: Desk, age: float | None, sex: str
) -> None:
    reading = desk.do(ask(desk, "Hb 9.1 MCV 72 Na 118 K 6.7", age=age, sex=sex), Role.DOCTOR)
    assert reading.patterns == ()
    assert {row.analyte for row in reading.rows if row.is_critical} == {"sodium", "potassium"}
    assert "Without age and sex no rule was asked" in reading.opinion.says


def test_of_a_line_that_says_nothing_nothing_is_kept(desk: Desk) -> None:
    reading = desk.do(ask(desk, "hello there"), Role.DOCTOR)
    assert reading.opinion.silence is Silence.NOTHING
    assert reading.opinion.uid is None
    assert desk.sql("SELECT COUNT(*) FROM insight_answer") == [(0,)]


def test_the_same_figures_are_one_look_and_the_text_itself_is_not_kept(desk: Desk) -> None:
    first = desk.do(ask(desk, LINE), Role.DOCTOR)
    second = desk.do(ask(desk, f"  {LINE} mrs-somebody "), Role.DOCTOR)
    assert first.opinion.uid == second.opinion.uid
    given = desk.sql("SELECT given FROM insight_answer")
    assert "somebody" not in json.dumps(given, default=str)


def test_what_cannot_be_asked_is_refused_by_field(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.do(AskLaboratory(id=desk.id(), text="K 4 " * 2_000, system="xx", age=300), Role.DOCTOR)
    assert set(refused.value.fields) == {"text", "system", "age"}
    with pytest.raises(Denied):
        desk.do(ask(desk, LINE), Role.RECEPTIONIST)


def test_a_childs_figures_get_a_childs_ranges_and_no_adults_rules(desk: Desk) -> None:
    reading = desk.do(ask(desk, "creat 0.9 mg/dL K 5.6 MCV 72", age=4), Role.DOCTOR)
    creatinine = next(row for row in reading.rows if row.analyte == "creatinine")
    assert (creatinine.flag, creatinine.high) == ("high", 0.7)
    assert reading.patterns == ()
