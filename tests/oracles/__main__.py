"""Runs one oracle over one file: a line for each miss, then `N of M`."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path

from tests.oracles.result import Result


def main() -> int:
    """The exit status is 1 where an example was missed."""
    asked = argparse.ArgumentParser(prog="python -m tests.oracles")
    asked.add_argument("name")
    asked.add_argument("file", type=Path)
    asked.add_argument("--json", action="store_true")
    words = asked.parse_args()
    result: Result = import_module(f"tests.oracles.{words.name}").run(words.file)
    right = result.total - len(result.misses)
    if words.json:
        print(json.dumps({"right": right, "total": result.total, "misses": result.misses}, ensure_ascii=False))
    else:
        print(*result.misses, f"{right} of {result.total}", sep="\n")
    return 1 if result.misses else 0


if __name__ == "__main__":
    raise SystemExit(main())
