"""A paper before it is printed: its pages as they will come out, the printer, and saving as PDF as the other way.

Enter prints, Ctrl+S saves, Esc closes. The paper is asked for when this opens, and asking records the print.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.overlay import Overlay
from hms_desktop.ui.page_view import PageView
from hms_desktop.ui.panel import primary
from hms_desktop.ui.paper import Pages, Paper
from hms_desktop.ui.print_queue import Print
from hms_desktop.ui.printer import SETTING
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_WIDE: Final = 900
_LEAST_WIDE: Final = 220
_PRINTS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PrintPreview(Overlay):
    """One paper over the work."""

    def __init__(self, window: QWidget, place: Workplace, paper: Paper) -> None:
        super().__init__(window, paper.title, _WIDE)
        self._place, self._paper = place, paper
        self._pdf = b""
        self.view = PageView()
        self.view.moved.connect(self._say_page)
        self.quiet, self.problem = Quiet(), Problem()
        self.printer = Choice()
        self.printer.setAccessibleName(tr("Printer"))
        self.printer.setMinimumWidth(_LEAST_WIDE)
        self.nowhere = label(tr("No printer is set up"), "bad")
        self.go = primary(tr("Print"), "Enter")
        self.save = KeyButton(tr("Save as PDF"), "Ctrl S")
        self.go.clicked.connect(self.print_it)
        self.save.clicked.connect(self.choose_file)
        self._lay_out()
        self._offer_printers()
        self.ask()

    def ask(self) -> None:
        """Asks for the paper."""
        self._enable(False)
        self.stack.setCurrentWidget(self.quiet)
        self.quiet.asking()
        self._place.jobs.read(self, self._paper.ask, self._show, self._refused)

    def print_it(self) -> None:
        """Hands the paper to the queue and goes back to the work; without a printer it is saved instead."""
        if not self._pdf:
            return
        if not self.printer.count():
            self.choose_file()
            return
        self._place.prints.put(Print(self._paper.title, str(self.printer.currentData()), self._pdf))
        self.close_it()

    def choose_file(self) -> None:
        """Asks where to; the name offered is the paper's kind, because file names are read by others."""
        if not self._pdf:
            return
        name = str(Path.home() / f"{self._paper.kind}-{self._place.now():%Y%m%d-%H%M%S}.pdf")
        dialog = QFileDialog(self, tr("Save as PDF"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a file that is there is never written over
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Writes it there, and says so; what stands in the way is told over the page."""
        pdf, acts = self._pdf, self._place.acts
        self._place.jobs.io(self, lambda: acts.save_file(path, pdf), lambda _: self._saved(path), self.problem.tell)

    # What the window tells it.

    def close_it(self) -> None:
        """The paper's bytes go with it."""
        self.view.clear()
        self._pdf = b""
        super().close_it()

    def is_own_key(self, event: QKeyEvent) -> bool:
        """Ctrl+S too."""
        return super().is_own_key(event) or _is_save(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button is that button's; elsewhere it prints."""
        focused = self.window().focusWidget()
        if event.key() in _PRINTS and isinstance(focused, QPushButton) and self.isAncestorOf(focused):
            focused.click()
        elif event.key() in _PRINTS:
            self.print_it()
        elif _is_save(event):
            self.choose_file()
        elif not self.view.turn(event.text()):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QEvent) -> None:
        """A click on the page is no click beside the panel."""
        at = event.position().toPoint()  # type: ignore[attr-defined]
        if not self.panel.geometry().contains(at):
            self.close_it()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the window lets it be."""
        super().resizeEvent(event)
        self.panel.setFixedHeight(max(320, self.height() - 6 * GAP))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's size; the width follows it too."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.panel.setMinimumWidth(min(_WIDE, max(320, watched.width() - 8 * GAP)))
        return super().eventFilter(watched, event)

    # Inside.

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.quiet)
        self.stack.addWidget(self.view)
        self.panel.rows.addWidget(self.problem)
        self.panel.rows.addWidget(self.stack, 1)
        for button in self.view.buttons:
            self.panel.add_to_head(button)
        hints = tr("PgUp PgDn pages · + − zoom · 0 whole page")
        self.panel.add_foot(hints, self.nowhere, self.printer, self.save, self.go)

    def _offer_printers(self) -> None:
        """The setting's printer first, also while it is not there: the paper waits for it, or goes to another."""
        printers = self._place.prints.printers
        names = printers.names()
        wanted = dict(self._place.standing.settings.get(SETTING) or {}).get(self._paper.kind, "")
        for name in names:
            self.printer.addItem(name, name)
        if wanted and wanted not in names:
            self.printer.insertItem(0, tr("{printer} (not there)", printer=wanted), wanted)
        self.printer.setCurrentIndex(max(0, self.printer.findData(wanted or printers.default())))
        has_one = self.printer.count() > 0
        self.printer.setVisible(has_one)
        self.nowhere.setVisible(not has_one)
        self.go.setVisible(has_one)
        if not has_one:
            self.save.setObjectName("primary")

    def _show(self, pdf: bytes) -> None:
        try:
            pages = Pages(pdf)
        except KnownError as error:
            self._refused(error)
            return
        self._pdf = pdf
        self.stack.setCurrentWidget(self.view)
        self.view.show_pages(pages)
        self._enable(True)
        self.view.setFocus()

    def _refused(self, error: KnownError | BugError) -> None:
        self.quiet.refused(error, self.ask)

    def _enable(self, is_there: bool) -> None:
        for part in (self.go, self.save, *self.view.buttons):
            part.setEnabled(is_there)

    def _say_page(self) -> None:
        at, count, percent = self.view.at + 1, self.view.count, self.view.percent
        self.panel.beside.setText(tr("Page {at} of {count} · {percent} %", at=at, count=count, percent=percent))

    def _saved(self, path: Path) -> None:
        self._place.say(tr("Saved as {file}", file=path.name))
        self.close_it()


def _is_save(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier
