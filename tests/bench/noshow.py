"""Learning no-shows from fifty thousand appointments of three hundred thousand, and what the model adds to lists.

The write lane has to wait for learning, so it is measured whole, through the bus, and in its parts. Lists are asked
with the model and, in turn, with the rule that stands where there is no model.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hms_desktop.data import migrate
from hms_desktop.data.engine import open_file
from hms_desktop.features.patients.service import BirthYears
from hms_desktop.features.scheduling import judging, store
from hms_desktop.features.scheduling.domain import NewWaiting
from hms_desktop.features.scheduling.learning import MOST, LearnNoShows, NoShowFits
from hms_desktop.features.scheduling.waiting import AddWaiting, FreedSlots, WaitingList
from hms_desktop.features.staff.domain import DoctorFacts
from hms_desktop.features.staff.service import AddDoctor
from hms_desktop.inference.catalogue import Catalogue, standing
from hms_desktop.kernel.clock import to_ms
from tests.bench import search
from tests.bench.clinics import CACHE, KEY, Desk, copied, filled, opened
from tests.bench.diaries import INSERT, StillClock
from tests.bench.figures import Figure, median

PATIENTS: Final = 20_000
LIVED: Final = 300_000
WAITING: Final = 200
FREED: Final = 20
TIMES: Final = 15
TODAY: Final = date(2026, 11, 20)
NOW: Final = datetime(2026, 11, 20, 7, tzinfo=UTC)


def run() -> Iterator[Figure]:
    """Lists before learning, learning, its parts."""
    with copied(_clinic()) as path, opened(path, StillClock(NOW)) as desk:
        _wait(desk)
        for name, query in (("waiting list of 200", WaitingList()), ("20 freed times", FreedSlots(first=TODAY))):
            by_model, by_rule = _in_turn(desk, query)
            yield Figure("noshow", f"{name}, median", by_model, "ms", by_rule)
        took = _timed(lambda: desk.bus.execute(LearnNoShows(id=desk.ids.new()), desk.actor), 5)
        yield Figure("noshow", f"learn from {MOST:,} of {LIVED:,}, whole command", took, "ms", None, "≤ 1,000 ms")
        yield from _parts(desk)
        fit = desk.bus.ask(NoShowFits(), desk.actor).fits[0]
        print(fit.rows, fit.is_in_use, fit.figures)


def _parts(desk: Desk) -> Iterator[Figure]:
    with desk.store.read(desk.actor, search.inner(desk)) as work:
        rows = store.finished(work.rows, work.now, MOST)
        uids = tuple({UUID(bytes=one[1]) for one in rows})
        years = work.ask(BirthYears(uids=uids))
        born = dict(zip((uid.bytes for uid in uids), years, strict=True))
        history = judging.history(rows, born)
        table, base = judging.table(history), judging.base(standing())
        parts: Mapping[str, Callable[[], object]] = {
            "reading": lambda: store.finished(work.rows, work.now, MOST),
            "years of birth": lambda: work.ask(BirthYears(uids=uids)),
            "as columns": lambda: judging.history(rows, born),
            "as inputs": lambda: judging.table(history),
            "three fits and their figures": lambda: judging.learnt(table, base),
        }
        for name, act in parts.items():
            yield Figure("noshow", f"… {name}", _timed(act, 5), "ms")


def _in_turn(desk: Desk, query: Any) -> tuple[float, float]:  # noqa: ANN401 - any query
    given: Any = desk.store.given
    models: list[object] = [given[Catalogue], Catalogue(None)]
    took: list[list[float]] = [[], []]
    for _ in range(TIMES + 2):
        for spent, catalogue in zip(took, models, strict=True):
            given[Catalogue] = catalogue
            began = time.perf_counter()
            desk.bus.ask(query, desk.actor)
            spent.append(time.perf_counter() - began)
    given[Catalogue] = models[0]
    return median(took[0][2:]), median(took[1][2:])


def _timed(act: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        spent.append(time.perf_counter() - began)
    return median(spent)


def _clinic() -> Path:
    path = CACHE / f"noshow-{LIVED}-{migrate.HEAD}.db"
    if not path.exists():
        new = CACHE / "new-noshow.db"
        source = filled(PATIENTS)
        for end in (".db", ".witness"):
            shutil.copyfile(source.with_suffix(end), new.with_suffix(end))
        with opened(new) as desk:
            facts = DoctorFacts(title="Dr", family="Haile", speciality="General practice", slot_minutes=20)
            doctor = desk.bus.execute(AddDoctor(id=desk.ids.new(), facts=facts), desk.actor).answer
        _fill(new, doctor)
        for end in (".witness", ".db"):
            new.with_suffix(end).rename(path.with_suffix(end))
    return path


def _fill(path: Path, doctor: UUID) -> None:
    """By SQL past the triggers, which are put back as they were."""
    raw = open_file(path, KEY)
    with _without_triggers(raw):
        patients = [uid for (uid,) in raw.execute("SELECT uid FROM patient ORDER BY local_no")]
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(INSERT, sorted(_rows(patients, doctor.bytes), key=lambda row: row[0]))
        raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.close()


@contextmanager
def _without_triggers(raw: Any) -> Iterator[None]:  # noqa: ANN401 - the driver has no types
    triggers = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'appointment'"
    ).fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        raw.execute(sql)


def _rows(patients: list[bytes], doctor: bytes) -> Iterator[tuple[Any, ...]]:
    """Six years in the order in which they were booked, patients with habits of their own; and times that were
    called off and are free."""
    chance = random.Random(5)
    habits = [min(chance.betavariate(1, 6), 0.9) for _ in patients]
    for number in range(LIVED + FREED):
        is_freed = number >= LIVED
        day = TODAY + timedelta(days=1 + number % 10 if is_freed else -1 - chance.randrange(2_190))
        minute = 480 + 20 * (number - LIVED) if is_freed else chance.randrange(480, 1_080, 20)
        starts = to_ms(datetime.combine(day, clock_time(), UTC)) + minute * 60_000
        whom = chance.randrange(len(patients))
        ahead = int(chance.expovariate(1 / 12) * 86_400_000)
        is_missed = chance.random() < habits[whom] * (1.5 if ahead > 10 * 86_400_000 else 0.7)
        state = "cancelled" if is_freed else "missed" if is_missed else "kept"
        uid = UUID(int=(starts - ahead) << 80 | 7 << 76 | number)
        yield (uid.bytes, 1, 0, patients[whom], doctor, None, day.isoformat(), minute, 20, "UTC", starts,
               starts + 1_200_000, state, 1, "", "", None, 0, None, "")  # fmt: skip


def _wait(desk: Desk) -> None:
    raw = desk.engine.lane().raw
    for (uid,) in raw.execute("SELECT uid FROM patient ORDER BY local_no LIMIT ?", (WAITING,)).fetchall():
        asked = NewWaiting(patient=UUID(bytes=uid))
        desk.bus.execute(AddWaiting(id=desk.ids.new(), asked=asked), desk.actor)
