"""A dialog that makes one command: fields bound to the command's, errors beside them, nothing lost, nothing trapped.

It stands beside the work, not over it. What is typed is kept as a draft a moment after the last key, Esc parks it, and
Ctrl+Enter carries it out. The command's id is made once, so that a second Enter is the first one's answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.fields import EnterMoves, Field, LineField
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_WORD: Final = 40
_LONGEST_NAME: Final = 24
_DRAFT_MS: Final = 300
"""After the last key; a kill loses less than a second of typing."""


@dataclass(frozen=True)
class Purpose:
    """What a dialog is for. `form` names it among the drafts; without one nothing is kept, as with passwords."""

    title: str
    act: str
    form: str = ""
    subject: UUID | None = None
    hints: str = ""
    whose: str = ""
    """Whom it concerns, said at its head: beside it may stand somebody else's chart by now."""


class CommandDialog(QFrame):
    """The fields of one command. A subclass says how they become the command and what is said afterwards."""

    closed = Signal()
    carried_out = Signal(object)

    def __init__(self, place: Workplace, purpose: Purpose, parked: Parked | None = None) -> None:
        super().__init__()
        self.place, self.purpose = place, purpose
        self.command_id = place.new_id()
        self._draft = parked.uid if parked else place.new_id()
        self._is_kept = parked is not None
        self._is_busy = self._is_over = False
        self.fields: dict[str, Field] = {}
        self._enter = EnterMoves(self)
        self._pause = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._pause.timeout.connect(self.keep)
        self.panel = Panel(purpose.title)
        self.problem = Problem()
        self.confirm = QCheckBox(tr("It is right as it stands"))
        self.confirm.hide()
        self.go = primary(purpose.act, "Ctrl Enter")
        self.go.clicked.connect(self.carry_out)
        self._lay_out()

    # For subclasses.

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """The fields, row by row."""
        return ()

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The command of these values."""
        raise NotImplementedError(self.purpose.form)  # Qt's metaclass leaves no room for ABC's

    def done(self, done: Done[Any]) -> None:
        """It was carried out."""

    def fill(self, content: Mapping[str, Any]) -> None:
        """What was typed once, or what the record says now."""
        for name, raw in content.items():
            if name in self.fields:
                self.fields[name].fill(raw)

    # What it does.

    def build(self, content: Mapping[str, Any] | None = None) -> None:
        """Lays the rows out; called at the end of a subclass's own making, because it asks for `rows`."""
        for row in self.rows():
            across = QHBoxLayout()
            across.setSpacing(GAP + 4)
            for part in row:
                across.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
                if isinstance(part, Field):
                    self._bind(part)
            self._column.addLayout(across)
        self._column.addWidget(self.problem)
        self._column.addWidget(self.confirm)
        self._column.addStretch(1)
        self.fill(content or {})
        self._pause.stop()

    @property
    def is_confirmed(self) -> bool:
        """Whether the person was asked about what is unlikely, and said that it is right."""
        return self.confirm.isVisible() and self.confirm.isChecked()

    def values(self) -> dict[str, Any]:
        """What the fields mean."""
        return {name: field.value() for name, field in self.fields.items()}

    def raw(self) -> dict[str, Any]:
        """What was typed."""
        return {name: field.raw() for name, field in self.fields.items()}

    def carry_out(self) -> None:
        """Sends the command, once."""
        if self._is_busy or self._is_over or not self._is_readable():
            return
        self._set_busy(True)
        self._send(self.values())

    def park(self) -> None:
        """Closes without losing anything that was typed."""
        if self._is_over or self._is_busy:
            return
        if self._pause.isActive() or self._is_kept:
            self._pause.stop()
            self.keep()
            self.place.say(tr("Parked: {title} (Ctrl+J)", title=self.purpose.title))
        self._end()

    def discard(self) -> None:
        """Closes and forgets what was typed."""
        self._pause.stop()
        self._drop()
        self._end()

    def keep_now(self) -> None:
        """Keeps what was typed a moment ago without waiting for the moment to pass."""
        if self._pause.isActive():
            self._pause.stop()
            self.keep()

    def keep(self) -> None:
        """Keeps what is typed as a draft."""
        if not self.purpose.form or self._is_over:
            return
        self._is_kept = True
        draft = Parked(self._draft, self.purpose.form, self._name(), self.raw(), self.purpose.subject)
        self.place.jobs.write(self, lambda: self.place.acts.keep_draft(draft), lambda _: self.place.parked.emit())

    def first_field(self) -> QWidget | None:
        """Where typing begins."""
        return next((field.editor for field in self.fields.values()), None)

    # Inside.

    def _send(self, values: Mapping[str, Any]) -> None:
        self.place.do(self, self.make(values), self._succeed, self._refuse)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panel)
        inside = QWidget()
        inside.setObjectName("clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(2 * GAP, GAP + 4, 2 * GAP, GAP + 4)
        self._column.setSpacing(GAP + 2)
        scroll = QScrollArea()
        scroll.setObjectName("clear")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.panel.rows.addWidget(scroll)
        self.panel.hint.setText("Esc")
        whose = one_line(self.purpose.whose)
        self.panel.beside.setText(whose if len(whose) <= _LONGEST_NAME else f"{whose[:_LONGEST_NAME]}…")
        self.panel.beside.setToolTip(whose)
        self.panel.add_foot(self.purpose.hints or tr("Esc parks · Enter next field"), self.go)

    def _bind(self, field: Field) -> None:
        self.fields[field.name] = field
        field.edited.connect(self._edited)
        if isinstance(field.editor, QLineEdit):
            field.editor.installEventFilter(self._enter)

    def _edited(self) -> None:
        if self.purpose.form:
            self._pause.start()

    def _is_readable(self) -> bool:
        """What cannot be read, as a day or a name that nobody was taken for, stops here, beside its field."""
        wrong = [(field, field.problem()) for field in self.fields.values()]
        found = [(field, problem) for field, problem in wrong if problem]
        for field, problem in found:
            field.object_to(problem)
        if found:
            found[0][0].editor.setFocus()
        return not found

    def _succeed(self, done: Done[Any]) -> None:
        self._set_busy(False)
        self._drop()
        self.done(done)
        self.carried_out.emit(done.answer)
        self._end()

    def _refuse(self, error: KnownError | BugError) -> None:
        """Sentences go beside their fields; what has no field stands below them all."""
        self._set_busy(False)
        told = dict(error.fields) if isinstance(error, Invalid) else {}
        for name, field in self.fields.items():
            field.object_to(tr(told.pop(name, ""), **getattr(error, "values", {})))
        self.problem.setVisible(False)
        if told or not isinstance(error, Invalid):
            rest = Invalid(told, error.title, **error.values) if isinstance(error, Invalid) else error
            self.problem.tell(rest)
        if isinstance(error, Invalid) and error.values.get("doubts"):
            self.confirm.show()
            self.confirm.setFocus()
            return
        marked = [field for field in self.fields.values() if field.editor.property("is_wrong")]
        (marked[0].editor if marked else self.go).setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.go.setEnabled(not busy)

    def _name(self) -> str:
        """By which a parked dialog is known again: what it is for, and the first words typed in it."""
        typed = [field.raw() for field in self.fields.values() if isinstance(field, LineField) and field.raw()]
        words = " ".join(str(word)[:_WORD] for word in typed[:2])
        return f"{self.purpose.title} – {words}" if words else self.purpose.title

    def _drop(self) -> None:
        if self._is_kept:
            self._is_kept = False
            draft, place = self._draft, self.place  # the dialog is gone by the time when the draft is
            place.jobs.write(place, lambda: place.acts.drop_draft(draft), lambda _: place.parked.emit())

    def _end(self) -> None:
        self._is_over = True
        self._pause.stop()
        self.closed.emit()
