"""The house points one way, and no two modules import each other, not even round a corner."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import grimp
import pytest

from tests.architecture.findings import CHECKOUT, PACKAGE

LINT: Final = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the package in `folder`, with the contracts that stand there."""
    words = [sys.executable, "-c", LINT, "--no-cache", "--no-logo"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def cycle_in(package: str) -> list[str] | None:
    """A way from a module back to itself, if there is one; imports for type checking and late ones count."""
    graph = grimp.build_graph(package, cache_dir=None)
    try:
        TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return None


def test_the_contracts_in_pyproject_are_kept() -> None:
    done = lint(CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_import_comes_back_to_where_it_started() -> None:
    assert cycle_in(PACKAGE) is None


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("kernel/paths.py", "from hms_desktop import data"),
        ("kernel/paths.py", "import sqlalchemy"),
        ("data/rows.py", "import hms_desktop.features"),
        ("features/patients/service.py", "import hms_desktop.ui.jobs"),
        ("ui/jobs.py", "import hms_desktop.__main__"),
    ],
)
def test_an_import_that_points_back_breaks_a_contract(room: str, line: str, tmp_path: Path) -> None:
    build_house(tmp_path)
    assert lint(tmp_path).returncode == 0
    (tmp_path / PACKAGE / room).write_text(f"{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_a_features_screen_may_use_the_common_screen_room(tmp_path: Path) -> None:
    build_house(tmp_path)
    (tmp_path / PACKAGE / "features/patients/ui/list.py").write_text("import hms_desktop.ui.jobs\n")
    done = lint(tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("late", [False, True])
def test_a_cycle_is_found(late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"cycle_planted_{late}".lower()
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    for here, there in (("a", "b"), ("b", "c"), ("c", "a")):
        line = f"from {name} import {there}\n"
        (tmp_path / name / f"{here}.py").write_text(f"def f():\n    {line}" if late else line)
    monkeypatch.syspath_prepend(tmp_path)
    cycle = cycle_in(name)
    assert cycle
    assert set(cycle) == {f"{name}.{module}" for module in "abc"}


def build_house(folder: Path) -> None:
    """An empty house with this one's contracts, and with every layer that they name."""
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    layers = tomllib.loads(text)["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = [f"{name}/__init__.py" for layer in layers for name in re.findall(r"\w+", layer)]
    feature = ("__init__", "service", "ui/__init__", "ui/list")
    more = ("__init__.py", "kernel/paths.py", "data/rows.py", "ui/jobs.py")
    for room in (*rooms, *more, *(f"features/patients/{name}.py" for name in feature)):
        file = folder / PACKAGE / room
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    contracts = text.partition("[tool.importlinter]")
    (folder / "pyproject.toml").write_text(contracts[1] + contracts[2], encoding="utf-8")
