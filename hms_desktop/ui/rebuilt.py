"""A part of a page that is made anew whenever it is shown another answer, and says all of itself to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hms_desktop.ui.theme import GAP


class Rebuilt(QWidget):
    """A column of parts. Without any it is not there."""

    def __init__(self, spacing: int = GAP) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(spacing)
        self._parts: list[QWidget] = []

    def show_parts(self, parts: Iterable[QWidget]) -> None:
        """These take the place of the parts before."""
        for old in self._parts:
            self._rows.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self._parts = list(parts)
        for part in self._parts:
            self._rows.addWidget(part)
        self.setVisible(bool(self._parts))
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """All of it in reading order, for screen readers and tests."""
        return " ".join(part.text() for part in self.findChildren(QLabel) if part.text())
