"""`python -m tests.durability NAME… --times N [--seed S] [--json]`: the long run of what the suite runs small."""

from __future__ import annotations

import argparse
import json
import sys
import time

from tests.durability.catalogue import PROOFS


def main(argv: list[str] | None = None) -> int:
    """0: all held; 1: something failed, or was not proved here."""
    asked = _parser().parse_args(argv)
    results = []
    for name in asked.names:
        result = PROOFS[name](asked.times, asked.seed)
        results.append(result)
        if not asked.json:
            for failure in result.failures:
                print(failure)
            print(result.summary(), flush=True)
    if asked.json:
        print(json.dumps([result.plain() for result in results], indent=1))
    return 0 if all(result.holds for result in results) else 1


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="tests.durability", description=__doc__)
    made.add_argument("names", nargs="+", choices=sorted(PROOFS), metavar="NAME", help=", ".join(sorted(PROOFS)))
    made.add_argument("--times", type=int, default=20, help="rounds of each")
    made.add_argument("--seed", type=int, default=int(time.time()), help="for the same rounds once more")
    made.add_argument("--json", action="store_true", help="print a list of objects")
    return made


if __name__ == "__main__":
    sys.exit(main())
