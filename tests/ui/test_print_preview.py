"""The preview: asked on a lane, drawn from memory, printed by Enter, saved by Ctrl+S, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import Conflict, Denied
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.paper import Pages, Paper
from hms_desktop.ui.print_preview import PrintPreview
from hms_desktop.ui.waiting_sheet import WaitingSheet
from hms_desktop.ui.workplace import Workplace
from tests.ui.keys import press
from tests.ui.printers import FakePrinters, jam, pdf
from tests.ui.shown import fake_acts, nameless

SHEET = pdf(40)


def window_with(qtbot: QtBot, jobs: Jobs, printers: FakePrinters, **chosen: str) -> MainWindow:
    acts = fake_acts(settings={"theme": "light", "lock.minutes": 5, "printers": chosen})
    acts.features = ()
    window = MainWindow(Workplace(acts, acts.standing(), jobs, printers))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def preview_of(qtbot: QtBot, window: MainWindow, ask: Callable[[], bytes] = lambda: SHEET) -> PrintPreview:
    window.place.print_paper(Paper("sheet", "Day sheet", ask))
    found = window.findChildren(PrintPreview)[-1]
    qtbot.waitUntil(lambda: not window.place.jobs._open)
    return found


def test_the_first_page_is_seen_whole_and_the_page_keys_turn(qtbot: QtBot, jobs: Jobs) -> None:
    preview = preview_of(qtbot, window_with(qtbot, jobs, FakePrinters()))
    view = preview.view
    qtbot.waitUntil(view.hasFocus)
    assert preview.panel.beside.text().startswith("Page 1 of 2")
    assert view.picture == Pages(SHEET).image(0, view.picture.height() / Pages(SHEET).size(0).height())
    assert view.verticalScrollBar().maximum() == 0
    press(qtbot, view, Qt.Key.Key_PageDown)
    assert preview.panel.beside.text().startswith("Page 2 of 2")
    press(qtbot, view, Qt.Key.Key_PageDown)
    assert view.at == 1
    press(qtbot, view, Qt.Key.Key_Home)
    assert view.at == 0
    assert nameless(preview) == []


def test_plus_and_minus_change_the_size_and_nought_shows_the_whole_page(qtbot: QtBot, jobs: Jobs) -> None:
    view = preview_of(qtbot, window_with(qtbot, jobs, FakePrinters())).view
    whole = view.percent
    press(qtbot, view, Qt.Key.Key_Plus)
    press(qtbot, view, Qt.Key.Key_Plus)
    larger = view.percent
    assert larger > whole * 1.4
    press(qtbot, view, Qt.Key.Key_PageDown)  # scrolls first: the page is higher than the window now
    assert (view.at, view.verticalScrollBar().value() > 0) == (0, True)
    press(qtbot, view, Qt.Key.Key_Minus)
    assert whole < view.percent < larger
    press(qtbot, view, Qt.Key.Key_0)
    assert view.percent == whole
    for _ in range(12):
        press(qtbot, view, Qt.Key.Key_Plus)
    assert view.percent == 300  # a page does not grow until memory ends


def test_enter_prints_on_the_printer_of_this_kind_and_closes(qtbot: QtBot, jobs: Jobs) -> None:
    printers = FakePrinters()
    window = window_with(qtbot, jobs, printers, sheet="Slips")
    preview = preview_of(qtbot, window)
    assert preview.printer.currentData() == "Slips"
    press(qtbot, preview.view, Qt.Key.Key_Return)
    assert not preview.isVisible()
    qtbot.waitUntil(lambda: printers.printed == [("Slips", 0), ("Slips", 1)])
    qtbot.waitUntil(lambda: window.toast.text() == "Sent to Slips: Day sheet")


def test_without_a_choice_it_is_the_systems_printer_and_another_can_be_taken(qtbot: QtBot, jobs: Jobs) -> None:
    printers = FakePrinters()
    preview = preview_of(qtbot, window_with(qtbot, jobs, printers))
    assert preview.printer.currentData() == "Laser"
    preview.printer.setCurrentIndex(1)
    preview.print_it()
    qtbot.waitUntil(lambda: {name for name, _ in printers.printed} == {"Slips"})


def test_a_paper_never_goes_to_another_printer_by_itself(qtbot: QtBot, jobs: Jobs) -> None:
    printers = FakePrinters()
    window = window_with(qtbot, jobs, printers, sheet="Office")
    preview = preview_of(qtbot, window)
    assert (preview.printer.currentText(), preview.printer.currentData()) == ("Office (not there)", "Office")
    preview.print_it()
    qtbot.waitUntil(lambda: len(window.place.prints.waiting) == 1)
    assert printers.printed == []
    assert "«Office» is not there" in window.toast.text()


def test_without_a_printer_it_says_so_and_enter_saves(qtbot: QtBot, jobs: Jobs) -> None:
    window = window_with(qtbot, jobs, FakePrinters(here=()))
    preview = preview_of(qtbot, window)
    assert preview.nowhere.isVisible()
    assert preview.nowhere.text() == "No printer is set up"
    assert (preview.go.isVisible(), preview.printer.isVisible(), preview.save.isVisible()) == (False, False, True)
    press(qtbot, preview.view, Qt.Key.Key_Return)
    (dialog,) = preview.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "sheet-20261121-093200.pdf"
    dialog.close()


def test_ctrl_s_saves_beside_and_never_over_a_file(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_with(qtbot, jobs, FakePrinters())
    preview = preview_of(qtbot, window)
    qtbot.keyClick(preview.view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)  # type: ignore[no-untyped-call]
    (dialog,) = preview.findChildren(QFileDialog)
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.close()

    def refuse(_path: Path, _data: bytes) -> None:
        raise Conflict("Not saved", "There is a file of this name already", "Choose another name")

    with monkeypatch.context() as patched:
        patched.setattr(window.place.acts, "save_file", refuse)
        preview.save_to(tmp_path / "taken.pdf")
        qtbot.waitUntil(preview.problem.isVisible)
    assert "There is a file of this name already" in preview.problem.text()
    with qtbot.waitSignal(preview.closed):
        preview.save_to(tmp_path / "free.pdf")
    assert (tmp_path / "free.pdf").read_bytes() == SHEET
    assert window.toast.text() == "Saved as free.pdf"


def test_esc_closes_and_nothing_is_printed_or_saved(qtbot: QtBot, jobs: Jobs) -> None:
    printers = FakePrinters()
    window = window_with(qtbot, jobs, printers)
    preview = preview_of(qtbot, window)
    press(qtbot, preview.view, Qt.Key.Key_Escape)
    assert not preview.isVisible()
    assert (printers.printed, window.place.prints.waiting) == ([], ())


def test_what_may_not_be_printed_is_refused_in_its_place_and_can_be_asked_again(qtbot: QtBot, jobs: Jobs) -> None:
    answers: list[Callable[[], bytes]] = [lambda: SHEET]

    def ask() -> bytes:
        if len(answers) == 1:
            answers.append(answers[0])
            raise Denied("Not allowed", "Your role does not include this")
        return answers[0]()

    window = window_with(qtbot, jobs, FakePrinters())
    preview = preview_of(qtbot, window, ask)
    qtbot.waitUntil(lambda: "Not allowed" in preview.quiet.text())
    press(qtbot, preview, Qt.Key.Key_Return)
    assert preview.isVisible()
    assert not preview.go.isEnabled()
    preview.ask()
    qtbot.waitUntil(preview.go.isEnabled)


@pytest.mark.parametrize("is_all", [False, True])
def test_what_waits_is_seen_in_the_status_line_and_tried_again_from_there(
    qtbot: QtBot, jobs: Jobs, is_all: bool
) -> None:
    printers = FakePrinters(problem=jam())
    window = window_with(qtbot, jobs, printers)
    preview_of(qtbot, window).print_it()
    qtbot.waitUntil(window.status.papers.isVisible)
    assert window.status.papers.text() == "1 paper waits"
    assert "The paper is stuck" in window.toast.text()
    printers.problem = None
    window.status.papers.click()
    sheet = window.findChildren(WaitingSheet)[-1]
    qtbot.waitUntil(sheet.list.hasFocus)
    held = Qt.KeyboardModifier.ControlModifier if is_all else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return, held)  # type: ignore[no-untyped-call]
    qtbot.waitUntil(lambda: len(printers.printed) == 2)
    qtbot.waitUntil(lambda: not window.status.papers.isVisible())
    assert window.status.printer.text() == "Printer ready"


def test_del_gives_a_waiting_paper_up(qtbot: QtBot, jobs: Jobs) -> None:
    window = window_with(qtbot, jobs, FakePrinters(problem=jam()))
    preview_of(qtbot, window).print_it()
    qtbot.waitUntil(lambda: len(window.place.prints.waiting) == 1)
    window.show_papers()
    sheet = window.findChildren(WaitingSheet)[-1]
    press(qtbot, sheet.list, Qt.Key.Key_Delete)
    assert window.place.prints.waiting == ()
    assert not sheet.isVisible()


def test_the_status_line_looks_for_printers_by_itself(qtbot: QtBot, jobs: Jobs) -> None:
    window = window_with(qtbot, jobs, FakePrinters(here=()))
    qtbot.waitUntil(lambda: window.status.printer.text() == "No printer")
    window.warn("Locks in 9 s")
    assert window.status.printer.text() == "Locks in 9 s"
    window.warn("")
    assert window.status.printer.text() == "No printer"
    assert QApplication.focusWidget() is not window.status.papers


def test_who_leaves_while_a_paper_waits_is_warned_once(qtbot: QtBot, jobs: Jobs) -> None:
    window = window_with(qtbot, jobs, FakePrinters(problem=jam()))
    left = list[int]()
    window.left.connect(lambda: left.append(1))
    preview_of(qtbot, window).print_it()
    window.leave()
    assert left == []
    assert "lost when you leave" in window.toast.text()
    qtbot.waitUntil(lambda: len(window.place.prints.waiting) == 1)
    window.leave()
    assert left == [1]


def test_who_leaves_with_nothing_waiting_is_not_held_up(qtbot: QtBot, jobs: Jobs) -> None:
    printers = FakePrinters()
    window = window_with(qtbot, jobs, printers)
    preview_of(qtbot, window).print_it()
    qtbot.waitUntil(lambda: window.place.prints.is_done)
    with qtbot.waitSignal(window.left):
        window.leave()
    assert len(printers.printed) == 2
