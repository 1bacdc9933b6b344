"""Opening the knowledge: from the file to the first drug, beside the standard JSON reader on the same bytes."""

from __future__ import annotations

import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from hms_desktop.features.knowledge.loader import Folder, read_folder
from hms_desktop.features.knowledge.pack import Shelf, built
from hms_desktop.kernel.paths import program_folder
from tests.bench.figures import Figure, median

DRUGS: Final = 300
ROUNDS: Final = 20
DAY: Final = date(2026, 11, 21)


def run() -> Iterator[Figure]:
    """The shipped knowledge, filled up with copies where it has fewer drugs, read anew each time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.json"
        path.write_bytes(built(filled_up()))
        size = path.stat().st_size / 1e6
        took = [(_timed(lambda: _known(path)), _timed(lambda: json.loads(path.read_bytes()))) for _ in range(ROUNDS)]
        ours, plain = _grown(lambda: _known(path)), _grown(lambda: json.loads(path.read_bytes()))
    opening, reading = [one for one, _ in took[2:]], [other for _, other in took[2:]]
    yield Figure("pack", f"{size:.1f} MB → all drugs known, median", median(opening), "ms", median(reading), "≤ 150 ms")
    yield Figure("pack", "memory that the knowledge keeps", ours / 1e6, "MB", plain / 1e6, "≤ 40 MB")


def filled_up() -> Folder:
    """The shipped files, with copies of drugs under other names up to 300."""
    folder = read_folder(program_folder("resources") / "knowledge")
    drugs = dict(folder.plain["formulary"])
    originals = tuple(drugs.items())
    for number in range(DRUGS - len(originals)):
        name, drug = originals[number % len(originals)]
        assert isinstance(drug, dict)
        drugs[f"{name}-{number}"] = {**drug, "inn": f"{drug['inn']} {number}", "also": [], "brands": []}
    return replace(folder, plain={**folder.plain, "formulary": drugs})


def _known(path: Path) -> object:
    shelf = Shelf(path)
    assert len(shelf.knowledge(DAY).drugs) >= DRUGS
    return shelf


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _grown(work: Callable[[], object]) -> int:
    tracemalloc.start()
    kept = work()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return grown
