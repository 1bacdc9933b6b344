"""Emergency openings: each is looked at once by somebody who was not part of it, and a finding is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.service import PatientsNamed
from hms_desktop.features.users.service import AccountRow, Accounts, GlassRow, GlassToReview, ReviewGlass
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.beside import TwoParts
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.fields import Field, TextField
from hms_desktop.ui.paged_model import Column
from hms_desktop.ui.panel import Panel, primary
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_Failed = Callable[[KnownError | BugError], None]


class GlassPage(TwoParts):
    """What waits for a review, the oldest reason to worry beside it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._names: dict[UUID, str] = {}
        self._whose: dict[UUID, str] = {}
        empty = (
            "shield-check", tr("Nothing waits for a review"),
            tr("When somebody opens a restricted record in an emergency, it stands here until it was looked at."),
        )  # fmt: skip
        self.list = StatedList(tr("Emergency openings"), self._columns(), self._ask, empty, key=lambda row: row.uid)
        self.openings = Panel(tr("Emergency openings"))
        self.openings.rows.addWidget(self.list)
        self.review = primary(tr("Write the finding"), "Ctrl Enter")
        self.review.clicked.connect(self.primary)
        self.openings.add_foot(tr("Enter writes the finding"), self.review)
        self.lay_out(self.openings, self._detail())
        self.list.view.opened.connect(lambda _: self.primary())
        self.list.view.chosen.connect(lambda _: self._show())
        self.list.settled.connect(self._show)

    def show_for(self, _subject: object) -> None:
        self.place.ask(self, Accounts(), self._know)
        self.list.begin()

    def heard(self, changes: Changes) -> None:
        if changes.touches("glass"):
            self.list.begin()

    def primary(self) -> None:
        row: GlassRow | None = self.list.view.current()
        if row is not None:
            self.place.offer(ReviewDialog(self.place, row))

    def first_field(self) -> QWidget:
        return self.list.view

    # Inside.

    def _know(self, rows: tuple[AccountRow, ...]) -> None:
        self._names = {row.uid: row.name for row in rows}
        self.list.view.viewport().update()
        self._show()

    def _ask(self, _request: PageRequest, done: Callable[[Page[GlassRow]], None], failed: _Failed) -> object:
        return self.place.ask(self, GlassToReview(), lambda rows: done(Page(rows)), failed)

    def _columns(self) -> tuple[Column[GlassRow], ...]:
        return (
            Column(tr("Opened"), lambda row: self._moment(row.opened_at), width=140),
            Column(tr("By"), lambda row: self._names.get(row.account, "…"), width=170, is_strong=True),
            Column(tr("Why"), lambda row: row.reason),
        )

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self.place.standing.zone)
        return f"{day_text(local.date())} {local:%H:%M}"

    def _detail(self) -> QWidget:
        self.detail = Panel(tr("Opening"))
        body = self.detail.body(spacing=10)
        self.facts = FactList()
        body.addWidget(self.facts)
        self.show_whose = QPushButton(tr("Whose record it was"))
        self.show_whose.setAccessibleName(tr("Whose record it was"))
        self.show_whose.clicked.connect(self._ask_whose)
        body.addWidget(self.show_whose)
        self.told = label(tr("Looking at whose record it was is itself recorded."), "quiet", wraps=True)
        body.addWidget(self.told)
        body.addStretch(1)
        return self.detail

    def _show(self) -> None:
        waiting = self.list.model.rowCount()
        self.openings.beside.setText(tr("{number} to review", number=waiting) if waiting else "")
        row: GlassRow | None = self.list.view.current()
        self.review.setEnabled(row is not None)
        self.want_aside(row is not None)
        is_asked_for = row is not None and row.subject not in self._whose and self.place.may("patient.open")
        self.show_whose.setVisible(is_asked_for)
        self.told.setVisible(is_asked_for)
        self.facts.tell(self._facts(row) if row is not None else ())

    def _facts(self, row: GlassRow) -> tuple[tuple[str, str], ...]:
        return (
            (tr("Opened by"), self._names.get(row.account, "…")),
            (tr("Opened"), self._moment(row.opened_at)),
            (tr("Closed again"), self._moment(row.until)),
            (tr("Reason given"), row.reason),
            (tr("Whose record"), self._whose.get(row.subject, "")),
        )

    def _ask_whose(self) -> None:
        row: GlassRow | None = self.list.view.current()
        if row is not None:
            subject = row.subject
            self.place.ask(self, PatientsNamed(uids=(subject,)), lambda found: self._know_whose(subject, found))

    def _know_whose(self, subject: UUID, found: tuple[PatientRow, ...]) -> None:
        self._whose[subject] = "".join(f"{one.family}, {one.given} · {one.number}" for one in found)
        self._show()


class ReviewDialog(CommandDialog):
    """The finding of one opening; it stands for good."""

    def __init__(self, place: Workplace, row: GlassRow) -> None:
        hints = tr("Esc closes")
        super().__init__(place, Purpose(tr("Review the opening"), tr("Save the finding"), hints=hints))
        self._row = row
        self.build()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        given = tr("The reason given: {reason}", reason=self._row.reason)
        hint = tr("Was it an emergency, and was no more read than it needed? A finding is not changed afterwards.")
        return (label(given, "caption", wraps=True),), (TextField("finding", tr("What the review found"), hint),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        row = self._row
        return ReviewGlass(id=self.command_id, uid=row.uid, version=row.version, finding=values["finding"])

    def done(self, _done: Done[Any]) -> None:
        self.place.say(tr("The finding is kept"))
