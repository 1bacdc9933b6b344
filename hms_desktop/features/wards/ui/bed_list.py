"""The same beds as a list, for who would rather read or hear lines than look at a map. The letters do the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from hms_desktop.features.wards.domain import BedRow, folded_code
from hms_desktop.features.wards.ui.words import STATE_TONES, STATES, day_of, kept_for, sex_and_age, words_of
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.paging import Page
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.paged_model import Chip, Column, KeysetModel
from hms_desktop.ui.words import tr

_DAY_AND_MONTH: Final = 6


class BedList(ListView):
    """One line a bed; a letter that the page knows is handed on before it is taken for a beginning."""

    acted = Signal(str)

    def __init__(self, letters: frozenset[str]) -> None:
        super().__init__(tr("Beds of the ward"))
        self._beds: tuple[BedRow, ...] = ()
        self._letters_known, self._code = letters, ""
        columns = _columns()
        self._model: KeysetModel[BedRow] = KeysetModel(columns, lambda _request, done, _failed: done(Page(self._beds)))
        self.show_model(self._model, columns)
        self.typed.connect(self._jump)

    def show_beds(self, beds: tuple[BedRow, ...]) -> None:
        """These; the chosen one stays chosen."""
        now = self.current()
        self._beds = beds
        self._model.begin()
        self.choose_bed(now if now is not None else None)

    def choose_bed(self, bed: BedRow | None) -> None:
        """The keyboard on this bed's line."""
        at = next((at for at, one in enumerate(self._beds) if bed is not None and one.uid == bed.uid), 0)
        self.choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The map's letters first."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if not held and not self._letters and event.text() in self._letters_known:
            self.acted.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _jump(self, letters: str) -> None:
        begun = folded_code(letters)
        codes = [folded_code(bed.code) for bed in self._beds]
        found = [at for at, code in enumerate(codes) if code.startswith(begun) or code.endswith(begun)]
        if found:
            self.choose(found[0])


def _columns() -> tuple[Column[BedRow], ...]:
    return (
        Column(tr("Bed"), lambda bed: bed.code, 64, is_strong=True),
        Column(tr("Patient"), _who, chip=_chip),
        Column(tr("Who"), lambda bed: sex_and_age(bed.occupant) if bed.occupant else "", 96, may_hide=True),
        Column(tr("Day"), lambda bed: day_of(bed.occupant) if bed.occupant else "", 62),
        Column(tr("Leaves"), _leaves, 68),
        Column(tr("To know"), lambda bed: ", ".join(words_of(bed.occupant.marks)) if bed.occupant else "", 210),
        Column(tr("Room"), lambda bed: bed.room, 90, may_hide=True),
    )  # fmt: skip


def _who(bed: BedRow) -> str:
    return bed.occupant.name if bed.occupant else kept_for(bed)


def _chip(bed: BedRow) -> Chip | None:
    return None if bed.occupant else Chip(tr(STATES[bed.state]), STATE_TONES[bed.state])


def _leaves(bed: BedRow) -> str:
    return day_text(bed.occupant.expected)[:_DAY_AND_MONTH] if bed.occupant and bed.occupant.expected else ""
