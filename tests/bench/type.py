"""A key pressed in the omnibox until its answer is painted, among a million patients, beside a LIKE over all rows."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QLabel, QListWidget

from tests.bench.clinics import filled
from tests.bench.figures import Figure, median, percentile
from tests.bench.search import inner, sample, scan
from tests.bench.window import Painted, Shown, shown

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
PEOPLE: Final = 60
_LIMIT_MS: Final = 5_000


def run() -> Iterator[Figure]:
    """Family and given name of many patients, letter by letter, each when the answer before it is on the screen."""
    path = filled(ROWS)
    with shown(path) as one:
        with one.desk.store.read(one.desk.actor, inner(one.desk)) as work:
            known = sample(work, random.Random(5), ROWS, PEOPLE)
            baseline = scan(work)
        took: list[float] = []
        for row in known:
            one.window.box.call()
            one.rest()
            took += [_painted(one, letter) for letter in f"{row.names[0]} {row.names[-1]}"]
            one.press(one.window.box, Qt.Key.Key_Escape)
    yield Figure("type", f"key → list painted, median of {len(took):,}", median(took), "ms", baseline)
    yield Figure("type", "key → list painted, p95", percentile(took, 0.95) * 1e3, "ms", baseline, "≤ 16 ms")
    yield Figure("type", "key → list painted, worst", max(took) * 1e3, "ms", baseline)


def _painted(one: Shown, letter: str) -> float:
    """The program's own loop runs meanwhile, and nothing of ours in it until the list is painted."""
    box = one.window.box
    views = [view.viewport() for view in box.list.findChildren(QListWidget)]
    painted = Painted(box.list, *views, *box.list.findChildren(QLabel))
    listed: list[float] = []
    loop = QEventLoop()
    box.listed.connect(lambda: listed.append(time.perf_counter()))
    painted.done.connect(lambda: loop.quit() if listed and painted.at > listed[0] else None)
    began = time.perf_counter()
    one.press(box, Qt.Key(ord(letter.upper())), letter)
    QTimer.singleShot(_LIMIT_MS, loop, loop.quit)
    getattr(loop, "exec")()  # noqa: B009 - as in `frame`
    box.listed.disconnect()
    painted.end()
    if not listed or painted.at < listed[0]:
        raise TimeoutError("the list was not painted")
    return painted.at - began
