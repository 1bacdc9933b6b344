"""What is known of the chosen bed, and what can be done with it, each act with its letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from hms_desktop.features.wards.domain import BedRow, BedState, Occupant
from hms_desktop.features.wards.ui.words import STATE_TONES, STATES, kept_for, sex_and_age, words_of
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_ACTS: Final = (
    ("admit", "Admit here", "a"), ("move", "Move to another bed", "m"), ("discharge", "Discharge", "d"),
    ("marks", "Marks and expected day", "e"), ("summary", "Discharge summary", "s"), ("clean", "Bed is clean", "c"),
    ("reserve", "Keep it for somebody", "r"), ("release", "Give it back", "r"), ("close", "Out of order", "o"),
    ("mend", "In order again", "o"),
)  # fmt: skip

NEEDS: Final[Mapping[str, str]] = {
    "admit": "ward.admit", "move": "ward.admit", "discharge": "ward.discharge", "marks": "ward.round",
    "summary": "ward.round", "clean": "ward.beds", "reserve": "ward.admit", "release": "ward.admit",
    "close": "ward.beds", "mend": "ward.beds",
}  # fmt: skip
"""Act → the permission that it needs."""

_FITTING: Final = {
    BedState.FREE: ("admit", "reserve", "close"),
    BedState.RESERVED: ("admit", "release"),
    BedState.OCCUPIED: ("move", "discharge", "marks", "summary"),
    BedState.TO_CLEAN: ("clean", "close"),
    BedState.OUT_OF_ORDER: ("mend",),
}


def fitting(place: Workplace, bed: BedRow | None) -> tuple[str, ...]:
    """What this person can do with this bed as it is now."""
    return tuple(act for act in _FITTING[bed.state] if place.may(NEEDS[act])) if bed else ()


class BedPanel(Panel):
    """Facts above, acts below."""

    def __init__(self, place: Workplace, act: Callable[[str], None]) -> None:
        super().__init__(tr("Bed"))
        self._place = place
        self.state = ChipLabel("")
        self.add_to_head(self.state)
        body = self.body(spacing=10)
        self.name = label("", "title", wraps=True)
        self.facts = FactList()
        body.addWidget(self.name)
        body.addWidget(self.facts)
        body.addSpacing(6)
        self.buttons: dict[str, QPushButton] = {}
        for which, text, key in _ACTS:
            self.buttons[which] = _button(body, tr(text), key)
            self.buttons[which].clicked.connect(lambda _=False, name=which: act(name))
        body.addStretch(1)
        self.show_bed(None)

    def show_bed(self, bed: BedRow | None) -> None:
        """This one."""
        can = fitting(self._place, bed)
        for which, button in self.buttons.items():
            button.setVisible(which in can)
        self.state.setVisible(bed is not None)
        self.title.setText(tr("Bed {code}", code=bed.code) if bed else tr("Bed"))
        self.beside.setText(bed.room if bed else "")
        who = bed.occupant if bed else None
        self.name.setVisible(who is not None)
        self.name.setText(who.name if who else "")
        if bed is not None:
            self.state.say(tr(STATES[bed.state]), STATE_TONES[bed.state])
            self.facts.tell(self._of_who(who) if who else _of_bed(bed, self._when))

    def _of_who(self, who: Occupant) -> tuple[tuple[str, str], ...]:
        return (
            (tr("Who"), sex_and_age(who)),
            (tr("Number"), who.number),
            (tr("Admitted"), self._when(who.admitted_at)),
            (tr("In this bed"), "" if who.since == who.admitted_at else self._when(who.since)),
            (tr("Day"), str(who.day)),
            (tr("Leaves"), day_text(who.expected) if who.expected else tr("not known")),
            (tr("Doctor"), who.doctor_name or tr("nobody yet")),
            (tr("Reason"), who.reason or ""),
            (tr("To know"), "\n".join(words_of(who.marks))),
            (tr("A word"), who.marks.word if who.marks else ""),
            (tr("Record"), tr("recorded as dead") if who.is_deceased else ""),
        )

    def _when(self, at: datetime) -> str:
        here = at.astimezone(self._place.standing.zone)
        return f"{day_text(here.date())} {here:%H:%M}"


def _of_bed(bed: BedRow, when: Callable[[datetime], str]) -> tuple[tuple[str, str], ...]:
    kept = bed.reservation
    if kept is None:
        return ((tr("A word"), bed.note),)
    until = when(kept.until) if kept.until else tr("somebody gives it back")
    return (tr("Kept for"), kept_for(bed)), (tr("A word"), bed.note if kept.name else ""), (tr("Until"), until)


def _button(body: QVBoxLayout, text: str, key: str) -> KeyButton:
    made = KeyButton(text, key)
    made.setAccessibleName(text)
    body.addWidget(made)
    return made
