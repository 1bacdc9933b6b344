"""The sign-in window: the first thing that paints, so it knows nothing that is slow to import.

Behind it stands a `Door`. While somebody types, the door gets ready on a lane (SQLAlchemy, keyring, cryptography); the
password goes to it there too, because deriving the key takes a third of a second on purpose.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCursor, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hms_desktop import __version__
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hms_desktop.ui.acts import NewClinic

RESTORE: Final = "hms-desktop restore --from FOLDER --login NAME"

S = TypeVar("S")
"""What the door answers: a session, which the window only hands on."""

S_co = TypeVar("S_co", covariant=True)


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in here. A demo clinic gives his password as well, for one click."""

    login: str
    name: str
    roles: str
    password: str = ""


@dataclass(frozen=True)
class DoorPlate:
    """What a closed clinic shows: its name, who can come in, what must be said, and a quiet line about its state."""

    clinic: str
    people: tuple[Person, ...]
    notices: tuple[str, ...] = ()
    state: str = ""
    can_found: bool = False
    """There is no clinic yet, and one can be set up from here."""


class Door(Protocol[S_co]):
    """What the sign-in window needs of a clinic."""

    def plate(self) -> DoorPlate:
        """Read from small files; quick enough for the GUI thread."""

    def prepare(self) -> None:
        """Imports what is slow; called on a lane."""

    def sign_in(self, login: str, password: Secret, code: Secret) -> S_co:
        """Opens the clinic; called on a lane."""


class Founder(Door[S_co], Protocol[S_co]):
    """What setting a clinic up needs."""

    def problems(self, new: NewClinic) -> Mapping[str, str]:
        """Field of `NewClinic` → what is wrong with it; called on a lane."""

    def found(self, new: NewClinic, hand_over: Callable[[bytes], None]) -> None:
        """Founds the clinic; `hand_over` takes the recovery sheet as PDF, and if it fails nothing is founded."""


