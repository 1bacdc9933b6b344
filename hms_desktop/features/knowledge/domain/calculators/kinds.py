"""What a calculator is: typed inputs, a formula, what its figure means, and the refusal of what it was not made for.

Nothing is clamped in silence: an input outside of its range, a missing and an unknown one are refused by name. Where a
published formula itself bounds an input (creatinine in MELD), the formula does so and `cautions` says it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hms_desktop.kernel.errors import Invalid

Value = float | str | bool | date


MISSING: Final = "Missing"
"""What is said of an input that was not given."""


class Refused(Invalid):
    """Inputs that the formula was not made for: each field with a sentence."""


@dataclass(frozen=True, slots=True)
class Other:
    """The same input under another name in another unit: ours is `value * factor + plus`."""

    name: str
    unit: str
    factor: float
    plus: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure from `low` to `high`, both allowed; outside of `unlikely` it is taken with a warning."""

    name: str
    label: str
    low: float
    high: float
    unit: str = ""
    unlikely: tuple[float, float] | None = None
    whole: bool = False
    optional: bool = False
    also: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of some words; `also` are other spellings, each with the option that it means."""

    name: str
    label: str
    options: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """A question; without a default it has to be answered."""

    name: str
    label: str
    default: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date, as a date or as ISO text."""

    name: str
    label: str


Input = Number | Choice | YesNo | Day


@dataclass(frozen=True, slots=True)
class Given:
    """The inputs after they were checked, by type."""

    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> float:
        """A figure that has to be there."""
        value = self.values[name]
        assert isinstance(value, int | float)
        return float(value)

    def maybe(self, name: str) -> float | None:
        """A figure that may have been left out."""
        return self[name] if name in self.values else None

    def yes(self, name: str) -> bool:
        """The answer to a question."""
        return self.values[name] is True

    def word(self, name: str) -> str:
        """The chosen option."""
        return str(self.values[name])

    def day(self, name: str) -> date:
        """A date."""
        value = self.values[name]
        assert isinstance(value, date)
        return value

    @property
    def is_female(self) -> bool:
        """The sex that a formula was fitted with: the sex at birth."""
        return self.values["sex"] == "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A figure with its meaning. `value` is not rounded; `decimals` says how many places mean something."""

    value: float | str
    unit: str
    interpretation: str
    warnings: tuple[str, ...]
    decimals: int
    version: str
    citation: str


Meaning = Callable[[float, Given], str]


def _nothing(_: Given) -> Mapping[str, str]:
    return {}


def _no_cautions(_: Given) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """One formula or score, with the edition and the paper that it follows."""

    id: str
    title: str
    version: str
    citation: str
    inputs: tuple[Input, ...]
    compute: Callable[[Given], float]
    interpret: Meaning
    unit: str = ""
    unit_of: Callable[[Given], str] | None = None
    """Where the unit of the figure depends on the inputs."""
    decimals: int = 0
    show: Callable[[float], str] | None = None
    """Turns the figure into what is answered, where that is not a figure: a date, weeks and days."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of optional inputs of which exactly one is given: the same thing in two units with limits of their own."""
    conflicts: Callable[[Given], Mapping[str, str]] = _nothing
    """Inputs that are each in range and cannot be true together, by field."""
    cautions: Callable[[Given], tuple[str, ...]] = _no_cautions

    def check(self, inputs: Mapping[str, object]) -> tuple[Given, tuple[str, ...]]:
        """The inputs as types, and the warnings on unlikely ones; raises Refused with every field that is wrong."""
        values, faults, warnings = read_inputs(self.inputs, self.one_of, inputs)
        if not faults:
            faults |= self.conflicts(Given(values))
        if faults:
            raise Refused(faults)
        return Given(values), warnings

    def answer(self, inputs: Mapping[str, object]) -> Result:
        """The result; raises Refused where an input is missing, out of range or unknown."""
        given, warnings = self.check(inputs)
        value = self.compute(given)
        return Result(
            value=self.show(value) if self.show else value,
            unit=self.unit_of(given) if self.unit_of else self.unit,
            interpretation=self.interpret(value, given),
            warnings=warnings + self.cautions(given),
            decimals=self.decimals,
            version=self.version,
            citation=self.citation,
        )


