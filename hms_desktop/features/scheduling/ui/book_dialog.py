"""Booking (F8): whom, and when in a few words («+2w 20m haile am»). Below stand the next times that fit; Enter goes to
them, Enter again books. A series is a few words more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from hms_desktop.features.scheduling.calendar import FreeSlots, known_doctors
from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    NewAppointment,
    Slot,
    Why,
    Wish,
    read_series,
    read_wish,
    time_text,
)
from hms_desktop.features.scheduling.series import BookSeries, CancelFollowing
from hms_desktop.features.scheduling.service import BookAppointment, CancelAppointment
from hms_desktop.features.scheduling.ui.words import short_day, why_text, wish_text
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import HOLDS_ENTER, Field, LineField
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.theme import GAP, colour_of, strong
from hms_desktop.ui.who_field import WhoField
from hms_desktop.ui.words import apart, tr
from hms_desktop.ui.workplace import Workplace

FORM: Final = "scheduling.book"
_PAUSE_MS: Final = 60
_OFFERED: Final = 6
_SLOT: Final = int(Qt.ItemDataRole.UserRole)


class BookDialog(CommandDialog):
    """`slot`: the time that somebody pointed at in the calendar; it is offered first."""

    def __init__(
        self, place: Workplace, who: Somebody | None = None, slot: Slot | None = None, parked: Parked | None = None
    ) -> None:
        purpose = Purpose(tr("Book"), tr("Book it"), FORM, hints=tr("Enter to the times · Esc parks"))
        super().__init__(place, purpose, parked)
        self.who = WhoField(place, "patient", tr("Patient"))
        self.wish = LineField("wish", tr("When, with whom"), tr("+2w 20m haile am · tomorrow · 5 dec · cardiology"))
        self.why = LineField("why", tr("Reason"))
        self.series = LineField("series", tr("Again"), tr("every 2 weeks x 6"))
        self.slots = _SlotList(self.carry_out)
        self._doctors: tuple[DoctorRow, ...] = ()
        self._pointed = slot
        self._turn, self._answered = 0, -1
        self._is_wanted = False
        self._look = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._look.timeout.connect(self._ask)
        self.build(parked.content if parked else {})
        self.wish.line.setProperty(HOLDS_ENTER, True)
        self.wish.line.installEventFilter(self)
        self.wish.edited.connect(self._typed)
        if who is not None and parked is None:
            self.who.take(who)
        place.ask(self, Doctors(), self._know)

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """Whom, when, the times, why, again."""
        return (self.who,), (self.wish,), (self.slots,), (self.why,), (self.series,)

    def first_field(self) -> QWidget:
        return self.wish.editor if self.who.value() else self.who.editor

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """One appointment, or the series."""
        slot = self.slots.current()
        assert slot is not None
        asked = NewAppointment(
            patient=values["patient"], doctor=slot.doctor, day=slot.day, minute=slot.minute, minutes=slot.minutes,
            room=slot.room, reason=values["why"],
        )  # fmt: skip
        rule = read_series(values["series"]) if values["series"].strip() else None
        if rule is None:
            return BookAppointment(id=self.command_id, asked=asked, confirmed=self.is_confirmed)
        return BookSeries(id=self.command_id, asked=asked, rule=rule, leave_out=self.is_confirmed)

    def done(self, done: Done[Any]) -> None:
        """Says when and with whom, with the way back."""
        slot = self.slots.current()
        assert slot is not None
        when, doctor = f"{short_day(slot.day, self.place.today())} {time_text(slot.minute)}", self._doctor(slot.doctor)
        if isinstance(done.answer, UUID):
            back = CancelAppointment(
                id=self.place.new_id(), uid=done.answer, version=1, by=CancelledBy.MISTAKE, why="booked by mistake"
            )
            self.place.say(tr("Booked: {when}, {doctor}", when=when, doctor=doctor), back)
            return
        first = done.answer.appointments[0]
        off = CancelFollowing(id=self.place.new_id(), uid=first, by=CancelledBy.MISTAKE, why="booked by mistake")
        number = len(done.answer.appointments)
        self.place.say(tr("Booked {number} times from {when}, {doctor}", number=number, when=when, doctor=doctor), off)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down in the wish lead to the times."""
        is_key = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers()
        if is_key and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):  # type: ignore[attr-defined]
            self._to_times()
            return True
        return super().eventFilter(watched, event)

    # Inside.

    def _send(self, values: Mapping[str, Any]) -> None:
        told = {}
        if values["patient"] is None:
            told["patient"] = self.who.problem() or tr("Say who comes")
        if self.slots.current() is None or self._answered != self._turn:
            told["wish"] = tr("Choose one of the times")
        if values["series"].strip() and read_series(values["series"]) is None:
            told["series"] = tr("Write it as «every 2 weeks x 6»")
        if told:
            self._refuse(Invalid(told))
            return
        super()._send(values)

    def _refuse(self, error: KnownError | BugError) -> None:
        """A time that was taken meanwhile is told beside the wish, and the times are asked for anew."""
        if isinstance(error, Invalid) and "when" in error.fields:
            fields = {"wish" if name == "when" else name: text for name, text in error.fields.items()}
            error = Invalid(fields, error.title, **error.values)
            if not error.values.get("doubts"):
                self._pointed = None
                self._ask()
        if isinstance(error, Invalid) and error.values.get("left_out"):
            self.confirm.setText(tr("Leave these days out"))
            error = Invalid(error.fields, error.title, **error.values, doubts=("series",))
        super()._refuse(error)

    def _know(self, doctors: tuple[DoctorRow, ...]) -> None:
        self._doctors = doctors
        self._ask()

    def _typed(self) -> None:
        self._pointed = None
        self._turn += 1
        self._look.start()

    def wished(self) -> Wish:
        """What the words mean."""
        return read_wish(self.wish.raw(), self.place.today(), known_doctors(self._doctors))

    def _ask(self) -> None:
        wish = self.wished()
        if self._pointed is not None and not self.wish.raw().strip():
            slot = self._pointed
            wish = Wish(day=slot.day, doctors=(slot.doctor,), minutes=slot.minutes, after=slot.minute)
        named = tuple(one.name for one in self._doctors if one.uid in wish.doctors)
        self.wish.tell(wish_text(wish, named if len(named) < 4 else ()))
        if wish.odd:
            self.wish.object_to(tr("Not understood: {words}", words=", ".join(wish.odd)))
        self._turn += 1
        turn = self._turn
        self.place.ask(self, FreeSlots(wish=wish, limit=_OFFERED), lambda found: self._show(turn, found))

    def _show(self, turn: int, slots: tuple[Slot, ...]) -> None:
        if turn != self._turn:
            return
        self._answered = turn
        pointed = self._pointed
        if pointed is not None:
            same = (pointed.doctor, pointed.day, pointed.minute)
            slots = (
                replace(pointed, why=Why.NEXT),
                *(one for one in slots if (one.doctor, one.day, one.minute) != same),
            )
        self.slots.show_slots(slots[:_OFFERED], self.place.today(), self._doctor)
        if not slots:
            self.wish.object_to(tr("Nothing is free then; try other words, or the waiting list"))
        if self._is_wanted and slots:
            self._is_wanted = False
            self.slots.setFocus()

    def _to_times(self) -> None:
        """To the times of what is typed now, if they are there; else as soon as they are."""
        if self._look.isActive():
            self._look.stop()
            self._ask()
        if self._answered == self._turn and self.slots.count():
            self.slots.setFocus()
        else:
            self._is_wanted = True

    def _doctor(self, doctor: UUID) -> str:
        return next((one.name for one in self._doctors if one.uid == doctor), "")


