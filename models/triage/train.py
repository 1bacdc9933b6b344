"""Makes the triage base out of the phrase base: `nice -n 19 python models/triage/train.py`, some minutes on one core.

Hashed words, pairs and pieces of words → 64 numbers → three heads. Trained in float,
 kept in eight bits by column; the
temperatures and the point of abstention are found on phrases that took no part, then all phrases are trained on. The
same seed gives the same file. Needs `pip install .[train]` for writing the graph; the data is in this folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from drawn import PHRASES, Base, Said, nonsense  # noqa: E402

from hms_desktop.features.triage.domain.cues import BUCKETS, CONTEXT, Cues, context_of, cues_of  # noqa: E402
from hms_desktop.features.triage.domain.kinds import KINDS, STAYS, URGENCIES, Who  # noqa: E402
from hms_desktop.features.triage.domain.words import content, read  # noqa: E402
from hms_desktop.inference.calibrate import fit_temperature, softmax  # noqa: E402
from hms_desktop.inference.catalogue import seal_of  # noqa: E402

SEED, HIDDEN, BATCH, EPOCHS, PER_EPOCH = 20261121, 64, 256, 20, 11000
RATE, DECAY, DROPPED, CUES_DROPPED = 3e-3, 2e-5, 0.3, 0.15
Floats = NDArray[np.float32]
HEADS = {"department": KINDS, "urgency": URGENCIES, "stay": STAYS}
SIZES = tuple(len(answers) for answers in HEADS.values())
EDGES = np.cumsum((0, *SIZES))
SECOND, VAGUE, KEPT_OUT, NOTHING = 0.2, 0.04, 0.15, 0.04
RIGHT_WHEN_SURE, KNOWN = 0.8, 0.34
"""Of the first departments that are shown so many are to be right on phrases never seen; less sure, and it abstains.
And this part of the telling words has to be known."""


class Net:
    """Two layers by hand, with Adam."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.w = {
            "table": chance.normal(0, 0.12, (BUCKETS, HIDDEN)), "context": chance.normal(0, 0.12, (CONTEXT, HIDDEN)),
            "bias": np.zeros(HIDDEN), "heads": chance.normal(0, 0.12, (HIDDEN, EDGES[-1])),
             "last": np.zeros(EDGES[-1]),
        }  # fmt: skip
        self.w = {name: value.astype(np.float32) for name, value in self.w.items()}
        self.w["table"][0] = 0
        self.m = {name: np.zeros_like(value) for name, value in self.w.items()}
        self.v = {name: np.zeros_like(value) for name, value in self.w.items()}
        self.step = 0

    def logits(self, x: Floats, c: Floats) -> Floats:
        h = np.maximum(x @ self.w["table"] + c @ self.w["context"] + self.w["bias"], 0)
        return h @ self.w["heads"] + self.w["last"]

    def learn(self, x: Floats, c: Floats, goal: Floats, rate: float, chance: np.random.Generator) -> float:
        h = np.maximum(x @ self.w["table"] + c @ self.w["context"] + self.w["bias"], 0)
        mask = (chance.random(h.shape) > DROPPED) / np.float32(1 - DROPPED)
        hd = (h * mask).astype(np.float32)
        out = hd @ self.w["heads"] + self.w["last"]
        told = np.concatenate([softmax(out[:, a:b]) for a, b in pairwise(EDGES)], 1)
        for a, b in pairwise(EDGES):
            told[:, a:b] *= goal[:, a:b].sum(1, keepdims=True)  # where nothing is known, nothing is learnt
        d = ((told - goal) / len(x)).astype(np.float32)
        dh = (d @ self.w["heads"].T) * mask * (h > 0)
        dh = dh.astype(np.float32)
        grads = {"heads": hd.T @ d, "last": d.sum(0), "bias": dh.sum(0), "context": c.T @ dh, "table": x.T @ dh}
        self.step += 1
        for name, g in grads.items():
            self.m[name] += 0.1 * (g - self.m[name])
            self.v[name] += 0.001 * (g * g - self.v[name])
            m, v = self.m[name] / (1 - 0.9**self.step), self.v[name] / (1 - 0.999**self.step)
            self.w[name] -= (rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)
            if name in ("table", "heads"):
                self.w[name] *= np.float32(1 - rate * DECAY * 100)
        self.w["table"][0] = 0
        return float(-(goal * np.log(np.maximum(told, 1e-9))).sum(1).mean())


