"""The parts of a knowledge pack: which files make each, and of which type each of its files is.

Another part is one more `Section` in `SECTIONS`; the loader, the built pack, its digest and the linter's reading of
unknown fields follow from that line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from hms_desktop.features.knowledge.domain.allergies import AllergiesFile
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.interactions import GroupsFile, RulesFile
from hms_desktop.features.knowledge.domain.names import NamesFile

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Section(Generic[T]):
    """One part: its name in the pack, its files (a pattern below `resources/knowledge`), and what each file holds.

    Of the kind `str` is what is no TOML (a table of figures), or has a reader of its own: its text goes in as it is.
    """

    name: str
    files: str
    kind: type[T]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackHead:
    """`pack.toml`: the version and the date of the whole."""

    version: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClass:
    """A class of drugs that are the same kind of drug."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClasses:
    """`classes.toml`."""

    classes: tuple[DrugClass, ...]


FORMULARY: Final = Section("formulary", "formulary/*.toml", Drug)
CLASSES: Final = Section("classes", "classes.toml", DrugClasses)
GROUPS: Final = Section("groups", "interactions/groups*.toml", GroupsFile)
NAMES: Final = Section("names", "interactions/names.toml", NamesFile)
RULES: Final = Section("rules", "interactions/rules-*.toml", RulesFile)
ALLERGIES: Final = Section("allergies", "allergies.toml", AllergiesFile)
LABORATORY: Final = Section("laboratory", "laboratory.toml", str)
GROWTH: Final = Section("growth", "growth/*.csv", str)
SIG: Final = Section("sig", "sig/*.toml", str)
GUIDELINES: Final = Section("guidelines", "guidelines/*.toml", str)
INDICATORS: Final = Section("indicators", "indicators.toml", str)
SECTIONS: Final[tuple[Section[Any], ...]] = (
    FORMULARY,
    CLASSES,
    GROUPS,
    NAMES,
    RULES,
    ALLERGIES,
    LABORATORY,
    GROWTH,
    SIG,
    GUIDELINES,
    INDICATORS,
)


class Parts(Protocol):
    """Whatever gives a section's files: the folder as read, or the built pack."""

    def section(self, section: Section[S]) -> Mapping[str, S]:
        """File name → what it holds; empty where the section has no files."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All sections, decoded. The file names are those below `resources/knowledge`."""

    head: PackHead
    parts: Mapping[str, Mapping[str, object]]

    def section(self, section: Section[S]) -> Mapping[str, S]:
        """The files of one section."""
        return cast("Mapping[str, S]", self.parts.get(section.name, {}))
