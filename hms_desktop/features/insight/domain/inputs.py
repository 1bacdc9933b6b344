"""What a tabular model is asked with: the fields that a person fills, made of the model's own description, and the way
from these fields to the numbers that the model reads. Pure.

What follows from other fields is reckoned and never asked. A field that nobody filled is missing, not nought: whoever
runs the model decides what missing means, and the answer names it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_CODES: Final = ("diag_1", "diag_2", "diag_3")
_WITHIN: Final = "any within"


@dataclass(frozen=True, slots=True)
class Asked:
    """A field: a number between two ends, or one of some choices (value, words)."""

    name: str
    label: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    changes: bool = False
    """Whether a person could change it, so that «it would change if» may speak of it."""
    choices: tuple[tuple[float, str], ...] = ()
    group: tuple[str, ...] = ()
    """The yes-or-no inputs that this choice stands for, in the order of the choices."""

    def said(self, value: float) -> str:
        """The value in words: «Metastatic», «112 µmol/L»."""
        if self.choices:
            return next((words for one, words in self.choices if one == value), "")
        number = f"{value:g}"
        return f"{number} {self.unit}" if self.unit and self.unit not in ("number", "one of", "yes or no") else number

    def problem(self, value: float) -> bool:
        """Whether this cannot be true."""
        return not (math.isfinite(value) and self.low <= value <= self.high)


@dataclass(frozen=True)
class Inputs:
    """All inputs of one model: their names in its order, the fields, and what is reckoned from them."""

    names: tuple[str, ...]
    asked: tuple[Asked, ...]
    reckoned: tuple[tuple[str, Mapping[str, Any]], ...]

    def field(self, name: str) -> Asked | None:
        """The field of this name."""
        return next((one for one in self.asked if one.name == name), None)

    def spread_out(self, values: Mapping[str, float]) -> dict[str, float]:
        """Fields as inputs: a choice of a group is 1 for one of its inputs and 0 for the others."""
        found: dict[str, float] = {}
        for one in self.asked:
            value = values.get(one.name)
            if one.group:
                for at, member in enumerate(one.group):
                    found[member] = math.nan if value is None else float(value == at)
            elif value is not None:
                found[one.name] = value
        return found

    def row(self, inputs: Mapping[str, float]) -> list[float]:
        """The numbers in the model's order, with what follows from them; what is not there is NaN."""
        known = dict(inputs)
        for name, how in self.reckoned:
            known[name] = reckon(how, known)
        return [known.get(name, math.nan) for name in self.names]


def inputs_of(described: Sequence[Any]) -> Inputs:
    """The fields out of a model's description."""
    entries = [one for one in described if isinstance(one, Mapping) and "feature" in one]
    plain = [one for one in entries if "reckoned" not in one and "group" not in one]
    reckoned = tuple((str(one["feature"]), one["reckoned"]) for one in entries if "reckoned" in one)
    diseases = _diseases(entries)
    fields = [_field(one, diseases) for one in plain]
    return Inputs(tuple(str(one["feature"]) for one in entries), (*fields, *_groups(entries)), reckoned)


def reckon(how: Mapping[str, Any], known: Mapping[str, float]) -> float:
    """What follows from other inputs; NaN as long as one that it needs is missing."""
    of = [known.get(name, math.nan) for name in how["of"]]
    ways = {
        _WITHIN: _any_within, "count within": _count_within, "itself within": _itself_within, "count of": _count_of,
        "ratio": _ratio, "sum": _sum,
    }  # fmt: skip
    if how["by"] not in ways:
        raise ValueError(f"nobody knows how to reckon «{how['by']}»")
    return ways[how["by"]](how, of)


def _any_within(how: Mapping[str, Any], of: Sequence[float]) -> float:
    return float(any(how["from"] <= value < how["below"] for value in of))


def _count_within(how: Mapping[str, Any], of: Sequence[float]) -> float:
    return float(sum(how["from"] <= value < how["below"] for value in of))


def _itself_within(how: Mapping[str, Any], of: Sequence[float]) -> float:
    return of[0] if how["from"] <= of[0] < how["below"] else math.nan


def _count_of(how: Mapping[str, Any], of: Sequence[float]) -> float:
    return float(sum(value in how["values"] for value in of))


def _ratio(_how: Mapping[str, Any], of: Sequence[float]) -> float:
    return math.nan if math.isnan(of[0]) or math.isnan(of[1]) or not of[1] else of[0] / of[1]


def _sum(_how: Mapping[str, Any], of: Sequence[float]) -> float:
    return math.nan if any(math.isnan(value) for value in of) else sum(of)


def _field(one: Mapping[str, Any], diseases: tuple[tuple[float, str], ...]) -> Asked:
    name = str(one["feature"])
    choices = tuple((float(at), str(words)) for at, words in enumerate(one.get("choices", ())))
    return Asked(
        name=name, label=str(one["label"]).split(", ICD-9", maxsplit=1)[0], unit=str(one.get("unit", "")),
        low=float(one["lowest"]), high=float(one["highest"]), changes=bool(one["changes"]),
        choices=diseases if name in _CODES and diseases else choices,
    )  # fmt: skip


def _groups(entries: Iterable[Mapping[str, Any]]) -> list[Asked]:
    members: dict[str, list[Mapping[str, Any]]] = {}
    for one in entries:
        if "group" in one:
            members.setdefault(str(one["group"]), []).append(one)
    return [
        Asked(
            name=group, label=group, unit="one of", low=0, high=len(several) - 1, changes=bool(several[0]["changes"]),
            choices=tuple((float(at), str(one["label"])) for at, one in enumerate(several)),
            group=tuple(str(one["feature"]) for one in several),
        )
        for group, several in members.items()
    ]  # fmt: skip


def _diseases(entries: Iterable[Mapping[str, Any]]) -> tuple[tuple[float, str], ...]:
    """Kinds of diseases to choose a diagnosis from, each with a number that lies in it and, if possible, in no narrower
    one: people know diseases, and no longer the numbers that a model of its time reads."""
    kinds = {
        str(one["label"]).split(": ", 1)[-1]: (float(one["reckoned"]["from"]), float(one["reckoned"]["below"]))
        for one in entries
        if one.get("reckoned", {}).get("by") == _WITHIN
    }
    found = []
    for words, (low, below) in kinds.items():
        narrower = [ends for ends in kinds.values() if low <= ends[0] and ends[1] <= below and ends != (low, below)]
        free = (number for number in range(int(low), int(below)) if not any(a <= number < b for a, b in narrower))
        found.append((float(next(free, int(low))), words[:1].upper() + words[1:]))
    return tuple(sorted(found, key=lambda one: one[1]))
