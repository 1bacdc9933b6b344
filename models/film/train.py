"""Trains the film model from scratch: `python models/film/train.py --data ../shared/data [--keep FOLDER]`.

Several seeds, each of four networks, are trained and measured; the first is the one that ships, whatever the others
reach, so that the figure of the shipped file was not chosen on the films it is judged by. `--keep` puts each network's
weights into a folder and takes them from there the next time: a network takes minutes on one core.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import chest
import evaluate
import golden
import graph
import guard
import lit
import manifest
import measures
import network
import numpy as np
import others
import reference
import trees
from chest import Films

HERE = Path(__file__).resolve().parent
MISSED = 0.03
"""The share of children with pneumonia that ruling out may cost, on films of validation."""


def weights_of(films: Films, seed: int, at: int, keep: Path | None) -> network.Net:
    """Weights and norms of one network, from the folder if they are there."""
    file = keep / f"seed{seed}net{at}.npz" if keep else None
    if file and file.is_file():
        with np.load(file) as held:
            parts = {name: held[name] for name in held}
        return tuple({name[1:]: part for name, part in parts.items() if name[0] == side} for side in "PS")  # type: ignore[return-value]
    weights, norms = network.trained(films, seed * len(network.LEVELS) + at, network.LEVELS[at])
    if file:
        np.savez(file, **{f"P{name}": part for name, part in weights.items()}, **{f"S{n}": p for n, p in norms.items()})
    return weights, norms


def parts_of(films: Films, seed: int, keep: Path | None) -> list[graph.Part]:
    """The networks of one seed, as the file holds them."""
    found = []
    for at, level in enumerate(network.LEVELS):
        weights, norms = weights_of(films, seed, at, keep)
        line, shift = weights["out"], float(weights["outb"][0])
        found.append(graph.Part(network.folded(weights, norms), line, shift, level))
    return found


def calibrated(scores: np.ndarray, ill: np.ndarray) -> tuple[float, float]:
    """Slope and shift on films of validation, weighed as if half of the children had pneumonia."""
    healthy = np.flatnonzero(ill == 0)
    again = np.tile(healthy, round((ill == 1).sum() / len(healthy)))
    rows = np.concatenate([np.flatnonzero(ill == 1), again])
    return trees.warmth_of(scores[rows], ill[rows].astype(np.float64))


def fitted(folder: Path, films: Films) -> tuple[dict[str, Any], float]:
    """Calibration from films of validation lit otherwise; the limit that rules pneumonia out from them as they are."""
    changed = lit.ways(films.pictures)
    scores, _ = evaluate.said(folder, np.concatenate(changed))
    slope, shift = calibrated(scores, np.tile(films.ill, len(changed)))
    kind = {
        "kind": "logistic, half ill",
        "slope": slope,
        "shift": shift,
        "fitted_on": "val, lit and stretched otherwise",
    }
    plain, _ = evaluate.said(folder, films.pictures)
    return kind, float(np.quantile(evaluate.chance(plain, kind)[films.ill == 1], MISSED))


def watched(folder: Path, films: Films, kind: dict[str, Any]) -> None:
    """How light, contrast and strangeness lie on films that no network has learnt from, so that a drift can be seen."""
    scores, strange = evaluate.said(folder, films.pictures)
    light = films.pictures.reshape(len(films.pictures), -1).astype(np.float64)
    features = np.stack([light.mean(axis=1), light.std(axis=1), strange], axis=1)
    answers = {"probability": evaluate.chance(scores, kind)}
    reference.write(folder, ("brightness", "contrast", "strangeness"), features, answers)


def agreement(folder: Path, exact: Path, kind: dict[str, Any], films: Films) -> float:
    """How often int8 and float are on the same side of one half."""
    scores, _ = evaluate.said(folder, films.pictures)
    same = np.asarray(measures.session(exact).run(["score"], {"picture": films.pictures})[0])
    return float(((evaluate.chance(scores, kind) >= 0.5) == (evaluate.chance(same, kind) >= 0.5)).mean())


def summed(each: list[dict[str, float]]) -> dict[str, Any]:
    """The seeds together: means, and the worst."""
    found: dict[str, Any] = {"trained": len(each)}
    for name in ("auc", "accuracy", "ece"):
        found[f"mean_{name}"] = float(np.mean([one[name] for one in each]))
    found["worst_specificity"] = min(one["specificity"] for one in each)
    found["worst_sensitivity"] = min(one["sensitivity"] for one in each)
    found["each_auc"] = [one["auc"] for one in each]
    found["each_accuracy"] = [one["accuracy"] for one in each]
    return found


def said(kind: dict[str, Any], rule_out: float, same: float, seeds: dict[str, Any]) -> dict[str, Any]:
    """What `model.json` says."""
    return {
        "name": "film",
        "title": "Pneumonia on a child's chest film",
        "version": "1.1.0",
        "made": "2026-11-21",
        "file": "model.onnx",
        "inputs": [{"name": "picture", "type": "uint8", "shape": [None, 28, 28], "means": "brightness, head up"}],
        "outputs": [
            {"name": "score", "means": "log odds before calibration: the sum of the map and a shift"},
            {"name": "map", "means": "what each of 7 x 7 places adds to the score"},
            {"name": "strangeness", "means": "above 0 the picture is refused: no chest film"},
        ],
        "thresholds": {"ill_above": 0.5, "rule_out_below": rule_out, "refuse_above": 0.0},
        "calibration": kind,
        "quantised": "convolutions int8 a channel, activations uint8 a layer; the guard's weights int8",
        "agreement": same,
        "seeds": seeds,
        "licence": "MIT; trained on data under CC BY 4.0",
        "data": ["PneumoniaMNIST, MedMNIST v2, Yang et al. 2023; Kermany et al. 2018; CC BY 4.0"],
        "files": ["golden.json", reference.NAME],
    }


def main() -> None:
    """From the data to the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args()
    file = chosen.data / "pneumoniamnist" / "pneumoniamnist_28.npz"
    films, beside, apart = (chest.read(file, split) for split in ("train", "val", "test"))
    refuses = guard.learnt(films.pictures, beside.pictures, 0)
    model, exact, each = chosen.out / "model.onnx", chosen.out / "exact.tmp", []
    some = films.pictures[:: len(films.pictures) // 500]
    shipped: dict[str, Any] = {}
    for seed in reversed(range(chosen.seeds)):
        parts = parts_of(films, seed, chosen.keep)
        graph.write(model, parts, refuses, some)
        kind, rule_out = fitted(chosen.out, beside)
        scores, _ = evaluate.said(chosen.out, apart.pictures)
        each.append(evaluate.judged(apart.ill, evaluate.chance(scores, kind), rule_out))
        print(f"seed {seed}: {each[-1]}", flush=True)
        graph.write(exact, parts, refuses, None)
        shipped = {"kind": kind, "rule_out": rule_out, "same": agreement(chosen.out, exact, kind, apart)}
    exact.unlink()
    watched(chosen.out, beside, shipped["kind"])
    pictures, _ = others.made(seen_again(6), 12, 5)
    golden.write(chosen.out, {"picture": np.concatenate([pictures[:6], seen_again(6)])})
    manifest.write(chosen.out, said(seeds=summed(each[::-1]), **shipped))
    manifest.with_metrics(chosen.out, evaluate.measured(file, None, chosen.out))


def seen_again(n: int) -> np.ndarray:
    """Pictures a little like films for the stored answers: nobody's, two dark lungs in a light body."""
    drawn = np.random.default_rng(9)
    y, x = np.mgrid[0:28, 0:28]
    at = drawn.uniform(-2, 2, (n, 1, 1))
    lungs = sum(np.exp(-(((x - middle - at) / 4.5) ** 2 + ((y - 13) / 8) ** 2)) for middle in (8, 20))
    return np.clip(185 - 110 * lungs + drawn.normal(size=(n, 28, 28)) * 5, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
