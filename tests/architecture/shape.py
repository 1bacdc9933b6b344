"""Rules on how a file looks: its size, its name, its docstrings, and that it is finished."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath
from typing import Final

from tests.architecture.findings import Finding, tree

LONGEST_FILE: Final = 400
LONGEST_FUNCTION: Final = 40

_SAYS_NOTHING: Final = re.compile(r"(^|_)(utils?|helpers?|managers?|common)$")
_UNFINISHED: Final = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_HANDLER: Final = re.compile(r"(handles|answers)\(")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def small_files(path: PurePosixPath, source: str) -> list[Finding]:
    """A file is read in one sitting."""
    lines = len(source.splitlines())
    return [Finding(path, lines, f"{lines} lines, {LONGEST_FILE} at the most")] if lines > LONGEST_FILE else []


def small_functions(path: PurePosixPath, source: str) -> list[Finding]:
    """A function is seen on one screen."""
    found = []
    for node in ast.walk(tree(source)):
        if isinstance(node, _Function) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                found.append(Finding(path, node.lineno, f"{node.name}: {lines} lines, {LONGEST_FUNCTION} at the most"))
    return found


def names_that_say_something(path: PurePosixPath, source: str) -> list[Finding]:  # noqa: ARG001 - the name is enough
    """Such a name is where things go that have no place."""
    empty = [part for part in (*path.parts[:-1], path.stem) if _SAYS_NOTHING.search(part)]
    return [Finding(path, 1, f"«{part}» says nothing") for part in empty]


def docstrings(path: PurePosixPath, source: str) -> list[Finding]:
    """A module, a public class and a public function say why they are there.

    A stub (`…` and no more) need not, nor a handler: what it does is said by the message that it handles.
    """
    module = tree(source)
    found = [] if ast.get_docstring(module) else [Finding(path, 1, "the module has no docstring")]
    for node in module.body:
        if isinstance(node, ast.ClassDef | _Function) and _has_to_say(node) and not ast.get_docstring(node):
            found.append(Finding(path, node.lineno, f"{node.name} has no docstring"))
    return found


def nothing_unfinished(path: PurePosixPath, source: str) -> list[Finding]:
    """What is left to do stands in an issue, where somebody owns it."""
    lines = enumerate(source.splitlines(), 1)
    return [Finding(path, number, "unfinished") for number, line in lines if _UNFINISHED.search(line)]


def _has_to_say(node: ast.ClassDef | _Function) -> bool:
    if node.name.startswith("_"):
        return False
    stub = isinstance(node, _Function) and [ast.unparse(line) for line in node.body] == ["..."]
    return not stub and not any(_HANDLER.match(ast.unparse(decorator)) for decorator in node.decorator_list)
