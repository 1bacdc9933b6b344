"""What a run over one file of outside answers gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """How many rows were asked, and one line for each that was not as expected."""

    misses: tuple[str, ...]
    total: int