Groups = tuple[tuple[str, ...], ...]


def read_inputs(
    asked: tuple[Input, ...], one_of: Groups, inputs: Mapping[str, object]
) -> tuple[dict[str, Value], dict[str, str], tuple[str, ...]]:
    """The values, what is wrong by field, and the warnings: each input for itself, before they are put together."""
    values: dict[str, Value] = {}
    faults: dict[str, str] = {}
    warnings: list[str] = []
    left = dict(inputs)
    for one in asked:
        try:
            found = _take(one, left)
        except Refused as refused:
            faults |= refused.fields
            continue
        if found is not None:
            values[one.name] = found
            warnings += _unlikely(one, found)
    faults |= {name: "This calculator has no such input" for name in left}
    return values, faults | _groups(one_of, values, faults), tuple(warnings)


def _groups(one_of: Groups, values: Mapping[str, Value], faults: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for group in one_of:
        if not any(name in faults for name in group) and sum(name in values for name in group) != 1:
            found[group[0]] = "Give exactly one of " + ", ".join(group)
    return found


def under(*limits: tuple[float, str], rest: str) -> Meaning:
    """Bands: the text of the first limit that the figure is under, else `rest`."""

    def mean(value: float, _: Given) -> str:
        return next((text for limit, text in limits if value < limit), rest)

    return mean


def always(text: str) -> Meaning:
    """One text, for a figure that has no bands."""
    return lambda _value, _given: text


def band(value: float, *steps: tuple[float, float]) -> float:
    """The points of the last step whose limit the value has reached; 0 below the first. Steps rise."""
    points = 0.0
    for limit, worth in steps:
        if value >= limit:
            points = worth
    return points


def _take(asked: Input, left: dict[str, object]) -> Value | None:
    """Takes an input out of what is left, under whichever of its names it was given."""
    names = [asked.name, *(other.name for other in getattr(asked, "also", ()) if isinstance(other, Other))]
    given = [name for name in names if left.get(name) is not None]
    raw = {name: left.pop(name, None) for name in names}
    if len(given) > 1:
        raise Refused({asked.name: "Given twice, in two units"})
    if not given:
        if isinstance(asked, YesNo | Choice) and asked.default is not None:
            return asked.default
        if isinstance(asked, Number) and asked.optional:
            return None
        raise Refused({asked.name: MISSING})
    return _read(asked, given[0], raw[given[0]])


def _read(asked: Input, name: str, raw: object) -> Value:
    if isinstance(asked, Number):
        return _figure(asked, name, raw)
    if isinstance(asked, Choice):
        return _option(asked, raw)
    if isinstance(asked, YesNo):
        if isinstance(raw, bool):
            return raw
        raise Refused({name: "Answer yes or no"})
    return _date(name, raw)


def _figure(asked: Number, name: str, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise Refused({name: "Enter a number"})
    other = next((other for other in asked.also if other.name == name), Other(name, asked.unit, 1.0))
    value = raw * other.factor + other.plus
    if not asked.low <= value <= asked.high:
        low, high = ((limit - other.plus) / other.factor for limit in (asked.low, asked.high))
        raise Refused({name: f"Enter {low:g} to {high:g} {other.unit}".rstrip()})
    if asked.whole and value != int(value):
        raise Refused({name: "Enter a whole number"})
    return float(value)


def _option(asked: Choice, raw: object) -> str:
    said = _plain(str(raw))
    meant = {_plain(option): option for option in asked.options} | {_plain(word): to for word, to in asked.also}
    if isinstance(raw, bool) or said not in meant:
        raise Refused({asked.name: "Choose one of: " + "; ".join(asked.options)})
    return meant[said]


def _date(name: str, raw: object) -> date:
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise Refused({name: "Enter a date"}) from None
    if not isinstance(raw, date):
        raise Refused({name: "Enter a date"})
    return date(raw.year, raw.month, raw.day)


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


def _unlikely(asked: Input, value: Value) -> list[str]:
    if isinstance(asked, Number) and asked.unlikely and isinstance(value, float):
        low, high = asked.unlikely
        if not low <= value <= high:
            return [f"{asked.label}: is this right? Usual is {low:g} to {high:g} {asked.unit}".rstrip()]
    return []
