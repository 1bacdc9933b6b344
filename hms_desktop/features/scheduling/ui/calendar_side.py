"""Beside the calendar: the chosen appointment, what is pinned to be moved, and who waits for a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hms_desktop.features.scheduling.domain import AppointmentRow, WaitingRow, risk_word, time_text
from hms_desktop.features.scheduling.ui.words import PARTS, STATES, URGENCIES, long_day, who_text
from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.two_lines import TwoLineList
from hms_desktop.ui.words import apart, label, tr
from hms_desktop.ui.workplace import Workplace

PIN: Final = "scheduling.pin"
"""The form of a draft that is an appointment on the pinboard: it survives lock and kill as every draft does."""


class CalendarSide(QWidget):
    """Three panels; the pinboard is there while something is on it."""

    fill_wanted = Signal(object)
    paste_wanted = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._pins: tuple[Parked, ...] = ()
        self.chosen, self.pinboard, self.waiting = Panel(tr("Chosen")), Panel(tr("Pinboard")), Panel(tr("Waiting list"))
        self.facts = FactList()
        self._nothing = label(tr("A free time: N books it"), "caption", wraps=True)
        body = self.chosen.body()
        body.addWidget(self._nothing)
        body.addWidget(self.facts)
        self.pins = TwoLineList(tr("Pinboard"))
        self.pins.taken.connect(lambda _: self.paste_wanted.emit())
        self.pinboard.rows.addWidget(self.pins)
        self.pinboard.hint.setText(tr("Ctrl V"))
        self.list = TwoLineList(tr("Waiting list"))
        self._nobody = label(tr("Nobody waits"), "caption")
        self._nobody.setContentsMargins(14, GAP, 14, GAP)
        self._number = ChipLabel("")
        self.waiting.add_to_head(self._number)
        self.waiting.rows.addWidget(self._nobody)
        self.waiting.rows.addWidget(self.list, 1)
        self.waiting.rows.addStretch(0)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addWidget(self.chosen)
        rows.addWidget(self.pinboard)
        rows.addWidget(self.waiting, 1)
        self.pinboard.hide()
        self.show_waiting(())

    def tell(self, row: AppointmentRow | None, doctors: Mapping[UUID, str]) -> None:
        """What is known of the chosen appointment."""
        self._nothing.setVisible(row is None)
        self.facts.setVisible(row is not None)
        self.chosen.title.setText(who_text(row.whose) if row else tr("Chosen"))
        if row is None:
            return
        until = time_text((row.minute + row.minutes) % (24 * 60))
        self.facts.tell((
            (tr("Born"), row.whose.born),
            (tr("When"), f"{long_day(row.day)}, {apart(f'{time_text(row.minute)}–{until}')}"),
            (tr("With"), doctors.get(row.doctor, "")),
            (tr("For"), row.reason),
            (tr("State"), tr(STATES[row.state][0])),
            (tr("Cancelled"), row.cancelled_why),
            (tr("Series"), tr("one of a series") if row.series else ""),
            (tr("Overbooked"), tr("two at once") if row.is_overbooked else ""),
            (tr("For the desk"), row.note),
        ))  # fmt: skip

    def show_waiting(self, rows: tuple[WaitingRow, ...]) -> None:
        """Who waits, by need."""
        self.list.clear()
        for row in rows:
            told = (tr(URGENCIES[row.asked.urgency]), tr(PARTS[row.asked.part]), row.asked.note,
                    tr("often does not come") if risk_word(row.risk) == "high" else "")  # fmt: skip
            self.list.add(who_text(row.whose), " · ".join(part for part in told if part), row)
        self.list.setVisible(bool(rows))
        self._nobody.setVisible(not rows)
        self._number.setVisible(bool(rows))
        self._number.say(str(len(rows)), Tone.QUIET)

    def read_pins(self) -> None:
        """What is on the pinboard now."""
        self._place.jobs.write(self, self._place.acts.drafts, self._show_pins)

    def pinned(self) -> Parked | None:
        """The chosen one on the pinboard, or the one pinned last."""
        found = self.pins.value()
        return found if isinstance(found, Parked) else (self._pins[0] if self._pins else None)

    def _show_pins(self, drafts: tuple[Parked, ...]) -> None:
        self._pins = tuple(one for one in drafts if one.form == PIN)
        self.pins.clear()
        for one in self._pins:
            self.pins.add(one.title, tr("Ctrl+V puts it down"), one)
        self.pinboard.setVisible(bool(self._pins))
        self.pins.fit(3)
