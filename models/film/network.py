"""The networks: four of seven small convolutions, each the mean over the film and one line; their mean is the answer.

What each place adds is the heat map. Two networks see brightness as it stands, one half of it levelled, one all of it:
what one of them takes for illness because a film is lit otherwise, the others need not. Trained on balanced classes
(pneumonia is three in four of the training films, fewer elsewhere) and on films moved, turned, stretched, lit and
darkened a little. Weights are a running mean of the last steps; the norms' figures are taken again from clean films at
the end.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from chest import MIDDLE, SPREAD, SURE, Films, Floats, scaled

Held = dict[str, Any]
Net = tuple[Held, Held]
LEVELS = (0.0, 0.0, 0.5, 1.0)
"""The networks of one seed: how much of a film's own mean and spread of brightness is taken out before one sees it."""
EPOCHS, BATCH, RATE, DECAY, SMOOTH, STRENGTH = 20, 128, 3e-3, 0.02, 0.05, 0.7
LAYERS = (
    ("stem", 5, 1, 16), ("a1", 3, 16, 16), ("a2", 3, 16, 16), ("d", 3, 16, 32), ("e", 3, 32, 32), ("sk", 1, 16, 32),
    ("f1", 3, 32, 32),
)  # fmt: skip
QUIET = ("f1", "a2", "e")
"""Layers that are added to what passes by; they begin at half strength."""


def start(seed: int) -> Net:
    """Weights, and the norms' figures."""
    drawn = np.random.default_rng(seed)
    weights: Held = {}
    norms: Held = {}
    for name, side, before, after in LAYERS:
        size = (side, side, before, after)
        weights[name] = (drawn.normal(size=size) * np.sqrt(2 / (side * side * before))).astype(np.float32)
        weights[f"{name}g"] = np.full(after, 0.5 if name in QUIET else 1.0, np.float32)
        weights[f"{name}b"] = np.zeros(after, np.float32)
        norms[f"{name}m"], norms[f"{name}v"] = np.zeros(after, np.float32), np.ones(after, np.float32)
    weights["out"], weights["outb"] = np.zeros((LAYERS[-1][3], 1), np.float32), np.zeros(1, np.float32)
    return weights, norms


def places(weights: Held, norms: Held, seen: jax.Array, *, training: bool) -> tuple[jax.Array, Held]:
    """Features at 7 × 7 places, and in training the norms' new figures."""
    new: Held = {}

    def layer(name: str, before: jax.Array, step: int = 1) -> jax.Array:
        order = ("NHWC", "HWIO", "NHWC")
        after = jax.lax.conv_general_dilated(before, weights[name], (step, step), "SAME", dimension_numbers=order)
        mean, spread = norms[f"{name}m"], norms[f"{name}v"]
        if training:
            now, wide = after.mean((0, 1, 2)), after.var((0, 1, 2))
            new[f"{name}m"], new[f"{name}v"] = 0.9 * mean + 0.1 * now, 0.9 * spread + 0.1 * wide
            mean, spread = now, wide
        return (after - mean) * (weights[f"{name}g"] / jnp.sqrt(spread + 1e-4)) + weights[f"{name}b"]

    rectified = jax.nn.relu
    at = rectified(layer("stem", seen[..., None], 2))
    at = rectified(at + layer("a2", rectified(layer("a1", at))))
    at = rectified(layer("sk", at, 2) + layer("e", rectified(layer("d", at, 2))))
    return rectified(at + layer("f1", at)), new


def score(weights: Held, features: jax.Array, key: jax.Array | None = None) -> jax.Array:
    """Log odds; with a key, three in ten features are left out."""
    mean = features.mean((1, 2))
    if key is not None:
        mean = mean * jax.random.bernoulli(key, 0.7, mean.shape) / 0.7
    return (mean @ weights["out"])[:, 0] + weights["outb"][0]


def varied(key: jax.Array, films: jax.Array) -> jax.Array:
    """Films moved, turned, stretched and lit otherwise, in bytes as they came."""
    n, keys = films.shape[0], jax.random.split(key, 6)
    much = STRENGTH

    def within(at: int, reach: float, shape: tuple[int, ...]) -> jax.Array:
        return jax.random.uniform(keys[at], shape, minval=-reach * much, maxval=reach * much)

    turn, stretch, shift = within(0, 0.2, (n,)), jnp.exp(within(1, 0.15, (n, 2))), within(2, 3, (n, 2))
    y, x = jnp.meshgrid(jnp.arange(28) - 13.5, jnp.arange(28) - 13.5, indexing="ij")
    cosine, sine = jnp.cos(turn)[:, None, None], jnp.sin(turn)[:, None, None]
    down = (cosine * y - sine * x) * stretch[:, 0, None, None] + shift[:, 0, None, None] + 13.5
    across = (sine * y + cosine * x) * stretch[:, 1, None, None] + shift[:, 1, None, None] + 13.5
    moved = _between(films, down, across)
    bend, light = jnp.exp(within(3, 0.3, (n, 1, 1))), within(4, 25, (n, 1, 1))
    contrast = jnp.exp(within(5, 0.2, (n, 1, 1)))
    lit = 255 * (jnp.clip(moved, 0, 255) / 255 + 1e-4) ** bend
    mean = lit.mean((1, 2), keepdims=True)
    return jnp.clip((lit - mean) * contrast + mean + light, 0, 255)


