"""What would change an answer: the smallest changes of what can be changed, tried on the model, one by one and in
pairs. An empty answer says that nothing within reach would. It tells what the model would say, not what would help.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from hms_desktop.inference.drift import Spread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

MOST_CHANGES: Final = 3
MOST_ROWS: Final = 1024
"""Rows that the model is asked at the most for single changes and again for pairs, of up to twenty inputs."""
_GRID: Final = 20
_LEAST_STEPS: Final = 2
_OUTER: Final = 2.563
"""Standard deviations between the first and the last tenth of a bell."""

Row = Mapping[str, float | None]
Value = Callable[[Sequence[Row]], Floats]
"""The probability for each of many rows of inputs."""


@dataclass(frozen=True)
class Choice:
    """An input that can change: what it may plausibly become, and how much of a change counts as one."""

    name: str
    values: tuple[float, ...]
    unit: float = 1.0


@dataclass(frozen=True)
class Step:
    """One input, now and then."""

    name: str
    was: float
    becomes: float


@dataclass(frozen=True)
class Change:
    """One or two steps that lead to another answer; `size` adds up their units."""

    steps: tuple[Step, ...]
    size: float
    answer: float


_Sized = tuple[float, Step]


def choice(name: str, spread: Spread, low: float, high: float) -> Choice:
    """An input between two plausible ends in equal steps, measured by its spread where the model was made."""
    if spread.edges == (0.5,):
        return Choice(name, (0.0, 1.0), unit(spread))
    values = tuple(low + (high - low) * at / _GRID for at in range(_GRID + 1)) if high > low else (low,)
    return Choice(name, values, unit(spread))


def unit(spread: Spread) -> float:
    """About one standard deviation of the reference, out of its tenths."""
    edges = spread.edges
    if edges == (0.5,):
        return max(math.sqrt(spread.shares[1] * (1 - spread.shares[1])), 0.1)
    if len(edges) < 2:
        return 1.0
    return (edges[-1] - edges[0]) / _OUTER


def would_change(
    value: Value,
    now: Row,
    choices: Sequence[Choice],
    threshold: float | Callable[[float], object],
    most: int = MOST_CHANGES,
) -> tuple[Change, ...]:
    """Single changes, then pairs, the smallest first; for each input or pair only its smallest one.

    The answer changes when it crosses the threshold, or when a function of it says something else, such as its word.
    A pair is told only where neither of its steps would do alone. An input that is missing now is not guessed at.
    """
    kind: Callable[[float], object] = threshold if callable(threshold) else lambda told: told >= threshold
    steps = [_steps(one, now) for one in choices]
    before, singles = _tried(value, now, _thinned(steps, MOST_ROWS, 1))
    changed = [one for one in singles if kind(one.answer) != kind(before)]
    found = _smallest(changed)
    if len(found) >= most:
        return found[:most]
    alone = {one.steps for one in changed}
    left = [[one for one in part if (one[1],) not in alone] for part in steps]
    _, pairs = _tried(value, now, _thinned([part for part in left if part], MOST_ROWS, 2))
    return (*found, *_smallest([one for one in pairs if kind(one.answer) != kind(before)]))[:most]


def _steps(one: Choice, now: Row) -> list[_Sized]:
    """Whatever this input may become, the nearest first."""
    was = now.get(one.name)
    if was is None or math.isnan(was):
        return []
    steps = [Step(one.name, float(was), becomes) for becomes in dict.fromkeys(one.values) if becomes != was]
    return sorted(((abs(step.becomes - step.was) / one.unit, step) for step in steps), key=lambda sized: sized[0])


def _thinned(steps: Sequence[list[_Sized]], room: int, together: int) -> list[tuple[_Sized, ...]]:
    """All ways to take so many inputs a step each. Where there is no room for all, fewer steps of each input are tried,
    the nearest and the farthest among them: what is out of reach is not called so for want of room."""
    many = max((len(part) for part in steps), default=0)
    while True:
        fewer = [_evenly(part, many) for part in steps]
        ways = [way for some in combinations(fewer, together) for way in product(*some)]
        if len(ways) <= room or many <= _LEAST_STEPS:
            return ways
        many = max(_LEAST_STEPS, many * 3 // 4)


def _evenly(part: list[_Sized], many: int) -> list[_Sized]:
    if len(part) <= many:
        return part
    return [part[round(at * (len(part) - 1) / (many - 1))] for at in range(many)]


def _tried(value: Value, now: Row, ways: Sequence[tuple[_Sized, ...]]) -> tuple[float, list[Change]]:
    """The answer as things are, and after each way: the model is asked once."""
    rows = [{**now, **{step.name: step.becomes for _, step in way}} for way in ways]
    answers = value([now, *rows])
    made = [
        Change(tuple(step for _, step in way), math.fsum(size for size, _ in way), float(answer))
        for way, answer in zip(ways, answers[1:], strict=True)
    ]
    return float(answers[0]), made


def _smallest(changes: Sequence[Change]) -> tuple[Change, ...]:
    """One change for each input or pair of inputs."""
    found: dict[tuple[str, ...], Change] = {}
    for one in sorted(changes, key=lambda change: (change.size, change.steps[0].name)):
        found.setdefault(tuple(step.name for step in one.steps), one)
    return tuple(found.values())
