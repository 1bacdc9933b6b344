"""Who does not come: foretold for a waiting list and for appointments, and learnt anew from the clinic's own history.

What foretells is the fit in use, else the base that came with the program, else the rule; an answer says which. A fit
is taken into use only if it is no worse than the base on rows and patients that it has not seen. Nothing here books,
calls off or keeps anybody out: a risk orders a list and is explained to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.service import BirthYears
from hms_desktop.features.scheduling import judging, store
from hms_desktop.features.scheduling.domain import (
    FitFigures,
    FitRow,
    ForetoldBy,
    NoShowModel,
    NoShowRisk,
    Person,
    Record,
    Time,
    Weights,
    foretold,
    no_show_risk,
    past_of,
)
from hms_desktop.features.scheduling.domain.foretelling import (
    NAMES,
    both,
    days_between,
    of_person,
    of_time,
    probability,
    pull,
)
from hms_desktop.features.scheduling.tables import NoShowFit
from hms_desktop.inference.catalogue import Catalogue
from hms_desktop.kernel.clock import from_ms
from hms_desktop.kernel.errors import Conflict, KnownError
from hms_desktop.kernel.messages import Command, Query, answers, handles

MOST: Final = 50_000
"""Finished appointments that are learnt from, the last ones: a second's work, and what was long ago has changed."""

_LOOK_BACK: Final = timedelta(days=365)
_SHOWN: Final = 20
_ASKED: Final = 500


@dataclass(frozen=True, kw_only=True)
class LearnNoShows(Command[UUID]):
    """The clinic's finished appointments teach the model. The fit is kept, and used if it is no worse than the base;
    if it is worse, the base foretells again, for an older fit has seen no more. Answers which fit it is."""


@dataclass(frozen=True, kw_only=True)
class NoShowFits(Query[NoShowModel]):
    """What foretells here, and what was learnt so far."""


@dataclass(frozen=True, kw_only=True)
class NoShowRisks(Query[tuple[NoShowRisk, ...]]):
    """How likely these appointments, at most 500, are missed, and why. What is over or called off is left out."""

    appointments: tuple[UUID, ...]


@dataclass(frozen=True)
class _InUse:
    """What foretells: weights, or why there are none."""

    weights: Weights | None
    by: ForetoldBy
    version: str = ""
    why_rule: str = ""


@dataclass(frozen=True)
class Forecast:
    """Some patients at one moment, made ready for times: what each brings along is summed once."""

    model: Weights | None
    pulls: Mapping[UUID, float]
    """What each adds to the log odds."""
    own: Mapping[UUID, Record]
    clinic: Record
    """For the rule, where there is no model."""

    def risks(self, time: Time) -> dict[UUID, float]:
        """For each patient, between 0 and 1."""
        if self.model is None:
            ahead = int(time.days_ahead or 0)
            return {uid: no_show_risk(own, self.clinic, ahead) for uid, own in self.own.items()}
        told = self.model.usual + pull(self.model, of_time(time))
        return {uid: probability(told + adds) for uid, adds in self.pulls.items()}


def forecast(work: Work, who: Mapping[UUID, tuple[int | None, int]]) -> Forecast:
    """For patients with their years of birth and the minutes that they wait for."""
    if not who:
        return Forecast(None, {}, {}, Record())
    model, known = _in_use(work).weights, store.went(work.rows, tuple(who))
    if model is None:
        return Forecast(None, {}, {uid: _record(known.get(uid, ())) for uid in who}, _clinic(work))
    year = work.now.astimezone(store.zone_of(work)).year
    pulls = {}
    for uid, (born, minutes) in who.items():
        person = Person(past=past_of(known.get(uid, ()), work.now), at=work.now, birth_year=born)
        asked = Time(minutes=minutes, is_series=False)
        pulls[uid] = pull(model, both(of_person(person, year), of_time(asked)))
    return Forecast(model, pulls, {}, Record())


@handles(LearnNoShows, permission="schedule.learn")
def learn_no_shows(command: LearnNoShows, work: Work) -> UUID:  # noqa: ARG001 - it says no more than its kind
    base = judging.base(work.given(Catalogue))
    rows = _rows(work)
    found = judging.learnt(rows, base)
    for one in store.fits_in_use(work.rows):
        work.rows.change(NoShowFit, one.uid, one.version, {"is_in_use": False})
    return work.rows.add(NoShowFit, {
        "number": store.last_fit(work.rows) + 1, "at": work.now, "rows": len(rows), "base": base.version,
        "weights": _kept(found.weights), "is_in_use": found.is_better,
        "figures": {**asdict(found.figures), "reference": dict(found.reference)},
    })  # fmt: skip


