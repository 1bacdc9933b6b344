"""The whole of what an order is checked against: the formulary, and the checks that look at other drugs and allergies.

Interactions, allergies and duplicates come as functions (`Part`), so that each is put in by one line of the service;
one that nobody put in answers «not checked».
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Checked, Order, Patient
from hms_desktop.features.knowledge.domain.asked import unchecked
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.kernel.text import fold

OTHER_KINDS: Final = ("interaction", "allergy", "duplicate")
OWN_KINDS: Final = ("dose", "renal", "hepatic", "pregnancy", "lactation", "age", "problem")
KINDS: Final = (*OTHER_KINDS, *OWN_KINDS)
"""Every check of an order. What is not answered by alerts or by none stands in «not checked» under one of these."""

Part = Callable[[Order, Patient], Checked]


def absent(kind: str) -> Part:
    """Stands where a check is not part of this pack."""
    return lambda _order, _patient: unchecked(kind, f"the knowledge of this kind ({kind})")


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What is known. `fault` says why nothing of it may be relied upon (missing, damaged, too old)."""

    drugs: Mapping[str, Drug]
    names: Mapping[str, str]
    """Names of substances and brands, as `name_key` writes them → the INN under which `drugs` holds them."""
    date: date
    fault: str = ""
    interactions: Part = field(default=absent("interaction"))
    allergies: Part = field(default=absent("allergy"))
    duplicates: Part = field(default=absent("duplicate"))

    def find(self, name: str) -> Drug | None:
        """The drug of this INN, other name or brand; None when the formulary does not hold it."""
        inn = self.names.get(name_key(name))
        return None if inn is None else self.drugs.get(inn)


def name_key(name: str) -> str:
    """A name as it is looked up: folded, and what is no letter nor digit is a space («co-trimoxazole», «a/b»)."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())


def names_of(drugs: Iterable[Drug]) -> dict[str, str]:
    """Name, as `name_key` writes it → INN. No brand takes over another drug's INN; of two brands the first counts."""
    found: dict[str, str] = {}
    listed = tuple(drugs)
    for drug in listed:
        found[name_key(drug.inn)] = drug.inn
    for drug in listed:
        for name in (*drug.also, *drug.brands):
            found.setdefault(name_key(name), drug.inn)
    return found
