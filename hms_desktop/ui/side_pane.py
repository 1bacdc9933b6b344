"""The place beside the page where one dialog at a time stands. Nothing is covered, so nobody closes it to look."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from hms_desktop.ui.command_dialog import CommandDialog

_WIDTH: Final = 400


class SidePane(QWidget):
    """Hidden while it is empty. A new dialog parks the one before it."""

    emptied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.dialog: CommandDialog | None = None
        self.setFixedWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * 50))
        self.hide()

    def put(self, dialog: CommandDialog) -> None:
        """Shows this dialog and puts the keyboard into it."""
        if self.dialog:
            self.dialog.park()
        self.dialog = dialog
        dialog.closed.connect(lambda: self._take_out(dialog))
        self._rows.addWidget(dialog)
        self.show()
        field = dialog.first_field()
        if field:
            field.setFocus()

    def holds_focus(self) -> bool:
        """Whether the keyboard is in it."""
        focused = QApplication.focusWidget()
        return self.dialog is not None and focused is not None and self.isAncestorOf(focused)

    def _take_out(self, dialog: CommandDialog) -> None:
        """The keyboard leaves it first, or it would be lost with the dialog."""
        if self.dialog is dialog:
            self.dialog = None
            self.emptied.emit()
            self.hide()
        self._rows.removeWidget(dialog)
        dialog.hide()
        dialog.deleteLater()
