"""Films lit, stretched and drawn otherwise in seventeen fixed ways, for what has to hold on films from elsewhere.

Calibration is fitted on these: on films of validation as they are, a model is surer than it may be of others. The ways
are mild to strong, none of them drawn from films that the model is judged by.
"""

from __future__ import annotations

import numpy as np
from chest import Floats
from others import SIDE, Pictures

BENDS, CONTRASTS, LIGHTS, REACHES = (0.6, 0.75, 1.35, 1.7), (0.6, 0.8, 1.3, 1.6), (-35, -18, 18, 35), (0.82, 0.9, 1.1)
WAYS = len(BENDS) + len(CONTRASTS) + len(LIGHTS) + len(REACHES) + 2


def ways(films: Pictures) -> list[Pictures]:
    """The films in each of the ways, the order kept."""
    light = films.astype(np.float32)
    mean, soft = light.mean(axis=(1, 2), keepdims=True), _soft(light)
    found: list[Floats] = [np.asarray(255 * (light / 255) ** bend, np.float32) for bend in BENDS]
    found += [(light - mean) * contrast + mean for contrast in CONTRASTS]
    found += [light + more for more in LIGHTS]
    found += [_stretched(light, reach) for reach in REACHES]
    found += [soft, 2 * light - soft]
    return [np.clip(np.rint(one), 0, 255).astype(np.uint8) for one in found]


def _soft(light: Floats) -> Floats:
    """Each point the mean of itself and its neighbours, the nearer the more."""
    wide = np.pad(light, ((0, 0), (1, 1), (1, 1)), mode="edge")
    across = (wide[:, :, :-2] + 2 * wide[:, :, 1:-1] + wide[:, :, 2:]) / 4
    return np.asarray((across[:, :-2] + 2 * across[:, 1:-1] + across[:, 2:]) / 4)


def _stretched(light: Floats, reach: float) -> Floats:
    """The middle of each film seen from nearer (below 1) or farther; beyond the edge the edge goes on."""
    at = np.clip((np.arange(SIDE) - (SIDE - 1) / 2) * reach + (SIDE - 1) / 2, 0, SIDE - 1)
    low = np.minimum(at.astype(int), SIDE - 2)
    part = (at - low).astype(np.float32)
    rows = light[:, low] * (1 - part)[:, None] + light[:, low + 1] * part[:, None]
    return np.asarray(rows[:, :, low] * (1 - part) + rows[:, :, low + 1] * part)
