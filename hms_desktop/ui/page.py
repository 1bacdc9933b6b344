"""A page of the main window: what it is made with, and what the window asks of it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from hms_desktop.kernel.changes import Changes
from hms_desktop.ui.somebody import Somebody as Somebody  # noqa: PLC0414 - pages answer with him
from hms_desktop.ui.workplace import Workplace


class Page(QWidget):
    """Made once for a person, then shown again and again, each time perhaps with another subject."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place

    def stand_back(self, aside: bool) -> None:
        """A dialog stands beside the page: its own button is the first one now, and this one waits."""
        for button in self.findChildren(QPushButton, "aside" if not aside else "primary"):
            button.setObjectName("aside" if aside else "primary")
            button.style().unpolish(button)
            button.style().polish(button)

    def show_for(self, _subject: object) -> None:
        """The page comes to the front, for this subject if it has one."""

    def heard(self, changes: Changes) -> None:
        """Records changed while the page is in front; it repaints what concerns it."""

    def primary(self) -> None:
        """Ctrl+Enter: the one act of this page that comes first."""

    def escape(self) -> bool:
        """Esc; whether the page had something to close."""
        return False

    def first_field(self) -> QWidget | None:
        """Where the keyboard stands when the page comes to the front."""
        return None

    def whose(self) -> Somebody | None:
        """The patient whom the page is about, so that a dialog begins with him."""
        return None
