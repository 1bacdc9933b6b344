"""A second, wider source of interactions: the French agency's thesaurus, turned into rules that never interrupt.

Its file is not shipped, because nobody has confirmed on what terms it may be passed on; a clinic that has it turns it
into files of its own folder. Its substances are French: those whose name is known here in another spelling are found,
and the rest is left out and counted, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from hms_desktop.features.knowledge.domain.alerts import Level
from hms_desktop.features.knowledge.domain.interactions import LEVELS, Group, Rule
from hms_desktop.features.knowledge.domain.knowledge import name_key
from hms_desktop.features.knowledge.domain.names import Names

SOURCE: Final = "ANSM, thésaurus des interactions médicamenteuses"
_LEVEL_OF: Final[Mapping[str, Level]] = {
    "contre indication": Level.CONTRAINDICATED,
    "deconseillee": Level.MAJOR,
    "precaution": Level.MODERATE,
    "prendre en compte": Level.MINOR,
}
_LONGEST: Final = 400


@dataclass(frozen=True)
class Severity:
    """One of the levels that a pair has there; several stand for several situations."""

    level: str
    info: str = ""


@dataclass(frozen=True)
class Entry:
    """A pair of the thesaurus: substances or classes, in French."""

    main_drug: str
    plus_drug: str
    severity_levels: tuple[Severity, ...] = ()
    interaction_mechanism: str = ""


@dataclass(frozen=True)
class Listed:
    """A substance of its index, and the classes that it belongs to."""

    substance: str
    drug_classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wider:
    """What came out: groups, rules, and how many pairs were left out because one side is not known here."""

    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    left_out: int


def entries(text: bytes) -> tuple[Entry, ...]:
    """The pairs in the thesaurus' file."""
    return msgspec.json.decode(text, type=tuple[Entry, ...])


def listed(text: bytes) -> tuple[Listed, ...]:
    """The substances in its index."""
    return msgspec.json.decode(text, type=tuple[Listed, ...])


def wider(pairs: Iterable[Entry], index: Iterable[Listed], names: Names, edition: str) -> Wider:
    """The thesaurus as groups and rules over the substances that are known here."""
    classes: dict[str, set[str]] = {}
    for one in index:
        inn = english(one.substance, names)
        for name in one.drug_classes if inn else ():
            classes.setdefault(name_key(name), set()).add(inn or "")
    ids = {name: f"ansm-{number}" for number, name in enumerate(sorted(classes), start=1)}
    source = f"{SOURCE}, {edition}"
    rules: list[Rule] = []
    left_out = 0
    for pair in pairs:
        sides = tuple(ids.get(name_key(side)) or english(side, names) for side in (pair.main_drug, pair.plus_drug))
        level = _gravest(pair)
        if level is None or None in sides:
            left_out += 1
            continue
        rules.append(_rule(len(rules) + 1, pair, level, (sides[0] or "", sides[1] or ""), source))
    groups = (Group(id=ids[name], name=name, members=tuple(sorted(classes[name])), source=source) for name in classes)
    return Wider(tuple(sorted(groups, key=lambda group: group.id)), tuple(rules), left_out)


def english(french: str, names: Names) -> str | None:
    """The substance under its French name: as it is, or with the ending that English drops (digoxine, warfarine)."""
    key = name_key(french)
    tried = (key, key.removesuffix("e"), key.removeprefix("acide ") + " acid")
    return next((found for one in tried if (found := names.find(one))), None)


def _gravest(pair: Entry) -> Level | None:
    found = [level for one in pair.severity_levels for word, level in _LEVEL_OF.items() if word in name_key(one.level)]
    return min(found, key=LEVELS.index, default=None)


def _rule(number: int, pair: Entry, level: Level, sides: tuple[str, str], source: str) -> Rule:
    told = " ".join(" ".join(one.info.split()) for one in pair.severity_levels if one.info)
    why = " ".join(pair.interaction_mechanism.split())
    return Rule(
        id=f"ansm-rule-{number}",
        level=level,
        between=sides,
        what=f"{pair.main_drug.capitalize()} × {pair.plus_drug.lower()}"[:_LONGEST],
        why=why[:_LONGEST] or "The thesaurus gives no mechanism",
        action=told[:_LONGEST] or "Look the pair up in the thesaurus",
        source=source,
        tier=2,
    )


def as_toml(found: Wider) -> tuple[str, str]:
    """The files `groups-wider.toml` and `rules-wider.toml`."""
    return "\n".join(_groups(found.groups)), "\n".join(_rules(found.rules))


def _groups(groups: Iterable[Group]) -> Iterator[str]:
    for group in groups:
        members = ", ".join(_text(member) for member in group.members)
        yield f"[[groups]]\nid = {_text(group.id)}\nname = {_text(group.name)}\nmembers = [{members}]"
        yield f"source = {_text(group.source)}\n"


def _rules(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        between = ", ".join(_text(side) for side in rule.between)
        words = {"id": rule.id, "level": rule.level.value, "what": rule.what, "why": rule.why, "action": rule.action}
        said = "\n".join(f"{name} = {_text(text)}" for name, text in {**words, "source": rule.source}.items())
        yield f"[[rules]]\nbetween = [{between}]\n{said}\ntier = {rule.tier}\n"


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's too, and DEL alone has to be written out."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
