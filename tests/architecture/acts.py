"""Rules on what code may do: commit, run text, spin a loop, print, keep state in a module, skip rows, ask the time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, TypeVar

from tests.architecture.findings import Finding, tree

N = TypeVar("N", bound=ast.AST)

OWN_TRANSACTIONS: Final = {
    "data/unit_of_work.py": "the one place where a transaction of the program begins and ends",
    "data/backup.py": "works on copies, through a connection that no unit of work ever sees",
    "data/migrate.py": "upgrades before the store is open: one transaction around Alembic and the triggers",
    "data/rotation.py": "gives every page a new key, with all lanes closed",
}
"""Only here may SQL text say COMMIT, for these reasons; `.commit()` may stand in the first alone."""

_UNIT_OF_WORK: Final = "data/unit_of_work.py"
_COMMIT: Final = re.compile(r"(^|;)\s*COMMIT(\s+(TRANSACTION|WORK))?\s*(;|$)", re.IGNORECASE)
_OFFSET: Final = re.compile(r"\bOFFSET\b|\blimit\b.*\boffset\b", re.DOTALL)
_MAKES_STATE: Final = re.compile(
    "list|dict|set|bytearray|defaultdict|deque|Counter|OrderedDict|local|ContextVar|R?Lock|Semaphore|BoundedSemaphore|"
    "(Lifo|Priority|Simple)?Queue|Weak(Set|KeyDictionary|ValueDictionary)|StringIO|BytesIO"
)
_CHANGES_STATE: Final = re.compile(
    "append|extend|insert|remove|pop|clear|add|discard|update|setdefault|popitem|sort|reverse"
)
_DISPLAYS: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_CLOCKS: Final = frozenset(
    {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
)


def commits_only_in_unit_of_work(path: PurePosixPath, source: str) -> list[Finding]:
    """One place ends a transaction; `begin()` and `executescript()` commit behind one's back and count as well."""
    found = []
    if path.as_posix() != _UNIT_OF_WORK:
        found += [Finding(path, line, "commits") for line in _attributes(source, "commit", "executescript")]
        if "ui" not in path.parts:
            found += [
                Finding(path, line, "begins a transaction") for line in _attributes(source, "begin", "begin_nested")
            ]
    if path.as_posix() not in OWN_TRANSACTIONS:
        found += [Finding(path, line, "says COMMIT") for line, text in _texts(source) if _COMMIT.search(text)]
    return found


def no_exec(path: PurePosixPath, source: str) -> list[Finding]:
    """Neither text that is run as code, nor a dialog that spins a loop of its own; the program itself has one loop."""
    names = [node.lineno for node in _walk(source, ast.Name) if node.id in ("exec", "eval", "__import__")]
    loops = {
        node.lineno
        for node in _walk(source, ast.Attribute)
        if path.as_posix() == "ui/app.py" and ast.unparse(node) == "app.exec"
    }
    spun = [line for line in _attributes(source, "exec", "exec_") if line not in loops]
    return [Finding(path, line, "exec or eval") for line in [*names, *spun]]


def no_process_events(path: PurePosixPath, source: str) -> list[Finding]:
    """An event loop inside an event loop lets a click arrive in the middle of another one."""
    return [Finding(path, line, "processEvents") for line in _attributes(source, "processEvents")]


def prints_only_at_the_command_line(path: PurePosixPath, source: str) -> list[Finding]:
    """A window has no terminal, and a terminal is no place for a patient."""
    if path.stem in ("__main__", "cli") or "cli" in path.parts:
        return []
    return [Finding(path, node.lineno, "prints") for node in _walk(source, ast.Name) if node.id == "print"]


def no_module_state(path: PurePosixPath, source: str) -> list[Finding]:
    """A module holds constants. A list or a dict is one if it is declared Final and nobody changes it."""
    found = [Finding(path, node.lineno, "global") for node in _walk(source, ast.Global)]
    constants = set()
    for node in tree(source).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None or "__all__" in ast.unparse(node):
            continue
        final = isinstance(node, ast.AnnAssign) and "Final" in ast.unparse(node.annotation)
        if _MAKES_STATE.fullmatch(_called(node.value)) or (isinstance(node.value, _DISPLAYS) and not final):
            found.append(Finding(path, node.lineno, "a module's own state; a constant is declared Final"))
        elif isinstance(node.value, _DISPLAYS) and isinstance(node, ast.AnnAssign):
            constants.add(ast.unparse(node.target))
    return found + [Finding(path, line, "changes a constant") for line in _changes(source, constants)]


def no_offset(path: PurePosixPath, source: str) -> list[Finding]:
    """Pages are found by key; OFFSET reads all that it skips."""
    found = [Finding(path, line, "SQL with OFFSET") for line, text in _texts(source) if _OFFSET.search(text)]
    called = [] if "ui" in path.parts else _attributes(source, "offset")
    return found + [Finding(path, line, ".offset") for line in called]


def time_comes_from_the_clock(path: PurePosixPath, source: str) -> list[Finding]:
    """The time is a parameter (`kernel.clock`), or no test can hold it."""
    if path.as_posix() == "kernel/clock.py":
        return []
    asked = [
        node
        for node in _walk(source, ast.Attribute)
        if (ast.unparse(node.value).rpartition(".")[2], node.attr) in _CLOCKS
    ]
    return [Finding(path, node.lineno, f"asks {ast.unparse(node)}") for node in asked]


def _walk(source: str, kind: type[N]) -> Iterator[N]:
    yield from (node for node in ast.walk(tree(source)) if isinstance(node, kind))


def _attributes(source: str, *names: str) -> list[int]:
    """The lines on which something's attribute of this name is used, called or handed on."""
    return [node.lineno for node in _walk(source, ast.Attribute) if node.attr in names]


def _texts(source: str) -> list[tuple[int, str]]:
    """All texts that are not docstrings."""
    told = {id(node.value) for node in _walk(source, ast.Expr)}
    texts = [node for node in _walk(source, ast.Constant) if id(node) not in told]
    return [(node.lineno, node.value) for node in texts if isinstance(node.value, str)]


def _called(value: ast.expr) -> str:
    return ast.unparse(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""


def _changes(source: str, constants: set[str]) -> list[int]:
    lines = [
        node.lineno
        for node in _walk(source, ast.Subscript)
        if isinstance(node.ctx, ast.Store | ast.Del) and ast.unparse(node.value) in constants
    ]
    calls = [
        node.lineno
        for node in _walk(source, ast.Attribute)
        if _CHANGES_STATE.fullmatch(node.attr) and ast.unparse(node.value) in constants
    ]
    return lines + calls
