"""Recipes as tests see them: each folder is scripts that import their neighbours by bare names, so one at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from tests.architecture.findings import CHECKOUT

MODELS: Final = CHECKOUT / "models"


def folder_of(name: str) -> Path:
    """Where a model stands."""
    return MODELS / name


@contextmanager
def neighbours(name: str, *modules: str) -> Iterator[list[ModuleType]]:
    """Modules of one recipe, and none of them left behind for the next."""
    places = [str(folder_of(name)), str(MODELS)]
    before = set(sys.modules)
    sys.path[:0] = places
    try:
        yield [import_module(module) for module in modules]
    finally:
        for place in places:
            sys.path.remove(place)
        for module in set(sys.modules) - before:
            file = getattr(sys.modules[module], "__file__", None) or ""
            if Path(file).is_relative_to(MODELS):
                del sys.modules[module]