class SignIn(QWidget, Generic[S]):
    """Name, password, and a code where the account asks for one."""

    signed_in = Signal(object)
    founding = Signal()
    """A clinic is to be set up."""

    def __init__(self, door: Door[S], jobs: Jobs, ticks: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._door, self._jobs, self._ticks = door, jobs, ticks
        self._plate = door.plate()
        self._is_busy = False
        self._wait_until = 0.0
        self.setWindowTitle(tr("Sign in"))
        self._make_fields()
        self._lay_out()
        self._wait = QTimer(self, interval=250)
        self._wait.timeout.connect(self._count_down)
        if not self._plate.can_found:
            self.password.setFocus() if self.login.currentText() else self.login.setFocus()
        self._is_painted = False

    # What it is made of.

    def _make_fields(self) -> None:
        self.login = Choice(editable=True)
        self.login.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.login.addItems([person.login for person in self._plate.people])
        self.login.setAccessibleName(tr("Sign-in name"))
        edit = self.login.lineEdit()
        assert edit
        edit.returnPressed.connect(self._go)
        self.password = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.password.returnPressed.connect(self._go)
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("Six-digit code"))
        self.code.returnPressed.connect(self._go)
        self.show_password = QPushButton(tr("Show"))
        self.show_password.setObjectName("link")
        self.show_password.setCheckable(True)
        self.show_password.setAccessibleName(tr("Show the password"))
        self.show_password.toggled.connect(self._show_password)
        self.show_password.setCursor(QCursor())
        inside = QHBoxLayout(self.password)
        inside.setContentsMargins(4, 0, 4, 0)
        inside.addStretch(1)
        inside.addWidget(self.show_password)
        self._make_room_for_show()
        self.problem = Problem()
        self.go = KeyButton(tr("Sign in"), tr("Enter"), strong(self.font()))
        self.go.setObjectName("primary")
        self.go.clicked.connect(self._go)
        self.go.setDefault(True)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 2 * GAP)
        outer.addStretch(1)
        column = QVBoxLayout()  # what is said below the fields later must not move them
        column.addWidget(self._panel())
        column.addStretch(1)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addLayout(column)
        across.addStretch(1)
        outer.addLayout(across, 4)
        below = QHBoxLayout()
        below.addWidget(label(tr(self._plate.state or "Encrypted on this computer"), "quiet"))
        below.addStretch(1)
        below.addWidget(label(f"HMS Desktop {__version__}", "quiet"))
        outer.addLayout(below)

    def _panel(self) -> QWidget:
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(max(420, self.fontMetrics().averageCharWidth() * 60))
        rows = QVBoxLayout(panel)
        rows.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        rows.setSpacing(GAP)
        rows.addWidget(label(self._plate.clinic or "HMS Desktop", "title", wraps=True))
        if self._plate.can_found:
            self._add_welcome(rows)
            return panel
        rows.addWidget(label(tr("Sign in to this workstation"), "caption"))
        rows.addSpacing(GAP)
        for notice in self._plate.notices:
            rows.addWidget(label(tr(notice), "notice", wraps=True))
        rows.addSpacing(GAP)
        rows.addLayout(self._grid())
        rows.addWidget(self.problem)
        rows.addSpacing(GAP)
        rows.addLayout(self._foot())
        self._add_shortcuts_of_the_demo(rows)
        return panel

    def _add_welcome(self, rows: QVBoxLayout) -> None:
        """In place of the fields: nobody can sign in to no clinic."""
        rows.addWidget(label(tr("There is no clinic on this workstation yet."), "caption", wraps=True))
        rows.addSpacing(2 * GAP)
        self.found = KeyButton(tr("Set up this clinic"), tr("Enter"), strong(self.font()))
        self.found.setObjectName("primary")
        self.found.clicked.connect(self.founding)
        self.found.setShortcut("Return")
        rows.addWidget(self.found)
        rows.addWidget(self.problem)
        rows.addSpacing(2 * GAP)
        told = tr("To bring one back from a backup, run: {command}", command=RESTORE)
        rows.addWidget(label(told, "quiet", wraps=True))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(GAP)
        grid.setHorizontalSpacing(2 * GAP)
        self._code_label = label(tr("Code"), buddy=self.code)
        grid.addWidget(label(tr("Name"), buddy=self.login), 0, 0)
        grid.addWidget(self.login, 0, 1)
        grid.addWidget(label(tr("Password"), buddy=self.password), 1, 0)
        grid.addWidget(self.password, 1, 1)
        grid.addWidget(self._code_label, 2, 0)
        grid.addWidget(self.code, 2, 1)
        grid.setColumnStretch(1, 1)
        self._code_label.hide()
        self.code.hide()
        return grid

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go)
        return foot

    def _add_shortcuts_of_the_demo(self, rows: QVBoxLayout) -> None:
        easy = [person for person in self._plate.people if person.password]
        if not easy:
            return
        line = QFrame()
        line.setObjectName("line")
        rows.addSpacing(GAP)
        rows.addWidget(line)
        rows.addWidget(label(tr("Demo clinic: come in as"), "caption"))
        grid = QGridLayout()
        grid.setSpacing(GAP)
        for at, person in enumerate(easy):
            button = QPushButton(tr(person.roles).capitalize())
            button.setToolTip(person.name)
            button.clicked.connect(lambda _checked=False, who=person: self._come_in_as(who))
            grid.addWidget(button, at // 3, at % 3)
        rows.addLayout(grid)

    # What it does.

    def paintEvent(self, event: QPaintEvent) -> None:
        """After the first painting, and not before, the door gets ready: its imports would hold the painting up."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._prepare)

    def _prepare(self) -> None:
        self._jobs.io(self, self._door.prepare, lambda _: None, self._show)

    def _come_in_as(self, person: Person) -> None:
        self.login.setCurrentText(person.login)
        self.password.setText(person.password)
        self._go()

    def _go(self) -> None:
        if self._is_busy or self._ticks() < self._wait_until:
            return
        login = self.login.currentText().strip()
        if not login or not self.password.text():
            (self.password if login else self.login).setFocus()
            return
        password, code = Secret(self.password.text()), Secret(self.code.text())
        self._set_busy(True)
        self._jobs.io(self, lambda: self._door.sign_in(login, password, code), self._enter, self._refuse)

    def _enter(self, session: S) -> None:
        self._set_busy(False)
        self.problem.hide()
        self.password.clear()
        self.code.clear()
        self.signed_in.emit(session)

    def _refuse(self, error: KnownError | BugError) -> None:
        """Keeps the name, forgets the password, and says what to do; a code is asked for with the password kept."""
        self._set_busy(False)
        values = error.values if isinstance(error, KnownError) else {}
        self._show(error)
        if values.get("needs") == "code":
            self._code_label.show()
            self.code.show()
            self.code.clear()
            self.code.setFocus()
            return
        self.password.clear()
        self.password.setFocus()
        wait = values.get("wait_s")
        if isinstance(wait, int | float) and wait > 0:
            self._wait_until = self._ticks() + wait
            self._wait.start()
            self._count_down()

    def _show(self, error: KnownError | BugError) -> None:
        self.problem.tell(error)

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.go.setText(tr("Opening …") if busy else tr("Sign in"))
        self.go.setEnabled(not busy)

    def _count_down(self) -> None:
        left = math.ceil(self._wait_until - self._ticks())
        if left > 0:
            self.go.setText(tr("Wait {seconds} s", seconds=left))
            self.go.setEnabled(False)
            return
        self._wait.stop()
        self._set_busy(False)

    def _show_password(self, shown: bool) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_password.setText(tr("Hide") if shown else tr("Show"))
        self._make_room_for_show()

    def _make_room_for_show(self) -> None:
        """No letter runs under the button that stands in the field."""
        room = self.show_password.sizeHint().width() + 4
        left, right = (room, 0) if self.isRightToLeft() else (0, room)
        self.password.setTextMargins(left, 0, right, 0)
