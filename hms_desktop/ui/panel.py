"""Panels: white ground with one hairline, a head with a quiet line beside it, a body, a foot with hints and the act.

Every page is made of these, so that all pages breathe alike.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label


class Panel(QFrame):
    """A framed part of a page. `rows` is where its content goes; head and foot appear when they are given words."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(1, 1, 1, 1)
        self._outer.setSpacing(0)
        self.title = label(title)
        self.title.setFont(strong(self.title.font()))
        self.beside = label("", "caption")
        self.hint = label("", "caption")
        self._head = self._across(self.title, self.beside, None, self.hint)
        self._outer.addWidget(self._head)
        self._outer.addWidget(line())
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self._outer.addLayout(self.rows, 1)
        self._foot: QWidget | None = None
        if title:
            self.setAccessibleName(title)

    def add_to_head(self, widget: QWidget) -> None:
        """A control at the end of the head, such as a filter."""
        layout = self._head.layout()
        assert layout is not None
        layout.addWidget(widget)

    def body(self, *, margin: int = 2 * GAP, spacing: int = GAP) -> QVBoxLayout:
        """A padded column inside, for what is not a list that reaches the panel's edges."""
        column = QVBoxLayout()
        column.setContentsMargins(margin, margin - 2, margin, margin)
        column.setSpacing(spacing)
        self.rows.addLayout(column)
        return column

    def add_foot(self, hints: str, *buttons: QWidget) -> QLabel:
        """Hints at the beginning, buttons at the end, the primary act last."""
        told = label(hints, "caption", wraps=True)
        self._outer.addWidget(line())
        self._foot = self._across(told, *buttons)
        across = self._foot.layout()
        assert isinstance(across, QHBoxLayout)
        across.setStretch(0, 1)
        self._outer.addWidget(self._foot)
        return told

    def _across(self, *parts: QWidget | None) -> QWidget:
        """Parts in a row; None is where the empty space goes."""
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(14, 9, 14, 9)
        across.setSpacing(GAP + 2)
        for part in parts:
            if part is None:
                across.addStretch(1)
            else:
                across.addWidget(part)
        return made


class Section(QWidget):
    """A part of a panel under a head of its own."""

    def __init__(self, title: str, beside: str = "") -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        head = QWidget()
        across = QHBoxLayout(head)
        across.setContentsMargins(14, 9, 14, 9)
        self.title = label(title)
        self.title.setFont(strong(self.title.font()))
        self.beside = label(beside, "caption")
        across.addWidget(self.title)
        across.addStretch(1)
        across.addWidget(self.beside)
        rows.addWidget(head)
        rows.addWidget(line())
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(14, 10, 14, 12)
        self.rows.setSpacing(6)
        rows.addLayout(self.rows)


def line() -> QFrame:
    """One hairline."""
    made = QFrame()
    made.setObjectName("line")
    return made


def primary(text: str, key: str = "") -> KeyButton:
    """The one button of a page that comes first, with its key on it."""
    made = KeyButton(text, key)
    made.setObjectName("primary")
    return made


def card(title: str, words: str) -> QFrame:
    """A quiet field with a strong line and what follows from it: why there is no answer, what comes next."""
    made = QFrame()
    made.setObjectName("card")
    rows = QVBoxLayout(made)
    rows.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
    rows.setSpacing(2)
    head = label(title)
    head.setFont(strong(head.font()))
    rows.addWidget(head)
    rows.addWidget(label(words, "caption", wraps=True))
    return made
