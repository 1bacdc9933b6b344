"""The window behind the sign-in, bare until the shell is built: who is here, how the file stands, lock, leave."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, tr


class Home(QWidget):
    """Facts as lines of (label, value), and the two ways out."""

    locked = Signal()
    left = Signal()

    def __init__(self, clinic: str, person: str, facts: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setWindowTitle(clinic)
        self.setAccessibleName(clinic)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._bar(clinic, person))
        across = QHBoxLayout()
        across.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        across.addWidget(self._facts(facts))
        across.addStretch(1)
        rows.addLayout(across)
        rows.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()  # so that a space typed a moment too long does not lock

    def _bar(self, clinic: str, person: str) -> QWidget:
        bar = QFrame()
        bar.setObjectName("bar")
        across = QHBoxLayout(bar)
        across.setContentsMargins(3 * GAP, GAP + 4, 3 * GAP, GAP + 4)
        across.setSpacing(GAP)
        across.addWidget(label(clinic, "title"))
        across.addStretch(1)
        across.addWidget(label(person, "caption"))
        across.addSpacing(GAP)
        self.lock = KeyButton(tr("Lock"), "F12")
        self.lock.clicked.connect(self.locked)
        QShortcut(QKeySequence("F12"), self).activated.connect(self.locked)
        self.leave = QPushButton(tr("Sign out"))
        self.leave.clicked.connect(self.left)
        across.addWidget(self.lock)
        across.addWidget(self.leave)
        return bar

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> QWidget:
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(max(600, self.fontMetrics().averageCharWidth() * 80))
        grid = QGridLayout(panel)
        grid.setContentsMargins(2 * GAP, GAP + 4, 2 * GAP, GAP + 4)
        grid.setHorizontalSpacing(3 * GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        head = label(tr("This workstation"))
        head.setFont(strong(head.font()))
        grid.addWidget(head, 0, 0, 1, 2)
        for at, (name, value) in enumerate(facts):
            grid.addWidget(_line(), 2 * at + 1, 0, 1, 2)
            grid.addWidget(label(tr(name), "caption"), 2 * at + 2, 0)
            grid.addWidget(label(value, wraps=True), 2 * at + 2, 1)
        return panel


def _line() -> QFrame:
    made = QFrame()
    made.setObjectName("line")
    return made
