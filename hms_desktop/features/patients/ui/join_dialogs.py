"""Joining two records of one person: who the other is, then field by field what the joined record says.

Nothing is moved or lost: the other record leads to this one from then on, and taking it back is one key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import ChartRow, Hit, Particulars, PatientRow
from hms_desktop.features.patients.domain.merging import Choice
from hms_desktop.features.patients.merging import MergePatients, MergePreview, Preview, UnmergePatients
from hms_desktop.features.patients.service import PatientsFound
from hms_desktop.features.patients.ui.words import FIELDS, born_of, name_of
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_PAUSE_MS: Final = 150
_HERE, _OTHER, _BOTH = "here", "other", "both"


class JoinWithDialog(CommandDialog):
    """Who the other record is: its look-alikes are offered, anybody else is found by typing."""

    def __init__(self, place: Workplace, chart: ChartRow) -> None:
        subject, whose = chart.patient.uid, name_of(chart.patient)
        title, hints = tr("Join with another record"), tr("Esc closes")
        super().__init__(place, Purpose(title, tr("Compare the two"), subject=subject, hints=hints, whose=whose))
        self._chart = chart
        self.typed = LineField("typed", tr("Find the other record"), tr("name, number or birth date"))
        self.other = ChoiceField("other", tr("The other record"), _options(chart.lookalikes))
        self._look = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._look.timeout.connect(self._find)
        self.typed.edited.connect(self._look.start)
        self.build()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """Finding and choosing."""
        told = tr("The other record will lead to this one. Nothing is deleted, and it can be taken back.")
        return (label(told, "caption", wraps=True),), (self.typed,), (self.other,)

    def carry_out(self) -> None:
        """Goes on to the comparison; nothing is written yet."""
        other = self.other.raw()
        if other is None:
            self._refuse(Invalid({"typed": "Find the other record first"}))
            return
        self.place.ask(self, Chart(uid=UUID(other)), self._compare, self._refuse)

    def _find(self) -> None:
        if self.typed.raw().strip():
            self.place.ask(self, PatientsFound(typed=self.typed.raw(), limit=9), self._offer)

    def _offer(self, hits: tuple[Hit, ...]) -> None:
        self.other.box.clear()
        for uid, text in _options(tuple(hit.row for hit in hits if hit.row.uid != self._chart.patient.uid)):
            self.other.box.addItem(text, uid)

    def _compare(self, other: ChartRow) -> None:
        query = MergePreview(survivor=self._chart.patient.uid, loser=other.patient.uid)
        place, chart = self.place, self._chart
        place.ask(self, query, lambda found: self._go_on(JoinDialog(place, (chart, other), found)), self._refuse)

    def _go_on(self, dialog: JoinDialog) -> None:
        self.discard()
        self.place.offer(dialog)


class JoinDialog(CommandDialog):
    """Only what differs is asked, each with what is proposed."""

    def __init__(self, place: Workplace, charts: tuple[ChartRow, ChartRow], preview: Preview) -> None:
        here, other = charts
        title = tr("Join {number} into this record", number=other.patient.number)
        subject, hints = here.patient.uid, tr("Esc leaves both as they are")
        super().__init__(place, Purpose(title, tr("Join the two"), subject=subject, hints=hints))
        self._here, self._other, self._preview = here, other, preview
        self.build()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """How alike they are, then a choice for each difference."""
        reasons = ", ".join(tr(reason) for reason in self._preview.reasons) or tr("nothing in common")
        alike = tr("How alike: {percent} % – {reasons}", percent=round(self._preview.score * 100), reasons=reasons)
        asked = []
        for choice in self._preview.choices:
            options = [(_HERE, _shown(tr("here"), choice, choice.survivor))]
            options.append((_OTHER, _shown(tr("other"), choice, choice.loser)))
            if choice.proposed not in (choice.survivor, choice.loser):
                options.insert(0, (_BOTH, _shown(tr("both"), choice, choice.proposed)))
            field = ChoiceField(choice.field, tr(FIELDS.get(choice.field, choice.field)), options)
            field.fill(_OTHER if choice.proposed == choice.loser else _HERE if len(options) == 2 else _BOTH)
            asked.append((field,))
        whose = label(f"{name_of(self._here.patient)}  ←  {name_of(self._other.patient)}", wraps=True)
        return (whose,), (label(alike, "caption", wraps=True),), *asked

    def make(self, values: Mapping[str, Any]) -> MergePatients:
        """The joined record is the proposal with what was chosen in its place."""
        facts = self._preview.proposed
        for field, chosen in values.items():
            source = {_HERE: self._here.facts, _OTHER: self._other.facts}.get(chosen)
            if source is not None:
                facts = _taken(facts, source, field)
        return MergePatients(
            id=self.command_id,
            survivor=self._here.patient.uid,
            survivor_version=self._preview.survivor_version,
            loser=self._other.patient.uid,
            loser_version=self._preview.loser_version,
            facts=facts,
        )

    def done(self, done: Done[Any]) -> None:
        """Says so, with the way back."""
        back: Command[Any] = UnmergePatients(id=self.place.new_id(), merge=done.answer)
        self.place.say(tr("The two records are one now"), back)


def _taken(facts: Particulars, source: Particulars, field: str) -> Particulars:
    """A birth date comes with how well it is known."""
    values = {field: getattr(source, field)}
    if field == "born":
        values["precision"] = source.precision
    return replace(facts, **values)


def _shown(whose: str, choice: Choice, value: str) -> str:
    said = day_text(date.fromisoformat(value)) if choice.field == "born" and value else value
    return f"{whose}: {said[:60] or '—'}"


def _options(rows: tuple[PatientRow, ...]) -> list[tuple[str, str]]:
    return [(str(row.uid), f"{name_of(row)}  ·  {born_of(row)}  ·  {row.number}") for row in rows]
