"""What the models cost: to load, to ask once, to ask for a whole list, and to hold in memory, each model by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hms_desktop.inference.batch import LOT, scored
from hms_desktop.inference.catalogue import GRAPH, Model, standing
from hms_desktop.kernel.paths import program_folder
from tests.bench.figures import Figure, median, percentile

LOADS: Final = 15
ROUNDS: Final = 1000
WARM: Final = 20
LOTS: Final = 8
_ROOT: Final = Path(__file__).resolve().parents[2]
_WIDE: Final = 12
"""Where a model takes any number of something, such as words."""

_HELD: Final = """
import json, sys
import numpy, onnxruntime
from hms_desktop.inference.catalogue import standing
def resident():
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024
models, held = standing(), []
from tests.bench.models import fed
bare = resident()
for name in sys.argv[1:] or models.names():
    model = models.model(name)
    if model.card.kind == "onnx":
        feeds = fed(model, 1)
        for _ in range(50):
            model.run(feeds)
    held.append(model)
print(json.dumps([bare, resident()]))
"""


def run() -> Iterator[Figure]:
    """Baselines: the runtime's own session from the same bytes, and the process before the first model."""
    names = standing().names()
    for name in names:
        yield from _one(name)
    for said, chosen in (("all models", ()), *((name, (name,)) for name in names)):
        held = held_by(chosen)
        if held is not None:
            bare, whole = held
            reach = "≤ 60 MB" if not chosen else ""
            yield Figure("models", f"{said}, memory on top of the runtime", whole - bare, "MB", None, reach)


def fed(model: Model, rows: int) -> dict[str, Any]:
    """Inputs nobody had, of the shapes that the graph takes."""
    import numpy as np

    assert model._session is not None
    chance, made = np.random.default_rng(1), {}
    for one in model._session._session.get_inputs():
        shape = [rows, *(part if isinstance(part, int) else _WIDE for part in one.shape[1:])]
        if "float" in one.type:
            made[one.name] = chance.normal(size=shape).astype(np.float32)
        else:
            kind = one.type.removeprefix("tensor(").removesuffix(")")
            made[one.name] = chance.integers(0, 2 if kind == "int8" else 100, shape).astype(kind)
    return made


def _one(name: str) -> Iterator[Figure]:
    models = standing()
    model = models.model(name)

    def load() -> None:
        models.unload(name)
        models.model(name)

    took = _spent(load, LOADS)
    base = _spent(lambda: _opened(name, model), LOADS) if model.card.kind == GRAPH else [0.0]
    yield Figure(
        "models", f"{name}: checked and loaded; the runtime alone", median(took), "ms", median(base), "≤ 60 ms"
    )
    yield Figure("models", f"{name}: the slowest of {LOADS}", max(took) * 1e3, "ms", max(base) * 1e3)
    if model.card.kind != GRAPH:
        return
    feeds = fed(model, 1)
    bare = _bare(model)
    ours = _spent(lambda: model.run(feeds), ROUNDS)
    base = _spent(lambda: bare(feeds), ROUNDS)
    yield Figure("models", f"{name}: one answer, median of {ROUNDS}", median(ours), "ms", median(base))
    slow = (percentile(ours, 0.99) * 1e3, percentile(base, 0.99) * 1e3)
    yield Figure("models", f"{name}: one answer, p99", slow[0], "ms", slow[1], "≤ 1 ms")
    yield Figure("models", f"{name}: a list in lots of {LOT}; one by one", _rate(model, LOT), "rows/s", _rate(model, 1))


def _opened(name: str, model: Model) -> object:
    """The plain session of the runtime over the same bytes."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    data = (program_folder("models") / name / model.card.file).read_bytes()
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _bare(model: Model) -> Callable[[Mapping[str, Any]], Any]:
    assert model._session is not None
    session = model._session._session
    return lambda feeds: session.run(None, feeds)


def _spent(act: Callable[[], object], rounds: int) -> list[float]:
    """The processor's time of this thread, on which a model runs: what else the machine does is not the model's."""
    for _ in range(min(WARM, rounds)):
        act()
    spent = []
    for _ in range(rounds):
        began = time.thread_time()
        act()
        spent.append(time.thread_time() - began)
    return spent


def _rate(model: Model, lot: int) -> float:
    rows = range(LOT * LOTS if lot > 1 else LOT)
    feeds = fed(model, LOT)
    parts = {lot: feeds, 1: {name: values[:1] for name, values in feeds.items()}}
    began = time.thread_time()
    done = sum(1 for _ in scored(lambda part: model.run(parts[len(part)]), rows, lot=lot))
    return done / (time.thread_time() - began)


def held_by(names: tuple[str, ...]) -> tuple[float, float] | None:
    """Megabytes before and after, in a process of its own; None where the system does not tell so."""
    if not Path("/proc/self/status").is_file():
        return None
    done = subprocess.run([sys.executable, "-c", _HELD, *names], cwd=_ROOT, capture_output=True, text=True, check=True)
    bare, whole = json.loads(done.stdout)
    return bare, whole
