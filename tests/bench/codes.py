"""Finding a diagnosis while it is typed: our search beside a bare FTS5 prefix query over the same titles."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from hms_desktop.features.knowledge.index import CodeIndex, open_index
from tests.bench.figures import Figure, median, percentile

PHRASES: Final = Path(__file__).parents[1] / "features" / "knowledge" / "icd_phrases.json"
SHORTEST: Final = 2


def run() -> Iterator[Figure]:
    """Every phrase as it is typed, letter by letter; the baseline neither ranks, corrects, nor knows a synonym."""
    began = time.perf_counter()
    index = open_index()
    built = time.perf_counter()
    with closing(_plain(index)) as base:
        filled = time.perf_counter()
        typed = _typed()
        ours = _timed(typed, index.search)
        theirs = _timed(typed, lambda text: _begun(base, text))
    yield Figure("codes", "a query over the codes, median", median(ours), "ms", median(theirs))
    slow = (percentile(ours, 0.95) * 1e3, percentile(theirs, 0.95) * 1e3)
    yield Figure("codes", f"a query over the codes, p95 of {len(typed):,}", slow[0], "ms", slow[1], "≤ 5 ms")
    yield Figure("codes", "building the index", (built - began) * 1e3, "ms", (filled - built) * 1e3, "≤ 150 ms")


def _typed() -> list[str]:
    phrases = [row["phrase"] for row in json.loads(PHRASES.read_text("utf-8"))]
    return list(dict.fromkeys(said[:end] for said in phrases for end in range(SHORTEST, len(said) + 1)))


def _timed(typed: list[str], search: Callable[[str], object]) -> list[float]:
    spent = []
    for text in typed:
        began = time.perf_counter()
        search(text)
        spent.append(time.perf_counter() - began)
    return spent


def _plain(index: CodeIndex) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table code using fts5(name unindexed, title, prefix='2 3')")
    base.executemany("insert into code values (?, ?)", zip(index._names, index._titles, strict=True))
    base.commit()
    return base


def _begun(base: sqlite3.Connection, text: str) -> list[tuple[str, str]]:
    asked = " ".join(f'"{word}"*' for word in re.findall(r"\w+", text))
    return base.execute("select name, title from code where code match ? limit 20", (asked,)).fetchall()
