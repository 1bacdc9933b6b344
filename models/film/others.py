"""Pictures that are no chest films, made here: what the guard has to refuse, in twelve kinds, without a data set.

Half of the kinds are films spoilt (turned, inverted, cut up, mirrored top to bottom, magnified), which are harder to
tell than pictures of something else; the other half is drawn: noise, clouds with the spectrum of photographs, stripes,
shapes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Pictures = npt.NDArray[np.uint8]
Draw = np.random.Generator
SIDE = 28
_Y, _X = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)


def _shown(values: npt.NDArray[np.float64]) -> Pictures:
    low, high = values.min(axis=(1, 2), keepdims=True), values.max(axis=(1, 2), keepdims=True)
    return np.asarray(np.rint((values - low) / np.maximum(high - low, 1e-9) * 255), dtype=np.uint8)


def noise(n: int, drawn: Draw) -> Pictures:
    """Every point by itself."""
    return drawn.integers(0, 256, (n, SIDE, SIDE)).astype(np.uint8)


def clouds(n: int, drawn: Draw) -> Pictures:
    """Noise with the spectrum of photographs."""
    steps = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.fftfreq(SIDE)[None, :])
    steps[0, 0] = 1
    power = 1 / steps ** drawn.uniform(1.0, 2.0, (n, 1, 1))
    power[:, 0, 0] = 0
    waves = np.fft.fft2(drawn.normal(size=(n, SIDE, SIDE))) * power
    return _shown(np.fft.ifft2(waves).real)


def slopes(n: int, drawn: Draw) -> Pictures:
    """Light that falls off to one side, or round a point."""
    turn, bend = drawn.uniform(0, 2 * np.pi, (n, 1, 1)), drawn.uniform(0, 1, (n, 1, 1))
    y, x = drawn.uniform(0, SIDE, (2, n, 1, 1))
    straight = np.cos(turn) * _X + np.sin(turn) * _Y
    return _shown(straight * bend + np.hypot(_X - x, _Y - y) * (1 - bend))


def stripes(n: int, drawn: Draw) -> Pictures:
    """Waves and chequers."""
    turn, pace = drawn.uniform(0, np.pi, (n, 1, 1)), drawn.uniform(0.3, 2.5, (n, 1, 1))
    one = np.sin(pace * (np.cos(turn) * _X + np.sin(turn) * _Y))
    other = np.sin(pace * (np.sin(turn) * _X - np.cos(turn) * _Y))
    return _shown(np.where(drawn.random((n, 1, 1)) < 0.5, one, one * other))


def shapes(n: int, drawn: Draw) -> Pictures:
    """Discs and boxes on a plain ground."""
    ground = np.zeros((n, SIDE, SIDE)) + drawn.uniform(0, 255, (n, 1, 1))
    for _ in range(3):
        y, x = drawn.uniform(2, SIDE - 2, (2, n, 1, 1))
        tall, wide = drawn.uniform(2, 10, (2, n, 1, 1))
        disc = ((_Y - y) / tall) ** 2 + ((_X - x) / wide) ** 2 < 1
        box = (np.abs(_Y - y) < tall) & (np.abs(_X - x) < wide)
        inside = np.where(drawn.random((n, 1, 1)) < 0.5, disc, box)
        ground = np.where(inside, drawn.uniform(0, 255, (n, 1, 1)), ground)
    return np.clip(ground + drawn.normal(size=ground.shape) * 4, 0, 255).astype(np.uint8)


def strokes(n: int, drawn: Draw) -> Pictures:
    """Lines as in writing and drawings, dark on light or light on dark."""
    paper = np.full((n, SIDE, SIDE), 9.0)
    for _ in range(4):
        y, x = drawn.uniform(3, SIDE - 3, (2, n, 1, 1))
        turn, reach = drawn.uniform(0, np.pi, (n, 1, 1)), drawn.uniform(4, 14, (n, 1, 1))
        along = np.clip((_X - x) * np.cos(turn) + (_Y - y) * np.sin(turn), -reach, reach)
        paper = np.minimum(paper, np.hypot(_X - x - along * np.cos(turn), _Y - y - along * np.sin(turn)))
    ink = np.exp(-(paper**2) / 1.5)
    return _shown(np.where(drawn.random((n, 1, 1)) < 0.5, ink, -ink))


def turned(films: Pictures, drawn: Draw) -> Pictures:
    """Films on their side."""
    return np.stack([np.rot90(film, 1 + 2 * drawn.integers(0, 2)) for film in films])


def upside_down(films: Pictures, drawn: Draw) -> Pictures:
    """Films on their head, some of them mirrored."""
    return np.stack([film[::-1, :: -1 if drawn.random() < 0.5 else 1] for film in films])


def inverted(films: Pictures, drawn: Draw) -> Pictures:  # noqa: ARG001 - as its neighbours
    """Films with black for white."""
    return 255 - films


def cut_up(films: Pictures, drawn: Draw) -> Pictures:
    """Films in sixteen pieces, shuffled."""
    found = []
    for film in films:
        pieces = film.reshape(4, 7, 4, 7).transpose(0, 2, 1, 3).reshape(16, 7, 7)[drawn.permutation(16)]
        found.append(pieces.reshape(4, 4, 7, 7).transpose(0, 2, 1, 3).reshape(SIDE, SIDE))
    return np.stack(found)


def magnified(films: Pictures, drawn: Draw) -> Pictures:
    """A corner of a film, three times as large."""
    found = []
    for film in films:
        y, x = drawn.choice([0, SIDE - 10], 2)
        found.append(np.kron(film[y : y + 10, x : x + 10], np.ones((3, 3), np.uint8))[1 : 1 + SIDE, 1 : 1 + SIDE])
    return np.stack(found)


def two_films(films: Pictures, drawn: Draw) -> Pictures:  # noqa: ARG001 - as its neighbours
    """Two films side by side, as on a contact sheet."""
    halves = films[:, :, ::2]
    return np.concatenate([halves, np.roll(halves, 1, axis=0)], axis=2)


DRAWN: tuple[Callable[[int, Draw], Pictures], ...] = (noise, clouds, slopes, stripes, shapes, strokes)
SPOILT: tuple[Callable[[Pictures, Draw], Pictures], ...] = (
    turned, upside_down, inverted, cut_up, magnified, two_films,
)  # fmt: skip


def made(films: Pictures, n: int, seed: int) -> tuple[Pictures, list[str]]:
    """As many pictures of all kinds, and each one's kind."""
    drawn = np.random.default_rng(seed)
    sizes = [len(part) for part in np.array_split(np.arange(n), len(DRAWN) + len(SPOILT))]
    lots = [draw(size, drawn) for draw, size in zip(DRAWN, sizes, strict=False)]
    for spoil, size in zip(SPOILT, sizes[len(DRAWN) :], strict=True):
        lots.append(spoil(films[drawn.integers(0, len(films), size)], drawn))
    names = [one.__name__ for one in (*DRAWN, *SPOILT)]
    return np.concatenate(lots), [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]
