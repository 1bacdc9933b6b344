"""A ward of five hundred beds on its map: what a window shows of them, all at once, and one bed that changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QApplication

from hms_desktop.features.wards.domain import BedRow, BedState, Diet, Isolation, Marks, Occupant
from hms_desktop.features.wards.ui.ward_map import LETTERS, WardMapView
from hms_desktop.ui.theme import THEMES, ThemeName, apply
from tests.bench.figures import Figure, median

BEDS: Final = 500
TIMES: Final = 60
_WIDE, _WINDOW = 900, QRect(0, 1_200, 900, 560)
_CAME: Final = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
_MARKS: Final = (
    Marks(), Marks(diet=Diet.DIABETIC), Marks(isolation=Isolation.CONTACT, is_fall_risk=True), Marks(diet=Diet.NIL),
)  # fmt: skip
_STATES: Final = (*[BedState.OCCUPIED] * 7, BedState.FREE, BedState.TO_CLEAN, BedState.RESERVED)


def run() -> Iterator[Figure]:
    """Beside each repaint stands what it costs to draw every tile anew, without the pictures that are kept."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    apply(app, THEMES[ThemeName.LIGHT], 10)
    view = WardMapView(frozenset(LETTERS))
    view.resize(_WIDE, 600)
    beds = tuple(map(_bed, range(BEDS)))
    view.show_beds(beds)
    view.resize(_WIDE, view.minimumHeight())
    part, whole = QPixmap(_WINDOW.size()), QPixmap(view.size())

    def window() -> None:
        view.render(part, QPoint(), QRegion(_WINDOW))

    anew = _median(lambda: _forget(view), window)
    yield Figure("wards", f"what a window shows of {BEDS} beds", _median(_nothing, window), "ms", anew, "≤ 8 ms")
    filled = _median(_nothing, lambda: whole.fill(Qt.GlobalColor.white))
    every = _median(_nothing, lambda: view.render(whole), 20)
    yield Figure("wards", "all of them, 16,500 pixels high, beside bare filling", every, "ms", filled)
    rows = iter(_changed(beds))
    one = _median(lambda: view.show_beds(next(rows)), window)
    yield Figure("wards", "a window of them after one bed changed", one, "ms", anew, "≤ 8 ms")
    taken = []
    for now in _changed(beds):
        begun = time.perf_counter()
        view.show_beds(now)
        taken.append(time.perf_counter() - begun)
    yield Figure("wards", "finding which of them changed", median(taken), "ms", anew, "≤ 8 ms")


def _median(before: Callable[[], object], timed: Callable[[], object], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        before()
        begun = time.perf_counter()
        timed()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _nothing() -> None:
    """What comes before a repaint of what is already known."""


def _forget(view: WardMapView) -> None:
    view._painter()._kept.clear()


def _changed(beds: tuple[BedRow, ...]) -> list[tuple[BedRow, ...]]:
    """The ward as it is read again and again: every row is a new object, and one says something else."""
    made = []
    for turn in range(TIMES):
        rows = [replace(bed) for bed in beds]
        rows[200] = replace(rows[200], note=f"turn {turn}")
        made.append(tuple(rows))
    return made


def _bed(at: int) -> BedRow:
    state, uid = _STATES[at % len(_STATES)], UUID(int=at + 1)
    who = _occupant(at) if state is BedState.OCCUPIED else None
    return BedRow(uid, 1, UUID(int=9_999), f"Room {at // 4 + 1}", f"B{at + 1}", state, occupant=who)


def _occupant(at: int) -> Occupant:
    return Occupant(
        admission=UUID(int=10_000 + at), version=1, patient=UUID(int=20_000 + at),
        name=f"FAMILYNAME{at}, Given{at % 40}", number=f"{at:07d}", sex="female", age=f"{20 + at % 70}y",
        admitted_at=_CAME, since=_CAME, day=1 + at % 9, expected=date(2026, 11, 22 + at % 7), doctor=None,
        marks=_MARKS[at % len(_MARKS)], reason="Pneumonia",
    )  # fmt: skip
