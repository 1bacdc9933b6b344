"""How far a stated probability may be trusted: what happened when the model said the like, on rows new to it.

Beside a probability stands an interval, taken from the widest reach of every population that was counted: where the
model is too sure of itself in one of them, the interval shows it. And a word, because people read words.

The words and their ranges: Intelligence Community Directive 203, Analytic Standards (Office of the Director of National
Intelligence, 2015), D.6.e(2)(a), a public document; its ends 1 and 99 are stretched to 0 and 100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import msgspec

from hms_desktop.inference.chances import wilson
from hms_desktop.kernel.errors import Storage

FILE: Final = "reliability.json"
WORDS: Final = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Up to which probability a word holds; the next one begins above it."""


@dataclass(frozen=True)
class Bin:
    """Probabilities from `low` up to `high`: how often one was told, and how often it held."""

    low: float
    high: float
    n: int
    happened: int


Bins = tuple[Bin, ...]


@dataclass(frozen=True)
class Reliability:
    """Bins by population and by how much was known (questions asked; 0 where that makes no difference)."""

    populations: Mapping[str, Mapping[int, Bins]]

    def stated(self, probability: float, known: int = 0) -> Stated:
        """The probability with its interval and word. Between two counts the lower one is taken: less was known."""
        tables = [by[_at_most(known, by)] for by in self.populations.values() if by]
        return stated(probability, tables)


@dataclass(frozen=True)
class Stated:
    """A probability as it is told to a person."""

    probability: float
    low: float
    high: float
    word: str

    @property
    def is_borne_out(self) -> bool:
        """Whether what was counted agrees with it. Where not, the interval is the better guide."""
        return self.low <= self.probability <= self.high


def read(data: bytes) -> Reliability:
    """`reliability.json` as a recipe wrote it; Storage when it makes no sense."""
    try:
        found = msgspec.json.decode(data, type=Reliability, strict=False)
    except msgspec.MsgspecError:
        found = None
    if found is None or not all(_is_sound(bins) for by in found.populations.values() for bins in by.values()):
        raise Storage(
            "How far this model can be trusted cannot be read",
            "How often its probabilities came true is not known here, so they are shown without an interval",
            "Install the program again; the model itself goes on working",
        )
    return found


def bins_of(said: Sequence[Mapping[str, float]]) -> Bins:
    """The bins as a card has them under `calibration`, `reliability`."""
    found = msgspec.convert(list(said), type=Bins)
    if not _is_sound(found):
        raise ValueError("bins follow one another")
    return found


def stated(probability: float, tables: Sequence[Sequence[Bin]]) -> Stated:
    """From the lower of all tables' lows to the higher of all highs (Wilson, 95 %). Without a count: anything."""
    if not 0 <= probability <= 1:
        raise ValueError("a probability is between nought and one")
    reaches = [_reach(probability, table) for table in tables] or [(0.0, 1.0)]
    return Stated(probability, min(low for low, _ in reaches), max(high for _, high in reaches), word(probability))


def word(probability: float) -> str:
    """The probability as a word: a key for translation. The number always stands beside it."""
    return next(said for upto, said in WORDS if probability <= upto)


def _reach(probability: float, table: Sequence[Bin]) -> tuple[float, float]:
    for one in reversed(table):
        if one.low <= probability <= one.high:
            return wilson(one.happened, one.n)
    return 0.0, 1.0


def _at_most(known: int, by: Mapping[int, Bins]) -> int:
    return max((count for count in by if count <= known), default=min(by))


def _is_sound(bins: Bins) -> bool:
    return all(0 <= one.low < one.high <= 1 and 0 <= one.happened <= one.n for one in bins) and all(
        before.high <= after.low for before, after in pairwise(bins)
    )
