"""Queries over figures: the calculators as forms are made of them, one of them computed, and the laboratory's analytes.

The calculators are code; the analytes come out of the pack, the same in a checkout and in a frozen build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.knowledge.domain.calculators import catalogue
from hms_desktop.features.knowledge.domain.calculators.kinds import Result
from hms_desktop.features.knowledge.domain.calculators.parts import Parts, parts_of
from hms_desktop.features.knowledge.domain.calculators.rows import CalculatorRow, row_of
from hms_desktop.features.knowledge.domain.laboratory import Analyte, read
from hms_desktop.features.knowledge.domain.sections import LABORATORY
from hms_desktop.features.knowledge.pack import Shelf
from hms_desktop.kernel.errors import NotFound, Storage
from hms_desktop.kernel.messages import Query, answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a calculator answers; `parts` where it is a sum."""

    result: Result
    parts: Parts


@dataclass(frozen=True, kw_only=True)
class Calculators(Query[tuple[CalculatorRow, ...]]):
    """All calculators, by body system."""


@dataclass(frozen=True, kw_only=True)
class Calculation(Query[Figure]):
    """One calculator's answer; Invalid by field where an input is missing, out of range or unknown."""

    calculator: str
    inputs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Analytes(Query[tuple[Analyte, ...]]):
    """What the laboratory's table knows: units, usual ranges, limits that call somebody, and changes."""


@answers(Calculators, permission="knowledge.read")
def calculators(_: Calculators, _work: Work) -> tuple[CalculatorRow, ...]:
    return _rows()


@answers(Calculation, permission="knowledge.read")
def calculation(query: Calculation, _work: Work) -> Figure:
    found = catalogue.find(query.calculator)
    if found is None:
        raise NotFound("No such calculator", "There is no calculator called {name}", name=query.calculator)
    return Figure(result=found.answer(query.inputs), parts=parts_of(found, query.inputs))


@answers(Analytes, permission="knowledge.read")
def analytes(_: Analytes, work: Work) -> tuple[Analyte, ...]:
    files = work.given(Shelf).pack().section(LABORATORY)
    if not files:
        raise Storage("The laboratory's table is missing", "The knowledge in place holds no usual ranges",
                      "Install the program again, or take over a pack that holds them")  # fmt: skip
    return tuple(one for text in files.values() for one in _analytes(text))


@lru_cache(maxsize=1)
def _rows() -> tuple[CalculatorRow, ...]:
    return tuple(row_of(one, group) for group, several in catalogue.CATALOGUE for one in several)


@lru_cache(maxsize=2)
def _analytes(text: str) -> tuple[Analyte, ...]:
    try:
        return read(text)
    except (ValueError, TypeError, KeyError):
        raise Storage("The laboratory's table cannot be read", "It is not as this program knows it",
                      "Install the pack that belongs to this version of the program") from None  # fmt: skip
