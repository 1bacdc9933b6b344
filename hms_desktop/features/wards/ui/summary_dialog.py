"""The discharge summary: sections to write in, signed when it is done, taken back when it has to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QWidget

from hms_desktop.features.wards.domain import AdmissionRow, Sections, SummaryRow
from hms_desktop.features.wards.summaries import SummaryOnPaper, TakeBackSignature, WriteSummary
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field, LineField, TextField, TickField
from hms_desktop.ui.paper import Paper
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

SUMMARY: Final = "wards.summary"
_TITLES: Final = {
    "diagnoses": "Diagnoses", "course": "How the stay went", "treatment": "Treatment",
    "recommendations": "Recommendations", "follow_up": "Follow-up",
}  # fmt: skip
Rows = tuple[tuple[Field | QWidget, ...], ...]


class SummaryDialog(CommandDialog):
    """What a doctor writes. It can be kept without being signed; signed, it can be handed out."""

    def __init__(
        self, place: Workplace, admission: AdmissionRow, summary: SummaryRow, parked: Parked | None = None
    ) -> None:
        purpose = Purpose(
            tr("Discharge summary"), tr("Save"), SUMMARY, admission.patient, whose=_whose(place, admission)
        )
        super().__init__(place, purpose, parked)
        self._summary = summary
        self.build(parked.content if parked else asdict(summary.sections))

    def rows(self) -> Rows:
        """Section by section, and the signature."""
        texts = tuple((TextField(field.name, tr(_TITLES[field.name])),) for field in fields(Sections))
        tick = TickField(
            "is_signed", tr("Sign it now"), tr("It can be printed before, and says then that it is a draft")
        )
        return (*texts, (tick,), (_print_button(self.place, self._summary),))

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        sections = Sections(**{field.name: values[field.name] for field in fields(Sections)})
        return WriteSummary(
            id=self.command_id,
            admission=self._summary.admission,
            version=self._summary.version,
            sections=sections,
            is_signed=values["is_signed"],
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so; what was signed is shown as it is printed."""
        if self.raw()["is_signed"]:
            self.place.say(tr("The summary is signed"))
            print_summary(self.place, self._summary)
        else:
            self.place.say(tr("The summary is saved"))


class SignedDialog(CommandDialog):
    """A summary that is signed: print it again, or take the signature back to change it."""

    def __init__(self, place: Workplace, admission: AdmissionRow, summary: SummaryRow) -> None:
        purpose = Purpose(
            tr("Discharge summary"),
            tr("Take the signature back"),
            subject=admission.patient,
            whose=_whose(place, admission),
        )
        super().__init__(place, purpose)
        self._summary = summary
        self.build()

    def rows(self) -> Rows:
        """Who signed it and when, and why it has to be changed."""
        row, zone = self._summary, self.place.standing.zone
        at = row.signed_at.astimezone(zone) if row.signed_at else None
        when = f"{day_text(at.date())} {at:%H:%M}" if at else ""
        told = tr("Signed by {name} on {when}", name=row.signed_name, when=when)
        return (
            (label(told, "caption", wraps=True),),
            (_print_button(self.place, row),),
            (LineField("reason", tr("Why it has to be changed")),),
        )

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        row = self._summary
        return TakeBackSignature(
            id=self.command_id, admission=row.admission, version=row.version, reason=values["reason"]
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("The signature is taken back; the summary can be changed"))


def print_summary(place: Workplace, summary: SummaryRow) -> None:
    """The paper over the work, to look at, print or save."""
    ask = partial(place.person.ask, SummaryOnPaper(admission=summary.admission))
    place.print_paper(Paper("discharge summary", tr("Discharge summary"), ask))


def _print_button(place: Workplace, summary: SummaryRow) -> QPushButton:
    made = QPushButton(tr("Show what is saved, to print"))
    made.setEnabled(summary.version > 0)
    made.clicked.connect(lambda: print_summary(place, summary))
    return made


def _whose(place: Workplace, admission: AdmissionRow) -> str:
    """By name where the page in front knows it; a draft that is gone on with later is known by its bed."""
    who = place.whose()
    if who is not None and who.uid == admission.patient:
        return who.name
    return f"{admission.ward_name} {admission.bed_code}"
