"""What the rules share: a file of the house as path and source, read once into a tree, and what a rule finds in it.

Paths are relative to the package (`data/engine.py`), so that a planted source can claim to stand anywhere.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

PACKAGE: Final = "hms_desktop"
CHECKOUT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finding:
    """One place that breaks a rule."""

    path: PurePosixPath
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.text}"


Rule = Callable[[PurePosixPath, str], list[Finding]]


@dataclass(frozen=True)
class Import:
    """One imported name: `module` is absolute, `name` what is taken out of it (None: the module itself)."""

    line: int
    module: str
    name: str | None

    def reaches(self, *roots: str) -> bool:
        """Whether this brings in one of these modules, or something inside it."""
        whole = f"{self.module}.{self.name}" if self.name else self.module
        return any(target == root or target.startswith(f"{root}.") for root in roots for target in (self.module, whole))


@cache
def tree(source: str) -> ast.Module:
    """The syntax tree; a file that does not parse breaks every rule, with Python's own words."""
    return ast.parse(source)


def imports(path: PurePosixPath, source: str) -> Iterator[Import]:
    """All imports of a file, at its head or late in a function; relative ones are made absolute."""
    folder = (PACKAGE, *path.parent.parts)
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (Import(node.lineno, module, alias.name) for alias in node.names)


def house() -> list[tuple[PurePosixPath, str]]:
    """Every module of the package."""
    return _sources(CHECKOUT / PACKAGE, CHECKOUT / PACKAGE)


def around_the_house() -> list[tuple[PurePosixPath, str]]:
    """The tests and the installer: they keep to sizes and names as well."""
    return [*_sources(CHECKOUT / "tests", CHECKOUT), *_sources(CHECKOUT / "installer", CHECKOUT)]


def _sources(folder: Path, base: Path) -> list[tuple[PurePosixPath, str]]:
    files = sorted(folder.rglob("*.py"))
    return [(PurePosixPath(file.relative_to(base).as_posix()), file.read_text(encoding="utf-8")) for file in files]
