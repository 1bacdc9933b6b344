"""A key pressed in the omnibox until its answer is painted, among a million patients, beside a LIKE over all rows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from tests.bench.clinics import filled
from tests.bench.figures import Figure, median, percentile
from tests.bench.search import like, name, some
from tests.bench.window import Painted, Shown, shown

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
PEOPLE: Final = 60


def run() -> Iterator[Figure]:
    """Family and given name of many patients, letter by letter, each when the answer before it is on the screen."""
    path = filled(ROWS)
    with shown(path) as one:
        known = some(one.desk, ROWS, PEOPLE)
        took: list[float] = []
        for row in known:
            one.window.box.call()
            one.rest()
            words = name(row)
            took += [_painted(one, letter) for letter in f"{words[-2]} {words[-1]}"]
            one.press(one.window.box, Qt.Key.Key_Escape)
    baseline = like(path)
    yield Figure("type", f"key → list painted, median of {len(took):,}", median(took), "ms", baseline)
    yield Figure("type", "key → list painted, p95", percentile(took, 0.95) * 1e3, "ms", baseline, "≤ 16 ms")
    yield Figure("type", "key → list painted, worst", max(took) * 1e3, "ms", baseline)


def _painted(one: Shown, letter: str) -> float:
    box = one.window.box
    found = box.list.findChild(QListWidget)
    assert found is not None
    painted = Painted(box.list)
    listed: list[float] = []
    box.listed.connect(lambda: listed.append(time.perf_counter()))
    began = time.perf_counter()
    one.press(box, Qt.Key(ord(letter.upper())), letter)
    one.until(lambda: bool(listed) and painted.at > listed[0])
    box.listed.disconnect()
    box.list.removeEventFilter(painted)
    return painted.at - began
