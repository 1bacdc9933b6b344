"""ruff and mypy find nothing, anywhere: run as a person runs them, with the settings in pyproject."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.findings import CHECKOUT

TOOLS: Final = (
    ("ruff", "check", "--quiet", "."),
    ("ruff", "format", "--quiet", "--check", "--diff", "."),
    ("mypy", "--no-error-summary"),
    (
        "mypy",
        "--no-error-summary",
        "--cache-dir=.mypy_cache/installer",
        *(f"installer/{name}.py" for name in ("start", "steps", "system", "freeze")),
    ),
)


def run(words: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    """A tool of this environment, whatever stands on the PATH; its caches stay in the folder."""
    return subprocess.run([sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("words", TOOLS, ids=" ".join)
def test_a_tool_finds_nothing(words: tuple[str, ...]) -> None:
    done = run(words, CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("words", "source", "finding"),
    [
        (TOOLS[0], "import os\n", "F401"),
        (TOOLS[0], "def f(a, b):\n    return a\n", "ANN"),
        (TOOLS[1], "a = {  'b':1}\n", '{"b": 1}'),
        (("mypy", "planted.py"), "def f(a: int) -> str:\n    return a\n", "return-value"),
        (("mypy", "planted.py"), "def f(a):\n    return a\n", "no-untyped-def"),
    ],
)
def test_a_plant_is_found(words: tuple[str, ...], source: str, finding: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes((CHECKOUT / "pyproject.toml").read_bytes())
    (tmp_path / "planted.py").write_text(source)
    done = run(words, tmp_path)
    assert done.returncode == 1
    assert finding in done.stdout
