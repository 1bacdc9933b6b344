"""A file of another system: read, checked, doubles looked up within it and in the store, written through the bus."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.domain.incoming import Entry, Fault, batches, plan_of, read
from hms_desktop.features.patients.domain.lines import HEAD_BYTES
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.merging import Duplicates
from tests.bench.clinics import CACHE, Desk, fresh, opened, people
from tests.bench.figures import Figure, median, percentile

ROWS: Final = 100_000
TWICE: Final = 50
"""One line in so many is somebody who stood there before, written a little differently."""

ASKED: Final = 500


def run() -> Iterator[Figure]:
    """The whole way from the file to the store, and beside it reading the file alone; then doubles while typing."""
    facts = list(people(ROWS, seed=11))
    file = CACHE / "incoming.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(file, facts)
    began = time.perf_counter()
    faults: list[Fault] = []
    lines = sum(len(batch) for batch in _read(file, faults))
    alone = lines / (time.perf_counter() - began)
    path = fresh(CACHE / "incoming.db")
    gc.collect()
    gc.disable()  # as the program does, which collects on the GUI thread
    gc.freeze()
    with opened(path) as desk:
        began = time.perf_counter()
        doubles = _import(desk, file)
        whole = lines / (time.perf_counter() - began)
        yield Figure("incoming", f"CSV to store, {doubles:,} doubles found", whole, "rows/s", alone, "≥ 5,000 rows/s")
        asked = _asked(desk, facts)
    yield Figure("incoming", f"doubles while typing among {ROWS:,}, median", median(asked), "ms")
    yield Figure("incoming", "doubles while typing, p95", percentile(asked, 0.95) * 1e3, "ms")
    gc.enable()
    gc.unfreeze()
    path.unlink()
    file.unlink()


def _write(file: Path, facts: list[Particulars]) -> None:
    draw = random.Random(1)
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("Last name;First name;Date of birth;Sex;Phone\r\n")
        for place, one in enumerate(facts):
            told = _slipped(draw, facts[draw.randrange(place)]) if place % TWICE == TWICE - 1 else one
            born = f"{told.born:%d/%m/%Y}" if told.born else ""
            out.write(f"{told.family};{told.given};{born};{told.sex};{told.phone}\r\n")


def _slipped(draw: random.Random, one: Particulars) -> Particulars:
    place = draw.randrange(1, len(one.family))
    return replace(one, family=one.family[:place] + one.family[place + 1 :])


def _read(file: Path, faults: list[Fault]) -> Iterator[tuple[Entry, ...]]:
    with file.open("rb") as source:
        plan = plan_of(source.read(HEAD_BYTES))
        source.seek(0)
        yield from batches(read(iter(lambda: source.read(1 << 16), b""), plan, datetime.now(UTC).date()), faults)


def _import(desk: Desk, file: Path) -> int:
    doubles = 0
    for batch in _read(file, []):
        command = ImportPatients(id=desk.ids.new(), rows=batch, skip_duplicates=True)
        doubles += len(desk.bus.execute(command, desk.actor).answer.doubles)
    return doubles


def _asked(desk: Desk, facts: list[Particulars]) -> list[float]:
    draw = random.Random(2)
    spent = []
    for one in draw.sample(facts, ASKED):
        query = Duplicates(facts=_slipped(draw, one))
        began = time.perf_counter()
        desk.bus.ask(query, desk.actor)
        spent.append(time.perf_counter() - began)
    return spent
