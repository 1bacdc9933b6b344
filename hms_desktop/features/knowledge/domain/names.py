"""Substances by whatever name somebody wrote: INN, other names, brands, salts. Exact names only; nothing is guessed.

A combination such as «amoxicillin-clavulanate» stands for itself and for each of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.knowledge import name_key, names_of

_SALTS: Final = frozenset(
    {
        *(
            "hydrochloride",
            "sodium",
            "potassium",
            "maleate",
            "mesilate",
            "mesylate",
            "tartrate",
            "bitartrate",
        ),
        *(
            "succinate",
            "fumarate",
            "phosphate",
            "sulfate",
            "sulphate",
            "acetate",
            "besilate",
            "besylate",
        ),
        *(
            "calcium",
            "citrate",
            "nitrate",
            "bromide",
            "hydrobromide",
            "magnesium",
            "medoxomil",
            "trihydrate",
        ),
        *(
            "monohydrate",
            "dihydrate",
            "anhydrous",
            "malate",
            "tosilate",
            "gluconate",
            "lactate",
            "chloride",
        ),
        *("hcl",),
    }
)
"""What may stand behind a name and changes nothing about the substance."""
_SHORTEST_PART: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A substance and its other names; most are not in the formulary."""

    inn: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesFile:
    """`interactions/names.toml`."""

    names: tuple[Named, ...]


@dataclass(frozen=True)
class Names:
    """Every known name, as `name_key` writes it → the substance."""

    known: Mapping[str, str]

    @classmethod
    def of(cls, drugs: Iterable[Drug], files: Iterable[NamesFile], members: Iterable[str] = ()) -> Names:
        """The formulary's names first; a name of the other file never takes one of these over."""
        known = names_of(drugs)
        for named in (named for file in files for named in file.names):
            inn = known.setdefault(name_key(named.inn), named.inn)
            for name in named.also:
                known.setdefault(name_key(name), inn)
        for member in members:
            known.setdefault(name_key(member), member)
        return cls(known)

    def find(self, typed: str) -> str | None:
        """The substance of this name, also with its salt behind it; None when nobody here knows it."""
        words = name_key(typed).split()
        while words:
            found = self.known.get(" ".join(words))
            if found:
                return found
            if words[-1] not in _SALTS:
                return None
            words.pop()
        return None

    def parts(self, inn: str) -> frozenset[str]:
        """The substance itself and, of a combination, each part."""
        found = (self.known.get(name_key(part)) for part in inn.split("-") if len(part) >= _SHORTEST_PART)
        return frozenset({inn, *(part for part in found if part)} if "-" in inn else {inn})
