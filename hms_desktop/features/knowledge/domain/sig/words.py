"""The structured order and the tables that its words are read from and written with.

Figures are `Decimal`: half a tablet is exactly half. What a text does not say is None or empty, never a usual value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

SOLID: Final = ("tablet", "capsule", "suppository", "patch", "sachet", "pessary", "lozenge")
LIQUID: Final = ("suspension", "syrup", "solution", "liquid", "elixir")
STRENGTHS: Final = ("mg", "g", "mcg", "units", "mEq", "mmol", "%")
MOMENTS: Final = ("morning", "noon", "evening", "bedtime")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure and its unit, and what it is in («250 mg in 5 mL» has `per` 5, in mL)."""

    value: Decimal
    unit: str
    per: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """When it is taken: times a day, every so many hours or days, moments, or a count at each moment."""

    times: int | None = None
    hours: Decimal | None = None
    hours_to: Decimal | None = None
    every_days: int | None = None
    moments: tuple[str, ...] = ()
    pattern: tuple[Decimal, ...] = ()
    """Counts for the morning, noon and evening (and bedtime): «1-0-1»."""
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a tapering course: so much for so many days."""

    amount: Amount
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sig:
    """Directions as data. `drug` is what was typed: which drug that is, a person chooses and nobody guesses."""

    drug: str = ""
    strength: Amount | None = None
    form: str = ""
    count: Decimal | None = None
    count_to: Decimal | None = None
    count_unit: str = ""
    """What is counted: tablet, mL, puff, drop, …"""
    route: str = ""
    frequency: Frequency | None = None
    as_needed: bool = False
    reason: str = ""
    max_a_day: Decimal | None = None
    food: str = ""
    days: int | None = None
    quantity: Decimal | None = None
    refills: int | None = None
    taper: tuple[Step, ...] = ()
    extra: str = ""
    """Words to be passed on as they are, typed after a semicolon."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A word that may mean several things: it is asked, not taken."""

    word: str
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A drug that the typed words may stand for, and the strengths that it is sold in."""

    name: str
    strengths: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read, what is to be asked, and what was not understood. Nothing that was typed is missing from it."""

    sig: Sig
    unclear: tuple[Unclear, ...] = ()
    not_understood: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.unclear and not self.not_understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language's table: phrases that are read, and the words that are written."""

    phrases: Mapping[tuple[str, ...], tuple[str, str]]
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    longest: int = 1


def language(table: Mapping[str, Any]) -> Language:
    """The table of a `sig/*.toml`, as it was read. A table without its words is a KeyError, at once."""
    phrases = {
        tuple(phrase.lower().split()): (slot, value)
        for slot, values in table.get("read", {}).items()
        for value, written in values.items()
        for phrase in written
    }
    return Language(
        phrases=phrases,
        unclear={word: tuple(meanings) for word, meanings in table.get("unclear", {}).items()},
        words=table["write"],
        longest=max((len(phrase) for phrase in phrases), default=1),
    )


def figure(value: Decimal) -> str:
    """A figure as it is safe to print: no trailing zero, never without its leading zero."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text or "0"
