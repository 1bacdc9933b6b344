"""The watch over the models: which there are, whether inputs still look as they did, whether chances come true, what
people make of the answers. It shows and never acts: no model is changed, hidden or learnt anew by it.

Outcomes come from people, and of readmission from the wards' own records: whoever lay here again within thirty days of
an answer came back. A list of patients is scored lot by lot; each answer is kept as if it had been asked alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight import store
from hms_desktop.features.insight.domain.answer import Kind, Silence, Verdict
from hms_desktop.features.insight.domain.inputs import inputs_of
from hms_desktop.features.insight.domain.watch import (
    Line,
    ModelRow,
    WatchRow,
    first_chance,
    first_name,
    told_of,
    weeks_of,
)
from hms_desktop.features.insight.risks import KINDS, AskRisk, prefilled
from hms_desktop.features.insight.subject import SubjectOf
from hms_desktop.features.insight.tables import InsightOutcome
from hms_desktop.features.insight.versions import use_of, uses
from hms_desktop.features.wards.service import AdmissionsOf
from hms_desktop.features.workstation.manifest import CLINIC_ZONE
from hms_desktop.inference import drift
from hms_desktop.inference.catalogue import Catalogue, Model
from hms_desktop.inference.outcome import auc, calibration_watch, override_watch
from hms_desktop.kernel.errors import Invalid, KnownError
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles

LONGEST: Final = 730
MOST: Final = 5_000
"""Answers that are looked at for one watch: the last ones of the time asked for."""
LOT: Final = 25
"""Patients of a list that are scored in one command: a write that nobody waits for."""
BACK: Final = timedelta(days=30)
_LEAST_OUTCOMES: Final = 20
OVERRIDDEN: Final = (Verdict.DISMISSED, Verdict.REPORTED)
_FIGURES: Final = (
    ("auc", "AUC"), ("hospital_auc", "AUC, in hospital"), ("day180_auc", "AUC, 180 days"), ("accuracy", "Accuracy"),
    ("ece", "Calibration error"), ("f1", "F1"), ("n", "Rows it was measured on"), ("bytes", "Bytes"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ModelsHere(Query[tuple[ModelRow, ...]]):
    """The models of this workstation, those that cannot be used among them, and how often each was asked."""

    days: int = 90


@dataclass(frozen=True, kw_only=True)
class VersionsOf(Query[tuple[ModelRow, ...]]):
    """One model in every version that stands here, each with the figures of its own card."""

    model: str


@dataclass(frozen=True, kw_only=True)
class WatchOf(Query[WatchRow]):
    """How one model does here."""

    model: str
    days: int = 90


@dataclass(frozen=True, kw_only=True)
class CardOf(Query[str]):
    """A model's card as its author wrote it."""

    model: str


@dataclass(frozen=True, kw_only=True)
class GatherOutcomes(Command[int]):
    """What the wards' records say of earlier readmission answers becomes their outcome. Answers how many."""


@dataclass(frozen=True)
class Scored:
    """A patient of a list with what the model says of him; silent where it says nothing."""

    patient: UUID
    name: str
    detail: str
    probability: float | None
    low: float = 0.0
    high: float = 0.0
    missing: int = 0
    """Fields that nobody filled."""


@dataclass(frozen=True, kw_only=True)
class ScoreLot(Command[tuple[Scored, ...]]):
    """A lot of a list of patients through a risk model, with what the records hold of them."""

    keeps_answer: ClassVar[bool] = False

    model: str
    patients: tuple[UUID, ...]


@answers(ModelsHere, permission="insight.watch")
def models_here(query: ModelsHere, work: Work) -> tuple[ModelRow, ...]:
    models = work.given(Catalogue)
    counts = store.counts(work.rows, work.now - timedelta(days=_days(query.days)))
    chosen = {use.model: use for use in uses(work)}
    found = []
    for name in models.names():
        use = chosen.get(name)
        known = dict(versions=models.versions(name), answers=counts.get((name, False), 0),
                     shadows=counts.get((name, True), 0))  # fmt: skip
        if use is not None:
            known |= {"shown": use.shown, "shadow": use.shadow, "use_version": use.version}
        found.append(_row(models, name, known))
    return tuple(found)


