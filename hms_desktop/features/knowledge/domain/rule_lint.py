"""What cannot be right in the rules of interactions: a rule of which nobody stands on one side would never fire.

Pure, like the linter of the formulary that calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from hms_desktop.features.knowledge.domain.interactions import CLASS, GROUP, Group, Rule
from hms_desktop.features.knowledge.domain.names import Names
from hms_desktop.features.knowledge.domain.sections import CLASSES, FORMULARY, GROUPS, NAMES, RULES, Parts

Remark = tuple[str, str, str]
"""File, place in it, and sentence."""


def rule_remarks(parts: Parts) -> Iterator[Remark]:
    """All objections to groups and rules."""
    groups = {group.id: group for file in parts.section(GROUPS).values() for group in file.groups}
    classes = {one.id for file in parts.section(CLASSES).values() for one in file.classes}
    names = Names.of(parts.section(FORMULARY).values(), parts.section(NAMES).values())
    is_there = _known(groups, classes, names)
    for name, groups_file in parts.section(GROUPS).items():
        yield from ((name, *remark) for remark in _twice(group.id for group in groups_file.groups))
        for group in groups_file.groups:
            if not group.members:
                yield name, group.id, "Nobody is in this group"
            yield from (
                (name, group.id, f"«{member}» is no group, no class and no substance of the formulary or names.toml")
                for member in group.members
                if not is_there(member)
            )
    for name, rules_file in parts.section(RULES).items():
        yield from ((name, *remark) for remark in _twice(rule.id for rule in rules_file.rules))
        for rule in rules_file.rules:
            yield from ((name, rule.id, text) for text in _rule(rule, is_there))


def _known(groups: Mapping[str, Group], classes: set[str], names: Names) -> Callable[[str], bool]:
    def is_there(side: str) -> bool:
        if side.startswith(CLASS):
            return side.removeprefix(CLASS) in classes
        if side.startswith(GROUP):
            return side.removeprefix(GROUP) in groups
        return side in groups or names.find(side) is not None

    return is_there


def _rule(rule: Rule, is_there: Callable[[str], bool]) -> Iterator[str]:
    kinds = (len(rule.between) == 2, len(rule.all) >= 2, rule.count >= 2 and bool(rule.of))
    if sum(kinds) != 1:
        yield "It needs either two groups «between», or several that are «all» there, or a «count» «of» one"
    for side in dict.fromkeys(rule.sides):
        if not is_there(side):
            yield f"«{side}» is no group, no class and no substance of the formulary or names.toml"
    for context in rule.contexts:
        if context.of and context.of not in rule.sides:
            yield f"The context «{context.when}» is of «{context.of}», which is no side of the rule"
    for field in ("what", "why", "action", "source"):
        if not getattr(rule, field).strip():
            yield f"«{field}» is empty"


def _twice(ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield one, "This id is there twice"
        seen.add(one)
