"""Finding one of a million patients by what somebody types, and how many slips of typing are forgiven."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients import service
from hms_desktop.features.patients.domain import Hit, record_number
from hms_desktop.features.patients.service import PatientsFound
from hms_desktop.kernel.text import fold, words
from tests.bench.clinics import Desk, filled, opened
from tests.bench.figures import Figure, percentile

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
ASKED: Final = 500
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_VOWELS: Final = "aeiou"


@dataclass(frozen=True)
class Known:
    """Somebody of the clinic who is looked for."""

    uid: UUID
    number: str
    names: tuple[str, ...]
    born: str
    phone: str


def run() -> Iterator[Figure]:
    """Each kind of question to the handler of the query, and beside it one scan of the table as it would be without."""
    path, draw = filled(ROWS), random.Random(11)
    with opened(path) as desk, desk.store.read(desk.actor, inner(desk)) as work:
        people = sample(work, draw, ROWS, ASKED)
        scan = _scan(work)
        for what, reach, share, type_ in _KINDS:
            took, hit = _measured(work, people, type_, draw)
            yield Figure("search", f"{ROWS:,} patients, {what}, p95", took, "ms", scan, reach)
            if share:
                yield Figure("search", f"{ROWS:,} patients, {what}, found", hit * 100, "%", None, share)


def inner(desk: Desk) -> Callable[[object, object], object]:
    """Another feature's answer, as the bus gets it."""
    return lambda message, work: desk.bus._handler(message).run(message, work)


def sample(work: Work, draw: random.Random, rows: int, count: int) -> list[Known]:
    """So many people of a clinic of so many."""
    query = "SELECT uid, serial, family, given, born, phone_digits FROM patient WHERE local_no = ?"
    found = []
    for place in draw.sample(range(1, rows + 1), count):
        uid, serial, family, given, born, phone = work.rows.connection.exec_driver_sql(query, (place,)).one()
        names = tuple(words(fold(f"{family} {given}")))
        found.append(Known(UUID(bytes=uid), record_number(serial), names, born, phone))
    return found


def _scan(work: Work) -> float:
    began = time.perf_counter()
    work.rows.connection.exec_driver_sql("SELECT uid FROM patient WHERE found_by LIKE '%zzqx%' LIMIT 20").all()
    return (time.perf_counter() - began) * 1e3


def _measured(
    work: Work, people: Sequence[Known], type_: Callable[[Known, random.Random], str], draw: random.Random
) -> tuple[float, float]:
    """The 95th percentile in milliseconds, and the share of people who were among the hits."""
    took, hit = [], 0
    for one in people:
        query = PatientsFound(typed=type_(one, draw))
        began = time.perf_counter()
        answer = service.patients_found(query, work)
        took.append((time.perf_counter() - began) * 1e3)
        assert isinstance(answer, tuple)
        hit += any(isinstance(found, Hit) and found.row.uid == one.uid for found in answer)
    return percentile(took, 0.95), hit / len(people)


def _one_word(one: Known, draw: random.Random) -> str:
    word = draw.choice(one.names)
    return word[: draw.randint(2, len(word))]


def two_words(one: Known, draw: random.Random) -> str:
    """The beginning of the given name, and a family name."""
    return f"{one.names[-1][: draw.randint(2, 5)]} {one.names[0]}"


def number(one: Known, _: random.Random) -> str:
    """The record number."""
    return one.number


def _phone(one: Known, draw: random.Random) -> str:
    return f"+{one.phone[: draw.randint(6, 11)]}"


def _born(one: Known, draw: random.Random) -> str:
    year, month, day = one.born.split("-")
    return draw.choice([f"{day}{month}{year}", f"{int(day)}/{int(month)}/{year}", one.born])


def _all_names(one: Known, _: random.Random) -> str:
    return " ".join(one.names)


def slip(one: Known, draw: random.Random) -> str:
    """One letter too many, too few or wrong, or two swapped, somewhere in a name that is long enough to notice."""
    at = draw.choice([place for place, word in enumerate(one.names) if len(word) > 3])
    word = one.names[at]
    place, letter = draw.randrange(len(word) - 1), draw.choice(_LETTERS)
    wrong = draw.choice(
        [
            word[:place] + letter + word[place:],
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )
    return " ".join((*one.names[:at], wrong, *one.names[at + 1 :]))


def _slip_alone(one: Known, draw: random.Random) -> str:
    """The same when nothing but the rarest name is typed."""
    longest = max(one.names, key=len)
    return slip(Known(one.uid, one.number, (longest,), one.born, one.phone), draw)


def _by_ear(one: Known, draw: random.Random) -> str:
    """Two other vowels in the longest name: too much for a slip, and the same to the ear."""
    longest = max(one.names, key=len)
    places = [place for place, letter in enumerate(longest) if letter in _VOWELS and place]
    heard = list(longest)
    for place in draw.sample(places, min(2, len(places))):
        heard[place] = draw.choice([vowel for vowel in _VOWELS if vowel != heard[place]])
    return " ".join("".join(heard) if word == longest else word for word in one.names)


_KINDS: Final[tuple[tuple[str, str, str, Callable[[Known, random.Random], str]], ...]] = (
    ("one word's beginning", "≤ 8 ms", "", _one_word),
    ("two words", "≤ 8 ms", "", two_words),
    ("all names", "≤ 8 ms", "100 %", _all_names),
    ("record number", "≤ 8 ms", "100 %", number),
    ("phone", "≤ 8 ms", "", _phone),
    ("birth date", "≤ 8 ms", "", _born),
    ("nothing typed", "≤ 8 ms", "", lambda _one, _draw: ""),
    ("a slip in all names", "≤ 20 ms", "≥ 97 %", slip),
    ("a slip in one name alone", "≤ 20 ms", "", _slip_alone),
    ("by ear", "≤ 8 ms", "", _by_ear),
)
