"""A doctor's week by keyboard: a line for each weekday, read while one types and said back as it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.staff.domain import DoctorRow, Hours, hours_text, read_hours
from hms_desktop.features.staff.service import SetHours
from hms_desktop.features.staff.ui.week_strip import WeekStrip
from hms_desktop.features.staff.ui.words import WEEKDAYS, full_name
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_HOUR: Final = 60
_DAY_LETTERS, _SUM_LETTERS = 10, 6
_WORKDAYS: Final = range(1, 5)
"""Tuesday to Friday, which are as a rule like Monday."""


class HoursField(LineField):
    """«08:00-12:00 13-17», «8-12, 13-17» or nothing; `value` is None while it cannot be read."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.total = label("", "quiet")
        self.line.textEdited.connect(lambda _: self.echo())
        self._lay_across()

    def value(self) -> tuple[tuple[int, int], ...] | None:
        return read_hours(self.raw())

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        super().fill(raw)
        self.line.setCursorPosition(0)
        self.echo()

    def problem(self) -> str:
        """Half a time is not «a free day»."""
        return tr("Write it as 08:00-12:00 13:00-17:00") if self.value() is None else ""

    def echo(self) -> None:
        """Says back what was understood, in the long form where it was typed in a short one, and how much it is."""
        spans = self.value()
        self.object_to("")
        if spans is None:
            self.total.setText("?")
        elif spans:
            minutes = sum(end - start for start, end in spans)
            self.total.setText(tr("{hours} h {minutes:02d}", hours=minutes // _HOUR, minutes=minutes % _HOUR))
        else:
            self.total.setText(tr("free"))
        if spans and hours_text(spans) != self.raw().strip():
            self._remark(hours_text(spans), "quiet")

    def _lay_across(self) -> None:
        """Seven of them are seen at once: day, line and sum in a row, words below only where there is need."""
        rows = self.layout()
        assert isinstance(rows, QVBoxLayout)
        across = QHBoxLayout()
        across.setSpacing(GAP)
        wide = self.fontMetrics().averageCharWidth()
        self.title.setFixedWidth(_DAY_LETTERS * wide)
        self.total.setFixedWidth(_SUM_LETTERS * wide)
        for part in (self.title, self.line, self.total):
            rows.removeWidget(part)
            across.addWidget(part, 1 if part is self.line else 0)
        rows.insertLayout(0, across)
        self.remark.setIndent(_DAY_LETTERS * wide + GAP)


class HoursDialog(CommandDialog):
    """The whole week at once; what was booked stays where it is."""

    def __init__(self, place: Workplace, row: DoctorRow, week: tuple[Hours, ...]) -> None:
        hints = tr("Esc closes · Enter next day")
        super().__init__(place, Purpose(tr("Weekly hours"), tr("Save the week"), hints=hints, whose=full_name(row)))
        self._row, self._week = row, week
        self.days = tuple(HoursField(str(day), tr(name)) for day, name in enumerate(WEEKDAYS))
        self.strip = WeekStrip()
        self.same = QPushButton(tr("Monday's hours until Friday"))
        self.same.setObjectName("link")
        self.same.clicked.connect(self.copy_monday)
        self.build({str(day): _text_of(week, day) for day in range(7)})
        for field in self.days:
            field.edited.connect(self._draw)
        for before, after in pairwise((*(field.line for field in self.days), self.same)):
            QWidget.setTabOrder(before, after)  # Enter leads from day to day
        self._draw()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """The drawing above, so that a slip is seen; a weekday a line."""
        told = tr("Times as 8-12 13:30-17. An empty line is a free day.")
        monday, *others = ((field,) for field in self.days)
        return (self.strip,), (label(told, "caption", wraps=True),), monday, (self.same,), *others

    def copy_monday(self) -> None:
        """Most weeks are five equal days."""
        for day in _WORKDAYS:
            self.days[day].fill(self.days[0].raw())
        self._draw()

    def week(self) -> tuple[Hours, ...]:
        """What the lines say; a stretch that was there before keeps its room."""
        rooms = {(one.weekday, one.start, one.end): one.room for one in self._week}
        return tuple(
            Hours(weekday=day, start=start, end=end, room=rooms.get((day, start, end)))
            for day, field in enumerate(self.days)
            for start, end in field.value() or ()
        )

    def make(self, _values: Mapping[str, Any]) -> Command[Any]:
        row = self._row
        return SetHours(id=self.command_id, doctor=row.uid, version=row.version, hours=self.week())

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back."""
        row = self._row
        back = SetHours(id=self.place.new_id(), doctor=row.uid, version=row.version + 1, hours=self._week)
        self.place.say(tr("The week of {name} is saved", name=row.name), back)

    def _draw(self) -> None:
        self.strip.show_week(self.week(), self.place.today().weekday())


def _text_of(week: tuple[Hours, ...], day: int) -> str:
    return hours_text((one.start, one.end) for one in week if one.weekday == day)
