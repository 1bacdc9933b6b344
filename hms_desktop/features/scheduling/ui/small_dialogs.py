"""The small dialogs of the front desk: call off, give to another doctor, wait for a time, fill a freed one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    FreedSlot,
    NewWaiting,
    Part,
    Urgency,
    VisitRow,
    WaitingRow,
    risk_word,
    time_text,
)
from hms_desktop.features.scheduling.queue import AssignVisit
from hms_desktop.features.scheduling.series import CancelFollowing
from hms_desktop.features.scheduling.service import CancelAppointment, DescribeAppointment, ReviveAppointment
from hms_desktop.features.scheduling.ui.doctor_field import DoctorField
from hms_desktop.features.scheduling.ui.words import CANCELLED_BY, PARTS, URGENCIES, long_day, who_text
from hms_desktop.features.scheduling.waiting import AddWaiting, DropWaiting, FillSlot, FreedSlots
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, DayField, Field, LineField, TickField
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.two_lines import TwoLineList
from hms_desktop.ui.who_field import WhoField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

Rows = tuple[tuple[Field | QWidget, ...], ...]

WAIT_FORM: Final = "scheduling.wait"


class CancelDialog(CommandDialog):
    """Who calls it off and why; of a series also all after it."""

    def __init__(self, place: Workplace, about: tuple[UUID, int, str], *, is_series: bool = False) -> None:
        self._uid, self._version, whose = about
        super().__init__(place, Purpose(tr("Cancel the appointment"), tr("Cancel it"), whose=whose))
        self._is_series = is_series
        self.build({"by": CancelledBy.PATIENT.value})

    def rows(self) -> Rows:
        """Who, why."""
        options = [(kind.value, tr(word)) for kind, word in CANCELLED_BY.items()]
        following = TickField("following", tr("And all that follow in this series"))
        following.setVisible(self._is_series)
        return (
            (LineField("why", tr("Why"), tr("ill, travels, other time …")),),
            (ChoiceField("by", tr("Called off by"), options),),
            (following,),
        )

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        by = CancelledBy(values["by"])
        if self._is_series and values["following"]:
            return CancelFollowing(id=self.command_id, uid=self._uid, by=by, why=values["why"])
        return CancelAppointment(id=self.command_id, uid=self._uid, version=self._version, by=by, why=values["why"])

    def done(self, done: Done[Any]) -> None:
        """Says so; one alone can be taken back."""
        if done.answer is None:
            back = ReviveAppointment(id=self.place.new_id(), uid=self._uid, version=self._version + 1)
            self.place.say(tr("The appointment is cancelled"), back)
        else:
            self.place.say(tr("{number} appointments are cancelled", number=done.answer))


class DescribeDialog(CommandDialog):
    """What it is for."""

    def __init__(self, place: Workplace, about: tuple[UUID, int, str], said: tuple[str, str]) -> None:
        self._uid, self._version, whose = about
        super().__init__(place, Purpose(tr("What the appointment is for"), tr("Save"), whose=whose))
        self.build({"why": said[0], "note": said[1]})

    def rows(self) -> Rows:
        """Reason and note."""
        return (LineField("why", tr("Reason")),), (
            LineField("note", tr("A word for the desk"), tr("nothing clinical")),
        )

    def make(self, values: Mapping[str, Any]) -> DescribeAppointment:
        return DescribeAppointment(id=self.command_id, uid=self._uid, version=self._version, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Saved"))


class AssignDialog(CommandDialog):
    """Another doctor or another urgency for somebody who waits."""

    def __init__(self, place: Workplace, visit: VisitRow, whose: str) -> None:
        purpose = Purpose(tr("Doctor and urgency"), tr("Assign"), subject=visit.patient, whose=whose)
        super().__init__(place, purpose)
        self._visit = visit
        self.build({"doctor": str(visit.doctor or ""), "urgency": visit.urgency.value})

    def rows(self) -> Rows:
        """To whom, how soon."""
        options = [(kind.value, tr(word)) for kind, word in URGENCIES.items()]
        return (
            (DoctorField(self.place, "doctor", tr("Doctor"), tr("Nobody yet")),),
            (ChoiceField("urgency", tr("How soon"), options),),
        )

    def make(self, values: Mapping[str, Any]) -> AssignVisit:
        urgency = Urgency(values["urgency"])
        visit = self._visit
        return AssignVisit(
            id=self.command_id, uid=visit.uid, version=visit.version, doctor=values["doctor"], urgency=urgency
        )

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        visit = self._visit
        back = AssignVisit(
            id=self.place.new_id(), uid=visit.uid, version=visit.version + 1, doctor=visit.doctor,
            urgency=visit.urgency,
        )  # fmt: skip
        self.place.say(tr("Assigned"), back)


class WaitDialog(CommandDialog):
    """Somebody waits for a time with a doctor or with anybody."""

    def __init__(self, place: Workplace, who: Somebody | None = None, parked: Parked | None = None) -> None:
        super().__init__(place, Purpose(tr("Waiting list"), tr("Put on the list"), WAIT_FORM), parked)
        self.who = WhoField(place, "patient", tr("Patient"))
        first = {"urgency": Urgency.ROUTINE.value, "part": Part.ANY.value, "minutes": "20"}
        self.build(parked.content if parked else first)
        if who is not None and parked is None:
            self.who.take(who)

    def rows(self) -> Rows:
        """Who, for whom, when."""
        soon = [(kind.value, tr(word)) for kind, word in URGENCIES.items()]
        parts = [(part.value, tr(word)) for part, word in PARTS.items()]
        return (
            (self.who,),
            (DoctorField(self.place, "doctor", tr("Doctor"), tr("Any doctor")),),
            (LineField("minutes", tr("Minutes")), ChoiceField("urgency", tr("How soon"), soon)),
            (DayField("first", tr("From"), self.place.today), DayField("last", tr("Until"), self.place.today)),
            (ChoiceField("part", tr("Time of day"), parts),),
            (LineField("note", tr("What for")),),
        )

    def make(self, values: Mapping[str, Any]) -> AddWaiting:
        minutes = values["minutes"].strip()
        asked = NewWaiting(
            patient=values["patient"] or UUID(int=0), doctor=values["doctor"], first=values["first"],
            last=values["last"], part=Part(values["part"]), urgency=Urgency(values["urgency"]), note=values["note"],
            minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else 0,
        )  # fmt: skip
        return AddWaiting(id=self.command_id, asked=asked)

    def done(self, done: Done[Any]) -> None:
        """Says so, with the way back."""
        self.place.say(tr("On the waiting list"), DropWaiting(id=self.place.new_id(), uid=done.answer, version=1))


class FillDialog(CommandDialog):
    """A freed time and who could take it, the best first: Enter gives it to whoever is chosen."""

    def __init__(self, place: Workplace, freed: FreedSlot) -> None:
        when = f"{long_day(freed.day)} {time_text(freed.minute)} · {freed.doctor_name}"
        super().__init__(
            place, Purpose(tr("Fill a freed time"), tr("Give it"), hints=tr("Enter gives it · Esc closes"))
        )
        self._freed = freed
        self._when = label(when, wraps=True)
        self.list = TwoLineList(tr("Who could take it"))
        self.list.taken.connect(lambda _: self.carry_out())
        for row in freed.candidates:
            told = (tr(URGENCIES[row.asked.urgency]), tr(_RISKS[risk_word(row.risk)]), row.asked.note)
            self.list.add(f"{who_text(row.whose)} · {row.whose.born}", " · ".join(part for part in told if part), row)
        self.list.setCurrentRow(0)
        self.list.fit(5)
        self._how = label(tr("By need, then who is likeliest to come, then who waits longest"), "quiet", wraps=True)
        self.build()

    @classmethod
    def offer(cls, place: Workplace, appointment: UUID) -> None:
        """Asks for the freed time of this appointment and shows it; if it is taken meanwhile, says so."""

        def show(found: tuple[FreedSlot, ...]) -> None:
            here = [one for one in found if one.appointment == appointment and one.candidates]
            if here:
                place.offer(cls(place, here[0]))
            else:
                place.say(tr("This time is taken meanwhile"))

        place.ask(place, FreedSlots(first=place.today()), show)

    def rows(self) -> Rows:
        """The time and the candidates."""
        return (self._when,), (self.list,), (self._how,)

    def first_field(self) -> QWidget:
        return self.list

    def make(self, _values: Mapping[str, Any]) -> FillSlot:
        freed, row = self._freed, self._row()
        return FillSlot(
            id=self.command_id, waiting=row.uid, version=row.version, doctor=freed.doctor, day=freed.day,
            minute=freed.minute,
        )  # fmt: skip

    def done(self, done: Done[Any]) -> None:
        """Says who has it."""
        back = partial(CancelAppointment, version=1, by=CancelledBy.MISTAKE, why="given by mistake")
        name = who_text(self._row().whose)
        self.place.say(tr("The time is {name}'s", name=name), back(id=self.place.new_id(), uid=done.answer))

    def _row(self) -> WaitingRow:
        found = self.list.value()
        assert isinstance(found, WaitingRow)
        return found


_RISKS: Final = {"low": "likely to come", "raised": "may not come", "high": "often does not come"}
