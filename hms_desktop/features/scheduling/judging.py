"""The no-show model as arrays: a clinic's finished appointments become rows of inputs, and the rows weights.

Here is everything that needs numpy, for a history of tens of thousands; one appointment is answered by the domain's
plain sums, which give the same (tested), so that no page waits for numpy. Each row knows only what was known when its
appointment was booked: what had ended by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from hms_desktop.features.scheduling.domain import FitFigures, Record, Weights, log_odds_of, no_show_risk
from hms_desktop.features.scheduling.domain.foretelling import (
    ADULT,
    BELIEF,
    EARLY,
    FADES,
    LATE,
    MIDDLE,
    MODEL,
    NAMES,
    OLD,
    RECENT,
    SETTLED,
    USUAL_SHARE,
)
from hms_desktop.inference.calibrate import ece
from hms_desktop.inference.catalogue import Catalogue
from hms_desktop.inference.drift import described
from hms_desktop.inference.learn import Fit, Prior, auc, auc_error, fitted, logistic, moved, surprise
from hms_desktop.kernel.errors import Storage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
else:
    Floats = Ints = Bools = Any

LEAST_ROWS: Final = 200
LEAST_OF_EACH: Final = 20
"""Finished appointments, and of them kept and missed ones, below which nothing can be judged. Ours."""

HELD_BACK: Final = 0.2
_WARM: Final = 0.2
"""Part of a history that was cut off which serves as others' past only: its own past is not in it."""

_SLACK: Final = 0.005
_SLACK_OF_ERROR: Final = 0.5
"""By how much less AUC still counts as not worse, the larger of the two: chance moves it by as much. The log loss, to
which order and level count alike, has no such slack. Ours."""

_LAID: Final = 5_000
"""Rows, evenly taken, from which it is told how inputs lay: more would not change a tenth."""

_DAY_MS: Final = 86_400_000
_SPAN: Final = 1 << 43
"""More milliseconds than there are until the year 2248: patient and instant make one number that sorts by both."""

_EPOCH_WEEKDAY: Final = 3
_EPOCH_YEAR: Final = 1970
_VERSION_7: Final = 7


@dataclass(frozen=True)
class History:
    """Finished appointments in the order in which they began, column by column; instants in milliseconds since 1970."""

    patients: Ints
    halves: Bools
    """A patient's half, by the last bit of his id: each half is judged by what the other one taught."""
    booked: Ints
    starts: Ints
    ends: Ints
    days: Any
    minute: Ints
    minutes: Ints
    is_series: Bools
    birth_years: Floats
    missed: Bools

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class Table:
    """The same as inputs, NaN where one is not known, and what the older rule would have known of each row."""

    inputs: Floats
    missed: Bools
    halves: Bools
    rule: Any
    """Kept and missed before, and days ahead, as three columns."""

    def __len__(self) -> int:
        return len(self.missed)

    def part(self, chosen: Any) -> Table:  # noqa: ANN401 - an index of rows
        return Table(self.inputs[chosen], self.missed[chosen], self.halves[chosen], self.rule[chosen])


@dataclass(frozen=True)
class Learnt:
    """What a history taught, how it does beside base and rule on rows held back, and whether that is no worse."""

    weights: Weights
    figures: FitFigures
    reference: Mapping[str, Any]
    is_better: bool


def base(models: Catalogue) -> Weights:
    """What ships, from the model's sealed description; NotFound or Storage when it is not there or not the one tested.

    The weights are few enough to stand in `model.json` itself; `model.onnx` holds the same ones (tested).
    """
    card = models.card(MODEL)
    rows = {one["feature"]: one for one in card.inputs if "feature" in one}
    usual = card.calibration.get("usual", {})
    if tuple(rows) != NAMES or not card.seal:
        raise Storage("The model was changed", "«{title}» is not as this program knows it",
                      "Install the program again; work goes on without this model", title=card.title)  # fmt: skip
    widths = (usual["width"], *(one["width"] for one in rows.values()))
    spread = tuple(tuple(one**2 if at == to else 0.0 for to in range(len(widths))) for at, one in enumerate(widths))
    weights, means = (tuple(float(one[name]) for one in rows.values()) for name in ("weight", "mean"))
    return Weights(float(usual["log_odds"]), weights, means, spread, card.version)


