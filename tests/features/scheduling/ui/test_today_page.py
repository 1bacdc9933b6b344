"""Today's board over the demo's living day: who stands where, what one key does, and that nothing jumps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.scheduling.board import BoardOf
from hms_desktop.features.scheduling.domain import BoardRow, State, VisitState
from hms_desktop.features.scheduling.queue import StepVisit, VisitOf
from hms_desktop.features.scheduling.ui.small_dialogs import AssignDialog, CancelDialog, FillDialog
from hms_desktop.features.scheduling.ui.today_page import TodayPage
from hms_desktop.features.scheduling.ui.token_board import TokenBoardWindow
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.ui.shown import fill, settled, window_of

Shown = tuple[MainWindow, TodayPage]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with demo_clinic(tmp_path) as opened:
        yield opened


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Iterator[Shown]:
    window = window_of(qtbot, jobs, acts_of(clinic, "receptionist"), "today")
    page = window.page
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.today is not None)
    settled(qtbot, jobs)
    yield window, page
    settled(qtbot, jobs)  # the clinic is closed next, and a reading must not be cut off by that


def rows(page: TodayPage) -> list[BoardRow]:
    found = [page.model.row(at) for at in range(page.model.rowCount())]
    return [row for row in found if row is not None]


def choose(page: TodayPage, *states: VisitState | None) -> BoardRow:
    row = next(row for row in rows(page) if (row.visit.state if row.visit else None) in states)
    page.view.choose_key(row.key)
    return row


def again(window: MainWindow, row: BoardRow) -> BoardRow:
    today = window.place.person.ask(BoardOf(day=window.place.today()))
    return next(one for one in today.rows if one.key == row.key)


def test_the_board_shows_a_living_day_in_its_groups(shown: Shown) -> None:
    _, page = shown
    heads = [page.model.head(at) for at in range(page.model.rowCount())]
    assert [head.key for head in heads if head][:3] == ["arrived", "seated", "expected"]
    waiting = [row for row in rows(page) if row.visit and row.visit.state is VisitState.ARRIVED]
    assert len(waiting) >= 3
    assert "waiting" in page.panel.beside.text()
    assert page.side.rooms.text()


def test_one_key_calls_seats_and_finishes_and_the_button_says_which(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = choose(page, VisitState.ARRIVED)
    for then, word in (
        (VisitState.CALLED, "Call"), (VisitState.SEATED, "Seated"), (VisitState.FINISHED, "Finish"),
    ):  # fmt: skip
        assert page.go.text().startswith(word)
        page.primary()
        settled(qtbot, jobs)
        found = again(window, row).visit
        assert found is not None
        assert found.state is then
        if then is not VisitState.FINISHED:
            current = page.current()
            assert current is not None
            assert current.key == row.key  # the selection went with him


def test_back_takes_the_last_step_back_and_undo_does_the_same(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = choose(page, VisitState.ARRIVED)
    page.primary()
    settled(qtbot, jobs)
    page.step_back()
    settled(qtbot, jobs)
    visit = again(window, row).visit
    assert visit is not None
    assert (visit.state, visit.called_at) == (VisitState.ARRIVED, None)
    page.view.choose_key(row.key)
    page.primary()
    settled(qtbot, jobs)
    window.undo()
    settled(qtbot, jobs)
    visit = again(window, row).visit
    assert visit is not None
    assert visit.state is VisitState.ARRIVED


def test_checking_in_gives_a_token_and_back_expects_him_again(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = choose(page, None)
    assert page.go.text() == "Check in"
    page.primary()
    settled(qtbot, jobs)
    here = again(window, row)
    assert here.visit is not None
    assert here.visit.token in window.toast.text()
    page.view.choose_key(row.key)
    page.step_back()
    settled(qtbot, jobs)
    assert again(window, row).visit is None


def test_typing_filters_and_esc_shows_all_again(shown: Shown) -> None:
    _, page = shown
    every = len(rows(page))
    row = rows(page)[3]
    family = row.whose.name.split(",")[0]
    page.view.setFocus()
    QTest.keyClicks(page.view, family.lower())
    assert 0 < len(rows(page)) < every
    assert all(family.split()[0].lower() in one.whose.name.lower() for one in rows(page))
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert len(rows(page)) == every


def test_a_folded_group_unfolds_with_enter(shown: Shown) -> None:
    _, page = shown
    heads = [at for at in range(page.model.rowCount()) if (head := page.model.head(at)) and head.key == "done"]
    before = page.model.rowCount()
    page.view.choose(heads[0])
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.model.rowCount() > before


def test_a_change_made_elsewhere_is_shown_and_the_selection_stays(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    other = choose(page, VisitState.SEATED)
    chosen = choose(page, None)
    assert other.visit is not None
    command = StepVisit(
        id=window.place.new_id(), uid=other.visit.uid, version=other.visit.version, to=VisitState.FINISHED
    )
    window.place.person.execute(command)
    qtbot.waitUntil(lambda: all(row.key != other.key for row in rows(page)))
    settled(qtbot, jobs)
    current = page.current()
    assert current is not None
    assert current.key == chosen.key


def test_somebody_who_leaves_or_does_not_come_is_said_so(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = choose(page, VisitState.ARRIVED)
    page.leave()
    settled(qtbot, jobs)
    visit = again(window, row).visit
    assert visit is not None
    assert visit.state is VisitState.LEFT
    window.undo()
    settled(qtbot, jobs)
    assert window.place.person.ask(VisitOf(uid=visit.uid)).state is VisitState.ARRIVED


def test_cancelling_asks_why_and_can_be_taken_back(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = choose(page, None)
    page.cancel()
    dialog = window.side.dialog
    assert isinstance(dialog, CancelDialog)
    dialog.carry_out()
    settled(qtbot, jobs)
    assert dialog.fields["why"].editor.property("is_wrong")
    fill(dialog, why="Travels")
    dialog.carry_out()
    settled(qtbot, jobs)
    assert all(one.key != row.key for one in rows(page))
    window.undo()
    settled(qtbot, jobs)
    assert again(window, row).state is State.BOOKED


def test_another_doctor_takes_who_waits(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    row = choose(page, VisitState.ARRIVED)
    page.assign()
    dialog = window.side.dialog
    assert isinstance(dialog, AssignDialog)
    settled(qtbot, jobs)
    field = dialog.fields["doctor"]
    other = next(one for one in field.doctors if one.uid != row.doctor)  # type: ignore[attr-defined]
    fill(dialog, doctor=str(other.uid))
    dialog.carry_out()
    settled(qtbot, jobs)
    assert again(window, row).doctor == other.uid


def test_a_freed_time_is_filled_from_the_list_with_one_key(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    needs = page.side.needs
    freed = [at for at in range(needs.count()) if needs.item(at).text().startswith("A time was freed")]
    assert freed
    needs.setCurrentRow(freed[0])
    QTest.keyClick(needs, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.side.dialog, FillDialog))
    dialog = window.side.dialog
    assert isinstance(dialog, FillDialog)
    name = dialog._row().whose.name
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert any(row.whose.name == name and row.visit is None for row in rows(page))


def test_the_board_of_tokens_shows_tokens_and_rooms_and_no_name(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    window, page = shown
    choose(page, VisitState.ARRIVED)
    page.primary()
    settled(qtbot, jobs)
    board = TokenBoardWindow(window.place)
    qtbot.addWidget(board)
    board.show_on_second()
    settled(qtbot, jobs)
    assert board.rows
    assert board.rows[0].state is VisitState.CALLED
    names = [part for row in rows(page) for part in row.whose.name.replace(",", " ").split() if len(part) > 3]
    assert not [name for name in names if name.lower() in board.text().lower()]
    board.close()
