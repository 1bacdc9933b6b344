"""Finding a patient among a million: the query as the omnibox asks it, beside a LIKE that goes through all rows."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select

from hms_desktop.data.engine import open_file
from hms_desktop.features.patients.domain import PatientRow, record_number
from hms_desktop.features.patients.service import PatientsFound
from hms_desktop.features.patients.tables import Patient
from hms_desktop.features.patients.ui.finding import SHOWN
from hms_desktop.kernel.text import fold, words
from tests.bench.clinics import KEY, Desk, filled, opened
from tests.bench.figures import Figure, percentile

ROWS: Final = int(os.environ.get("HMS_BENCH_ROWS", "1000000"))
ASKED: Final = 500
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_HEARD: Final = (("f", "ph"), ("u", "oo"), ("i", "ee"))
_TRIED: Final = 5


def run() -> Iterator[Figure]:
    """Each kind of typing five hundred times, after one that is not counted."""
    path = filled(ROWS)
    draw = random.Random(1)
    with opened(path) as desk:
        known = some(desk, ROWS, ASKED)
        baseline = like(path)
        for what, typed in _typings(draw, known):
            took = [spent for spent, _ in asked(desk, typed)]
            yield _figure(what, took, baseline, "≤ 8 ms")
        slips = [(_slipped(draw, name(one)), one) for one in known]
        answers = asked(desk, [typed for typed, _ in slips])
        yield _figure("a slip of typing", [spent for spent, _ in answers], baseline, "≤ 20 ms")
        recall = _found([one for _, one in slips], answers)
        yield Figure("search", f"of {len(slips)} slips lead to whom was meant", recall, "share", None, "≥ .97")
        sounds = [(heard, one) for one in known if (heard := _misheard(name(one)))]
        answers = asked(desk, [typed for typed, _ in sounds])
        yield _figure("a name as it sounds", [spent for spent, _ in answers], baseline, "≤ 8 ms")
        recall = _found([one for _, one in sounds], answers)
        yield Figure("search", f"of {len(sounds)} names as they sound lead to whom was meant", recall, "share")


def some(desk: Desk, rows: int, count: int) -> list[PatientRow]:
    """Patients from all over the clinic, the same every time."""
    every = max(rows // count, 1)
    with desk.store.read(desk.actor, lambda _message, _unit: None) as work:
        serials = work.rows.all(select(Patient.serial).where(Patient.local_no % every == every // 2).limit(count))
    numbers = [record_number(one.serial) for one in serials]
    return [desk.bus.ask(PatientsFound(typed=number), desk.actor)[0].row for number in numbers]


def name(one: PatientRow) -> list[str]:
    """The words of a name as somebody types them, the family first and one given name."""
    return [*words(fold(one.family)), *words(fold(one.given))[:1]]


def asked(desk: Desk, typed: Sequence[str]) -> list[tuple[float, tuple[Any, ...]]]:
    """Seconds and hits of each; the record of the search is written once, before."""
    answers = []
    desk.bus.ask(PatientsFound(typed=typed[0], limit=SHOWN), desk.actor)
    for text in typed:
        query = PatientsFound(typed=text, limit=SHOWN)
        began = time.perf_counter()
        found = desk.bus.ask(query, desk.actor)
        answers.append((time.perf_counter() - began, found))
    return answers


def _typings(draw: random.Random, known: Sequence[PatientRow]) -> Iterator[tuple[str, list[str]]]:
    kinds: dict[str, Callable[[PatientRow], str]] = {
        "one word begun": lambda one: _begun(draw, name(one)[0], 2),
        "one word whole": lambda one: name(one)[-2],
        "two words": lambda one: f"{_begun(draw, name(one)[0], 2)} {_begun(draw, name(one)[-1], 2)}",
        "two words whole": lambda one: f"{name(one)[-2]} {name(one)[-1]}",
        "a whole name": lambda one: " ".join(name(one)),
        "a phone": lambda one: _begun(draw, one.phone or "", 7),
        "a record number": lambda one: one.number,
        "a birth date": lambda one: f"{one.born:%d/%m/%Y}" if one.born else "",
    }
    for what, typing in kinds.items():
        yield what, [typing(one) for one in known]


def _begun(draw: random.Random, text: str, least: int) -> str:
    return text[: draw.randint(min(least, len(text)), len(text))]


def _slipped(draw: random.Random, typed: list[str]) -> str:
    """One letter left out, doubled up with a wrong one, replaced or changed with its neighbour, in one long word."""
    long = [at for at, word in enumerate(typed) if len(word) >= 4]
    where = draw.choice(long)
    word, letter = typed[where], draw.choice(_LETTERS)
    at = draw.randrange(len(word) - 1)
    slip = draw.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join((*typed[:where], slip, *typed[where + 1 :]))


def _misheard(typed: list[str]) -> str:
    """The last word of the family as it might be heard, several letters off; nothing where no spelling of ours fits."""
    word = typed[-2]
    heard = word
    for sign, other in _HEARD:
        heard = heard.replace(sign, other)
    return " ".join((*typed[:-2], heard, typed[-1])) if len(heard) > len(word) + 2 else ""


def _found(meant: Sequence[PatientRow], answers: Sequence[tuple[float, tuple[Any, ...]]]) -> float:
    hits = [any(hit.row.uid == one.uid for hit in found) for one, (_, found) in zip(meant, answers, strict=True)]
    return sum(hits) / len(hits)


def _figure(what: str, took: Sequence[float], baseline: float, reach: str) -> Figure:
    return Figure("search", f"{what}, p95 of {len(took)}", percentile(took, 0.95) * 1e3, "ms", baseline, reach)


def like(path: Any) -> float:  # noqa: ANN401
    """Milliseconds of the plain way without a hit."""
    connection = open_file(path, KEY)
    took = []
    for _ in range(_TRIED):
        began = time.perf_counter()
        connection.execute("SELECT uid FROM patient WHERE sort_name LIKE '%zzqx%' LIMIT 9").fetchall()
        took.append(time.perf_counter() - began)
    connection.close()
    return sorted(took)[len(took) // 2] * 1e3
