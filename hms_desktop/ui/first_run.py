"""The first run: four steps from no clinic to signed in. Nothing is written before the third of them.

The recovery sheet is a file that the person chooses; a clinic whose sheet could not be written is not founded.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hms_desktop.kernel.errors import BugError, Conflict, Invalid, KnownError, Locked, Storage
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.acts import NewClinic
from hms_desktop.ui.fields import EnterMoves, Field, LineField, TickField
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.panel import primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.sign_in import RESTORE, Founder
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.zones import guessed_zone, zone_completer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

S = TypeVar("S")

SHEET_NAME: Final = "HMS recovery sheet.pdf"
_LETTERHEAD: Final = ("clinic.address", "clinic.phone")
_WIDE: Final = 540


class FirstRun(QWidget, Generic[S]):
    """One window, one step at a time; Esc and «Back» lead back with everything kept."""

    signed_in = Signal(object)
    left = Signal()

    def __init__(self, doors: Founder[S], jobs: Jobs) -> None:
        super().__init__()
        self._doors, self._jobs = doors, jobs
        self._is_busy = False
        self.fields: dict[str, Field] = {}
        self._enter = EnterMoves(self)
        self.setWindowTitle(tr("Set up this clinic"))
        self.steps = QStackedWidget()
        self.problem = Problem()
        self.back, self.go = QPushButton(tr("Back")), primary(tr("Next"), "Ctrl Enter")
        self.back.setObjectName("link")
        self.back.clicked.connect(self.step_back)
        self.go.clicked.connect(self.step_on)
        self._pages = (self._clinic(), self._person(), self._sheet(), self._end())
        for step in self._pages:
            self.steps.addWidget(step)
        self._lay_out()
        self._show(0)

    def begin(self) -> None:
        """The keyboard stands in the first field."""
        self.fields["name"].setFocus()

    # What it does.

    def step_on(self) -> None:
        """Looks at what this step asks, and goes on if it can be."""
        if self._is_busy:
            return
        step = self.steps.currentIndex()
        if step == 3:
            self._sign_in()
            return
        told = self._slips(step)
        if told:
            self._object(told)
            return
        self._set_busy(True)
        new = self._new()
        self._jobs.io(self, lambda: self._doors.problems(new), self._looked_at, self._refuse)

    def step_back(self) -> None:
        """One step back; from the first one, out."""
        step = self.steps.currentIndex()
        if self._is_busy or step == 3:
            return
        if step == 0:
            self.left.emit()
        else:
            self._show(step - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back, Ctrl+Enter on, and Enter presses the button that the keyboard is on."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        elif is_enter and isinstance(focused, QPushButton):
            focused.click()
        elif is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_on()
        else:
            super().keyPressEvent(event)

    # The steps.

    def _clinic(self) -> QWidget:
        zone = LineField("zone", tr("Time zone"), tr("Guessed from this computer"))
        zone.fill(guessed_zone())
        zone.line.setCompleter(zone_completer(zone.line))
        return self._step(
            LineField("name", tr("Name of the clinic"), tr("As it stands on prescriptions and invoices")),
            zone,
            LineField("clinic.address", tr("Address for the letterhead"), tr("May be added later")),
            LineField("clinic.phone", tr("Phone for the letterhead")),
            label(tr("To bring a clinic back from a backup, run: {command}", command=RESTORE), "quiet", wraps=True),
        )

    def _person(self) -> QWidget:
        hint = tr("At least 15 characters; a short sentence is easy to remember")
        return self._step(
            label(tr("Looks after accounts, settings and backups. Others come afterwards."), "caption", wraps=True),
            LineField("person", tr("Name")),
            LineField("login", tr("Sign-in name"), tr("Letters, digits, dots, hyphens")),
            LineField("password", tr("Password"), hint, is_secret=True),
            LineField("again", tr("The same once more"), is_secret=True),
        )

    def _sheet(self) -> QWidget:
        told = tr(
            "The records are encrypted. When every password is forgotten or this computer is lost, only a code on a "
            "printed sheet opens them again. The program keeps no copy of it: without the sheet nothing is set up."
        )
        where = LineField("sheet", tr("Save the sheet as"), tr("A PDF of one page; print it, then delete the file"))
        where.fill(str(Path.home() / SHEET_NAME))
        self.choose = QPushButton(tr("Choose a place"))
        self.choose.clicked.connect(self._choose)
        self.keyring = TickField("without_keyring", tr("Keep this computer's part of the key in a file"))
        self.keyring.hide()
        return self._step(label(told, wraps=True), where, self.choose, self.keyring)

    def _end(self) -> QWidget:
        self.told = label("", wraps=True)
        self.open_sheet = QPushButton(tr("Open the sheet to print it"))
        self.open_sheet.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self.fields["sheet"].raw()))
        )
        again = tr("Whoever holds the sheet and a backup can read everything: lock it away, and delete the file.")
        return self._step(self.told, self.open_sheet, label(again, "caption", wraps=True))

    def _step(self, *parts: Field | QWidget) -> QWidget:
        made = QWidget()
        rows = QVBoxLayout(made)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP + 4)
        for part in parts:
            if isinstance(part, Field):
                self.fields[part.name] = part
                if isinstance(part.editor, QLineEdit):
                    part.editor.installEventFilter(self._enter)
            if isinstance(part, QPushButton):
                part.setAccessibleName(part.text())
                rows.addWidget(part, 0, Qt.AlignmentFlag.AlignLeading)
            else:
                rows.addWidget(part)
        rows.addStretch(1)
        return made

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(max(_WIDE, self.fontMetrics().averageCharWidth() * 76))
        rows = QVBoxLayout(panel)
        rows.setContentsMargins(4 * GAP, 3 * GAP, 4 * GAP, 3 * GAP)
        rows.setSpacing(GAP)
        self.title, self.where = label("", "title", wraps=True), label("", "caption")
        rows.addWidget(self.where)
        rows.addWidget(self.title)
        rows.addSpacing(GAP)
        rows.addWidget(self.steps)
        rows.addWidget(self.problem)
        rows.addSpacing(GAP)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.go)
        rows.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(panel, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    # Inside.

    def _show(self, step: int) -> None:
        titles = (tr("The clinic"), tr("The first administrator"), tr("The recovery sheet"), tr("The clinic is set up"))
        self.steps.setCurrentIndex(step)
        self.title.setText(titles[step])
        self.where.setText(tr("Step {number} of {all}", number=step + 1, all=len(titles)))
        self.problem.hide()
        self.back.setVisible(step < 3)
        self._set_busy(False)
        first = next((one for one in self.fields.values() if self._pages[step].isAncestorOf(one)), self.go)
        (first if step < 2 else self.go).setFocus()

    def _slips(self, step: int) -> dict[str, str]:
        """What this window sees by itself."""
        if step == 1 and self.fields["password"].raw() != self.fields["again"].raw():
            return {"again": "The two are not the same"}
        if step == 2 and not self.fields["sheet"].raw().strip():
            return {"sheet": "Say where the sheet goes"}
        return {}

    def _new(self) -> NewClinic:
        raw = {name: field.raw() for name, field in self.fields.items()}
        return NewClinic(
            name=raw["name"], zone=raw["zone"], person=raw["person"], login=raw["login"],
            password=Secret(raw["password"]), letterhead={key: raw[key].strip() for key in _LETTERHEAD},
            without_keyring=raw["without_keyring"],
        )  # fmt: skip

    def _looked_at(self, told: Mapping[str, str]) -> None:
        """A slip in another step is told there, when it is its turn; before founding there is none left."""
        self._set_busy(False)
        step = self.steps.currentIndex()
        here = self._pages[step]
        mine = {name: text for name, text in told.items() if step == 2 or here.isAncestorOf(self.fields[name])}
        self._object(mine)
        if not mine and step < 2:
            self._show(step + 1)
        elif not mine:
            self._found()

    def _found(self) -> None:
        self._set_busy(True)
        new, sheet = self._new(), Path(self.fields["sheet"].raw().strip()).expanduser()
        self._jobs.io(self, lambda: _founded(self._doors.found, new, sheet), lambda _: self._done(), self._refuse)

    def _done(self) -> None:
        self.told.setText(tr("The recovery sheet is in {file}. Print it now.", file=self.fields["sheet"].raw()))
        self._show(3)

    def _sign_in(self) -> None:
        self._set_busy(True)
        login, password = self.fields["login"].raw().strip(), Secret(self.fields["password"].raw())
        enter = self._doors.sign_in
        self._jobs.io(self, lambda: enter(login, password, Secret("")), self.signed_in.emit, self._refuse)

    def _object(self, told: Mapping[str, str]) -> None:
        self.problem.hide()
        for name, field in self.fields.items():
            field.object_to(tr(told[name]) if name in told else "")
        wrong = next((name for name in self.fields if name in told), None)
        if wrong:
            step = next(at for at in range(3) if self._pages[at].isAncestorOf(self.fields[wrong]))
            if step != self.steps.currentIndex():
                self._show(step)
            self.fields[wrong].setFocus()

    def _refuse(self, error: KnownError | BugError) -> None:
        self._set_busy(False)
        if isinstance(error, Invalid) and set(error.fields) <= set(self.fields):
            self._object(error.fields)
            return
        self.problem.tell(error)
        if isinstance(error, Locked):  # no keyring that is safe: the mode without one has to be wanted
            self.keyring.show()

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        words = (tr("Next"), tr("Next"), tr("Set up the clinic"), tr("Sign in"))
        self.go.setText(tr("One moment …") if busy else words[self.steps.currentIndex()])
        self.go.setEnabled(not busy)
        self.back.setEnabled(not busy)

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Save the recovery sheet"), self.fields["sheet"].raw(), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a file that is there is never written over
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self.fields["sheet"].fill)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _founded(found: Callable[[NewClinic, Callable[[bytes], None]], None], new: NewClinic, sheet: Path) -> None:
    """Founds with the sheet written to its place; a clinic that came to nothing leaves no sheet behind."""
    written = False

    def hand_over(content: bytes) -> None:
        nonlocal written
        write_sheet(sheet, content)
        written = True

    try:
        found(new, hand_over)
    except BaseException:
        if written:
            with suppress(OSError):
                sheet.unlink(missing_ok=True)
        raise


def write_sheet(sheet: Path, content: bytes) -> None:
    """Writes the sheet, readable for this account only, and waits until the disk has it."""
    problem: KnownError
    try:
        with os.fdopen(os.open(sheet, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        problem = Conflict("Not set up", "There is a file of this name already", "Name another file for the sheet")
    except OSError:
        problem = Storage("Not set up", "The recovery sheet cannot be written there", "Choose another place for it")
    else:
        return
    raise problem
