"""Facts of one thing, as pairs of a quiet title and what it says: the body of a detail panel."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label


class FactList(QWidget):
    """Made anew whenever it is shown other facts; a fact that says nothing is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GAP)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []

    def tell(self, facts: Iterable[tuple[str, str]]) -> None:
        """Shows these."""
        for line in self._lines:
            for part in line:
                self._grid.removeWidget(part)
                part.deleteLater()
        self._lines = []
        for at, (title, text) in enumerate(fact for fact in facts if fact[1]):
            said = label(text, wraps=True)
            named = label(title, "caption", buddy=said)
            self._grid.addWidget(named, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, at, 1, Qt.AlignmentFlag.AlignTop)
            self._lines.append((named, said))

    def text(self) -> str:
        """All of it, for screen readers and tests."""
        return "\n".join(f"{title.text()}: {said.text()}" for title, said in self._lines)
