"""The table of figures in a model's card, written from `model.json`, so that no card says what was not measured.

`python models/cards.py NAME` puts it between the two marks of that card.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

OPEN, CLOSE = "<!-- figures -->", "<!-- /figures -->"


def figures(metrics: Mapping[str, Any]) -> str:
    """All figures as a table: the name's path, what was measured, its interval where one was reckoned."""
    between = dict(_leaves(metrics.get("ci", {})))
    lines = ["| figure | measured | 95 % interval |", "|---|---|---|"]
    for path, value in _leaves({key: part for key, part in metrics.items() if key != "ci"}):
        low_high = between.get(path)
        shown = f"{low_high[0]:.4g} – {low_high[1]:.4g}" if low_high else ""
        lines.append(f"| {', '.join(path)} | {_text(value)} | {shown} |")
    return "\n".join(lines)


def _leaves(said: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, part in said.items():
        if isinstance(part, Mapping):
            yield from _leaves(part, (*path, key))
        else:
            yield (*path, key), part


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def write(folder: Path) -> None:
    """The card with the table of now."""
    card = folder / "CARD.md"
    metrics = json.loads((folder / "model.json").read_text(encoding="utf-8"))["metrics"]
    before, _, rest = card.read_text(encoding="utf-8").partition(OPEN)
    _, _, after = rest.partition(CLOSE)
    card.write_text(f"{before}{OPEN}\n{figures(metrics)}\n{CLOSE}{after}", encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).resolve().parent / sys.argv[1])
