"""How a model does here: what it was asked with, what became of its answers, what people made of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hms_desktop.features.insight.domain.answer import Verdict


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model as the list of models shows it. `trouble` says why it cannot be used; `figures` are its card's own."""

    name: str
    title: str
    version: str
    made: str
    licence: str
    size: int
    versions: tuple[str, ...]
    shown: str = ""
    shadow: str = ""
    use_version: int = 0
    answers: int = 0
    """Answers of the time that was looked at; a shadow's are not among them."""
    shadows: int = 0
    trouble: str = ""
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """How one input looks here against where the model was made."""

    name: str
    psi: float
    ks: float
    missing_then: float
    missing_now: float
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Answers of one stretch of chances: how many, the mean that was told, and how often it came true."""

    n: int
    told: float
    happened: float


@dataclass(frozen=True, slots=True)
class Week:
    """A week of answers, and what people made of them."""

    first: date
    answers: int
    accepted: int = 0
    dismissed: int = 0
    reported: int = 0

    @property
    def overridden(self) -> float:
        """The share of those decided on that were not accepted."""
        decided = self.accepted + self.dismissed + self.reported
        return 0.0 if not decided else (self.dismissed + self.reported) / decided


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """Everything that is watched of one model. A sentence in `says` for each thing that nobody may overlook."""

    model: str
    version: str
    days: int
    rows: int
    lines: tuple[Line, ...] = ()
    absent: tuple[str, ...] = ()
    """Inputs that nobody ever records here."""
    is_enough: bool = False
    is_alarm: bool = False
    told: tuple[Told, ...] = ()
    outcomes: int = 0
    observed_expected: tuple[float, float, float] | None = None
    """Observed through expected, with its interval."""
    auc: tuple[float, float, float] | None = None
    weeks: tuple[Week, ...] = ()
    shadow: str = ""
    shadow_agrees: float | None = None
    """How often the shadow put the same first as the version in use, of answers to the same inputs."""
    shadow_rows: int = 0
    says: tuple[str, ...] = ()


def weeks_of(rows: list[tuple[date, Verdict | None]]) -> tuple[Week, ...]:
    """Answers by the week's Monday, the oldest first."""
    from datetime import timedelta

    found: dict[date, dict[str, int]] = {}
    for day, verdict in rows:
        week = found.setdefault(day - timedelta(days=day.weekday()), {"answers": 0})
        week["answers"] += 1
        if verdict is not None:
            week[verdict.value] = week.get(verdict.value, 0) + 1
    return tuple(
        Week(first, said["answers"], said.get("accepted", 0), said.get("dismissed", 0), said.get("reported", 0))
        for first, said in sorted(found.items())
    )


def told_of(pairs: list[tuple[float, bool]], bins: int = 10) -> tuple[Told, ...]:
    """Chances and whether they came true, by tenths of the chance; empty ones are left out."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for chance, happened in pairs:
        held[min(int(chance * bins), bins - 1)].append((chance, happened))
    return tuple(
        Told(len(part), sum(one for one, _ in part) / len(part), sum(was for _, was in part) / len(part))
        for part in held
        if part
    )


def first_chance(shown: Mapping[str, Any]) -> float | None:
    """The chance of what stood first in an answer, as it was kept."""
    likely = shown.get("likely") or ()
    return float(likely[0]["probability"]) if likely else None


def first_name(shown: Mapping[str, Any]) -> str:
    """What stood first."""
    likely = shown.get("likely") or ()
    return str(likely[0]["name"]) if likely else ""
