"""Criteria as data: tables of TOML become predicates with three answers, true, false and unknown (None).

A missing fact gives unknown, never false. What is malformed is refused when it is read, not when a patient is in front
of it; a fact of another type than the criterion's raises PredicateError too. Nothing is ever evaluated as code.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Final

Value = bool | int | float | str | tuple[str, ...]
Facts = Mapping[str, Value | None]

ORDERED: Final[Mapping[str, Callable[[float, float], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
OPS: Final = (*ORDERED, "==", "!=", "has", "known")
DEPTH: Final = 20


class PredicateError(ValueError):
    """A criterion is malformed, or a fact is of a type that it cannot be compared with."""


class Predicate(ABC):
    """One criterion; its kinds are the subclasses."""

    __slots__ = ()

    @abstractmethod
    def holds(self, facts: Facts) -> bool | None:
        """True, false, or None while the facts do not say."""

    @abstractmethod
    def names(self) -> frozenset[str]:
        """The facts that it asks for."""


@dataclass(frozen=True, slots=True)
class Test(Predicate):
    """One fact against one value. `has`: one of a fact's codes begins with the value; `known`: the fact is there."""

    __test__ = False

    fact: str
    op: str
    value: Value

    def holds(self, facts: Facts) -> bool | None:
        """None while the fact is missing, except for `known`, which asks just that."""
        got = facts.get(self.fact)
        if self.op == "known":
            return (got is not None) is self.value
        if got is None:
            return None
        if self.op == "has":
            if not isinstance(got, tuple):
                raise PredicateError(f"{self.fact} is not a list")
            return any(one.startswith(str(self.value)) for one in got)
        if _kind(got) is not _kind(self.value):
            raise PredicateError(f"{self.fact} is {got!r}, which {self.value!r} cannot be compared with")
        if self.op in ORDERED and isinstance(got, int | float) and isinstance(self.value, int | float):
            return ORDERED[self.op](got, self.value)
        return (got == self.value) is (self.op == "==")

    def names(self) -> frozenset[str]:
        """Its one fact."""
        return frozenset((self.fact,))


@dataclass(frozen=True, slots=True)
class Every(Predicate):
    """All hold: false as soon as one is false, whatever is missing."""

    parts: tuple[Predicate, ...]

    def holds(self, facts: Facts) -> bool | None:
        """Kleene's «and»."""
        answers = [part.holds(facts) for part in self.parts]
        return False if False in answers else None if None in answers else True

    def names(self) -> frozenset[str]:
        """The facts of all parts."""
        return frozenset().union(*(part.names() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Some(Predicate):
    """One holds: true as soon as one is true, whatever is missing."""

    parts: tuple[Predicate, ...]

    def holds(self, facts: Facts) -> bool | None:
        """Kleene's «or»."""
        answers = [part.holds(facts) for part in self.parts]
        return True if True in answers else None if None in answers else False

    def names(self) -> frozenset[str]:
        """The facts of all parts."""
        return frozenset().union(*(part.names() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Not(Predicate):
    """The opposite; the opposite of unknown is unknown."""

    part: Predicate

    def holds(self, facts: Facts) -> bool | None:
        """Kleene's «not»."""
        answer = self.part.holds(facts)
        return None if answer is None else not answer

    def names(self) -> frozenset[str]:
        """The facts of its part."""
        return self.part.names()


def parse(raw: object, depth: int = 0) -> Predicate:
    """A predicate out of a table of TOML; PredicateError says what is wrong with it."""
    if isinstance(raw, Predicate):
        return raw
    if not isinstance(raw, dict) or depth > DEPTH:
        raise PredicateError(f"not a criterion: {raw!r}")
    keys = set(raw)
    if keys == {"fact", "op", "value"}:
        return _test(raw["fact"], raw["op"], raw["value"])
    if keys == {"not"}:
        return Not(parse(raw["not"], depth + 1))
    if keys in ({"all"}, {"any"}):
        parts = next(iter(raw.values()))
        if not isinstance(parts, list) or not parts:
            raise PredicateError("all and any want a list that is not empty")
        made = tuple(parse(part, depth + 1) for part in parts)
        return Every(made) if keys == {"all"} else Some(made)
    raise PredicateError(f"not a criterion: {sorted(map(str, keys))}")


def decode(kind: type, raw: object) -> object:
    """For msgspec.convert(dec_hook=decode), which does not know predicates."""
    if kind is Predicate:
        return parse(raw)
    raise NotImplementedError(kind)  # msgspec's own word for «not mine»: it then tells the place in the file


def _test(fact: object, op: object, value: object) -> Test:
    if not isinstance(fact, str) or not fact or not isinstance(op, str) or op not in OPS:
        raise PredicateError(f"unknown fact or comparison: {fact!r} {op!r}")
    if not isinstance(value, bool | int | float | str):
        raise PredicateError(f"{fact}: not a value: {value!r}")
    wanted = float if op in ORDERED else bool if op == "known" else str if op == "has" else _kind(value)
    if _kind(value) is not wanted or value == "" or value != value:  # noqa: PLR0124 - NaN
        raise PredicateError(f"{fact} {op} cannot take {value!r}")
    return Test(fact, op, value)


def _kind(value: Value) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)
