"""`python -m tests.bench NAME… [--json]`: runs the named benchmarks, or all, and prints one table."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Final

from tests.bench.figures import Figure, as_json, table

NAMES: Final = (
    "startup",
    "write",
    "bulk",
    "incoming",
    "read",
    "postgres",
    "frame",
    "backup",
    "pack",
    "check",
    "codes",
    "search",
    "type",
    "scroll",
    "unlock",
    "growth",
    "wards",
    "calendar",
    "triage",
    "booking",
    "free",
    "calendar_open",
    "noshow",
    "models",
)


def main() -> int:
    """Runs the benchmarks one after the other, so that none disturbs another."""
    asked = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        asked.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    for name in given.names or NAMES:
        print(f"{name} …", file=sys.stderr)
        figures.extend(importlib.import_module(f"tests.bench.{name}").run())
    print(as_json(figures) if given.json else table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
