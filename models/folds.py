"""Five models, one a fold: a row that a model has learnt from is judged by the one that has not seen it.

The shipped file holds the models of all five folds and answers with their mean. To measure it honestly on any file,
the one it was made from too, a bitmap of digests says which rows were learnt from; those are judged by their own fold's
model alone. The bitmap errs only to the strict side: a new row taken for a known one loses the benefit of the mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDS = 5
NAME = "seen.bin"
Ints = npt.NDArray[np.int64]


def digests(rows: Iterable[str]) -> Ints:
    """A number for each row, from what stands in it; the fold is that number modulo five."""
    return np.array([zlib.crc32(row.encode("utf-8")) for row in rows], dtype=np.int64)


def fold_of(numbers: Ints, again: int = 0) -> Ints:
    """The fold of each row; `again` deals them anew, by another factor (a sum alone turns the folds round)."""
    if not again:
        return numbers % FOLDS
    return (numbers * (2654435761 + (again - 1) * 1013904224) + again * 40503) % 4294967291 % FOLDS


@dataclass(frozen=True)
class Seen:
    """Which rows were learnt from."""

    bits: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, numbers: Ints, kilobytes: int) -> Seen:
        """A bitmap of this size."""
        size = kilobytes * 1024 * 8
        marked = np.zeros(size, np.uint8)
        marked[numbers % size] = 1
        return cls(np.packbits(marked))

    @classmethod
    def shipped(cls, folder: Path) -> Seen:
        """As it stands beside the model."""
        return cls(np.frombuffer((folder / NAME).read_bytes(), np.uint8))

    def write(self, folder: Path) -> None:
        """Puts it there."""
        (folder / NAME).write_bytes(self.bits.tobytes())

    def among(self, numbers: Ints) -> npt.NDArray[np.bool_]:
        """Which of these may have been learnt from."""
        marked = np.unpackbits(self.bits)
        return np.asarray(marked[numbers % len(marked)] == 1)


def judged(each: npt.NDArray[np.floating], numbers: Ints, seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Scores of rows out of those of the five models (rows × folds × heads)."""
    own = each[np.arange(len(each)), fold_of(numbers)]
    return np.where(seen[:, None], own, each.mean(axis=1)).astype(np.float64)
