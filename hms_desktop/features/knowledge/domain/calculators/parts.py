"""What each answer adds to a score that is a sum: found by asking the score itself, so it cannot differ from it.

Each input is put to its lowest answer while the others stay. Where the differences and what is left add up to the
score, they are its parts; where they do not (a logarithm, a product, a highest of two), there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .kinds import Calculator, Choice, Given, Input, Number, Value, YesNo

SUMS: Final = ("points", "criteria")
_STEPS: Final = 60
_HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """One input and what it added."""

    name: str
    points: float


@dataclass(frozen=True, slots=True)
class Parts:
    """All of them, and the score of somebody with the lowest answer everywhere. Without parts it is no sum."""

    parts: tuple[Part, ...] = ()
    floor: float = 0.0


def parts_of(calculator: Calculator, inputs: Mapping[str, object]) -> Parts:
    """The parts of a score of these inputs; raises Refused where the inputs are not sound."""
    if calculator.unit not in SUMS or calculator.show is not None:
        return Parts()
    given, _ = calculator.check(inputs)
    score = calculator.compute(given)
    lowest = {one.name: _lowest(calculator, given, one) for one in calculator.inputs if one.name in given.values}
    found = {name: score - calculator.compute(_with(given, {name: value})) for name, value in lowest.items()}
    floor = calculator.compute(_with(given, lowest))
    if floor < 0:
        lowest, found, floor = _above_zero(calculator, given, (lowest, found, floor))
    if abs(floor + sum(found.values()) - score) > _HAIR:
        return Parts()
    return Parts(tuple(Part(name, points) for name, points in found.items()), floor)


Found = tuple[dict[str, Value], dict[str, float], float]


def _above_zero(calculator: Calculator, given: Given, found: Found) -> Found:
    """A question whose yes takes points away counts from its no, so that nothing is everybody's nought."""
    lowest, points, _ = found
    raised = {name: False if value is True else value for name, value in lowest.items()}
    score = calculator.compute(given)
    changed = {name: score - calculator.compute(_with(given, {name: value})) for name, value in raised.items()}
    return raised, points | changed, calculator.compute(_with(given, raised))


def _lowest(calculator: Calculator, given: Given, asked: Input) -> Value:
    """The answer of which the score is lowest while everything else stays; the first of equals."""
    score: Callable[[Value], float] = lambda value: calculator.compute(_with(given, {asked.name: value}))  # noqa: E731
    return min(_answers(asked, given.values[asked.name]), key=score)


def _answers(asked: Input, now: Value) -> Iterator[Value]:
    if isinstance(asked, YesNo):
        yield from (False, True)
    elif isinstance(asked, Choice):
        yield from asked.options
    elif isinstance(asked, Number):
        yield from _figures(asked)
    else:
        yield now


def _figures(asked: Number) -> Iterator[float]:
    """Through the likely range and the whole of it, the ends among them."""
    for low, high in ((asked.low, asked.high), asked.unlikely or (asked.low, asked.high)):
        for step in range(_STEPS + 1):
            value = low + (high - low) * step / _STEPS
            yield float(round(value)) if asked.whole else value


def _with(given: Given, other: Mapping[str, Value]) -> Given:
    return Given({**given.values, **other})