def rows_of(said: list[Said], chance: random.Random | None = None) -> tuple[list[Cues], Floats, Floats]:
    """Cues, contexts and goals. With a chance, some cues are left out and some sentences are nonsense."""
    cues, context, goal = [], [], np.zeros((len(said), EDGES[-1]), np.float32)
    for at, one in enumerate(said):
        text, is_nonsense = one.text, False
        if chance and chance.random() < NOTHING:
            text, is_nonsense = nonsense(chance), True
        told = read.__wrapped__(text)
        cues.append(cues_of(told))
        context.append(context_of(told.of(one.who)))
        if is_nonsense:
            for a, b in pairwise(EDGES):
                goal[at, a:b] = 1 / (b - a)
            continue
        goal[at] = goal_of(one)
    return cues, np.array(context, np.float32), goal


def goal_of(one: Said) -> Floats:
    made = np.zeros(EDGES[-1], np.float32)
    made[KINDS.index(one.kind)] = 1 - (SECOND if one.also else 0)
    if one.also:
        made[KINDS.index(one.also)] += SECOND
    if one.urgency and one.stay:
        made[EDGES[1] + URGENCIES.index(one.urgency)] = 1
        made[EDGES[2] + STAYS.index(one.stay)] = 1
    for a, b in pairwise(EDGES):
        if made[a:b].any():
            made[a:b] = made[a:b] * (1 - VAGUE) + VAGUE / (b - a)
    return made


def dense(cues: Sequence[Cues], chance: np.random.Generator | None = None) -> Floats:
    x = np.zeros((len(cues), BUCKETS), np.float32)
    for at, one in enumerate(cues):
        weights = np.array(one.weights, np.float32)
        if chance is not None and len(weights):
            weights = weights * (chance.random(len(weights)) > CUES_DROPPED)
        np.add.at(x[at], np.array(one.ids, int), weights)
    return x


