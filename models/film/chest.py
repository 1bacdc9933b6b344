"""PneumoniaMNIST as arrays, and how a picture is brought to the size and scale that the model reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from others import SIDE, Pictures

MIDDLE, SPREAD = 0.57, 0.17
"""Mean and spread of the brightness of all training films."""
SURE = 0.03
"""What is added to a film's own spread before it divides: a film of one shade stays one."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Films:
    """Pictures 28 × 28, and whether the child has pneumonia."""

    pictures: Pictures
    ill: npt.NDArray[np.int64]


def read(file: Path, split: str) -> Films:
    """One split (`train`, `val`, `test`) of a file in the shape of the shared folder."""
    with np.load(file) as held:
        return Films(held[f"{split}_images"], held[f"{split}_labels"].reshape(-1).astype(np.int64))


def scaled(pictures: Pictures, level: float) -> Floats:
    """Brightness as a network reads it; `level` is how much of each film's own mean and spread is taken out."""
    light = pictures.astype(np.float32) / 255
    own = light - light.mean(axis=(1, 2), keepdims=True)
    levelled = own / (np.sqrt((own**2).mean(axis=(1, 2), keepdims=True)) + SURE)
    return np.asarray((1 - level) * (light - MIDDLE) / SPREAD + level * levelled, np.float32)


def levelled(pictures: Pictures) -> Floats:
    """Each picture by itself brought to mean 0 and spread 1, in a row, as the guard reads it."""
    flat = pictures.reshape(len(pictures), SIDE * SIDE).astype(np.float32)
    return np.asarray((flat - flat.mean(axis=1, keepdims=True)) / (flat.std(axis=1, keepdims=True) + 1))
