"""Histories of appointments: read from a CSV file, or lived through by a clinic that we think up.

No open data set of appointments was at hand, so the base is measured on thought-up clinics alone. Their truth is
written here, on purpose otherwise than the base believes: people differ in themselves, days ahead count more or less,
and each clinic has habits of its own. What comes out says how base and learning behave, not how well they do with
patients.

Columns of a file: patient, booked and starts (ISO 8601 with a zone; booked may be empty), day, minute, minutes, series
and missed (0 or 1), birth_year (may be empty). One line for each finished appointment.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

COLUMNS = ("patient", "booked", "starts", "day", "minute", "minutes", "series", "birth_year", "missed")
BEGIN = date(2024, 1, 1)
_MINUTES = tuple(range(480, 720, 20)) + tuple(range(780, 1080, 20))


@dataclass(frozen=True)
class Clinic:
    """What is true of a clinic. `own` is how far people differ in themselves (a standard deviation of log odds)."""

    usual: float
    ahead: float
    own: float
    after_miss: float = 0.4
    young: float = 0.5
    old: float = -0.4
    monday: float = 0.0
    late: float = 0.2
    series: float = 0.0
    visits: float = 4.0


TOWN = Clinic(usual=-3.6, ahead=0.45, own=0.9)
"""Small town: about one in ten is missed."""
CITY = Clinic(usual=-2.6, ahead=0.75, own=1.1, monday=0.5, late=0.6, young=0.9)
"""Big city: more than one in three, days ahead and hours count more."""
HOSPITAL = Clinic(usual=-1.6, ahead=0.05, own=0.7, after_miss=0.1, young=0.1, old=0.3, series=-0.8, visits=7.0)
"""Hospital: series kept well, the old come less, and days ahead hardly count: unlike what the base
believes. About one in five."""
KINDS: Mapping[str, Clinic] = {"town": TOWN, "city": CITY, "hospital": HOSPITAL}


def lived(clinic: Clinic, appointments: int, seed: int = 0, days: int = 730) -> list[dict[str, Any]]:
    """About so many finished appointments over these days, in the order in which they began."""
    chance = random.Random(seed)
    people = max(round(appointments / clinic.visits), 1)
    found: list[dict[str, Any]] = []
    for number in range(people):
        own = chance.gauss(0, clinic.own)
        birth_year = None if chance.random() < 0.03 else chance.choice(range(1935, 2022))
        times = sorted(_starts(chance, days) for _ in range(_visits(chance, clinic.visits)))
        found += _life(clinic, chance, times, {"patient": f"{number:06d}", "own": own, "birth_year": birth_year})
    return sorted(found, key=lambda row: (row["starts"], row["patient"]))


def _visits(chance: random.Random, mean: float) -> int:
    """A few people come often."""
    return min(1 + int(chance.expovariate(1 / mean)), 60)


def _starts(chance: random.Random, days: int) -> datetime:
    day = chance.randrange(days)
    while (BEGIN + timedelta(days=day)).weekday() > 4:
        day = chance.randrange(days)
    minute = chance.choice(_MINUTES)
    return datetime(BEGIN.year, BEGIN.month, BEGIN.day, tzinfo=UTC) + timedelta(days=day, minutes=minute)


def _life(
    clinic: Clinic, chance: random.Random, times: list[datetime], who: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    missed_at: datetime | None = None
    for starts in times:
        lead = chance.random() * 0.5 if chance.random() < 0.2 else chance.expovariate(1 / 15)
        is_series = chance.random() < 0.1
        told = who["own"] + _truth(clinic, starts, lead, who["birth_year"], is_series=is_series)
        if missed_at is not None:
            told += clinic.after_miss * math.exp(-(starts - missed_at).days / 120)
        missed = chance.random() < 1 / (1 + math.exp(-told))
        missed_at = starts if missed else missed_at
        yield {
            "patient": who["patient"], "booked": starts - timedelta(days=lead), "starts": starts, "day": starts.date(),
            "minute": starts.hour * 60 + starts.minute, "minutes": chance.choice((20, 20, 20, 40)), "series": is_series,
            "birth_year": who["birth_year"], "missed": missed,
        }  # fmt: skip


def _truth(clinic: Clinic, starts: datetime, lead: float, birth_year: int | None, *, is_series: bool) -> float:
    age = starts.year - birth_year if birth_year else 50
    told = clinic.usual + clinic.ahead * math.log1p(lead)
    told += clinic.young * (18 <= age < 35) + clinic.old * (age >= 65)
    return (
        told + clinic.monday * (starts.weekday() == 0) + clinic.late * (starts.hour >= 16) + clinic.series * is_series
    )


def write(file: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """As a file that `evaluate.py` reads."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([_text(row[name]) for name in COLUMNS] for row in rows)


def read(file: Path) -> list[dict[str, Any]]:
    """What stands in a file."""
    with file.open(encoding="utf-8", newline="") as source:
        return [_row(one) for one in csv.DictReader(source)]


def columns(rows: Iterable[Mapping[str, Any]]) -> tuple[list[tuple[Any, ...]], dict[UUID, int]]:
    """Rows as the program reads them from its own table, and years of birth."""
    made, years = list[tuple[Any, ...]](), dict[UUID, int]()
    patients: dict[str, UUID] = {}
    for number, row in enumerate(rows):
        whom = patients.setdefault(row["patient"], _patient(len(patients)))
        starts = _ms(row["starts"])
        if row["birth_year"] is not None:
            years[whom] = row["birth_year"]
        made.append((
            _uid(row["booked"], number), whom, starts, starts + row["minutes"] * 60_000, row["day"].isoformat(),
            row["minute"], row["minutes"], whom if row["series"] else None, row["missed"],
        ))  # fmt: skip
    return made, years


def _patient(number: int) -> UUID:
    """Spread like a real id's end: neighbours fall into both halves."""
    return UUID(int=random.Random(number).getrandbits(128))


def _uid(booked: datetime | None, number: int) -> UUID:
    """The id tells when it was made, as in the program (UUIDv7); another kind where nobody knows."""
    if booked is None:
        return UUID(int=4 << 76 | number)
    return UUID(int=_ms(booked) << 80 | 7 << 76 | number)


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else value.isoformat() if isinstance(value, date) else str(value)


def _row(said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "patient": said["patient"], "booked": datetime.fromisoformat(said["booked"]) if said["booked"] else None,
        "starts": datetime.fromisoformat(said["starts"]), "day": date.fromisoformat(said["day"]),
        "minute": int(said["minute"]), "minutes": int(said["minutes"]), "series": said["series"] == "1",
        "birth_year": int(said["birth_year"]) if said["birth_year"] else None, "missed": said["missed"] == "1",
    }  # fmt: skip
