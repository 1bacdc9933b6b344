"""The scores' panel: by the keyboard alone, filled from the record, computed as soon as it can be, accepted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.ui.score_form import FigureField
from hms_desktop.features.insight.ui.scores_panel import ScoresPanel
from hms_desktop.ui.jobs import Jobs
from tests.demo_copies import demo_clinic
from tests.features.insight.ui.pages import page_of, somebody
from tests.ui.shown import nameless, settled


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("scores")) as made:
        yield made


def chosen(qtbot: QtBot, jobs: Jobs, panel: ScoresPanel, text: str) -> None:
    """The first score that these words find."""
    panel.filter.fill("")
    QTest.keyClicks(panel.filter.editor, text)
    settled(qtbot, jobs)


def test_a_score_is_found_filled_computed_and_accepted_by_the_keyboard(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    _, page, panel = page_of(qtbot, jobs, clinic, "scores", ScoresPanel)
    chosen(qtbot, jobs, panel, "lace")
    form = panel.form
    assert form is not None
    assert form.row.id == "lace"
    QTest.keyClick(panel.filter.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(form.fields["length_of_stay_days"].editor.hasFocus)
    QTest.keyClicks(form.fields["length_of_stay_days"].editor, "8")
    QTest.keyClick(form.fields["acute_admission"].editor, Qt.Key.Key_Y)
    QTest.keyClicks(form.fields["charlson"].editor, "2")
    panel.judge()
    assert "Missing: Emergency visits in the six months before" in panel.view.text()
    assert panel.accepted() == ("", "")
    QTest.keyClicks(form.fields["emergency_visits_6_months"].editor, "1")
    qtbot.waitUntil(lambda: panel.score is not None)
    settled(qtbot, jobs)
    assert "11 points" in panel.view.text()
    assert "5 + 3 + 2 + 1 = 11" in panel.view.text()
    assert "Rule-based" in panel.view.text()
    assert page.decision.accept.isEnabled()
    page.primary()
    settled(qtbot, jobs)
    assert "Accepted" in page.decision.state.text()
    assert nameless(panel) == []


def test_a_figure_out_of_range_stays_as_it_was_typed_and_another_unit_reads_it_anew(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    _, page, panel = page_of(qtbot, jobs, clinic, "scores", ScoresPanel)
    somebody(page, 60, "female")
    chosen(qtbot, jobs, panel, "egfr by creatinine (ckd")
    form = panel.form
    assert form is not None
    assert "from the record" in form.fields["age"].remark.text()
    field = form.fields["creatinine_mg_dl"]
    assert isinstance(field, FigureField)
    QTest.keyClicks(field.line, "180")
    panel.judge()
    assert field.remark.text() == "Enter 0.1 to 30 mg/dL"
    assert field.line.text() == "180"
    assert panel.accepted() == ("", "")
    field.units.setCurrentIndex(1)
    panel.judge()
    settled(qtbot, jobs)
    assert panel.score is not None
    assert panel.score.value == "27"
    assert field.remark.text() == ""


def test_what_is_left_is_no_only_when_somebody_says_so(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    _, _, panel = page_of(qtbot, jobs, clinic, "scores", ScoresPanel)
    chosen(qtbot, jobs, panel, "wells score for dvt")
    form = panel.form
    assert form is not None
    assert form.given() == {}
    form.fields["active_cancer"].fill(True)
    form.rest.click()
    panel.judge()
    settled(qtbot, jobs)
    assert panel.score is not None
    assert panel.score.value == "1"


def test_another_patient_takes_everything_of_the_first_off_the_form(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window, page, panel = page_of(qtbot, jobs, clinic, "scores", ScoresPanel)
    chosen(qtbot, jobs, panel, "lace")
    assert panel.form is not None
    panel.form.fields["charlson"].fill("7")
    from hms_desktop.features.patients.service import PatientList

    page.show_for(window.place.person.ask(PatientList()).rows[2].uid)
    settled(qtbot, jobs)
    assert panel.form.row.id == "lace"
    assert panel.form.fields["charlson"].raw() == ""
    assert panel.score is None
