"""What people tell of an answer afterwards: that it was wrong, and what really happened. The watch is made of these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from hms_desktop.features.insight.domain.answer import Kind, Verdict
from hms_desktop.features.insight.domain.history import AnswerRow
from hms_desktop.features.insight.domain.watch import first_chance, first_name
from hms_desktop.features.insight.service import Decide, TellOutcome
from hms_desktop.features.insight.ui.words import KINDS, percent
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TextField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

REPORT: Final = "insight.report"
OUTCOME: Final = "insight.outcome"
OTHERWISE: Final = "otherwise"
_RISKS: Final = (Kind.READMISSION, Kind.MORTALITY)
ASKED_FOR: Final = (*_RISKS, Kind.DIAGNOSIS, Kind.FILM)
"""Answers that something can be told of afterwards."""


class ReportDialog(CommandDialog):
    """What is wrong with an answer."""

    def __init__(self, place: Workplace, answer: UUID, parked: Parked | None = None) -> None:
        super().__init__(place, Purpose(tr("Report an answer"), tr("Report"), REPORT, answer), parked)
        self._answer = answer
        self.note = TextField("note", tr("What is wrong with it"))
        self.build(parked.content if parked else {})

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """One field."""
        return ((self.note,),)

    def make(self, values: Mapping[str, Any]) -> Decide:
        """The report."""
        return Decide(id=self.command_id, answer=self._answer, verdict=Verdict.REPORTED, note=values["note"])

    def done(self, _done: Done[Any]) -> None:
        """Whoever watches over the models sees it."""
        self.place.say(tr("Reported; whoever watches over the models sees it"))


class OutcomeDialog(CommandDialog):
    """What really happened after one of the answers that were shown of a patient."""

    def __init__(
        self, place: Workplace, patient: UUID, name: str, rows: tuple[AnswerRow, ...], parked: Parked | None = None
    ) -> None:
        purpose = Purpose(tr("What happened afterwards"), tr("Tell"), OUTCOME, patient, whose=name)
        super().__init__(place, purpose, parked)
        self._rows = {str(row.uid): row for row in rows if row.kind in ASKED_FOR and row.shown.get("likely")}
        said = [(uid, _said(row)) for uid, row in self._rows.items()]
        self.answer = ChoiceField("answer", tr("Answer"), said or [(None, tr("Nothing was shown of this patient"))])
        self.happened = ChoiceField("happened", tr("What happened"), [(None, "–")])
        self.words = LineField("words", tr("In words, if it was something else"))
        self.build(parked.content if parked else {})
        self.answer.edited.connect(self._offer)
        self._offer()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """Which answer, and what happened."""
        return ((self.answer,), (self.happened,), (self.words,))

    def make(self, values: Mapping[str, Any]) -> TellOutcome:
        """The outcome."""
        chosen = values["happened"]
        told = values["words"] if chosen == OTHERWISE else chosen
        return TellOutcome(id=self.command_id, answer=UUID(str(values["answer"])), happened=told or "")

    def carry_out(self) -> None:
        """Without an answer there is nothing to tell of."""
        if self.answer.value() is None:
            self.answer.object_to(tr("Choose an answer"))
        else:
            super().carry_out()

    def done(self, _done: Done[Any]) -> None:
        """It counts in the watch."""
        self.place.say(tr("Told; it counts in the watch over this model"))

    def _offer(self) -> None:
        """What can have happened follows from the answer."""
        row = self._rows.get(str(self.answer.value()))
        box = self.happened.box
        box.clear()
        if row is None:
            box.addItem("–", None)
            return
        if row.kind in _RISKS:
            for value, words in (("yes", "It happened"), ("no", "It did not happen")):
                box.addItem(tr(words), value)
            return
        for one in row.shown["likely"]:
            box.addItem(tr(one["name"]), one["name"])
        box.addItem(tr("Something else"), OTHERWISE)


def _said(row: AnswerRow) -> str:
    chance = first_chance(row.shown)
    stood = f"{tr(first_name(row.shown))}, {percent(chance)} %" if chance is not None else ""
    return f"{day_text(row.at.date())} · {tr(KINDS[row.kind])}: {stood}"
