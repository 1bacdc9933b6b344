"""Finds drugs by what somebody types. It only offers: a drug is ordered when a person has chosen it from the lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.knowledge import Knowledge
from hms_desktop.kernel.text import fold


@dataclass(frozen=True, slots=True)
class DrugLine:
    """A drug in a list: its INN, the same in tall-man letters where it has them, and the name that was hit."""

    inn: str
    shown: str
    hit: str
    high_alert: bool


def drugs_like(knowledge: Knowledge, text: str, limit: int) -> tuple[DrugLine, ...]:
    """Drugs whose INN begins so, then whose other names or brands do, then those with a word that does."""
    typed = fold(text)
    if not typed or limit < 1:
        return ()
    ranked = sorted((rank, drug.inn, hit) for drug in knowledge.drugs.values() for rank, hit in _hits(drug, typed))
    first: dict[str, str] = {}
    for _, inn, hit in ranked:
        first.setdefault(inn, hit)
    return tuple(_line(knowledge.drugs[inn], hit) for inn, hit in list(first.items())[:limit])


def _hits(drug: Drug, typed: str) -> Iterator[tuple[int, str]]:
    for place, name in enumerate((drug.inn, *drug.also, *drug.brands)):
        folded = fold(name)
        if folded.startswith(typed):
            yield (0 if place == 0 else 1), name
        elif any(word.startswith(typed) for word in folded.replace("-", " ").split()):
            yield 2, name


def _line(drug: Drug, hit: str) -> DrugLine:
    return DrugLine(drug.inn, drug.tall_man or drug.inn, hit, drug.high_alert)
