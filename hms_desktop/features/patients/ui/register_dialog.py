"""Registering somebody: what the desk asks, the rest folded away, and who may be here already while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from hms_desktop.features.patients.domain import SYSTEMS, Likeness, NewIdentifier, Sex
from hms_desktop.features.patients.merging import Duplicates
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.patients.ui.particulars_fields import ParticularsFields
from hms_desktop.features.patients.ui.words import born_of
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.already_here import AlreadyHere, Likely
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

FORM: Final = "patients.register"
_PAUSE_MS: Final = 150


class RegisterDialog(CommandDialog):
    """Eight fields are seen at first; Ctrl+Enter saves and opens the chart."""

    def __init__(self, place: Workplace, parked: Parked | None = None) -> None:
        purpose = Purpose(tr("Register a patient"), tr("Save"), FORM, hints=tr("Enter next field · Esc parks"))
        super().__init__(place, purpose, parked)
        self.particulars = ParticularsFields(place)
        self.identifier = LineField("identifier", tr("Number on it"))
        self.system = ChoiceField("system", tr("Card or paper"), [(key, tr(word)) for key, word in SYSTEMS.items()])
        self.already = AlreadyHere(self._take_existing)
        self.more = QPushButton(tr("More fields"))
        self.more.setObjectName("link")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._unfold)
        self._look = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._look.timeout.connect(self._look_for_doubles)
        self._turn = 0
        self.build(parked.content if parked else {"sex": Sex.UNKNOWN.value})
        self._unfold(any(self.particulars.folded_content(parked.content if parked else {})))
        for field in self.fields.values():
            field.edited.connect(self._look.start)

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """What is always asked; who is perhaps here already; the rest."""
        asked, rest = self.particulars.asked(), self.particulars.folded()
        return (*asked, (self.system, self.identifier), (self.already,), (self.more,), *rest)

    def make(self, values: Mapping[str, Any]) -> RegisterPatient:
        """The command; the second time with the doubts that were read."""
        return RegisterPatient(
            id=self.command_id,
            facts=self.particulars.facts(values),
            identifiers=tuple(NewIdentifier(system=system, value=value) for system, value in self._identifiers(values)),
            confirmed=self.is_confirmed,
        )

    def done(self, done: Done[Any]) -> None:
        """Opens the new chart."""
        self.place.say(tr("Registered under {number}", number=done.answer.number))
        self.place.open("chart", done.answer.uid)

    def _unfold(self, shown: bool) -> None:
        self.more.setChecked(shown)
        self.more.setText(tr("Fewer fields") if shown else tr("More fields"))
        self.particulars.show_folded(shown)

    def _look_for_doubles(self) -> None:
        values = self.values()
        facts = self.particulars.facts(values)
        if not (facts.family or facts.given or facts.phone):
            self.already.show_likely(())
            return
        self._turn += 1
        turn = self._turn
        query = Duplicates(facts=facts, identifiers=self._identifiers(values))
        self.place.ask(self, query, lambda found: self._show_likely(turn, found), self._say_unlooked)

    @staticmethod
    def _identifiers(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        number = str(values["identifier"]).strip()
        return ((str(values["system"]), number),) if number else ()

    def _show_likely(self, turn: int, found: tuple[Likeness, ...]) -> None:
        if turn == self._turn:
            self.already.show_likely(tuple(map(_likely, found)))

    def _say_unlooked(self, error: KnownError | BugError) -> None:
        """Not having looked is told as such, never as «nobody is here already»."""
        self.already.refuse(error)

    def _take_existing(self, likeness: Likeness) -> None:
        self.discard()
        self.place.open("chart", likeness.row.uid)


def _likely(found: Likeness) -> Likely:
    who = f"{found.row.name}  ·  {born_of(found.row)}  ·  {found.row.number}"
    return Likely(who, ", ".join(tr(reason) for reason in found.reasons), found)
