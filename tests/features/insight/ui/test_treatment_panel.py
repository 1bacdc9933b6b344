"""The treatment panel: by the keyboard alone, what is suggested beside what is popular, and what is not, in red."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.domain.answer import Verdict
from hms_desktop.features.insight.domain.treatment import Facts
from hms_desktop.features.insight.service import Decide
from hms_desktop.features.insight.treating import AskTreatment
from hms_desktop.features.insight.ui.chosen_field import ChosenField
from hms_desktop.features.insight.ui.insight_page import InsightPage
from hms_desktop.features.insight.ui.treatment_panel import TreatmentPanel
from hms_desktop.ui.jobs import Jobs
from tests.demo_copies import demo_clinic
from tests.features.insight.ui.pages import page_of, somebody
from tests.features.patients.ui.people import acts_of
from tests.ui.shown import nameless, settled

WOMAN, MAN = "female", "male"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("treatment")) as made:
        yield made


@pytest.fixture
def at_work(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> tuple[InsightPage, TreatmentPanel]:
    """The panel, of a woman of thirty who is not on file."""
    _, page, panel = page_of(qtbot, jobs, clinic, "treatment", TreatmentPanel)
    somebody(page, 30, WOMAN)
    settled(qtbot, jobs)
    return page, panel


def named(qtbot: QtBot, jobs: Jobs, field: ChosenField, text: str) -> None:
    """Typed, and Enter."""
    QTest.keyClicks(field.field.line, text)
    QTest.keyClick(field.field.line, Qt.Key.Key_Return)
    settled(qtbot, jobs)


def red(panel: QWidget) -> str:
    """What stands in red."""
    return " ".join(one.text() for one in panel.findChildren(QLabel) if one.objectName() == "bad" and one.text())


def test_a_diagnosis_is_named_weighed_chosen_and_accepted_by_the_keyboard(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    page, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "type 2 diabetes")
    assert len(panel.diagnoses.heads) > 1
    QTest.keyClick(panel.diagnoses.field.line, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert (panel.diagnoses.values() or ("",))[0].startswith("E11")
    assert panel.said is not None
    assert "1  metFORMIN" in panel.view.text()
    assert "FDA label, metformin tablets" in panel.view.text()
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_2)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    second, third = panel.said.suggested[1].inn, panel.said.suggested[2].inn
    assert panel.accepted() == (third, third)
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    assert panel.accepted() == (second, second)
    assert page.decision.accept.isEnabled()
    page.primary()
    settled(qtbot, jobs)
    assert "Accepted" in page.decision.state.text()
    assert nameless(panel) == []


def test_what_nobody_recorded_stands_in_red_until_it_is_said(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    _, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "I10")
    assert "NOT CHECKED: allergy" in red(panel)
    assert "NOT CHECKED: pregnancy" in red(panel)
    assert "nobody has said which drugs" in red(panel)
    panel.allergies.say_none()
    panel.current.say_none()
    for field in (panel.pregnant, panel.nursing, panel.liver):
        field.fill(False)
    panel.creatinine.line.setFocus()
    QTest.keyClicks(panel.creatinine.line, "80 umol/l")
    QTest.keyClicks(panel.weight.line, "70")
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: "NOT CHECKED" not in red(panel.view))


def test_what_is_contraindicated_stands_apart_in_red_with_its_reason(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    _, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "I10")
    panel.pregnant.fill(True)
    qtbot.waitUntil(lambda: "lisinopril, because: lisinopril in pregnancy" in red(panel))
    assert panel.said is not None
    assert "lisinopril" not in {one.inn for one in panel.said.suggested}


def test_an_answer_to_other_facts_cannot_be_accepted(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    page, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "I10")
    assert page.decision.accept.isEnabled()
    panel.pregnant.fill(True)
    assert panel.accepted() == ("", "")
    assert not page.decision.accept.isEnabled()
    qtbot.waitUntil(page.decision.accept.isEnabled)
    assert panel.said is not None
    assert panel.accepted()[0] == panel.said.suggested[0].inn


def test_popularity_stands_beside_and_says_what_became_of_it(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    _, panel = at_work
    doctor, ids = acts_of(clinic, "doctor").person, panel.place.new_id
    asked = AskTreatment(id=ids(), diagnoses=("J18.9",), facts=Facts(age=44.0, sex=MAN))
    answer = doctor.execute(asked).answer.opinion.uid
    assert answer is not None
    doctor.execute(Decide(id=ids(), answer=answer, verdict=Verdict.ACCEPTED, what="amoxicillin", code="amoxicillin"))
    named(qtbot, jobs, panel.diagnoses, "J18.9")
    assert "By popularity alone" in panel.view.text()
    assert "Given to 1 of 1 here with the same diagnosis" in panel.view.text()
    named(qtbot, jobs, panel.allergies, "penicillin")
    assert "not suggested" in panel.view.text()
    assert "«penicillin» is recorded as an allergy" in red(panel)


def test_a_figure_without_its_unit_is_asked_about_and_stays(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    _, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "I10")
    QTest.keyClicks(panel.creatinine.line, "90")
    qtbot.waitUntil(lambda: "Say the unit" in panel.creatinine.remark.text())
    assert panel.creatinine.raw() == "90"
    assert panel.said is None
    QTest.keyClicks(panel.creatinine.line, " umol/l")
    qtbot.waitUntil(lambda: panel.said is not None)
    assert "Creatinine 1 mg/dL" in panel.view.text()
    QTest.keyClicks(panel.weight.line, "7000")
    qtbot.waitUntil(lambda: "0 to 400 kg" in panel.weight.remark.text())


def test_words_of_no_diagnosis_stay_with_a_sentence_and_other_words_take_the_offers_away(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    _, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "qqqq")
    assert panel.diagnoses.field.raw() == "qqqq"
    assert "No diagnosis is known" in panel.diagnoses.field.remark.text()
    panel.diagnoses.clear()
    named(qtbot, jobs, panel.diagnoses, "asthma")
    assert panel.diagnoses.heads
    QTest.keyClicks(panel.diagnoses.field.line, "x")
    assert panel.diagnoses.heads == ()


def test_backspace_takes_the_last_one_back_and_escape_all(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    page, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "I10")
    named(qtbot, jobs, panel.diagnoses, "E11.9")
    QTest.keyClick(panel.diagnoses.field.line, Qt.Key.Key_Backspace)
    settled(qtbot, jobs)
    assert panel.diagnoses.values() == ("I10",)
    assert page.escape()
    assert panel.diagnoses.values() is None
    assert panel.said is None
    assert not page.escape()


def test_a_drug_that_nobody_here_knows_is_kept_as_it_was_written_and_said(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    _, panel = at_work
    named(qtbot, jobs, panel.current, "Glucophage")
    assert panel.current.values() == ("metformin",)
    named(qtbot, jobs, panel.current, "moonwort")
    named(qtbot, jobs, panel.diagnoses, "I10")
    assert "moonwort is not known here" in red(panel)


def test_a_man_is_not_asked_whether_he_is_pregnant_and_another_patient_begins_anew(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]
) -> None:
    page, panel = at_work
    panel.pregnant.fill(True)
    named(qtbot, jobs, panel.diagnoses, "I10")
    somebody(page, 50, MAN)
    settled(qtbot, jobs)
    assert not panel.pregnant.isVisible()
    assert panel.said is not None
    assert "Pregnant" not in panel.view.text()
    panel.turned(other=True)
    assert panel.diagnoses.values() is None


def test_without_a_named_drug_it_says_so(qtbot: QtBot, jobs: Jobs, at_work: tuple[InsightPage, TreatmentPanel]) -> None:
    page, panel = at_work
    named(qtbot, jobs, panel.diagnoses, "S93.401A")
    assert "No source here names a drug for this" in panel.view.text()
    assert not page.decision.accept.isEnabled()
