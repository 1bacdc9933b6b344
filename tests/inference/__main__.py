"""`python -m tests.inference NAME… --times N [--seed S] [--json]`: the long run of what the suite runs small."""

from __future__ import annotations

import argparse
import json
import sys

from tests.durability.result import Result
from tests.inference.drifting import PROOFS


def main(argv: list[str] | None = None) -> int:
    """0: all promises held; 1: one was broken."""
    asked = argparse.ArgumentParser(prog="tests.inference", description=__doc__)
    asked.add_argument("names", nargs="+", choices=sorted(PROOFS), metavar="NAME", help=", ".join(sorted(PROOFS)))
    asked.add_argument("--times", type=int, default=20, help="clinics")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(argv)
    results = [PROOFS[name](given.times, given.seed) for name in given.names]
    if given.json:
        print(json.dumps([result.plain() for result in results], indent=1))
    else:
        for result in results:
            print(*_lines(result), sep="\n")
    return 0 if all(result.holds for result in results) else 1


def _lines(result: Result) -> list[str]:
    rates = [
        f"  {what}: {told} of {result.seen[what]} ({100 * told / result.seen[what]:.1f} %)"
        for what, told in ((what, result.seen[f"{what}: told"]) for what in result.seen if not what.endswith(": told"))
    ]
    head = f"{result.name}: {result.times:,} rounds, {len(result.failures)} promises broken, {result.seconds:.1f} s"
    return [f"{head}, seed {result.seed}; told:", *rates, *result.failures]


if __name__ == "__main__":
    sys.exit(main())
