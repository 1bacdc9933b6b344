"""How the staff is put into words on the screen: names, weekdays, why somebody is away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hms_desktop.features.staff.domain import DoctorRow, ExceptionKind, ExceptionRow, Hours, hours_text, time_text
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.words import tr

KINDS: Final = {
    ExceptionKind.LEAVE: "On leave", ExceptionKind.SICK: "Off sick", ExceptionKind.AWAY: "Away",
    ExceptionKind.CLOSED: "Clinic closed", ExceptionKind.EXTRA: "Extra hours",
}  # fmt: skip

CHIPS: Final = {
    ExceptionKind.LEAVE: "on leave", ExceptionKind.SICK: "off sick", ExceptionKind.AWAY: "away",
    ExceptionKind.CLOSED: "clinic closed", ExceptionKind.EXTRA: "extra hours",
}  # fmt: skip

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


_LEFT_TO_RIGHT, _AS_BEFORE = "\u2066", "\u2069"
"""Days and times keep their order inside a line from right to left."""


def full_name(row: DoctorRow) -> str:
    """Dr Samuel Haile."""
    return " ".join(part for part in (row.title, row.given, row.family) if part)


def days_of(row: ExceptionRow) -> str:
    """30-Nov-2026 – 11-Dec-2026, with the times where it is not the whole day."""
    days = day_text(row.first) if row.first == row.last else f"{day_text(row.first)} – {day_text(row.last)}"
    if row.start is not None and row.end is not None:
        days = f"{days}  {time_text(row.start)}-{time_text(row.end)}"
    return f"{_LEFT_TO_RIGHT}{days}{_AS_BEFORE}"


def why_of(row: ExceptionRow, *, in_full: bool) -> str:
    """Why these days are unlike the others; why a colleague is away is for whoever plans, not for all."""
    if in_full or row.doctor is None or row.kind is ExceptionKind.EXTRA:
        return "  ·  ".join(part for part in (tr(KINDS[row.kind]), row.note) if part)
    return tr(KINDS[ExceptionKind.AWAY])


def chip_of(row: ExceptionRow, *, in_full: bool) -> str:
    """The same in a word or two."""
    is_told = in_full or row.doctor is None
    return tr(CHIPS[row.kind if is_told else ExceptionKind.AWAY])


def week_text(week: Iterable[Hours]) -> str:
    """Mon 08:00-12:30 13:30-18:00, Tue …: what the drawing shows, for whom it cannot show."""
    told = []
    hours = tuple(week)
    for day, name in enumerate(SHORT_DAYS):
        spans = [(one.start, one.end) for one in hours if one.weekday == day]
        if spans:
            told.append(f"{tr(name)} {hours_text(spans)}")
    return ", ".join(told) or tr("No weekly hours")
