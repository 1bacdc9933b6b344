"""One appointment's way from booking to whatever became of it, and the order in which all of them are lived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hms_desktop.features.scheduling.domain import CancelledBy, NewAppointment, VisitState, instant
from hms_desktop.features.scheduling.queue import CheckedIn, CheckIn, StepVisit
from hms_desktop.features.scheduling.service import (
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    KeepAppointment,
    MissAppointment,
)
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import OPENS, DemoMeans
from hms_desktop.kernel.messages import Command

NOW: Final = OPENS.hour * 60 + OPENS.minute


@dataclass
class Diary:
    """What is to happen: lived through in the order of time, whatever the order in which it was thought of."""

    means: DemoMeans
    zone: ZoneInfo
    acts: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)

    def at(self, day: date, minute: int, act: Callable[[], None]) -> None:
        """At this minute; what would come after the demo opened does not happen."""
        when = instant(day, minute, self.zone)
        if when is not None and (day, minute) <= (self.means.today, NOW):
            self.acts.append((when, len(self.acts), act))

    def live(self) -> None:
        for when, _, act in sorted(self.acts, key=lambda one: one[:2]):
            self.means.at(when)
            act()


@dataclass
class Course:
    """One appointment, from its booking to what became of it."""

    means: DemoMeans
    asked: NewAppointment
    is_overbooked: bool = False
    uid: UUID | None = None
    version: int = 0
    came: CheckedIn | None = None
    steps: int = 0

    def book(self) -> None:
        command = BookAppointment(id=self.means.ids.new(), asked=self.asked, is_overbooked=self.is_overbooked)
        self.uid = self.means.do(command, Role.DOCTOR if self.is_overbooked else Role.RECEPTIONIST)
        self.version = 1

    def confirm(self) -> None:
        self._become(lambda uid, new: ConfirmAppointment(id=new, uid=uid, version=self.version))

    def keep(self) -> None:
        self._become(lambda uid, new: KeepAppointment(id=new, uid=uid, version=self.version))

    def miss(self) -> None:
        self._become(lambda uid, new: MissAppointment(id=new, uid=uid, version=self.version))

    def cancel(self, by: CancelledBy, why: str) -> None:
        self._become(lambda uid, new: CancelAppointment(id=new, uid=uid, version=self.version, by=by, why=why))

    def come(self) -> None:
        assert self.uid is not None
        command = CheckIn(id=self.means.ids.new(), appointment=self.uid, version=self.version)
        self.came = self.means.do(command, Role.RECEPTIONIST)

    def step(self, to: VisitState) -> None:
        assert self.came is not None
        self.steps += 1
        command = StepVisit(id=self.means.ids.new(), uid=self.came.visit, version=self.steps, to=to)
        self.means.do(command, Role.NURSE)

    def _become(self, make: Callable[[UUID, UUID], Command[None]]) -> None:
        assert self.uid is not None
        self.means.do(make(self.uid, self.means.ids.new()), Role.RECEPTIONIST)
        self.version += 1
