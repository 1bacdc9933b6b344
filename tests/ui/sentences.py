"""Every sentence of the house that the screen puts into the person's language: what translators are given.

`python -m tests.ui.sentences` prints them as JSON, each with the module that says it first. Sentences are found by
their look, not only by calls of `tr`, because much is said through data: errors, actions, pages, settings, tables of
words. So a few are listed that no screen shows: one too many costs a translator a moment, one too few costs a reader.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HOUSE: Final = Path(__file__).parents[2] / "hms_desktop"

_ELSEWHERE: Final = (
    "features/knowledge/", "features/patients/demo/", "features/patients/domain/bundle",
    "features/notifications/domain/texts", "features/notifications/domain/written_days",
)  # fmt: skip
"""The pack has languages of its own, the demo's town is names, a bundle speaks FHIR, and messages
are written in five languages of their own."""

_LISTS: Final = (
    "domain/alike.py",
    "domain/foreign.py",
    "domain/heads.py",
    "domain/flag_rules.py",
    "triage/domain/words.py",
)
"""Their words in lower case are those of names and of files of any language."""

_ALONE: Final = frozenset(
    (
        "checked", "a PDF", "opened, every page and table",
        "administrator", "cashier", "doctor", "lab", "manager", "nurse", "pharmacist", "program", "receptionist",
        "high", "low", "suggested",
        "added", "changed", "deleted", "exported", "founded", "opened", "recovered", "refused", "restored", "searched",
        "verified",
    )
)  # fmt: skip
"""One word in lower case looks like a name in code; these are said: roles, and what the journal tells."""

_OF_THE_PACK: Final = frozenset(
    (
        "People", "damaged: every check says NOT CHECKED", "missing: every check says NOT CHECKED",
        "too old: every check says NOT CHECKED",
    )
)  # fmt: skip
"""What the screen itself says of the knowledge pack and makes of two parts."""

_SENTENCE: Final = re.compile(r"[«„]?[A-Z{](?=.*[a-z])[^_|]*", re.DOTALL)
_WORDS: Final = re.compile(r"[a-z]+( [a-z]+)+")
"""Words in the middle of a line, such as a reason: «same birth date»."""

_NOT_ONE: Final = re.compile(
    r"(SELECT|UPDATE|INSERT|DELETE|CREATE|DROP|PRAGMA|Ctrl\+|Alt\+|[A-Z]\w*\.\w|#[0-9A-F]|([A-Z][a-z]+){2,}$)"
)


def tr_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of `tr`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr" and node.args:
            yield node


def literals(node: ast.AST) -> Iterator[str]:
    """The texts below, without docstrings and without pieces of f-strings, which no catalogue could know."""
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from literals(child)


def is_sentence(text: str) -> bool:
    """Whether it looks as if it were for people."""
    return text in _ALONE or (bool(_SENTENCE.fullmatch(text) or _WORDS.fullmatch(text)) and not _NOT_ONE.match(text))


def said_in(source: str, where: str = "") -> Iterator[str]:
    """What one module says; the small words of a screen count too, such as «mother» in a list of relations."""
    tree = ast.parse(source)
    for call in tr_calls(tree):
        yield from literals(call.args[0])
    for text in literals(tree):
        if is_sentence(text) and not (text.islower() and where.endswith(_LISTS)):
            yield text
    if where.endswith(("ui/words.py", "domain/duplicates.py", "domain/identifiers.py")):
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict | ast.Tuple):
                yield from (text for text in literals(node.value) if text.isalpha() and len(text) > 2)


def sentences() -> dict[str, str]:
    """Sentence → the module that says it first, sorted."""
    found: dict[str, str] = {}
    for path in sorted(HOUSE.rglob("*.py")):
        where = path.relative_to(HOUSE).as_posix()
        if not where.startswith(_ELSEWHERE):
            for text in said_in(path.read_text("utf-8"), where):
                found.setdefault(text, where)
    for text in _OF_THE_PACK:
        found.setdefault(text, "features/knowledge")
    return {text: found[text] for text in sorted(found) if text.strip()}


if __name__ == "__main__":
    json.dump(sentences(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
