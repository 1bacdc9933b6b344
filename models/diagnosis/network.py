"""The network: Bayes' rule as its first layer, and a hidden layer beside it for what Bayes' rule does not know.

It starts as naive Bayes exactly (log frequencies as weights, log prior as bias), and learns from interviews broken off
at any point: first those that naive Bayes would lead, then its own.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from ddxplus import AGES, Bytes, Numbers, Shares, inputs
from interview import Ranking, Table, softmax

Weights = dict[str, np.ndarray]
State = tuple[Weights, Weights, Weights]
HIDDEN = 128


def naive(prior: Shares, table: Table, seed: int) -> Weights:
    """The start: naive Bayes, and a hidden layer that says nothing yet."""
    drawn = np.random.default_rng(seed)
    width = 2 * table.yes.shape[1] + len(AGES) + 1
    rest = np.zeros((width - 2 * table.yes.shape[1], len(prior)))
    bayes = np.vstack([np.log(table.yes).T, np.log1p(-table.yes).T, rest])
    return {
        "bayes": bayes.astype(np.float32),
        "prior": np.log(prior).astype(np.float32),
        "inner": (drawn.normal(size=(width, HIDDEN)) * 0.15).astype(np.float32),
        "shift": np.zeros(HIDDEN, np.float32),
        "outer": np.zeros((HIDDEN, len(prior)), np.float32),
    }


def scores(weights: Weights, seen: jax.Array) -> jax.Array:
    """Log odds of the pathologies, before calibration."""
    hidden = jax.nn.relu(seen @ weights["inner"] + weights["shift"])
    return seen @ weights["bayes"] + weights["prior"] + hidden @ weights["outer"]


def ranking(weights: Weights) -> Ranking:
    """The network as the interview asks it."""
    run = jax.jit(scores)

    def believed(answers: Bytes, age: Numbers, male: Bytes) -> Shares:
        return softmax(np.asarray(run(weights, inputs(answers, age, male).astype(np.float32))))

    return believed


def loss(weights: Weights, seen: jax.Array, truth: jax.Array) -> jax.Array:
    """Cross-entropy, and a small price on the hidden layer's weights."""
    logs = jax.nn.log_softmax(scores(weights, seen))
    price = 1e-5 * sum(jnp.square(weights[name]).sum() for name in ("inner", "outer"))
    return -jnp.take_along_axis(logs, truth[:, None], axis=1).mean() + price


@jax.jit
def _step(state: State, batch: tuple[jax.Array, jax.Array], at: jax.Array, rate: jax.Array) -> tuple[State, jax.Array]:
    """One step of Adam: weights and the running means of slope and squared slope."""
    weights, first, second = state
    value, slope = jax.value_and_grad(loss)(weights, *batch)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slope)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slope)
    pace = rate * jnp.sqrt(1 - 0.999**at) / (1 - 0.9**at)
    weights = jax.tree.map(lambda w, m, v: w - pace * m / (jnp.sqrt(v) + 1e-8), weights, first, second)
    return (weights, first, second), value


def learnt(
    weights: Weights, pools: int, pool: Callable[[int, Ranking], tuple[np.ndarray, Numbers]], seed: int
) -> Weights:
    """Weights after `pools` lots of examples, each made with what was learnt by then; the rate falls as a cosine."""
    drawn, batch, epochs = np.random.default_rng(seed), 1024, 2
    start = jax.tree.map(jnp.asarray, weights)
    state = (start, jax.tree.map(jnp.zeros_like, start), jax.tree.map(jnp.zeros_like, start))
    at = 0
    for number in range(pools):
        seen, truth = pool(number, ranking(state[0]))
        steps = epochs * (len(truth) // batch)
        order = np.concatenate([drawn.permutation(len(truth))[: steps // epochs * batch] for _ in range(epochs)])
        total = 0.0
        for rows in order.reshape(steps, batch):
            at += 1
            rate = 2e-3 * 0.5 * (1 + np.cos(np.pi * at / (pools * steps + 1)))
            lot = (jnp.asarray(seen[rows], jnp.float32), jnp.asarray(truth[rows]))
            state, value = _step(state, lot, jnp.float32(at), jnp.float32(rate))
            total += float(value)
        print(f"pool {number + 1} of {pools}: loss {total / steps:.4f}", flush=True)
    return {name: np.asarray(part) for name, part in state[0].items()}