@answers(VersionsOf, permission="insight.watch")
def versions_of(query: VersionsOf, work: Work) -> tuple[ModelRow, ...]:
    models = work.given(Catalogue)
    there = models.versions(query.model)
    return tuple(_row(models, query.model, {"versions": there, "shown": one}) for one in there)


@answers(WatchOf, permission="insight.watch", audited=Audited("searched", "insight_answer"))
def watch_of(query: WatchOf, work: Work) -> WatchRow:
    use = use_of(work, query.model)
    model = work.given(Catalogue).model(query.model, use.shown or None)
    days = _days(query.days)
    kept = store.watched(work.rows, query.model, work.now - timedelta(days=days), MOST)
    seen = [row for row in kept if not row.is_shadow and row.edition == model.card.version]
    zone = ZoneInfo(work.settings[CLINIC_ZONE])
    verdicts = store.last_verdicts(work.rows, [row.uid for row in seen])
    drifted, absent = _drift(model, [row.given for row in seen])
    labels = _labels(model)
    pairs = _outcomes(work, seen)
    told = calibration_watch([one for one, _ in pairs], [was for _, was in pairs]) if pairs else None
    area = auc([one for one, _ in pairs], [was for _, was in pairs]) if pairs else None
    agrees, beside = _shadow(kept, use.shadow)
    says = []
    if drifted is not None and drifted.is_alarm:
        says.append("What the model is asked with looks otherwise here than where it was made")
    if told is not None and len(pairs) >= _LEAST_OUTCOMES and told.is_alarm:
        says.append("What the model told did not come true as often as it said")
    ratio = told.ratio if told is not None else None
    decided = [verdicts[row.uid] for row in seen if row.uid in verdicts]
    if _is_overridden_otherwise(decided):
        says.append("People decide otherwise on its answers more or less often than they used to")
    return WatchRow(
        model=query.model, version=model.card.version, days=days, rows=len(seen),
        lines=tuple(_line(one, labels) for one in drifted.lines) if drifted else (),
        absent=tuple(dict.fromkeys(labels.get(name, name).split(": ")[0] for name in absent)),
        is_enough=drifted is not None and drifted.is_enough, is_alarm=bool(says), told=told_of(pairs),
        outcomes=len(pairs),
        observed_expected=(ratio.value, ratio.low, ratio.high) if ratio is not None else None,
        auc=(area.value, area.low, area.high) if area is not None else None,
        weeks=weeks_of([(row.at.astimezone(zone).date(), verdicts.get(row.uid)) for row in seen]),
        shadow=use.shadow, shadow_agrees=agrees, shadow_rows=beside, says=tuple(says),
    )  # fmt: skip


@answers(CardOf, permission="insight.watch")
def card_of(query: CardOf, work: Work) -> str:
    return work.given(Catalogue).words(query.model)


@handles(GatherOutcomes, permission="insight.watch")
def gather_outcomes(_: GatherOutcomes, work: Work) -> int:
    due = store.without_outcome(work.rows, Kind.READMISSION, work.now - BACK, MOST)
    told = 0
    for row in due:
        came = any(
            row.at < one.admitted_at <= row.at + BACK for one in work.ask(AdmissionsOf(patient=row.patient))
        )  # fmt: skip
        work.rows.add(InsightOutcome, {
            "answer": row.uid, "happened": "yes" if came else "no", "source": "record",
            "told_by": work.actor.user, "at": work.now,
        })  # fmt: skip
        told += 1
    return told


@handles(ScoreLot, permission="insight.watch")
def score_lot(command: ScoreLot, work: Work) -> tuple[Scored, ...]:
    if command.model not in KINDS or not 1 <= len(command.patients) <= LOT:
        raise Invalid({"patients": "From 1 to 25 patients at once"})
    return tuple(_scored(command, uid, work) for uid in command.patients)


def _scored(command: ScoreLot, patient: UUID, work: Work) -> Scored:
    subject = work.ask(SubjectOf(patient=patient))
    filled = prefilled(subject.facts, subject.sex, subject.age, command.model)
    order = AskRisk(
        id=command.id, model=command.model, values={name: value for name, (value, _) in filled.items()},
        sources={name: source for name, (_, source) in filled.items()}, patient=subject.patient,
    )  # fmt: skip
    said = work.execute(order)
    missing = sum(not one.said for one in said.used)
    if said.silence is not Silence.NONE or not said.likely:
        return Scored(patient, subject.name, subject.detail, None, missing=missing)
    one = said.likely[0]
    return Scored(patient, subject.name, subject.detail, one.probability, one.low, one.high, missing)