def history(rows: Sequence[tuple[Any, ...]], birth_years: Mapping[Any, int | None]) -> History:
    """From rows as a driver gives them: uid, patient, starts, ends, day, minute, minutes, series, whether missed."""
    import numpy as np

    uids, patients, starts, ends, days, minute, minutes, series, missed = zip(*rows, strict=True) if rows else [()] * 9
    numbers = {one: at for at, one in enumerate(dict.fromkeys(patients))}
    born = np.array([birth_years.get(one) for one in numbers], dtype=np.float64)
    odd = np.array([_number(one) & 1 for one in numbers], dtype=bool)
    of = np.array([numbers[one] for one in patients], dtype=np.int64)
    ids, begins = _halves(uids), np.array(starts, dtype=np.int64)
    order = np.lexsort((ids[:, 1], ids[:, 0], begins))
    whole = History(
        patients=of, halves=odd[of], booked=_booked(ids[:, 0]), starts=begins, ends=np.array(ends, dtype=np.int64),
        days=np.array([str(one) for one in days], dtype="datetime64[D]"), minute=np.array(minute, dtype=np.int64),
        minutes=np.array(minutes, dtype=np.int64), is_series=np.array([one is not None for one in series], dtype=bool),
        birth_years=born[of], missed=np.array(missed, dtype=bool),
    )  # fmt: skip
    return History(**{part.name: getattr(whole, part.name)[order] for part in fields(History)})


def _halves(uids: Sequence[UUID | bytes]) -> Any:  # noqa: ANN401 - an array of two whole numbers without a sign
    """Ids as two numbers each, the way they are ordered."""
    import numpy as np

    joined = b"".join(one.bytes if isinstance(one, UUID) else one for one in uids)
    return np.frombuffer(joined, dtype=">u8").astype(np.uint64).reshape(-1, 2)


def _booked(first: Any) -> Ints:  # noqa: ANN401 - such an array's first column
    """`booked_ms` of many."""
    import numpy as np

    of_time = ((first >> 12) & 0xF) == _VERSION_7
    return np.where(of_time, (first >> 16).astype(np.int64), -1)


def booked_ms(uid: UUID | bytes) -> int:
    """When a record was made, as its id (UUIDv7) says; -1 for an id of another kind."""
    number = _number(uid)
    return number >> 80 if (number >> 76) & 0xF == _VERSION_7 else -1


def _number(uid: UUID | bytes) -> int:
    return uid.int if isinstance(uid, UUID) else int.from_bytes(uid, "big")


def table(of: History) -> Table:
    """The inputs of each row, as they were known when its appointment was booked."""
    import numpy as np

    is_known = (of.booked >= 0) & (of.booked <= of.starts)
    at = np.where(is_known, of.booked, of.starts)
    ahead = np.where(is_known, (of.starts - of.booked) / _DAY_MS, np.nan)
    number, missed, gone, rule = _pasts(of, at)
    share = (missed + USUAL_SHARE * BELIEF) / (number + BELIEF)
    weekday = (of.days.astype(np.int64) + _EPOCH_WEEKDAY) % 7
    age = of.days.astype("datetime64[Y]").astype(np.int64) + _EPOCH_YEAR - of.birth_years
    bands = (age < ADULT, (age >= ADULT) & (age < MIDDLE), (age >= MIDDLE) & (age < SETTLED), age >= OLD)
    columns = [
        np.log1p(ahead), np.where(is_known, ahead < 1, np.nan),
        np.log(share / (1 - share)) - log_odds_of(USUAL_SHARE), np.log1p(number), number == 0, np.exp(-gone / FADES),
        *(np.where(np.isnan(age), np.nan, band) for band in bands),
        *(weekday == day for day in range(7)),
        of.minute < EARLY, of.minute >= LATE, np.log2(of.minutes / 20), of.is_series,
    ]  # fmt: skip
    inputs = np.column_stack([np.asarray(one, dtype=np.float64) for one in columns])
    return Table(inputs, of.missed, of.halves, np.column_stack([*rule, np.nan_to_num(ahead)]))


def _pasts(of: History, at: Ints) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats]]:
    """For each row of what had ended by its moment: the last ones, the missed of them, days since a miss (infinite if
    there is none), and of all before it kept and missed."""
    import numpy as np

    order = np.lexsort((of.starts, of.ends, of.patients))
    ends, missed = of.ends[order], of.missed[order]
    keys = of.patients[order] * _SPAN + ends
    stop = np.searchsorted(keys, of.patients * _SPAN + at, side="right")
    begin = np.searchsorted(keys, of.patients * _SPAN, side="left")
    every = np.concatenate([[0], np.cumsum(missed)])
    number = np.minimum(stop - begin, RECENT)
    last = np.maximum.accumulate(np.where(missed, np.arange(len(missed)), -1)) if len(missed) else begin
    found = np.where(number > 0, last[np.maximum(stop - 1, 0)], -1)
    is_there = (number > 0) & (found >= stop - number)
    gone = np.where(is_there, (at - ends[np.maximum(found, 0)]) / _DAY_MS, np.inf)
    lost = every[stop] - every[begin]
    rule = ((stop - begin - lost).astype(np.float64), lost.astype(np.float64))
    return number.astype(np.float64), (every[stop] - every[stop - number]).astype(np.float64), gone, rule


