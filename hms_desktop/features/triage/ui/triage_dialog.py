"""«Where to?»: the problem is typed, the suggestion follows while one types, and a person decides with Ctrl+Enter.

Fields follow the suggestion until somebody touches them; from then on they are his. Only what was shown for the very
text that stands there can be accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from hms_desktop.features.triage.domain.kinds import Stay, Urgency
from hms_desktop.features.triage.domain.suggestion import Suggestion
from hms_desktop.features.triage.service import AcceptCare, CareChoices, Choices, SuggestCare
from hms_desktop.features.triage.ui.suggestion_view import Behind, Verdict, WhoCould
from hms_desktop.features.triage.ui.words import HOW_SOON, STAYS
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.kernel.text import clean
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TextField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

FORM: Final = "triage.accept"
_PAUSE_MS: Final = 150
_HIGH: Final = 56
"""Two lines of words: what is said at the desk."""
_DECIDED: Final = ("department", "urgency", "doctor", "stay", "ward")


@dataclass(frozen=True)
class Someone:
    """Who is to be sent somewhere: a patient, and his visit when he is here already."""

    patient: UUID
    name: str
    reason: str = ""
    visit: UUID | None = None
    version: int = 0


class TriageDialog(CommandDialog):
    """One decision about one patient."""

    def __init__(self, place: Workplace, who: Someone, parked: Parked | None = None) -> None:
        title = tr("Department and doctor")
        purpose = Purpose(title, tr("Accept"), FORM, who.visit or who.patient, whose=who.name)
        super().__init__(place, purpose, parked)
        self._who = who
        self.shown = Suggestion(problem="")
        self.problem_field = TextField("problem", tr("What brings the patient here"))
        self.verdict, self.who_could, self.behind = Verdict(), WhoCould(), Behind()
        self.problem_field.editor.setFixedHeight(_HIGH)
        self.department = ChoiceField("department", tr("Department"), [(None, tr("None"))])
        self.urgency = ChoiceField(
            "urgency", tr("Urgency"), [(None, "–"), *((one, tr(HOW_SOON[one])) for one in Urgency)]
        )
        self.doctor = ChoiceField("doctor", tr("Doctor"), [(None, tr("Nobody yet"))])
        self.stay = ChoiceField("stay", tr("Stay"), [(one, tr(STAYS[one])) for one in Stay])
        self.ward = LineField("ward", tr("Ward, in words"))
        self._mine: set[str] = set()
        self._follows = False
        self._turn = 0
        self._think = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._think.timeout.connect(self.suggest)
        self.build(parked.content if parked else {"problem": who.reason})
        self.verdict.show_suggestion(self.shown)
        self._mine = {name for name in _DECIDED if parked and parked.content.get(name)}
        self.problem_field.edited.connect(self._think.start)
        for name in _DECIDED:
            self.fields[name].edited.connect(lambda name=name: self._touched(name))
        place.ask(self, CareChoices(), lambda choices: self._offer(choices, parked))

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """The words, what they suggest, and what is decided."""
        return (
            (self.problem_field,), (self.verdict,), (self.department, self.urgency), (self.doctor,), (self.who_could,),
            (self.stay, self.ward), (self.behind,),
        )  # fmt: skip

    def suggest(self) -> None:
        """Asks for what stands there now; an answer to an older text is dropped."""
        self._think.stop()
        self._turn += 1
        turn = self._turn
        query = SuggestCare(problem=self.problem_field.raw(), patient=self._who.patient)
        self.place.ask(self, query, lambda said: self._show(turn, said), lambda error: self._refused(turn, error))

    @property
    def is_current(self) -> bool:
        """Whether what is shown belongs to the text that stands there."""
        return not self._think.isActive() and self.shown.problem == clean(self.problem_field.raw())

    def carry_out(self) -> None:
        """What nobody has seen cannot be accepted."""
        if not clean(self.problem_field.raw()):
            self.problem_field.object_to(tr("Say what brings the patient here"))
            self.problem_field.setFocus()
        elif not self.is_current:
            self.problem_field.object_to(tr("The suggestion for these words is on its way; look at it, then accept"))
            self.suggest()
        elif self.urgency.value() is None:
            self.urgency.object_to(tr("Say how urgent it is"))
            self.urgency.setFocus()
        else:
            super().carry_out()

    def make(self, values: Mapping[str, Any]) -> AcceptCare:
        """The decision, with the suggestion as it stood here."""
        return AcceptCare(
            id=self.command_id,
            shown=self.shown,
            urgency=Urgency(values["urgency"]),
            stay=Stay(values["stay"]),
            department=_id(values["department"]),
            ward=values["ward"],
            doctor=_id(values["doctor"]),
            visit=self._who.visit,
            visit_version=self._who.version,
            patient=self._who.patient,
            confirmed=self.is_confirmed,
        )

    def done(self, _done: Done[Any]) -> None:
        """Says to whom."""
        if self.doctor.value() is None:
            self.place.say(tr("The triage of {name} is recorded", name=self._who.name))
        else:
            self.place.say(tr("{name} goes to {doctor}", name=self._who.name, doctor=self.doctor.box.currentText()))

    def first_field(self) -> QWidget:
        """The words."""
        return self.problem_field.editor

    # Inside.

    def _offer(self, choices: Choices, parked: Parked | None) -> None:
        self._follow(lambda: self._list(choices))
        if parked:
            self._follow(lambda: self._take_up(parked))
        if clean(self.problem_field.raw()):
            self.suggest()

    def _take_up(self, parked: Parked) -> None:
        """Who and where is known again only once the lists are there."""
        for name in ("department", "doctor"):
            self.fields[name].fill(parked.content.get(name))

    def _list(self, choices: Choices) -> None:
        for row in choices.departments:
            self.department.box.addItem(row.name, str(row.uid))
        for one in choices.doctors:
            self.doctor.box.addItem(f"{one.name} · {one.speciality}" if one.speciality else one.name, str(one.uid))

    def _show(self, turn: int, said: Suggestion) -> None:
        if turn != self._turn:
            return
        self.shown = said
        self.problem_field.object_to("")
        for view in (self.verdict, self.who_could, self.behind):
            view.show_suggestion(said)
        self._follow(lambda: self._fill(said))

    def _fill(self, said: Suggestion) -> None:
        """Fields that nobody touched follow."""
        values = {
            "department": _text(said.department), "urgency": said.urgency,
             "stay": said.stay.what if said.stay else Stay.NONE,
            "ward": tr(said.ward) if said.ward else "", "doctor": _text(said.doctors[0].uid if said.doctors else None),
        }  # fmt: skip
        for name, value in values.items():
            if name not in self._mine:
                self.fields[name].fill(value)
                self.fields[name].object_to("")

    def _follow(self, act: Any) -> None:  # noqa: ANN401 - any act without an argument
        self._follows = True
        try:
            act()
        finally:
            self._follows = False

    def _touched(self, name: str) -> None:
        if not self._follows:
            self._mine.add(name)

    def _refused(self, turn: int, error: KnownError | BugError) -> None:
        if turn == self._turn:
            self.verdict.refuse(error)


def _id(chosen: str | None) -> UUID | None:
    return UUID(chosen) if chosen else None


def _text(uid: UUID | None) -> str | None:
    """As a box keeps it: Qt tells equal objects of Python apart, and a draft is JSON."""
    return str(uid) if uid else None
