"""The locked workstation: nothing of the clinic's records is on the screen, and everything goes on behind it.

Whoever was here comes back by PIN or password to the same windows with everything still typed; somebody else signs in.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.panel import primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr


class LockScreen(QWidget):
    """Asks for the PIN of a person who has one, else for the password."""

    tried = Signal(object)
    """What was typed, as a Secret."""
    switched = Signal()

    def __init__(self, clinic: str, person: str, *, has_pin: bool) -> None:
        super().__init__()
        self.setWindowTitle(tr("Locked"))
        self.has_pin = has_pin
        what = tr("PIN") if has_pin else tr("Password")
        self.field = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.field.setMaxLength(200)
        self.field.setAccessibleName(what)
        self.field.setPlaceholderText(what)
        self.field.returnPressed.connect(self._try)
        self.go = primary(tr("Unlock"), "Enter")
        self.go.clicked.connect(self._try)
        self.switch = QPushButton(tr("Somebody else"))
        self.switch.clicked.connect(self.switched)
        self.problem = Problem()
        self._lay_out(clinic, person)
        self.setFocusProxy(self.field)
        self.field.setFocus()

    def refuse(self, error: KnownError | BugError) -> None:
        """Says why, and asks again; a PIN that was wrong too often gives way to the password."""
        self._set_busy(False)
        self.field.clear()
        self.problem.tell(error)
        if isinstance(error, KnownError) and error.values.get("needs") == "password":
            self.has_pin = False
            self.field.setPlaceholderText(tr("Password"))
            self.field.setAccessibleName(tr("Password"))
        self.field.setFocus()

    def _lay_out(self, clinic: str, person: str) -> None:
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(max(380, self.fontMetrics().averageCharWidth() * 52))
        rows = QVBoxLayout(panel)
        rows.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        rows.setSpacing(GAP)
        rows.addWidget(label(person, "title", wraps=True))
        rows.addWidget(label(tr("Locked · your work is kept as it is"), "caption"))
        rows.addSpacing(GAP)
        rows.addWidget(self.field)
        rows.addWidget(self.problem)
        rows.addSpacing(GAP)
        foot = QHBoxLayout()
        foot.addWidget(self.switch)
        foot.addStretch(1)
        foot.addWidget(self.go)
        rows.addLayout(foot)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(panel)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        outer.addWidget(label(clinic, "quiet"))

    def _try(self) -> None:
        if self.field.text() and self.go.isEnabled():
            self._set_busy(True)
            self.tried.emit(Secret(self.field.text()))

    def _set_busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self.go.setText(tr("Opening …") if busy else tr("Unlock"))
