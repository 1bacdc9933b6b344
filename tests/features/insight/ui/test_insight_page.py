"""The insight page by its keys: an interview of eight questions without a network, risks, and what a person decides."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import NoReturn

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.domain.answer import Silence, Verdict
from hms_desktop.features.insight.service import AnswersOf
from hms_desktop.features.insight.ui.diagnosis_panel import DiagnosisPanel
from hms_desktop.features.insight.ui.insight_page import InsightPage
from hms_desktop.features.insight.ui.risk_panel import ReadmissionPanel
from hms_desktop.features.insight.ui.told_dialogs import OTHERWISE, OutcomeDialog
from hms_desktop.features.insight.ui.words import likely, percent
from hms_desktop.features.patients.chart import Timeline
from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.service import PatientList
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.features.insight.ui.pages import page_of, somebody
from tests.features.patients.ui.people import acts_of, chart_of, demo_clinic
from tests.ui.shown import dialog_of, fill, nameless, settled, window_of

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("insight")) as made:
        yield made


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to go out is found."""

    def refused(*_: object) -> NoReturn:
        raise AssertionError("somebody asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def at_work(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Iterator[tuple[MainWindow, InsightPage, DiagnosisPanel]]:
    window, page, panel = page_of(qtbot, jobs, clinic, "diagnosis", DiagnosisPanel)
    somebody(page, 54, "male")
    yield window, page, panel
    settled(qtbot, jobs)


def adult(clinic: Clinic) -> PatientRow:
    rows = acts_of(clinic, "doctor").person.ask(PatientList()).rows
    return next(row for row in rows if row.born and 1940 < row.born.year < 1975 and not row.is_restricted)


def tell(qtbot: QtBot, jobs: Jobs, panel: DiagnosisPanel, text: str) -> None:
    """The complaint in words, and Enter."""
    QTest.keyClicks(panel.complaint.editor, text)
    QTest.keyClick(panel.complaint.editor, Qt.Key.Key_Return)
    settled(qtbot, jobs)


@pytest.mark.usefixtures("offline")
def test_the_demo_doctor_holds_an_interview_of_eight_questions_with_eight_keys_and_no_network(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    row = adult(clinic)
    acts = acts_of(clinic, "doctor")
    window, _ = chart_of(qtbot, jobs, acts, row)
    QTest.keyClick(window, Qt.Key.Key_I, CTRL)
    settled(qtbot, jobs)
    page = window.page
    assert isinstance(page, InsightPage)
    panel = page.instrument
    assert isinstance(panel, DiagnosisPanel)
    assert panel.subject.patient == row.uid
    assert page.whose() is not None
    tell(qtbot, jobs, panel, "stabbing chest pain since Tuesday, worse lying down, no fever")
    assert panel.said
    asked = set()
    for key in "ynn+0yn-":
        assert panel.card.hasFocus() or window.isActiveWindow() is False
        asked.add(panel.card.questions[0].code)
        QTest.keyClicks(panel.card, key)
        settled(qtbot, jobs)
    assert len(asked) == 8
    assert panel.interview is not None
    assert len(panel.interview.opinion.likely) == 6
    seen = acts.person.ask(AnswersOf(patient=row.uid))
    assert len({one.uid for one in seen}) >= 8
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert page.decision.accept.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    settled(qtbot, jobs)
    accepted = panel.accepted()[0]
    lines = [line.detail for line in acts.person.ask(Timeline(patient=row.uid)).rows]
    assert f"{accepted} · decision support: diagnosis 1.0.0" in lines
    assert nameless(window) == []


def test_what_is_denied_is_a_no_what_is_doubted_is_asked_and_both_stand_in_their_own_words(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    _, _, panel = at_work
    tell(qtbot, jobs, panel, "cough and sore throat, no fever, maybe short of breath")
    said = {one.code: one.answer for one in panel.said}
    assert said["E_201"] is True
    assert said["E_97"] is True
    assert said["E_91"] is False
    assert "E_66" not in said
    assert "«fever»" in panel.list.text()


def test_without_age_and_sex_nothing_is_guessed(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    _, page, panel = at_work
    page.forget()
    page.bar.age.clear()
    page.bar.sex.setCurrentIndex(0)
    page._told()
    tell(qtbot, jobs, panel, "cough")
    assert panel.said == ()
    assert "age and sex" in panel.complaint.remark.text()
    page.bar.age.setText("400")
    page._told()
    assert "0 to 125" in page.bar.problem.text()


def test_backspace_takes_back_drop_drops_and_esc_begins_again(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    _, page, panel = at_work
    tell(qtbot, jobs, panel, "cough")
    first = panel.said
    QTest.keyClicks(panel.card, "n")
    settled(qtbot, jobs)
    assert len(panel.said) == len(first) + 1
    QTest.keyClick(panel.card, Qt.Key.Key_Backspace)
    settled(qtbot, jobs)
    assert panel.said == first
    panel.drop(first[0].code)
    settled(qtbot, jobs)
    assert all(one.code != first[0].code for one in panel.said)
    tell(qtbot, jobs, panel, "cough")
    assert page.escape()
    assert panel.said == ()
    assert not panel.escape()


def test_two_and_three_put_another_question(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    _, _, panel = at_work
    tell(qtbot, jobs, panel, "cough and fever")
    other = panel.card.questions[1]
    QTest.keyClicks(panel.card, "2")
    assert panel.card.question.text() == other.text
    QTest.keyClicks(panel.card, "y")
    settled(qtbot, jobs)
    assert panel.said[-1].code == other.code


def test_another_patient_takes_the_interview_of_the_first_off(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    window, _, panel = at_work
    tell(qtbot, jobs, panel, "cough")
    window.open("insight", adult(clinic).uid)
    settled(qtbot, jobs)
    assert panel.said == ()
    assert panel.interview is None
    assert "Nothing was said yet" in panel.view.text()


def test_dismissing_takes_two_keys_and_says_why(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    window, page, panel = at_work
    tell(qtbot, jobs, panel, "cough")
    QTest.keyClick(window, Qt.Key.Key_D, CTRL)
    assert page.decision.currentWidget() is page.decision.why
    QTest.keyClicks(page.decision.why, "2")
    settled(qtbot, jobs)
    assert page.decision.state.text() == "Dismissed"
    assert not page.decision.accept.isEnabled()
    QTest.keyClicks(panel.card, "y")
    settled(qtbot, jobs)
    assert page.decision.accept.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_D, CTRL)
    assert page.escape()
    assert page.decision.currentWidget() is not page.decision.why


def test_a_report_needs_a_sentence(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    window, page, panel = at_work
    tell(qtbot, jobs, panel, "sore throat")
    page.report()
    settled(qtbot, jobs)
    dialog = dialog_of(window)
    dialog.carry_out()
    settled(qtbot, jobs)
    assert dialog.fields["note"].remark.text()
    fill(dialog, note="He has a cold")
    with qtbot.waitSignal(dialog.carried_out):
        dialog.carry_out()
    settled(qtbot, jobs)
    assert page.decision.state.text() == "Reported"
    assert page.decision._decided[panel.answer_uid] is Verdict.REPORTED  # type: ignore[index]


def test_the_record_fills_the_fields_of_a_risk_and_typing_asks_again(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window, page, panel = page_of(qtbot, jobs, clinic, "readmission", ReadmissionPanel)
    window.open("insight", adult(clinic).uid)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: panel.said is not None and bool(panel.said.likely))
    before = panel.said
    assert "from the record" in panel.form._remarks["age"].text()
    field = panel.form.editors["number_inpatient"]
    QTest.keyClicks(field, "4")
    qtbot.waitUntil(lambda: panel.said is not before and panel.said is not None and bool(panel.said.likely))
    settled(qtbot, jobs)
    assert page.decision.accept.isEnabled()
    assert "Back in hospital" in page.decision.state.text()
    QTest.keyClicks(field, "99")
    qtbot.waitUntil(lambda: panel.said is None)
    assert "From 0 to 50" in panel.form._remarks["number_inpatient"].text()
    assert "Not able to judge" in panel.view.text()
    assert field.text().endswith("499")  # type: ignore[union-attr]
    settled(qtbot, jobs)


def test_who_may_not_accept_is_offered_nothing_to_accept(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window = window_of(qtbot, jobs, acts_of(clinic, "nurse"), "insight")
    window.open("insight")
    page = window.page
    assert isinstance(page, InsightPage)
    settled(qtbot, jobs)
    panel = page.instrument
    assert isinstance(panel, DiagnosisPanel)
    somebody(page, 30, "female")
    tell(qtbot, jobs, panel, "cough")
    assert panel.interview is not None
    assert not page.decision.accept.isEnabled()
    assert not page.decision.dismiss.isEnabled()


def test_ctrl_page_down_turns_the_instruments_round(
    qtbot: QtBot, jobs: Jobs, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    window, page, _ = at_work
    seen = []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _ in page.specs:
        seen.append(page.spec_id)
        QTest.keyClick(window, Qt.Key.Key_PageDown, CTRL)
        settled(qtbot, jobs)
    assert seen == [spec.id for spec in page.specs]
    assert page.spec_id == seen[0]


@pytest.mark.parametrize(
    ("chance", "said"),
    [((0.62, 0.48, 0.74), "likely, 62 %, 48 to 74"), ((0.62, 0.62, 0.62), "likely, 62 %"),
     ((0.5, 0.0, 1.0), "roughly even chance, 50 %, not counted how sure"),
     ((0.001, 0.0, 0.0), "almost no chance, < 1 %")],
)  # fmt: skip
def test_a_chance_is_a_word_a_number_and_how_sure(chance: tuple[float, float, float], said: str) -> None:
    assert likely(*chance) == said


def test_nothing_is_called_certain_that_is_not() -> None:
    assert (percent(0.9999), percent(1.0), percent(0.0), percent(0.0001)) == ("> 99", "100", "0", "< 1")
    assert Silence.NONE.value == ""


def test_what_happened_afterwards_is_told_of_one_answer_and_survives_parking(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, at_work: tuple[MainWindow, InsightPage, DiagnosisPanel]
) -> None:
    window, page, panel = at_work
    row = adult(clinic)
    window.open("insight", row.uid)
    settled(qtbot, jobs)
    tell(qtbot, jobs, panel, "sore throat and cough")
    page.tell_outcome()
    settled(qtbot, jobs)
    dialog = dialog_of(window)
    assert isinstance(dialog, OutcomeDialog)
    first = dialog.happened.box.itemText(0)
    assert first
    fill(dialog, happened=OTHERWISE, words="A cold")
    dialog.keep()
    settled(qtbot, jobs)
    command = dialog.make(dialog.values())
    assert command.happened == "A cold"
    with qtbot.waitSignal(dialog.carried_out):
        dialog.carry_out()
    settled(qtbot, jobs)
    assert nameless(window) == []
