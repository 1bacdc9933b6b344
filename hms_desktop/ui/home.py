"""The window behind the sign-in, bare until the shell is built: who is here, how the file stands, lock, leave."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr


class Home(QWidget):
    """Facts as lines of (label, value), and the two ways out."""

    locked = Signal()
    left = Signal()

    def __init__(self, clinic: str, person: str, facts: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setWindowTitle(clinic)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        rows.setSpacing(2 * GAP)
        rows.addLayout(self._head(clinic, person))
        rows.addWidget(self._facts(facts))
        rows.addStretch(1)

    def _head(self, clinic: str, person: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(clinic, "title"))
        head.addStretch(1)
        head.addWidget(label(person, "caption"))
        self.lock = QPushButton(tr("Lock  F12"))
        self.lock.clicked.connect(self.locked)
        QShortcut(QKeySequence("F12"), self).activated.connect(self.locked)
        self.leave = QPushButton(tr("Sign out"))
        self.leave.clicked.connect(self.left)
        head.addWidget(self.lock)
        head.addWidget(self.leave)
        return head

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> QWidget:
        panel = QFrame()
        panel.setObjectName("panel")
        form = QFormLayout(panel)
        form.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        form.setHorizontalSpacing(4 * GAP)
        form.setVerticalSpacing(GAP + 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading)
        for name, value in facts:
            form.addRow(label(tr(name), "caption"), label(value, wraps=True))
        return panel
