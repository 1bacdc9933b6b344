"""Everybody who lies in the wards through the readmission model, lot by lot, the highest risk first.

It begins when a person says so, says how far it is, and stops after the lot when it is told to; what was scored until
then stays and says that it is not all. Restricted records are left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.insight.risks import MEANT
from hms_desktop.features.insight.ui.words import DISCLAIMER, in_words, percent
from hms_desktop.features.insight.watching import Scored, ScoreLot
from hms_desktop.features.wards.domain import WardMap, WardRow
from hms_desktop.features.wards.service import MapOf, Wards
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page as Rows
from hms_desktop.kernel.paging import PageRequest
from hms_desktop.ui.page import Page, Somebody
from hms_desktop.ui.paged_model import Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.problem import Problem
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

ID: Final = "lots"
WARDS: Final = "wards"
"""What is said to have it begin."""
MODEL: Final = "readmission"
AT_ONCE: Final = 5
"""Patients of a lot: few, so that the bar moves and a stop is soon heard."""

_Done = Callable[[Rows[Scored]], None]
_Failed = Callable[[KnownError | BugError], None]


class LotsPage(Page):
    """The list as it grows."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.rows: tuple[Scored, ...] = ()
        self.total = self.left_out = self.refused = 0
        self.is_busy = self.is_stopped = False
        self._maps: list[UUID] = []
        self._lying: list[UUID] = []
        self._begun_at: UUID | None = None
        self._waiting: list[tuple[UUID, ...]] = []
        empty = ("list-numbers", tr("Nobody was scored yet"), tr("Ctrl+Enter scores everybody who lies in the wards"))
        self.list = StatedList(tr("Risks"), _columns(), self._page, empty, key=lambda row: row.patient)
        self.partial, self.problem = label("", "notice", wraps=True), Problem()
        self.progress, self.stop = QProgressBar(), QPushButton(tr("Stop"))
        self.go = primary(tr("Score the wards’ patients"), "Ctrl Enter")
        self.panel = Panel(tr("Back in hospital within 30 days"))
        self._lay_out()
        self.go.clicked.connect(self.begin)
        self.stop.clicked.connect(self.cancel)
        self.list.view.opened.connect(self._open)
        self.list.begin()
        self._tell()

    # What the window asks of it.

    def show_for(self, _subject: object) -> None:
        """Begins when it is told to; else what was scored before is still there."""
        if _subject == WARDS:
            self.begin()

    def primary(self) -> None:
        """All of them, anew."""
        self.begin()

    def escape(self) -> bool:
        """Stops after the lot."""
        was_busy = self.is_busy and not self.is_stopped
        self.cancel()
        return was_busy

    def first_field(self) -> QWidget:
        """The list."""
        return self.list.view

    def whose(self) -> Somebody | None:
        """The chosen patient."""
        row: Scored | None = self.list.view.current()
        return Somebody(row.patient, row.name, row.detail) if row else None

    # What it does.

    def begin(self) -> None:
        """Who lies where first, then one lot after the other."""
        if self.is_busy:
            return
        self.rows, self._waiting = (), []
        self.total = self.left_out = self.refused = 0
        self.is_busy, self.is_stopped = True, False
        self.problem.hide()
        self._tell()
        self.list.begin()
        self.place.ask(self, Wards(), self._know_wards, self._fail)

    def cancel(self) -> None:
        """No further lot; the one that runs is still told."""
        if self.is_busy:
            self.is_stopped = True
            self._tell()

    # Inside.

    def _know_wards(self, wards: tuple[WardRow, ...]) -> None:
        self._maps = [ward.uid for ward in wards if ward.occupied]
        self._lying = []
        self._next_map()

    def _next_map(self) -> None:
        if self._maps and not self.is_stopped:
            self.place.ask(self, MapOf(ward=self._maps.pop(0)), self._know_map, self._fail)
            return
        found = tuple(dict.fromkeys(self._lying))
        self.total = len(found)
        self._waiting = [found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE)]
        self._tell()
        self._next_lot()

    def _know_map(self, ward: WardMap) -> None:
        there = [bed.occupant for bed in ward.beds if bed.occupant is not None and not bed.occupant.is_deceased]
        self._lying += [one.patient for one in there if not one.is_restricted]
        self.left_out += sum(one.is_restricted for one in there)
        self._next_map()

    def _next_lot(self) -> None:
        if not self._waiting or self.is_stopped:
            self._end()
            return
        lot = self._waiting.pop(0)
        command = ScoreLot(id=self.place.new_id(), model=MODEL, patients=lot)
        self.place.do(self, command, lambda done: self._know_lot(done.answer), lambda error: self._miss(lot, error))

    def _know_lot(self, scored: tuple[Scored, ...]) -> None:
        is_first = not self.rows
        self.rows = tuple(sorted((*self.rows, *scored), key=_by_risk))
        self.list.begin()
        self._begun_at = self.rows[0].patient if is_first else self._begun_at
        self._tell()
        self._next_lot()

    def _miss(self, lot: tuple[UUID, ...], error: KnownError | BugError) -> None:
        """One record that may not be opened must not keep its whole lot out; what fails alone is counted and told."""
        if len(lot) > 1 and isinstance(error, KnownError):
            self._waiting = [(one,) for one in lot] + self._waiting
        else:
            self.refused += len(lot)
            self.problem.tell(error)
        self._tell()
        self._next_lot()

    def _end(self) -> None:
        self.is_busy = False
        row: Scored | None = self.list.view.current()
        if row is not None and row.patient == self._begun_at:
            self.list.view.choose(0)  # nobody chose another: the highest risk is the one to begin with
        if not self.rows:
            self.list.say_empty("list-numbers", tr("Nobody was scored"), self._why_nobody())
            self.list.begin()
        self._tell()

    def _why_nobody(self) -> str:
        if self.is_stopped:
            return tr("It was stopped; Ctrl+Enter begins anew")
        return tr("Nobody lies in the wards now") if not self.total else tr("The model said nothing of anybody")

    def _fail(self, error: KnownError | BugError) -> None:
        self.problem.tell(error)
        self._waiting = []
        self._end()

    def _open(self, row: Scored) -> None:
        self.place.open("insight", row.patient)

    def _page(self, _request: PageRequest, done: _Done, _failed: _Failed) -> None:
        done(Rows(self.rows))

    def _tell(self) -> None:
        """How far it is, and what is not in the list."""
        is_part = self.is_stopped and not self.is_busy and self.total > len(self.rows) + self.refused
        self.go.setEnabled(not self.is_busy)
        self.stop.setVisible(self.is_busy)
        self.stop.setEnabled(not self.is_stopped)
        self.progress.setVisible(self.is_busy)
        self.progress.setMaximum(self.total)
        self.progress.setValue(len(self.rows) + self.refused)
        self.panel.beside.setText(self._counted())
        self.partial.setText(tr("Partial: stopped after {count} of {total} patients. The others were not scored",
                                count=str(len(self.rows)), total=str(self.total)))  # fmt: skip
        self.partial.setVisible(is_part)

    def _counted(self) -> str:
        parts = (
            [tr("{count} of {total} scored", count=str(len(self.rows)), total=str(self.total))] if self.total else []
        )
        if self.is_stopped and self.is_busy:
            parts.append(tr("stopping after this lot"))
        if self.left_out:
            parts.append(tr("{count} in restricted records left out", count=str(self.left_out)))
        if self.refused:
            parts.append(tr("{count} not scored", count=str(self.refused)))
        return " · ".join(parts)

    def _lay_out(self) -> None:
        self.progress.setAccessibleName(tr("Progress"))
        self.progress.setTextVisible(False)
        self.stop.setAccessibleName(tr("Stop"))
        self.panel.hint.setText(tr(DISCLAIMER))
        top = self.panel.body(margin=12, spacing=8)
        top.setContentsMargins(14, 8, 14, 8)
        meant = label(tr(MEANT[MODEL]), "caption", wraps=True)
        for part in (meant, self.progress, self.partial, self.problem):
            top.addWidget(part)
        self.panel.rows.addWidget(self.list, 1)
        self.panel.add_foot(tr("Enter opens insight of the patient · Esc stops after the lot"), self.stop, self.go)
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.panel)


def _by_risk(row: Scored) -> tuple[bool, float, str]:
    """The highest risk first; who cannot be judged comes last, never first."""
    return row.probability is None, -(row.probability or 0.0), row.name


def _columns() -> tuple[Column[Scored], ...]:
    return (
        Column(tr("Patient"), lambda row: row.name, is_strong=True),
        Column(tr("Born, number"), lambda row: row.detail, tone=lambda _: Tone.QUIET),
        Column(tr("Risk"), _risk, width=190),
        Column(tr("Reach"), _reach, width=110),
        Column(tr("Not recorded"), lambda row: tr("{count} fields", count=str(row.missing)), width=120),
    )


def _risk(row: Scored) -> str:
    if row.probability is None:
        return tr("not able to judge")
    return tr("{word}, {percent} %", word=in_words(row.probability), percent=percent(row.probability))


def _reach(row: Scored) -> str:
    if row.probability is None:
        return "—"
    return tr("{low} to {high} %", low=percent(row.low), high=percent(row.high))
