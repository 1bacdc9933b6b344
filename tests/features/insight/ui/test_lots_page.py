"""Everybody in the wards scored lot by lot: how far it is, what is left out, and that it stops when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.ui.insight_page import InsightPage
from hms_desktop.features.insight.ui.lots_page import AT_ONCE, LotsPage, _by_risk
from hms_desktop.features.insight.ui.models_page import ModelsPage
from hms_desktop.features.insight.watching import Scored
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.demo_copies import demo_clinic
from tests.features.patients.ui.people import acts_of
from tests.ui.shown import nameless, settled, window_of


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("lots")) as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Iterator[MainWindow]:
    made = window_of(qtbot, jobs, acts_of(clinic, "doctor"), "insight")
    settled(qtbot, jobs)
    yield made
    settled(qtbot, jobs)


def begun(window: MainWindow) -> LotsPage:
    """By its key, from the insight page."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_S, held)
    page = window.page
    assert isinstance(page, LotsPage)
    return page


def test_all_who_lie_in_the_wards_are_scored_the_highest_risk_first(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    page = begun(window)
    assert page.is_busy
    assert page.progress.isVisibleTo(page)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=60_000)
    settled(qtbot, jobs)
    assert len(page.rows) == page.total > AT_ONCE
    risks = [row.probability for row in page.rows if row.probability is not None]
    assert risks == sorted(risks, reverse=True)
    assert all(row.missing for row in page.rows)
    assert not page.partial.isVisibleTo(page)
    assert page.list.view.current() == page.rows[0]
    assert not nameless(page)
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert isinstance(window.page, InsightPage)
    assert window.page.patient == page.rows[0].patient


def test_escape_stops_after_the_lot_and_the_list_says_that_it_is_partial(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    page = begun(window)
    qtbot.waitUntil(lambda: bool(page.rows), timeout=60_000)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.is_stopped
    qtbot.waitUntil(lambda: not page.is_busy, timeout=60_000)
    settled(qtbot, jobs)
    assert 0 < len(page.rows) < page.total
    assert len(page.rows) % AT_ONCE == 0
    assert page.partial.isVisibleTo(page)
    assert f"stopped after {len(page.rows)} of {page.total}" in page.partial.text()
    window.open("insight")
    window.open("lots")
    assert page.rows
    assert not page.is_busy


def test_one_record_that_cannot_be_scored_does_not_keep_the_others_out(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    window.open("lots")
    page = window.page
    assert isinstance(page, LotsPage)
    qtbot.waitUntil(lambda: not page.is_busy)
    real = page._next_map

    def planted() -> None:
        if not page._maps:
            page._lying.insert(1, window.place.new_id())
        real()

    page._next_map = planted  # type: ignore[method-assign]
    page.begin()
    qtbot.waitUntil(lambda: not page.is_busy, timeout=60_000)
    settled(qtbot, jobs)
    assert page.refused == 1
    assert len(page.rows) == page.total - 1
    assert page.problem.isVisibleTo(page)
    assert "1 not scored" in page.panel.beside.text()


def test_who_cannot_be_judged_comes_last() -> None:
    rows = [Scored(UUID(int=1), "A", "", None), Scored(UUID(int=2), "B", "", 0.01), Scored(UUID(int=3), "C", "", 0.4)]
    assert [row.name for row in sorted(rows, key=_by_risk)] == ["C", "B", "A"]


def test_an_answer_leads_to_its_models_card(window: MainWindow, qtbot: QtBot, jobs: Jobs) -> None:
    page = window.page
    assert isinstance(page, InsightPage)
    page.turn_to("mortality")
    settled(qtbot, jobs)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_M, held)
    settled(qtbot, jobs)
    assert isinstance(window.page, ModelsPage)
    assert window.page.name == "mortality"
