"""The calendar's picture: a day of twelve doctors with sixty appointments each, painted whole, and a doctor's week."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from hms_desktop.features.scheduling.domain import AppointmentRow, State, Whose
from hms_desktop.features.scheduling.ui.calendar_layout import Column, side_by_side
from hms_desktop.features.scheduling.ui.calendar_view import CalendarView
from hms_desktop.ui.theme import THEMES, ThemeName, apply
from tests.bench.figures import Figure, median

DOCTORS: Final = 12
SLOTS: Final = 60
TIMES: Final = 60
_DAY: Final = date(2026, 11, 23)
_STATES: Final = (State.BOOKED, State.CONFIRMED, State.KEPT, State.BOOKED)
_WIDE, _HIGH = 1_900, 940


def run() -> Iterator[Figure]:
    """Beside it stands what as many bare fields cost that say nothing."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    apply(app, THEMES[ThemeName.LIGHT], 10)
    view = CalendarView(lambda: datetime(2026, 11, 23, 10, 45, tzinfo=UTC))
    view.resize(_WIDE, _HIGH)
    view.show_columns(tuple(_column(at, 10) for at in range(DOCTORS)))
    view.show()
    assert view.shown()[1] == DOCTORS
    picture = QPixmap(view.viewport().size())
    bare = _median(lambda: _bare(picture))
    day = _median(lambda: view.viewport().render(picture))
    yield Figure("calendar", f"a day of {DOCTORS} doctors × {SLOTS}, as high as the window", day, "ms", bare, "≤ 8 ms")
    yield Figure("calendar", "the same, every block drawn anew", _median(lambda: _anew(view, picture)), "ms", bare)
    week = tuple(_column(at, 10, 41) for at in range(7))
    laid = _median(lambda: _again(view, week, picture), 20)
    yield Figure("calendar", "a doctor's week of 287 read again and painted", laid, "ms", bare)


def _anew(view: CalendarView, picture: QPixmap) -> None:
    view._painting.forget()
    view.viewport().render(picture)


def _again(view: CalendarView, columns: tuple[Column, ...], picture: QPixmap) -> None:
    view.show_columns(columns)
    view.viewport().render(picture)


def _median(timed: Callable[[], object], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        timed()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _bare(picture: QPixmap) -> None:
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), Qt.GlobalColor.white)
    colour = QColor("#EEF3F7")
    for at in range(DOCTORS * SLOTS):
        painter.fillRect(QRectF(at % DOCTORS * 150, at // DOCTORS * 14, 140, 12), colour)
    painter.end()


def _column(at: int, minutes: int, number: int = SLOTS) -> Column:
    rows = [_row(at, number, slot, minutes) for slot in range(number)]
    return Column(
        f"Dr Number {at}", "General practice · room 4", _DAY, UUID(int=at), 10, ((480, 1080),), side_by_side(rows)
    )


def _row(at: int, number: int, slot: int, minutes: int) -> AppointmentRow:
    minute = 480 + slot * 600 // number
    starts = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minute)
    whose = Whose(UUID(int=slot), f"MARTÍNEZ LÓPEZ, Ana María {slot}", "14-Jul-1985", "41y", "0001234")
    return AppointmentRow(
        UUID(int=at * 1000 + slot), 1, whose, UUID(int=at), None, _DAY, minute, minutes, starts,
        starts + timedelta(minutes=minutes), _STATES[slot % 4], "Blood pressure",
    )  # fmt: skip
