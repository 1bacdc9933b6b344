"""The run of an import behind its page: batches one after the other, each on its lane, until the file ends or it is
stopped. The page hears after each batch how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from hms_desktop.features.patients.domain.incoming import Entry, Fault, Plan, batches, plan_of, read
from hms_desktop.features.patients.exchange import ImportCheck, ImportPatients
from hms_desktop.kernel.errors import BugError, KnownError, Storage
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_HEAD: Final = 1 << 16
_CHUNK: Final = 1 << 16
BATCH: Final = 2_000
"""Lines in one step: a second of work, then the desk may write."""


class Outcome(StrEnum):
    """What a tally is of."""

    NOTHING = "nothing"
    TRIED = "tried"
    STOPPED = "stopped"
    TAKEN = "taken over"


@dataclass(frozen=True)
class Tally:
    """How far it is and what came of it."""

    good: int = 0
    sure: int = 0
    maybe: int = 0
    added: int = 0
    faults: tuple[Fault, ...] = ()
    outcome: Outcome = Outcome.NOTHING

    @property
    def is_tried(self) -> bool:
        """Whether the whole file was read and looked up."""
        return self.outcome is Outcome.TRIED


Told = Callable[[Tally, float], None]
Ended = Callable[[Tally], None]
Refused = Callable[[KnownError | BugError], None]


@dataclass(eq=False)
class Incoming:
    """One file on its way in."""

    place: Workplace
    owner: QObject
    path: Path
    head: bytes
    size: int
    plan: Plan
    is_busy: bool = False
    _is_stopped: bool = False
    _said: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(
        cls, place: Workplace, owner: QObject, path: Path, done: Callable[[Incoming], None], refused: Refused
    ) -> None:
        """Reads the beginning on a lane and makes the plan of it."""

        def look() -> Incoming:
            head, size = _beginning(path)
            return cls(place, owner, path, head, size, plan_of(head))

        place.jobs.io(owner, look, done, refused)

    def columns(self, said: Mapping[str, str]) -> None:
        """What a person says of the columns."""
        self.plan = replace(self.plan, columns=tuple(said.get(name) or None for name in self.plan.heads))

    def stop(self) -> None:
        """After the batch that is on its way."""
        self._is_stopped = True

    def try_it(self, told: Told, ended: Ended, refused: Refused) -> None:
        """Looks everybody up and writes nothing."""
        person = self.place.person

        def step(batch: tuple[Entry, ...]) -> tuple[int, int, int]:
            found = person.ask(ImportCheck(rows=batch))
            return 0, sum(one.is_sure for one in found), sum(not one.is_sure for one in found)

        self._run(step, (Outcome.TRIED, told, ended, refused))

    def take_over(self, told: Told, ended: Ended, refused: Refused) -> None:
        """Writes the good lines, each batch in a command of its own."""
        person, new_id = self.place.person, self.place.new_id

        def step(batch: tuple[Entry, ...]) -> tuple[int, int, int]:
            done = person.execute(ImportPatients(id=new_id(), rows=batch, skip_duplicates=True)).answer
            sure = sum(one.is_sure for one in done.doubles)
            return done.added, sure, len(done.doubles) - sure

        self._run(step, (Outcome.TAKEN, told, ended, refused))

    def _run(
        self, step: Callable[[tuple[Entry, ...]], tuple[int, int, int]], hearing: tuple[Outcome, Told, Ended, Refused]
    ) -> None:
        outcome, told, ended, refused = hearing
        self.is_busy, self._is_stopped = True, False
        progress = _Progress(self.size)
        faults: list[Fault] = []
        waiting = batches(read(progress.chunks(self.path), self.plan, self.place.today()), faults, BATCH)

        def turn() -> tuple[int, int, int, int] | None:
            batch = next(waiting, None)
            return None if batch is None else (len(batch), *step(batch))

        def heard(found: tuple[int, int, int, int] | None, tally: Tally) -> None:
            now = replace(tally, faults=tuple(faults))
            if found is None or self._is_stopped:
                self.is_busy = False
                ended(replace(now, outcome=outcome if found is None else Outcome.STOPPED))
                return
            count, added, sure, maybe = found
            now = replace(
                now, good=now.good + count, added=now.added + added, sure=now.sure + sure, maybe=now.maybe + maybe
            )
            told(now, progress.part)
            go_on(now)

        def fail(error: KnownError | BugError) -> None:
            self.is_busy = False
            refused(error)

        def go_on(tally: Tally) -> None:
            job = self.place.jobs.write(self.owner, turn, lambda found: heard(found, tally), fail)
            job.title = tr("Reading the file")

        go_on(Tally())


@dataclass
class _Progress:
    """How much of the file was taken so far; its bytes are read as the lines are wanted."""

    size: int
    taken: int = 0

    @property
    def part(self) -> float:
        return self.taken / self.size if self.size else 1.0

    def chunks(self, path: Path) -> Iterator[bytes]:
        try:
            with path.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    self.taken += len(chunk)
                    yield chunk
        except OSError:
            problem = _unreadable()
        else:
            return
        raise problem


def _beginning(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as source:
            return source.read(_HEAD), path.stat().st_size
    except OSError:
        problem = _unreadable()
    raise problem


def _unreadable() -> Storage:
    return Storage("The file cannot be read", "It is not there, or this account may not open it", "Choose another file")