class _SlotList(QListWidget):
    """Free times: day and time, with whom, why. Enter books."""

    def __init__(self, take: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("results")
        self.setAccessibleName(tr("Free times"))
        self.setItemDelegate(_SlotDelegate(self))
        self._take = take
        self.itemDoubleClicked.connect(lambda _: take())
        self.setFixedHeight(self._row_high() * _OFFERED + 4)

    def show_slots(self, slots: tuple[Slot, ...], today: Any, name: Callable[[UUID], str]) -> None:  # noqa: ANN401
        """The best first, which is chosen."""
        self.clear()
        for slot in slots:
            texts = (apart(f"{short_day(slot.day, today)} {time_text(slot.minute)}"), name(slot.doctor), why_text(slot))
            item = QListWidgetItem("  ·  ".join(part for part in texts if part))
            item.setData(_SLOT, (slot, texts))
            self.addItem(item)
        self.setCurrentRow(0 if slots else -1)

    def current(self) -> Slot | None:
        """The chosen one."""
        item = self.currentItem()
        return item.data(_SLOT)[0] if self.currentRow() >= 0 else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter books the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.current():
            self._take()
        else:
            super().keyPressEvent(event)

    def _row_high(self) -> int:
        return max(34, self.fontMetrics().height() * 2)


class _SlotDelegate(QStyledItemDelegate):
    """Three columns and a hairline."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: object) -> QSize:
        """One line."""
        return QSize(100, max(34, option.fontMetrics.height() * 2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        _, (when, doctor, why) = index.data(_SLOT)  # type: ignore[attr-defined]
        view = self.parent()
        assert isinstance(view, QWidget)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour_of("chosen"))
        painter.setPen(colour_of("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        start = int(QStyle.visualAlignment(view.layoutDirection(), Qt.AlignmentFlag.AlignLeading))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        room = option.rect.adjusted(GAP, 0, -GAP, 0)
        wide = option.fontMetrics.horizontalAdvance("00-Mmm-0000 00:00 ")
        for at, (text, width) in enumerate(((when, wide), (doctor, (room.width() - wide) // 2), (why, 0))):
            painter.setFont(strong(view.font()) if at == 0 else view.font())
            painter.setPen(colour_of("muted" if at == 2 else "text"))
            part = QRect(room)
            if width:
                part.setWidth(width)
                if view.isRightToLeft():
                    part.moveRight(room.right())
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, part.width() - 4)
            painter.drawText(part, start | middle, shown)
            if view.isRightToLeft():
                room.setRight(part.left())
            else:
                room.setLeft(part.left() + width)
        painter.restore()
