"""The linter over groups and rules: each fault is objected to at its place, and the good ones are let alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from hms_desktop.features.knowledge.domain.lint import lint
from hms_desktop.features.knowledge.loader import read_folder
from hms_desktop.kernel.errors import Invalid
from tests.features.knowledge.test_loader import GOOD, folder

GROUP: Final = '[[groups]]\nid = "g"\nname = "G"\nmembers = ["x", "class:c", "group:h", "other name"]\nsource = "s"\n'
OTHER: Final = '[[groups]]\nid = "h"\nname = "H"\nmembers = ["elsewhere"]\nsource = "s"\n'
NAMES: Final = '[[names]]\ninn = "elsewhere"\nalso = ["other name"]\n'
WORDS: Final = 'level = "major"\nwhat = "a"\nwhy = "b"\naction = "c"\nsource = "d"\n'
CONTEXT: Final = '[[rules.contexts]]\nwhen = "elderly"\nof = "g"\nlevel = "minor"\n'
PAIR: Final = f'[[rules]]\nid = "r"\nbetween = ["g", "elsewhere"]\n{WORDS}{CONTEXT}'
ALL: Final = f'[[rules]]\nid = "q"\nall = ["g", "class:c", "group:h"]\n{WORDS}'
COUNT: Final = f'[[rules]]\nid = "p"\ncount = 3\nof = "g"\n{WORDS}'
IN_GROUPS: Final = "interactions/groups.toml"
IN_RULES: Final = "interactions/rules-a.toml"
NOT_KNOWN: Final = "is no group, no class and no substance of the formulary or names.toml"
NO_KIND: Final = "It needs either two groups «between», or several that are «all» there, or a «count» «of» one"


def told(tmp_path: Path, old: str = "", new: str = "") -> list[str]:
    """What the linter says of a folder of good rules in which one thing was changed."""
    files = {
        IN_GROUPS: GROUP + OTHER,
        IN_RULES: PAIR + ALL + COUNT,
        "interactions/names.toml": NAMES,
    }
    made = folder(tmp_path, x=GOOD)
    (made / "interactions").mkdir()
    assert not old or sum(text.count(old) for text in files.values()) == 1
    for name, text in files.items():
        (made / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return [str(finding) for finding in lint(read_folder(made).contents)]


def test_good_groups_and_rules_are_let_alone(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "objection"),
    [
        (OTHER, OTHER * 2, f"{IN_GROUPS}, h: This id is there twice"),
        ('["elsewhere"]', "[]", f"{IN_GROUPS}, h: Nobody is in this group"),
        ('"other name"]\ns', '"othre name"]\ns', f"{IN_GROUPS}, g: «othre name» {NOT_KNOWN}"),
        ('["x", "class:c"', '["x", "class:k"', f"{IN_GROUPS}, g: «class:k» {NOT_KNOWN}"),
        ('"class:c", "group:h", ', '"group:k", ', f"{IN_GROUPS}, g: «group:k» {NOT_KNOWN}"),
        (ALL, ALL * 2, f"{IN_RULES}, q: This id is there twice"),
        ('["g", "elsewhere"]', '["g"]', f"{IN_RULES}, r: {NO_KIND}"),
        ('all = ["g", "class:c", "group:h"]', 'all = ["g"]', f"{IN_RULES}, q: {NO_KIND}"),
        ("count = 3\n", "count = 1\n", f"{IN_RULES}, p: {NO_KIND}"),
        ("count = 3\n", 'all = ["g", "x"]\ncount = 3\n', f"{IN_RULES}, p: {NO_KIND}"),
        ('["g", "elsewhere"]', '["g", "elsewere"]', f"{IN_RULES}, r: «elsewere» {NOT_KNOWN}"),
        ('"elderly"\nof = "g"', '"elderly"\nof = "h"', f"{IN_RULES}, r: The context «elderly» is of «h», which is no"),
        (f"{WORDS}{CONTEXT}", WORDS.replace('"c"', '" "'), f"{IN_RULES}, r: «action» is empty"),
        (f"{WORDS}{CONTEXT}", WORDS.replace('"d"', '""'), f"{IN_RULES}, r: «source» is empty"),
    ],
)
def test_a_fault_of_the_rules_is_objected_to_at_its_place(tmp_path: Path, old: str, new: str, objection: str) -> None:
    assert [text for text in told(tmp_path, old, new) if objection in text]


def test_a_circumstance_that_the_checks_do_not_know_is_refused_when_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        told(tmp_path, '"elderly"', '"monitored"')
    assert "«monitored» is none of the words" in caught.value.fields[f"{IN_RULES}, rules 1, contexts 1, when"]
