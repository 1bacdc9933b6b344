"""The keys of this screen (F1), made from the actions themselves, so that it cannot say what is not so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.overlay import Overlay
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, tr

_WIDE: Final = 860
_ORDER: Final = tuple(Menu)
_STANDARD: Final = (
    ("Next, previous field", "Tab, Shift Tab"),
    ("The first act of the screen", "Ctrl Enter"),
    ("Close a list, park a dialog", "Esc"),
    ("Open the selected row", "Enter"),
    ("Peek at the selected row", "Space"),
    ("Jump to a name in a list", "letters"),
)


class KeySheet(Overlay):
    """Heads as in the menu, under each its actions with their keys; those of the page in front stand first."""

    def __init__(self, window: QWidget, actions: Iterable[ActionSpec], page: str) -> None:
        super().__init__(window, tr("Keys"), _WIDE)
        usable = [action for action in actions if action.key and action.page in ("", page)]
        ordered = sorted(usable, key=lambda action: (_ORDER.index(action.menu), action.page == "", action.text))
        groups = [
            (tr(str(menu)), [(tr(one.text), one.key.replace("+", " ")) for one in group])
            for menu, group in groupby(ordered, key=lambda action: action.menu)
        ]
        groups.append((tr("Everywhere"), [(tr(text), key) for text, key in _STANDARD]))
        self.panel.rows.addWidget(_scrolled(_columns(groups)))


def _columns(groups: list[tuple[str, list[tuple[str, str]]]]) -> QWidget:
    inside = QWidget()
    inside.setObjectName("clear")
    across = QHBoxLayout(inside)
    across.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
    across.setSpacing(5 * GAP)
    columns = [QVBoxLayout(), QVBoxLayout()]
    filled = [0, 0]
    for head, lines in groups:
        at = 0 if filled[0] <= filled[1] else 1
        filled[at] += len(lines) + 2
        columns[at].addWidget(_group(head, lines))
    for column in columns:
        column.setSpacing(2 * GAP)
        column.addStretch(1)
        across.addLayout(column, 1)
    return inside


def _group(head: str, lines: list[tuple[str, str]]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(5)
    title = label(head)
    title.setFont(strong(title.font()))
    grid.addWidget(title, 0, 0, 1, 2)
    for row, (text, key) in enumerate(lines, start=1):
        grid.addWidget(label(text), row, 0)
        end = label(key, "caption")
        end.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(end, row, 1)
    grid.setColumnStretch(0, 1)
    return made


def _scrolled(inside: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setObjectName("clear")
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(inside)
    scroll.setMinimumHeight(min(460, inside.sizeHint().height() + 8))
    return scroll