@answers(NoShowFits, permission="schedule.fits")
def no_show_fits(_: NoShowFits, work: Work) -> NoShowModel:
    used = _in_use(work)
    return NoShowModel(used.by, used.version, used.why_rule, tuple(map(_fit, store.fits(work.rows, _SHOWN))))


@answers(NoShowRisks, permission="schedule.see")
def no_show_risks(query: NoShowRisks, work: Work) -> tuple[NoShowRisk, ...]:
    found = store.expected(work, query.appointments[:_ASKED])
    patients = tuple(dict.fromkeys(one.patient for one in found))
    used, known = _in_use(work), store.went(work.rows, patients)
    if used.weights is None:
        every = _clinic(work)
        return tuple(_by_rule(one, _record(known.get(one.patient, ())), every) for one in found)
    born = {uid: row.born.year for uid, row in store.names(work, patients).items() if row.born}
    pasts = {uid: past_of(known.get(uid, ()), work.now) for uid in patients}
    return tuple(_by_model(one, used, Person(past=pasts[one.patient], at=work.now, birth_year=born.get(one.patient)))
                 for one in found)  # fmt: skip


def _rows(work: Work) -> judging.Table:
    """The history as inputs; Conflict when there is too little of it."""
    found = store.finished(work.rows, work.now, MOST)
    patients = tuple({one[1] for one in found})
    uids = tuple(one if isinstance(one, UUID) else UUID(bytes=one) for one in patients)
    born = work.ask(BirthYears(uids=uids))
    years = dict(zip(patients, born, strict=True))
    rows = judging.warmed(judging.table(judging.history(found, years)), was_cut=len(found) == MOST)
    if not judging.is_enough(rows.missed):
        raise Conflict(
            "Too little to learn from",
            "It takes {least} finished appointments, {each} of them missed and some of these of late; there are {rows}",
            "The model that came with the program goes on until then",
            least=judging.LEAST_ROWS, each=judging.LEAST_OF_EACH, rows=len(rows),
        )  # fmt: skip
    return rows


def _in_use(work: Work) -> _InUse:
    row = next(iter(store.fits_in_use(work.rows)), None)
    own = None if row is None else _read(row.weights, row.base)
    if row is not None and own is not None:
        return _InUse(own, ForetoldBy.OWN, f"{row.base}.{row.number}")
    try:
        shipped = judging.base(work.given(Catalogue))
    except KnownError as error:
        return _InUse(None, ForetoldBy.RULE, why_rule=str(error))
    return _InUse(shipped, ForetoldBy.BASE, shipped.version)


def _kept(model: Weights) -> dict[str, Any]:
    return {"names": list(NAMES), "usual": model.usual, "weights": list(model.weights), "means": list(model.means),
            "covariance": [list(one) for one in model.covariance]}  # fmt: skip


def _read(kept: Mapping[str, Any], base: str) -> Weights | None:
    """None for a fit whose inputs are not this program's: another version learnt it."""
    if tuple(kept["names"]) != NAMES:
        return None
    spread = tuple(tuple(one) for one in kept["covariance"])
    return Weights(kept["usual"], tuple(kept["weights"]), tuple(kept["means"]), spread, base, is_own=True)


def _fit(row: Any) -> FitRow:  # noqa: ANN401 - a row of the store's columns
    figures = dict(row.figures)
    reference = figures.pop("reference", {})
    told = msgspec.convert(figures, FitFigures)
    return FitRow(row.uid, row.version, row.number, row.at, row.rows, row.is_in_use, row.base, told, reference)


def _by_model(one: Any, used: _InUse, who: Person) -> NoShowRisk:  # noqa: ANN401 - a row of `expected`
    assert used.weights is not None
    booked = judging.booked_ms(one.uid)
    time = Time(
        days_ahead=days_between(from_ms(booked), one.starts) if booked >= 0 else None, weekday=one.day.weekday(),
        minute=one.minute, minutes=one.minutes, is_series=one.series is not None,
    )  # fmt: skip
    said = foretold(used.weights, both(of_person(who, one.day.year), of_time(time)))
    return NoShowRisk(one.uid, one.patient, said.risk, used.by, used.version, said.low, said.high, said.usual,
                      said.shares)  # fmt: skip


def _by_rule(one: Any, own: Record, every: Record) -> NoShowRisk:  # noqa: ANN401
    booked = judging.booked_ms(one.uid)
    ahead = int(days_between(from_ms(booked), one.starts)) if booked >= 0 else 0
    return NoShowRisk(one.uid, one.patient, no_show_risk(own, every, ahead), ForetoldBy.RULE)


def _record(past: Any) -> Record:  # noqa: ANN401 - a sequence of Went
    missed = sum(one.is_missed for one in past)
    return Record(len(past) - missed, missed)


def _clinic(work: Work) -> Record:
    return store.record_of_all(work.rows, work.now - _LOOK_BACK)