def _row(models: Catalogue, name: str, known: dict[str, Any]) -> ModelRow:
    """A model that cannot be read says why, and stands in the list all the same."""
    card, trouble = None, ""
    try:
        card = models.card(name, known.get("shown") or None)
        models.model(name, known.get("shown") or None)
    except KnownError as error:
        trouble = error.title
    if card is None:
        return ModelRow(name, name, "", "", "", 0, trouble=trouble, **known)
    figures = tuple(
        (words, f"{value:.4g}" if isinstance(value, float) else f"{value:,}")
        for key, words in _FIGURES
        if isinstance(value := card.metrics.get(key), int | float)
    )
    size = int(card.metrics.get("bytes") or 0)
    return ModelRow(
        name, card.title, card.version, card.made, card.licence, size, trouble=trouble, figures=figures, **known
    )


def _drift(model: Model, given: Sequence[Any]) -> tuple[drift.Watched | None, tuple[str, ...]]:
    """Against the reference that the model brought along, and what is never recorded here: that is no drift, and said
    apart. A model without a reference is not watched, and nobody says it is."""
    data = model.further.get(drift.FILE)
    if data is None:
        return None, ()
    inputs = inputs_of(model.card.inputs)
    rows = [
        {name: value for name, value in inputs.spread_out(one).items() if value == value}  # noqa: PLR0124 - NaN
        for one in given
    ]
    there = {name for row in rows for name in row}
    whole = drift.read(data)
    seen = {name: spread for name, spread in whole.inputs.items() if name in there}
    fields = (name for one in inputs.asked for name in (one.group or (one.name,)))
    absent = tuple(name for name in fields if name not in there) if rows else ()
    return drift.watched(drift.Reference(whole.n, seen), rows), absent


def _line(one: drift.Watch, labels: dict[str, str]) -> Line:
    name = labels.get(one.name, one.name)
    return Line(name, one.psi, one.ks, one.missing_then, one.missing_now, one.is_alarm)


def _labels(model: Model) -> dict[str, str]:
    """What people call each input."""
    described = (one for one in model.card.inputs if isinstance(one, dict) and "feature" in one)
    return {
        one["feature"]: f"{one['group']}: {one['label']}" if "group" in one else str(one.get("label", one["feature"]))
        for one in described
    }


def _outcomes(work: Work, seen: Sequence[Any]) -> list[tuple[float, bool]]:
    """What was told of those whose outcome is known, and whether it came true."""
    known = store.outcomes(work.rows, [row.uid for row in seen])
    pairs = []
    for row in seen:
        happened, chance = known.get(row.uid), first_chance(row.shown)
        if happened is not None and chance is not None:
            came_true = happened == "yes" if happened in ("yes", "no") else happened == first_name(row.shown)
            pairs.append((chance, came_true))
    return pairs


def _shadow(kept: Sequence[Any], version: str) -> tuple[float | None, int]:
    """How often the shadow put the same first, over answers to the same inputs at the same time."""
    if not version:
        return None, 0
    unseen = {_asked(row): first_name(row.shown) for row in kept if row.is_shadow and row.edition == version}
    both = [unseen[_asked(row)] == first_name(row.shown) for row in kept if not row.is_shadow and _asked(row) in unseen]
    return (sum(both) / len(both) if both else None), len(both)


def _asked(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a row of the store's
    """Two versions that were asked in one transaction were asked the same."""
    return row.at, row.patient, row.thread


def _is_overridden_otherwise(decided: Sequence[Verdict]) -> bool:
    """The later half of what people decided, against the earlier one: rows come the newest first."""
    half = len(decided) // 2
    if half < _LEAST_OUTCOMES:
        return False
    late, early = decided[:half], decided[half:]
    usual = sum(one in OVERRIDDEN for one in early) / len(early)
    return override_watch(sum(one in OVERRIDDEN for one in late), len(late), usual).is_alarm


def _days(days: int) -> int:
    return max(1, min(days, LONGEST))