def read(films: jax.Array, level: float) -> jax.Array:
    """Brightness as a network reads it; `chest.scaled` says the same of stored films, the file of one picture."""
    light = films / 255
    own = light - light.mean((1, 2), keepdims=True)
    levelled = own / (jnp.sqrt((own**2).mean((1, 2), keepdims=True)) + SURE)
    return (1 - level) * (light - MIDDLE) / SPREAD + level * levelled


def _between(films: jax.Array, down: jax.Array, across: jax.Array) -> jax.Array:
    """Brightness between four points; beyond the edge the edge goes on."""
    top, left = jnp.floor(down), jnp.floor(across)
    below, right = down - top, across - left
    row = jnp.arange(films.shape[0])[:, None, None]

    def point(y: jax.Array, x: jax.Array) -> jax.Array:
        return films[row, jnp.clip(y, 0, 27).astype(jnp.int32), jnp.clip(x, 0, 27).astype(jnp.int32)]

    upper = point(top, left) * (1 - below) * (1 - right) + point(top + 1, left) * below * (1 - right)
    return upper + point(top, left + 1) * (1 - below) * right + point(top + 1, left + 1) * below * right


def trained(films: Films, seed: int, level: float) -> Net:
    """Weights and norms of one network."""
    weights, norms = (jax.tree.map(jnp.asarray, part) for part in start(seed))
    seen, ill = jnp.asarray(films.pictures, jnp.float32), films.ill.astype(np.float32)
    share = ill.mean()
    worth = jnp.asarray(np.where(ill == 1, 0.5 / share, 0.5 / (1 - share)).astype(np.float32))
    truth, steps = jnp.asarray(ill), EPOCHS * (len(ill) // BATCH)

    def loss(weights: Held, norms: Held, rows: jax.Array, key: jax.Array) -> tuple[jax.Array, Held]:
        one, other, third = jax.random.split(key, 3)
        shown = read(varied(one, seen[rows]), level) + 0.03 * jax.random.normal(third, (len(rows), 28, 28))
        features, new = places(weights, norms, shown, training=True)
        said, aim = score(weights, features, other), truth[rows] * (1 - SMOOTH) + SMOOTH / 2
        return (worth[rows] * (jnp.logaddexp(0, said) - aim * said)).mean(), new

    @jax.jit
    def step(state: tuple[Held, ...], at: jax.Array, rows: jax.Array, key: jax.Array) -> tuple[Held, ...]:
        weights, norms, first, second, kept = state
        slope, new = jax.grad(loss, has_aux=True)(weights, norms, rows, key)
        first = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, first, slope)
        second = jax.tree.map(lambda a, b: 0.99 * a + 0.01 * b * b, second, slope)
        pace = RATE * jnp.minimum(1.0, (at + 1) / 100) * 0.5 * (1 + jnp.cos(jnp.pi * at / steps))
        even, sure = 1 - 0.9 ** (at + 1), 1 - 0.99 ** (at + 1)

        def moved(one: jax.Array, a: jax.Array, b: jax.Array) -> jax.Array:
            return one * (1 - pace * DECAY) - pace * (a / even) / (jnp.sqrt(b / sure) + 1e-7)

        weights = jax.tree.map(moved, weights, first, second)
        kept = jax.tree.map(lambda a, b: 0.995 * a + 0.005 * b, kept, weights)
        return weights, new, first, second, kept

    nothing = jax.tree.map(jnp.zeros_like, weights)
    state: tuple[Held, ...] = (weights, norms, nothing, nothing, weights)
    drawn, key, at = np.random.default_rng(seed), jax.random.key(seed, impl="unsafe_rbg"), 0
    for _ in range(EPOCHS):
        order = drawn.permutation(len(ill))
        for lot in range(len(ill) // BATCH):
            key, now = jax.random.split(key)
            state = step(state, jnp.float32(at), jnp.asarray(order[lot * BATCH : (lot + 1) * BATCH]), now)
            at += 1
    kept = {name: np.asarray(part) for name, part in state[4].items()}
    last = {name: np.asarray(part) for name, part in state[1].items()}
    return kept, settled(kept, last, scaled(films.pictures, level))


def settled(weights: Held, norms: Held, seen: Floats) -> Held:
    """The norms' figures on clean films."""
    run = jax.jit(lambda held, figures, part: places(held, figures, part, training=True)[1])
    lots = [run(weights, norms, jnp.asarray(seen[lot::4])) for lot in range(4)]
    clean = [{name: (np.asarray(part) - 0.9 * norms[name]) / 0.1 for name, part in lot.items()} for lot in lots]
    return {name: np.mean([lot[name] for lot in clean], axis=0) for name in norms}


def folded(weights: Held, norms: Held) -> dict[str, tuple[Floats, Floats]]:
    """Each layer with its norm folded in: kernel (out, in, y, x) and shift."""
    found = {}
    for name, *_ in LAYERS:
        strength = weights[f"{name}g"] / np.sqrt(norms[f"{name}v"] + 1e-4)
        kernel = np.transpose(weights[name] * strength, (3, 2, 0, 1)).astype(np.float32)
        found[name] = (kernel, (weights[f"{name}b"] - norms[f"{name}m"] * strength).astype(np.float32))
    return found
