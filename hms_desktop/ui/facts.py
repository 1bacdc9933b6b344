"""Facts of one thing, as pairs of a quiet title and what it says: the body of a detail panel."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label

_WORD: Final = 12
_TOO_LONG: Final = re.compile(rf"\S{{{2 * _WORD},}}")
_MAY_BREAK: Final = "\u200b"


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
            said = label(foldable(text), wraps=True)
            named = label(title, "caption", buddy=said)
            self._grid.addWidget(named, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, at, 1, Qt.AlignmentFlag.AlignTop)
            self._lines.append((named, said))

    def text(self) -> str:
        """All of it, for screen readers and tests."""
        return "\n".join(f"{title.text()}: {said.text()}" for title, said in self._lines).replace(_MAY_BREAK, "")


def foldable(text: str) -> str:
    """The same, with places to break in words that no panel is wide enough for, such as an e-mail address."""
    return _TOO_LONG.sub(lambda word: _MAY_BREAK.join(textwrap.wrap(word[0], _WORD)), text)
