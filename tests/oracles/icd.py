"""A clinician's phrases against the search of codes: right first, and right within the first five."""

from __future__ import annotations

import json
from pathlib import Path

from hms_desktop.features.knowledge.index import CodeIndex, open_index
from tests.oracles.result import Result


def run(path: Path) -> Result:
    """One line for each phrase whose right code is not first; those that are not in the first five say so.

    The file is a list of {"phrase", "expected": [codes or prefixes]}.
    """
    rows = json.loads(path.read_text("utf-8"))
    return missed(open_index(), [(row["phrase"], tuple(row["expected"])) for row in rows])


def missed(index: CodeIndex, rows: list[tuple[str, tuple[str, ...]]]) -> Result:
    """The same, over an index that is open already."""
    misses = []
    for phrase, expected in rows:
        codes = [row.code for row in index.search(phrase, 5)]
        right = [at for at, code in enumerate(codes) if code.startswith(expected)]
        if not right or right[0]:
            place = "first five miss" if not right else f"place {right[0] + 1}"
            misses.append(f"{phrase}: {place}; wanted {' '.join(expected)}, got {' '.join(codes) or 'nothing'}")
    return Result(tuple(misses), len(rows))
