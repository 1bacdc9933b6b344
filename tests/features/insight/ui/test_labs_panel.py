"""The laboratory's panel: typed in one line, read as it is typed, a rule chosen and taken over by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.domain.labs.case import LabRow
from hms_desktop.features.insight.ui.insight_page import InsightPage
from hms_desktop.features.insight.ui.lab_view import range_text, value_text
from hms_desktop.features.insight.ui.labs_panel import LabsPanel
from hms_desktop.features.insight.ui.range_bar import place
from hms_desktop.features.insight.ui.scores_panel import ScoresPanel
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.languages import PSEUDO, speak
from tests.demo_copies import demo_clinic
from tests.features.insight.ui.pages import page_of, somebody
from tests.ui.shown import nameless, settled
from tests.ui.test_screens import cut_off

LINE = "Hb 9.1 MCV 72 ferritin 6 K 6.7 foo 12"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("labs")) as made:
        yield made


def typed(qtbot: QtBot, jobs: Jobs, page: InsightPage, panel: LabsPanel, text: str = LINE) -> None:
    """The line typed for a woman of forty, and read by itself."""
    somebody(page, 40, "female")
    settled(qtbot, jobs)
    QTest.keyClicks(panel.typed.editor, text)
    qtbot.waitUntil(lambda: panel.reading is not None)
    settled(qtbot, jobs)


def test_a_line_is_read_as_it_is_typed_with_flags_in_words_and_rules_with_sources(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    _, page, panel = page_of(qtbot, jobs, clinic, "labs", LabsPanel)
    typed(qtbot, jobs, page, panel)
    values, rules = panel.view.text(), panel.patterns.text()
    assert "Not read: foo 12 – not known" in values
    assert values.index("critically high") < values.index("▼ low")
    assert "9.1 g/dL ?" in values
    assert "no unit was said" in panel.assumed.text()
    assert "Hyperkalaemia, severe" in rules
    assert "Against:" in rules
    assert "WHO guideline on ferritin, 2020" in rules
    assert "Worth ordering" in rules
    assert "Rule-based" in rules
    assert nameless(panel) == []


def test_the_rule_that_is_chosen_is_what_accepting_takes_over(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    _, page, panel = page_of(qtbot, jobs, clinic, "labs", LabsPanel)
    typed(qtbot, jobs, page, panel)
    assert panel.accepted()[0].startswith("Hyperkalaemia, severe")
    button = next(one for one in panel.findChildren(QPushButton) if "Iron deficiency" in one.accessibleName())
    button.click()
    assert panel.accepted() == ("Iron deficiency: stores are empty", "")
    assert "Iron deficiency: stores are empty" in page.decision.state.text()
    page.primary()
    settled(qtbot, jobs)
    assert "Accepted" in page.decision.state.text()


def test_another_patient_and_escape_leave_nothing_of_the_report(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    _, page, panel = page_of(qtbot, jobs, clinic, "labs", LabsPanel)
    typed(qtbot, jobs, page, panel)
    assert panel.escape()
    settled(qtbot, jobs)
    assert panel.typed.raw() == ""
    assert panel.view.text() == ""
    assert panel.accepted() == ("", "")
    assert not panel.escape()


def test_without_age_and_sex_it_asks_for_them(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    _, _, panel = page_of(qtbot, jobs, clinic, "labs", LabsPanel)
    QTest.keyClicks(panel.typed.editor, "K 6.7")
    panel.primary()
    settled(qtbot, jobs)
    assert "Say age and sex" in panel.patterns.text()
    assert "critically high" in panel.view.text()


@pytest.fixture(params=["en", PSEUDO])
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    speak(qapp, request.param)
    yield request.param
    speak(qapp, "en")


def test_no_word_of_either_panel_is_cut_off(qtbot: QtBot, jobs: Jobs, clinic: Clinic, language: str) -> None:
    window, page, panel = page_of(qtbot, jobs, clinic, "labs", LabsPanel)
    typed(qtbot, jobs, page, panel, f"{LINE} creat 180 umol/l was 90 2d ago pH 7.05 BHB 5 glucose 500")
    window.grab()
    assert window.width() <= 1280, language
    qtbot.waitUntil(lambda: not cut_off(window))
    page.turn_to("scores")
    settled(qtbot, jobs)
    scores = page.instrument
    assert isinstance(scores, ScoresPanel)
    for text in ("kfre", "prevent", "charlson", "news", "glasgow coma", "hospital"):
        scores.filter.fill(text)
        scores.list.begin()
        settled(qtbot, jobs)
        window.grab()
        qtbot.waitUntil(lambda: not cut_off(window))


def row(value: float, low: float | None, high: float | None, unit: str = "g/dL") -> LabRow:
    return LabRow(analyte="x", name="X", short="X", value=value, unit=unit, us=value, low=low, high=high)


def test_a_range_is_said_by_the_limits_that_there_are() -> None:
    assert range_text(row(1, 12.0, 16.04)) == "12 – 16"
    assert range_text(row(1, None, 0.6)) == "≤ 0.6"
    assert range_text(row(1, 60, None)) == "≥ 60"
    assert range_text(row(1, None, None)) == ""
    assert value_text(row(7.05, None, None, "pH")) == "7.05"
    assert value_text(row(1.1, None, None, "1")) == "1.1"


def test_the_mark_stands_in_the_band_exactly_when_the_value_is_in_range() -> None:
    for value, low, high in (
        (12, 12, 16),
        (16, 12, 16),
        (11.9, 12, 16),
        (17, 12, 16),
        (0.5, None, 0.6),
        (70, 60, None),
    ):
        first, last, at = place(value, low, high)
        inside = (low is None or value >= low) and (high is None or value <= high)
        assert (first - 1e-9 <= at <= last + 1e-9) is inside
    assert place(30, 12, 16)[2] > 1
    assert place(1, 12, 16)[2] < 0
