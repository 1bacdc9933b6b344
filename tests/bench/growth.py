"""How what a desk does all day grows with the clinic: finding, paging, registering, from ten thousand to a million.

Beside the figures it draws them, patients to the right and milliseconds upwards, both by factors of ten.
"""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from hms_desktop.features.patients import service, store
from hms_desktop.features.patients.domain import ListOrder
from hms_desktop.features.patients.service import PatientsFound, RegisterPatient
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.paging import Cursor, PageRequest
from tests.bench import search
from tests.bench.clinics import CACHE, Desk, copied, filled, opened, people
from tests.bench.figures import Figure, median

MOST: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
SIZES: Final = tuple(size for size in (MOST // 100, MOST // 10, MOST) if size >= 1_000)
PICTURE: Final = CACHE / "growth.png"
_TIMES: Final = 300
_ALL: Final = frozenset(ColumnClass)
Line = dict[int, float]
Act = Callable[[], object]


def run() -> Iterator[Figure]:
    """Each act at each size, against the same act in a clinic of a tenth; the clinics take turns, so that whatever else
    the machine does strikes them all."""
    lines: dict[str, Line] = {}
    with ExitStack() as open_:
        desks = {size: open_.enter_context(opened(open_.enter_context(copied(filled(size))))) for size in SIZES}
        with ExitStack() as reading:
            _in_turns(lines, {size: _readings(reading, desk, size) for size, desk in desks.items()})
        _in_turns(lines, {size: {"register": _registrations(desk)} for size, desk in desks.items()})
    for act, line in lines.items():
        before: float | None = None
        for size, spent in line.items():
            yield Figure("growth", f"{act}, {size:,} patients", spent, "ms", before, "≤ 1.5 a decade" if before else "")
            before = spent
    draw(lines, PICTURE)


def _readings(reading: ExitStack, desk: Desk, size: int) -> dict[str, list[Act]]:
    chance = random.Random(3)
    work = reading.enter_context(desk.store.read(desk.actor, search.inner(desk)))
    known = search.sample(work, chance, size, _TIMES)
    found: dict[str, list[Act]] = {}
    for what, type_ in (("two words", search.two_words), ("a slip", search.slip), ("a number", search.number)):
        asked = [PatientsFound(typed=type_(one, chance)) for one in known]
        found[f"find by {what}"] = [partial(service.patients_found, query, work) for query in asked]
    far = work.rows.connection.exec_driver_sql(
        f"SELECT sort_name, uid FROM patient ORDER BY sort_name, uid LIMIT 1 OFFSET {size * 9 // 10}"
    ).one()
    page = PageRequest(after=Cursor(far[0], UUID(bytes=far[1])))
    found["page far down"] = [partial(store.listed, work.rows, _ALL, page, ListOrder.NAME)] * _TIMES
    return found


def _registrations(desk: Desk) -> list[Act]:
    facts = list(people(_TIMES, seed=23))
    commands = [RegisterPatient(id=desk.ids.new(), facts=one, confirmed=True) for one in facts]
    return [partial(desk.bus.execute, command, desk.actor) for command in commands]


def _in_turns(lines: dict[str, Line], acts: dict[int, dict[str, list[Act]]]) -> None:
    """Medians in milliseconds; the first tenth warms the pages that everybody uses."""
    for name in next(iter(acts.values())):
        took: dict[int, list[float]] = {size: [] for size in acts}
        for turn in range(_TIMES):
            for size, of_size in acts.items():
                act = of_size[name][turn]
                began = time.perf_counter()
                act()
                took[size].append(time.perf_counter() - began)
        lines[name] = {size: median(spent[_TIMES // 10 :]) for size, spent in took.items()}


_WIDTH, _HEIGHT, _EDGE = 900, 560, 90
_INKS: Final = ("#1f6f8b", "#c0562f", "#3b7a3b", "#7a4fa0", "#444444")


def draw(lines: dict[str, Line], path: Path) -> None:
    """The lines as a picture, drawn with Qt because that is here anyway."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen

    app = QGuiApplication.instance() or QGuiApplication(["growth"])
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    lowest, highest = -2, 3
    for power in range(lowest, highest + 1):
        painter.setPen(QPen(QColor("#dddddd")))
        left, right = _at(SIZES[0], 10.0**power, lowest, highest), _at(MOST, 10.0**power, lowest, highest)
        painter.drawLine(QPointF(*left), QPointF(*right))
        painter.setPen(QColor("#444444"))
        painter.drawText(QPointF(8, left[1] + 4), f"{10.0**power:g} ms")
    for size in SIZES:
        painter.drawText(QPointF(_at(size, 1, lowest, highest)[0] - 30, _HEIGHT - 30), f"{size:,}")
    for row, (ink, (act, line)) in enumerate(zip(_INKS, lines.items(), strict=False)):
        painter.setPen(QPen(QColor(ink), 2))
        points = [QPointF(*_at(size, spent, lowest, highest)) for size, spent in line.items()]
        painter.drawPolyline(points)
        painter.drawText(QPointF(_EDGE + 20 + row * 145, 30), act)
    painter.end()
    image.save(str(path))
    del app


def _at(size: int, spent: float, lowest: int, highest: int) -> tuple[float, float]:
    across = math.log10(size / SIZES[0]) / max(math.log10(MOST / SIZES[0]), 1)
    up = (math.log10(max(spent, 10.0**lowest)) - lowest) / (highest - lowest)
    return _EDGE + across * (_WIDTH - 2 * _EDGE), _HEIGHT - 60 - up * (_HEIGHT - 120)
