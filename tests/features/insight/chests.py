"""Pictures for tests of film reading: drawn here, a little like chest films or not at all. Nobody's films."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from hms_desktop.features.insight.films import NAME
from hms_desktop.inference.catalogue import Model, standing

Picture = npt.NDArray[np.uint8]


def chest(width: int, height: int, seed: int = 9) -> Picture:
    """Two dark lungs in a light body, in the middle of the picture."""
    drawn, side = np.random.default_rng(seed), min(width, height)
    y, x = np.mgrid[0:height, 0:width]
    y, x = (y - (height - side) / 2) * 28 / side, (x - (width - side) / 2) * 28 / side
    lungs = sum(np.exp(-(((x - middle) / 4.5) ** 2 + ((y - 13) / 8) ** 2)) for middle in (8, 20))
    light = 185 - 110 * lungs + drawn.normal(size=(height, width)) * 5
    made: Picture = np.clip(light, 0, 255).astype(np.uint8)
    return made


def noise(width: int, height: int, seed: int = 3) -> Picture:
    """Every point by itself."""
    return np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)


def png(picture: Picture, *extra: tuple[bytes, bytes]) -> bytes:
    """The picture as a PNG file; `extra` chunks stand before its points."""
    height, width = picture.shape
    rows = b"".join(b"\0" + row.tobytes() for row in picture)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), *extra, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def boasting(width: int, height: int) -> bytes:
    """A small PNG file that says that it is this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 99)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(named: tuple[bytes, bytes]) -> bytes:
    name, body = named
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def film_model(**thresholds: float) -> Model:
    """The shipped model with other thresholds: a guard that lets drawn films pass has `refuse_above` far up."""
    model = standing().model(NAME)
    card = replace(model.card, thresholds={**model.card.thresholds, **thresholds})
    return Model(card, model._session, model.further)
