"""What comes of holding the knowledge against a file of worked examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A line for each example that was missed, and how many there were."""

    misses: tuple[str, ...]
    total: int
