"""Ten thousand rows paged down in a list of a million, then a jump to three letters: how late the window is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt

from tests.bench.clinics import filled
from tests.bench.figures import Figure, percentile
from tests.bench.frame import Beat
from tests.bench.window import Shown, shown

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
DOWN: Final = 10_000
LETTERS: Final = "san"
_REST_MS: Final = 2_000


def run() -> Iterator[Figure]:
    """Page Down as fast as the pages come, in the real window; what is late while nothing happens stands beside."""
    with shown(filled(ROWS)) as one:
        one.window.open("patients")
        one.rest()
        page: Any = one.window.page
        beat = Beat()
        beat.start()
        one.until(lambda: len(beat.late) * 4 >= _REST_MS)
        beat.stop()
        rest, most = beat.late, 0
        beat.start()
        while page.view.currentIndex().row() < min(DOWN, ROWS - 100):
            most = max(most, _page_down(one, page))
        for letter in LETTERS:
            one.press(page.view, Qt.Key(ord(letter.upper())), letter)
            one.rest()
        beat.stop()
        kept = max(most, page.model.in_memory)
    late = beat.late
    yield Figure(
        "scroll", f"GUI late, p99 of {len(late):,}", percentile(late, 0.99), "ms", percentile(rest, 0.99), "≤ 16 ms"
    )
    yield Figure("scroll", "GUI late, worst", max(late), "ms", max(rest), "≤ 50 ms")
    yield Figure("scroll", "rows in memory at the most", kept, "rows", None, "≤ 2,000")
    yield Figure("scroll", "resident afterwards", _resident(), "MB", None, "≤ 250 MB")


def _page_down(one: Shown, page: Any) -> int:  # noqa: ANN401 - a page of a feature
    before = page.view.currentIndex().row()
    one.press(page.view, Qt.Key.Key_PageDown)
    one.rest()
    if page.view.currentIndex().row() == before and page.model.canFetchMore(page.view.rootIndex()):
        page.model.fetchMore(page.view.rootIndex())
        one.rest()
    rows: int = page.model.in_memory
    return rows


def _resident() -> float:
    """Megabytes, where the system says so."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1e3