def trained(base: Base, seed: int, *, epochs: int, say: bool = True) -> Net:
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    net = Net(noise)
    steps, at = epochs * (PER_EPOCH // BATCH), 0
    for epoch in range(epochs):
        said = base.drawn(chance, PER_EPOCH)
        cues, context, goal = rows_of(said, chance)
        loss = []
        for start in range(0, PER_EPOCH - BATCH + 1, BATCH):
            part = slice(start, start + BATCH)
            rate = RATE * 0.5 * (1 + np.cos(np.pi * at / steps))
            loss.append(net.learn(dense(cues[part], noise), context[part], goal[part], rate, noise))
            at += 1
        if say:
            print(f"epoch {epoch + 1}: {np.mean(loss):.3f}", file=sys.stderr, flush=True)
    return net


def packed(net: Net) -> dict[str, Any]:
    """Eight bits with a scale for each column; biases stay as they are."""
    made: dict[str, Any] = {"bias": net.w["bias"], "last": net.w["last"]}
    for name in ("table", "context", "heads"):
        scale = np.abs(net.w[name]).max(0) / 127
        scale[scale == 0] = 1
        made[name] = np.clip(np.round(net.w[name] / scale), -127, 127).astype(np.int8)
        made[f"{name}_scale"] = scale.astype(np.float32)
    return made


def graph(kept: dict[str, Any]) -> bytes:
    """The net as ONNX: ids and weights of cues, context → the logits of the three heads."""
    from onnx import TensorProto, checker, helper, numpy_helper

    names = list(HEADS)
    node = helper.make_node
    nodes = [
        node("Gather", ["table", "ids"], ["rows8"], axis=0),
        node("Cast", ["rows8"], ["rows"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["weights", "two"], ["each"]),
        node("Mul", ["rows", "each"], ["weighed"]),
        node("ReduceSum", ["weighed", "one"], ["bag8"], keepdims=0),
        node("Mul", ["bag8", "table_scale"], ["bag"]),
        node("DequantizeLinear", ["context8", "context_scale", "zeros64"], ["contextf"], axis=1),
        node("MatMul", ["context", "contextf"], ["known"]),
        node("Add", ["bag", "known"], ["sum"]),
        node("Add", ["sum", "bias"], ["before"]),
        node("Relu", ["before"], ["hidden"]),
        node("DequantizeLinear", ["heads8", "heads_scale", "zerosall"], ["headsf"], axis=1),
        node("MatMul", ["hidden", "headsf"], ["out"]),
        node("Add", ["out", "last"], ["all"]),
        node("Split", ["all", "sizes"], names, axis=1),
    ]
    constants = {
        "table": kept["table"], "table_scale": kept["table_scale"], "context8": kept["context"],
         "heads8": kept["heads"],
        "context_scale": kept["context_scale"], "heads_scale": kept["heads_scale"], "bias": kept["bias"],
        "last": kept["last"], "zeros64": np.zeros(HIDDEN, np.int8), "zerosall": np.zeros(EDGES[-1], np.int8),
        "one": np.array([1], np.int64), "two": np.array([2], np.int64), "sizes": np.array(SIZES, np.int64),
    }  # fmt: skip
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        nodes, "triage",
        [value("ids", TensorProto.INT64, ["n", "cues"]), value("weights", TensorProto.FLOAT, ["n", "cues"]),
         value("context", TensorProto.FLOAT, ["n", CONTEXT])],
        [value(name, TensorProto.FLOAT, ["n", size]) for name, size in zip(names, SIZES, strict=True)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], producer_name="hms-desktop")
    model.ir_version = 8
    checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def vocabulary(base: Base) -> list[str]:
    """The words that the base knows, for the guard against what it has never heard of."""
    chance = random.Random(SEED)
    texts = [text for text, _ in (*base.coded, *base.swaps)] + [phrase for _, phrase in base.items] + base.denied
    texts += [base._reworded(chance, phrase) for _, phrase in base.items for _ in range(3)]
    words = {token.word for text in texts for token in content(read.__wrapped__(text).tokens)}
    return sorted(word for word in words if word.isalpha() and len(word) > 1)


def tuned(say: bool) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Temperatures, the point of abstention and figures, from phrases that took no part in that training."""
    kept_out = {phrase for _, phrase in Base().items if zlib_share(phrase) < KEPT_OUT}
    net = trained(Base(lambda phrase: phrase not in kept_out), SEED, epochs=EPOCHS, say=say)
    other = Base(lambda phrase: phrase in kept_out)
    drawn = [one for seed in range(4) for one in other.drawn(random.Random(SEED + 1 + seed), 800)]
    said = [one for one in drawn if one.urgency and one.stay]
    cues, context, _ = rows_of(said)
    parts = [slice(start, start + BATCH) for start in range(0, len(said), BATCH)]
    out = np.concatenate([net.logits(dense(cues[part]), context[part]) for part in parts])
    right = {
        "department": np.array([KINDS.index(one.kind) for one in said]),
        "urgency": np.array([URGENCIES.index(one.urgency) for one in said]),
        "stay": np.array([STAYS.index(one.stay) for one in said]),
    }
    heat, figures = {}, {}
    for at, name in enumerate(HEADS):
        part = out[:, EDGES[at] : EDGES[at + 1]]
        heat[name] = round(fit_temperature(part, right[name]), 4)
        figures[f"kept_out_{name}"] = round(float((part.argmax(1) == right[name]).mean()), 4)
    told = softmax(out[:, : EDGES[1]], heat["department"])
    sure, hit = told.max(1), told.argmax(1) == right["department"]
    floor = next((level for level in np.arange(0.2, 0.8, 0.01) if hit[sure >= level].mean() >= RIGHT_WHEN_SURE), 0.5)
    figures["kept_out_coverage"] = round(float((sure >= floor).mean()), 4)
    figures["kept_out_phrases"] = float(len(kept_out))
    return heat, {"department": round(float(floor), 2), "known_words": KNOWN}, figures


def zlib_share(text: str) -> float:
    """Where a phrase falls between nought and one, the same on every machine."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quiet", action="store_true")
    asked.add_argument("--made", default=date(2026, 11, 21).isoformat(), help="the day written into the description")
    given = asked.parse_args()
    heat, thresholds, figures = tuned(not given.quiet)
    base = Base()
    net = trained(base, SEED, epochs=EPOCHS, say=not given.quiet)
    data = graph(packed(net))
    (HERE / "model.onnx").write_bytes(data)
    words = "\n".join(vocabulary(base)) + "\n"
    (HERE / "vocabulary.txt").write_text(words, "utf-8")
    figures["float_agreement"] = agreement(net, base)
    (HERE / "golden.json").write_text(json.dumps(golden(net, heat), indent=1) + "\n", "utf-8")
    said = {
        "name": "triage", "title": "Triage base", "version": "1", "made": given.made, "file": "model.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "inputs": [{"name": "ids", "kind": "int64", "shape": ["n", "cues"]},
                   {"name": "weights", "kind": "float32", "shape": ["n", "cues"]},
                   {"name": "context", "kind": "float32", "shape": ["n", CONTEXT]}],
        "outputs": [{"name": name, "answers": [str(one) for one in answers]} for name, answers in HEADS.items()],
        "thresholds": thresholds, "calibration": {"temperature": heat},
        "quantised": "int8 weights by column (table, context, heads), float32 arithmetic",
        "licence": "MIT, as the program; the phrases are our own",
        "data": [{"file": PHRASES.name, "sha256": hashlib.sha256(PHRASES.read_bytes()).hexdigest(),
                  "licence": "MIT", "about": "our own phrases, one author, no patient"}],
        "metrics": figures,
        "further": {"vocabulary.txt": hashlib.sha256(words.encode()).hexdigest()},
    }  # fmt: skip
    said["seal"] = seal_of(said)
    (HERE / "model.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps({"bytes": len(data), "words": words.count("\n"), **figures, **heat, **thresholds}))
    return 0


def light(net: Net) -> Net:
    """The same net as its eight bits say it, in plain numpy: what the graph is held against."""
    kept = packed(net)
    made = Net(np.random.default_rng(0))
    made.w = {"bias": kept["bias"], "last": kept["last"]}
    made.w |= {name: kept[name] * kept[f"{name}_scale"] for name in ("table", "context", "heads")}
    return made


def agreement(net: Net, base: Base) -> float:
    """How often eight bits and floats give the same department."""
    cues, context, _ = rows_of(base.drawn(random.Random(SEED + 9), 1500))
    x, part = dense(cues), slice(0, EDGES[1])
    return float((net.logits(x, context)[:, part].argmax(1) == light(net).logits(x, context)[:, part].argmax(1)).mean())


GOLDEN = (
    ("chest pain 2 days", 19000.0, "male"), ("fever child", None, "unknown"), ("toothache 3/7, no fever", 9000.0,
     "female"),
    ("red eye and sticky lids", None, "male"), ("antenatal visit", 10000.0, "female"), ("cannot breathe, lips blue",
     700.0, "male"),
    ("wants a sick note", 12000.0, "unknown"), ("fell on the hand, wrist swollen", 3000.0, "female"),
    ("zits on the back", 6500.0, "male"), ("no chest pain, panic attacks", 11000.0, "female"),
     ("vomitting and diarhoea", 800.0, "female"),
    ("lump in the breast", 16000.0, "female"),
)  # fmt: skip


def golden(net: Net, heat: dict[str, float]) -> list[dict[str, Any]]:
    """What plain numpy answers to some problems, for the test that the program answers the same."""
    made = []
    for problem, days, sex in GOLDEN:
        told = read.__wrapped__(problem)
        who = told.of(Who(days, sex))
        out = light(net).logits(dense([cues_of(told)]), np.array([context_of(who)], np.float32))
        parts = {name: softmax(out[:, EDGES[at] : EDGES[at + 1]], heat[name])[0] for at, name in enumerate(HEADS)}
        answers = {name: [round(float(one), 6) for one in part] for name, part in parts.items()}
        made.append({"problem": problem, "days": days, "sex": sex, **answers})
    return made


if __name__ == "__main__":
    raise SystemExit(main())