def is_enough(missed: Bools) -> bool:
    """Whether there is anything to learn from, and to judge by."""
    late = missed[int(len(missed) * (1 - HELD_BACK)) :]
    yes, yes_late = int(missed.sum()), int(late.sum())
    return len(missed) >= LEAST_ROWS and min(yes, len(missed) - yes) >= LEAST_OF_EACH and 0 < yes_late < len(late)


def warmed(whole: Table, *, was_cut: bool) -> Table:
    """Without the first rows of a history that was cut off: their own past lies before it."""
    return whole.part(slice(int(len(whole) * _WARM), None)) if was_cut else whole


def learnt(rows: Table, shipped: Weights) -> Learnt:
    """What these rows teach. What is used has learnt from all; the figures are of fits that had not seen the rows."""
    import numpy as np

    known = np.isfinite(rows.inputs)
    counted, number = np.where(known, rows.inputs, 0.0).sum(axis=0), known.sum(axis=0)
    middle = np.asarray(shipped.means)
    means = np.where(number > 0, counted / np.maximum(number, 1), middle)
    design = _design(rows.inputs, middle, means - middle)
    prior = Prior(np.array([shipped.usual, *shipped.weights]), np.sqrt(np.diag(np.array(shipped.covariance))))
    figures = _judged(rows, design, prior)
    whole = fitted(design, rows.missed, prior)
    own = moved(whole, means - middle)
    weights = Weights(
        float(own.weights[0]), tuple(own.weights[1:].tolist()), tuple(means.tolist()),
        tuple(tuple(one) for one in own.covariance.tolist()), shipped.version, is_own=True,
    )  # fmt: skip
    return Learnt(weights, figures, _reference(rows, whole.told(design)[0]), is_no_worse(figures))


def is_no_worse(told: FitFigures) -> bool:
    """Whether a fit may be used instead of the base."""
    slack = max(_SLACK, _SLACK_OF_ERROR * told.auc_error)
    return told.log_loss <= told.base_log_loss and told.auc >= told.base_auc - slack


def _design(inputs: Floats, middle: Floats, instead: Floats) -> Floats:
    """Ones, and each input counted from the base's mean; what is not known stands at the clinic's own."""
    import numpy as np

    off = np.where(np.isfinite(inputs), inputs - middle, instead)
    return np.column_stack([np.ones(len(off)), off])


def _judged(rows: Table, design: Floats, prior: Prior) -> FitFigures:
    """The last part of the time, each half of the patients by a fit on the others' earlier rows."""
    import numpy as np

    cut = int(len(rows) * (1 - HELD_BACK))
    late = np.arange(len(rows)) >= cut
    odds = np.zeros(len(rows))
    for half in (False, True):
        taught, asked = ~late & (rows.halves == half), late & (rows.halves != half)
        fit: Fit = fitted(design[taught], rows.missed[taught], prior)
        odds[asked] = fit.log_odds(design[asked])
    truth, own, shipped = rows.missed[late], odds[late], design[late] @ prior.weights
    rule = _rule(rows.rule[late], rows.missed[:cut])
    yes, value = int(truth.sum()), auc(own, truth)
    return FitFigures(
        judged=len(truth), missed=yes,
        log_loss=_mean(surprise(own, truth)), base_log_loss=_mean(surprise(shipped, truth)),
        rule_log_loss=_mean(surprise(rule, truth)), auc=value, base_auc=auc(shipped, truth), rule_auc=auc(rule, truth),
        auc_error=auc_error(value, yes, len(truth) - yes), ece=ece(logistic(own), truth),
        base_ece=ece(logistic(shipped), truth),
    )  # fmt: skip


def _rule(known: Floats, before: Bools) -> Floats:
    """The older rule's answers as log odds, with the clinic's share as it was before."""
    import numpy as np

    clinic = Record(int((~before).sum()), int(before.sum()))
    told = [no_show_risk(Record(int(kept), int(missed)), clinic, int(ahead)) for kept, missed, ahead in known.tolist()]
    return np.array([log_odds_of(one) for one in told])


def _mean(values: Floats) -> float:
    return float(values.mean())


def _reference(rows: Table, told: Floats) -> dict[str, Any]:
    """How inputs and answers lay when this was learnt, as `drift` reads it, so that a drift can be seen later."""
    inputs = {name: _lay(rows.inputs[:, at]) for at, name in enumerate(NAMES)}
    return {"n": len(rows), "inputs": inputs, "answers": {"probability": _lay(told)}}


def _lay(values: Floats) -> dict[str, Any]:
    told = described(values[:: max(1, len(values) // _LAID)].tolist())
    return {"missing": told.missing, "edges": list(told.edges), "shares": [round(one, 6) for one in told.shares]}
