"""Figures in rows and columns as plain labels: what a plot shows, for who reads rather than looks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from hms_desktop.ui.panel import line
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label


def table_of(rows: Sequence[Sequence[str]]) -> QWidget:
    """The first row is the head; the first column holds words, the others figures."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(3 * GAP)
    grid.setVerticalSpacing(5)
    wide = max((len(row) for row in rows), default=0)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = label(text, "caption" if at == 0 else "", wraps=column == 0 or at == 0)
            if at == 0:
                cell.setFont(strong(cell.font()))
            if column:
                cell.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(cell, 2 * at, column)
        if at + 1 < len(rows):
            grid.addWidget(line(), 2 * at + 1, 0, 1, max(wide, 1))
    grid.setColumnStretch(0, 1)
    made.setAccessibleName("; ".join(", ".join(cell for cell in row if cell) for row in rows[1:]))
    return made


def boxed(widget: QWidget) -> QFrame:
    """With air around it."""
    made = QFrame()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(14, 10, 14, 12)
    rows.addWidget(widget)
    rows.addStretch(1)
    return made
