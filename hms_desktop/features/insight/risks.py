"""The risk models at work: readmission and mortality, asked with fields that a person fills or the record holds.

What a model never missed when it was made and nobody can say now is not guessed: it is averaged over what it was
there, and the answer's reach shows how much that could matter. What it knew as missing stays missing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain.answer import Kind, Likely, Opinion, Share, Silence, Turning, Used
from hms_desktop.features.insight.domain.inputs import Asked, Inputs, inputs_of
from hms_desktop.features.insight.domain.subject import Fact
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.insight.versions import beside, in_use
from hms_desktop.inference import drift
from hms_desktop.inference.cache import Results
from hms_desktop.inference.catalogue import Model
from hms_desktop.inference.counterfactual import Change, Choice, unit, would_change
from hms_desktop.inference.explain import OTHERS, Bar, bars, shares
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

KINDS: Final = {"readmission": Kind.READMISSION, "mortality": Kind.MORTALITY}
HEADS: Final = {
    "readmission": ("Back in hospital within 30 days",),
    "mortality": ("Death in hospital", "Death within 180 days"),
}
ADULT: Final = 18
MEANT: Final = {
    "readmission": "Made for adults with diabetes at their discharge from hospital (USA, 1999 to 2008)",
    "mortality": "Made for seriously ill adults by their third day in hospital (USA, 1989 to 1994)",
}
_DRAWS: Final = 32
_DRAWS_OF_SHARES: Final = 6
_OTHERWISE: Final = ("length_of_stay_days", "admissions_last_year", "is_in_hospital")
"""Facts that models call by another name; all others are called as the readmission model does."""
_NEVER_MISSING: Final = 0.01
_SURE: Final = 1e-6
_EDGE: Final = 0.05
_SEED: Final = 11
_KEPT: Final = 64
_TRIED: Final = 4
_STEPS: Final = 4

Values = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class AskRisk(Command[Opinion]):
    """What a risk model says to these fields; a field that is not there is not recorded."""

    keeps_answer: ClassVar[bool] = False

    model: str
    values: Values
    sources: dict[str, str]
    """Field → where its value came from, such as «wards»."""
    patient: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RiskReady(Query[None]):
    """Has an answer worked out on a reading lane and tells nothing of it: with its reasons it takes a third of a
    second, and the command that keeps and tells it would hold up everybody who writes."""

    model: str
    values: Values
    sources: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RiskFields(Query[tuple[Asked, ...]]):
    """The fields of a risk model."""

    model: str


@handles(AskRisk, permission="insight.ask")
def ask_risk(command: AskRisk, work: Work) -> Opinion:
    risk = risk_model(work, command.model)
    risk.demand_sound(command.values)
    look = Look(dict(command.values), command.patient)
    beside(work, command.model, look, lambda model: model.read_by(RiskModel).judged(command.values, command.sources))
    return kept(work, look, risk.judged(command.values, command.sources))


@answers(RiskReady, permission="insight.ask")
def risk_ready(query: RiskReady, work: Work) -> None:
    risk = risk_model(work, query.model)
    risk.demand_sound(query.values)
    risk.judged(query.values, query.sources)


@answers(RiskFields, permission="insight.ask")
def risk_fields(query: RiskFields, work: Work) -> tuple[Asked, ...]:
    return risk_model(work, query.model).inputs.asked


def risk_model(work: Work, name: str) -> RiskModel:
    """The model with its fields; Invalid for one that is none of these."""
    if name not in KINDS:
        raise Invalid({"model": "There is no such risk model"})
    return in_use(work, name).read_by(RiskModel)


def prefilled(facts: Iterable[Fact], sex: str, age: float | None, model: str) -> dict[str, tuple[float, str]]:
    """Fields that the record can fill: value and source. What it does not hold stays empty."""
    known = {fact.name: fact for fact in facts}
    found: dict[str, tuple[float, str]] = {}
    if sex in ("female", "male"):
        found["male" if model == "readmission" else "sex"] = (float(sex == "male"), "record")
    if age is not None:
        years = float(int(age))
        found["age"] = (years // 10 * 10 if model == "readmission" else years, "record")
    days, before = known.get("length_of_stay_days"), known.get("admissions_last_year")
    if days is not None:
        stay = max(float(days.value), 1.0)
        found["time_in_hospital" if model == "readmission" else "hday"] = (stay, days.source)
    if before is not None and model == "readmission":
        found["number_inpatient"] = (float(before.value), before.source)
        found |= {name: (float(fact.value), fact.source) for name, fact in known.items() if name not in _OTHERWISE}
    return found


class RiskModel:
    """One model, its fields, and how inputs lay when it was made."""

    def __init__(self, model: Model) -> None:
        self.model, self.card = model, model.card
        self.inputs: Inputs = inputs_of(model.card.inputs)
        self._reference = drift.read(model.further[drift.FILE])
        self._heads = HEADS[self.card.name]
        self._results: Results[Opinion] = Results(_KEPT)
        groups = tuple(one.group for one in self.inputs.asked if one.group)
        self._draws = _draws(self._reference, tuple(name for name, _ in self.inputs.reckoned), groups)

    def demand_sound(self, values: Mapping[str, float]) -> None:
        """Invalid with a sentence for each field that cannot be true."""
        told = {}
        for name, value in values.items():
            field = self.inputs.field(name)
            if field is None:
                told[name] = "The model has no such field"
            elif field.problem(value):
                told[name] = f"From {field.low:g} to {field.high:g}"
        if told:
            raise Invalid(told)

    def judged(self, values: Mapping[str, float], sources: Mapping[str, str]) -> Opinion:
        """The chances of each head, what drove the first, what would change it. Asked the same again, such as when
        somebody turns back to it, the answer of a moment ago is given: it holds figures and nobody's name."""
        asked = {"values": dict(values), "sources": dict(sources)}
        return self._results.answer(self.card, asked, lambda: self._judged(values, sources))

    def _judged(self, values: Mapping[str, float], sources: Mapping[str, str]) -> Opinion:
        bare = self._bare(values, sources)
        if values.get("age") is None:
            return _silent(bare, Silence.NOTHING)
        if values["age"] < ADULT - ADULT % 10 or ("hday" in self.inputs.names and values["age"] < ADULT):
            return _silent(bare, Silence.OUTSIDE)
        each = self._chances([values], _DRAWS)[0]
        mean = _chance(_odds(each).mean(axis=0))
        low, high = (_quantile(each, part) for part in (_EDGE, 1 - _EDGE))
        likely = tuple(
            Likely(head, round(float(mean[at]), 4), round(float(low[at]), 4), round(float(high[at]), 4))
            for at, head in enumerate(self._heads)
        )
        gone = self._shares(values)
        drawn = bars([Bar(one.label, gone[one.name], one.said(values[one.name])) for one in self._known(values)])
        others = math.fsum(bar.share for bar in drawn if bar.name == OTHERS)
        told = tuple(Share(bar.name, bar.value_text, round(bar.share, 4)) for bar in drawn if bar.name != OTHERS)
        return Opinion(
            kind=bare.kind, model=bare.model, version=bare.version, made=bare.made, title=bare.title, used=bare.used,
            likely=likely, subject=self._heads[0], shares=told, others=round(others, 4),
            turning=self._turning(values, gone), says=(MEANT[self.card.name],),
        )  # fmt: skip

    def odds(self, values: Mapping[str, float]) -> float:
        """The first head's mean log odds, as the shares count them."""
        return float(_odds(self._chances([values], _DRAWS_OF_SHARES)[0]).mean(axis=0)[0])

    def _bare(self, values: Mapping[str, float], sources: Mapping[str, str]) -> Opinion:
        used = tuple(
            Used(one.label, one.said(values[one.name]) if one.name in values else "", sources.get(one.name, "typed"))
            for one in self.inputs.asked
        )
        card = self.card
        return Opinion(
            kind=KINDS[card.name], model=card.name, version=card.version, made=card.made, title=card.title, used=used
        )

    def _chances(self, cases: Sequence[Mapping[str, float]], draws: int) -> list[Floats]:
        """For each case a row for each draw of what is not known, a column for each head. One call of the model."""
        import numpy as np

        rows, ends = [], []
        for values in cases:
            known = self.inputs.spread_out(values)
            for drawn in self._draws[:draws]:
                rows.append(self.inputs.row(self._with_drawn(known, drawn)))
            ends.append(len(rows))
        said = self.model.run({"features": np.array(rows, np.float32)})["probability"]
        flat = np.asarray(said, dtype=np.float64).reshape(len(rows), -1)
        return np.split(flat, ends[:-1])

    def _with_drawn(self, known: Mapping[str, float], drawn: Mapping[str, float]) -> dict[str, float]:
        """What was known, and for what was never missing when the model was made something that it may be."""
        found = dict(known)
        for name, value in drawn.items():
            if name not in found or math.isnan(found[name]):
                found[name] = value
        return found

    def _known(self, values: Mapping[str, float]) -> list[Asked]:
        return [one for one in self.inputs.asked if one.name in values]

    def _shares(self, values: Mapping[str, float]) -> dict[str, float]:
        """Each field's share of the first head's log odds; they add up to the way from nothing known."""
        names = [one.name for one in self._known(values)]

        def value(sets: Sequence[frozenset[int]]) -> Floats:
            import numpy as np

            cases = [{names[at]: values[names[at]] for at in sorted(chosen)} for chosen in sets]
            return np.array([_odds(one).mean(axis=0)[:1] for one in self._chances(cases, _DRAWS_OF_SHARES)])

        gone = shares(value, len(names), count=2)
        return {name: float(gone[at, 0]) for at, name in enumerate(names)}

    def _turning(self, values: Mapping[str, float], gone: Mapping[str, float]) -> tuple[Turning, ...]:
        """Of what could still be changed and told most, what would bring the answer over the mark or back."""
        high = float(self.card.thresholds["high"])
        telling = sorted((one for one in self._known(values) if one.changes), key=lambda one: -abs(gone[one.name]))
        choices = [self._choice(one) for one in telling[:_TRIED]]

        def value(rows: Sequence[Mapping[str, float | None]]) -> Floats:
            cases = [{name: one for name, one in row.items() if one is not None} for row in rows]
            return _chance(_mean_odds(self._chances(cases, _DRAWS_OF_SHARES)))

        found = would_change(value, dict(values), choices, high)
        return tuple(self._told(change, high) for change in found)

    def _choice(self, one: Asked) -> Choice:
        """What a field may become: its choices, or steps between the tenths where the model was made."""
        spread = self._reference.inputs.get(one.name)
        if one.choices:
            return Choice(one.name, tuple(value for value, _ in one.choices))
        inside = tuple(edge for edge in (spread.edges if spread else ()) if one.low <= edge <= one.high)
        steps = inside[:: max(1, len(inside) // _STEPS)]
        whole = one.unit in ("days", "number")
        values = tuple(dict.fromkeys(float(round(step)) if whole else step for step in steps))
        return Choice(one.name, values, unit(spread) if spread else 1.0)

    def _told(self, change: Change, high: float) -> Turning:
        facts = []
        for step in change.steps:
            field = self.inputs.field(step.name)
            assert field is not None
            facts.append((field.label, field.said(step.was), field.said(step.becomes)))
        mark = round(high * 100) if change.answer >= high else -round(high * 100)
        return Turning(tuple(facts), self._heads[0], round(change.answer, 4), mark)


def _draws(
    reference: drift.Reference, reckoned: Sequence[str], groups: Sequence[tuple[str, ...]]
) -> tuple[dict[str, float], ...]:
    """Values that inputs had where the model was made, always the same ones: one of each group, middles of bins."""
    chance = random.Random(_SEED)
    members = {name for group in groups for name in group}
    found: list[dict[str, float]] = []
    for _ in range(_DRAWS):
        drawn: dict[str, float] = {}
        for name, spread in reference.inputs.items():
            if name not in members and name not in reckoned and spread.missing < _NEVER_MISSING:
                drawn[name] = _value(spread, chance)
        for group in groups:
            weights = [reference.inputs[name].shares[-1] if name in reference.inputs else 0.0 for name in group]
            taken = chance.choices(range(len(group) + 1), [*weights, max(1 - sum(weights), 0.0)])[0]
            drawn |= {name: float(at == taken) for at, name in enumerate(group)}
        found.append(drawn)
    return tuple(found)


def _value(spread: drift.Spread, chance: random.Random) -> float:
    """The middle of a bin drawn by its share; beyond the last edge as far as the bin before reaches."""
    edges = spread.edges
    if not edges:
        return 0.0
    at = chance.choices(range(len(spread.shares)), spread.shares)[0]
    if len(edges) == 1:
        return float(at)
    low = edges[at - 1] if at else 2 * edges[0] - edges[1]
    high = edges[at] if at < len(edges) else 2 * edges[-1] - edges[-2]
    return (low + high) / 2


def _silent(bare: Opinion, why: Silence) -> Opinion:
    return replace(bare, silence=why, says=(MEANT[bare.model],))


def _odds(chances: Floats) -> Floats:
    import numpy as np

    inside = np.clip(chances, _SURE, 1 - _SURE)
    made: Floats = np.log(inside) - np.log1p(-inside)
    return made


def _mean_odds(each: Sequence[Floats]) -> Floats:
    """The first head of each case."""
    import numpy as np

    return np.array([_odds(one).mean(axis=0)[0] for one in each])


def _chance(odds: Floats) -> Floats:
    import numpy as np

    made: Floats = 1 / (1 + np.exp(-odds))
    return made


def _quantile(each: Floats, part: float) -> Floats:
    import numpy as np

    made: Floats = np.quantile(each, part, axis=0)
    return made
