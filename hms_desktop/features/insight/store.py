"""Answers, verdicts and outcomes out of the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, select

from hms_desktop.data.rows import Rows
from hms_desktop.features.insight.domain.answer import Kind, Verdict
from hms_desktop.features.insight.domain.history import AcceptedRow, AnswerRow
from hms_desktop.features.insight.tables import InsightAnswer, InsightOutcome, InsightVerdict

MOST: Final = 200
_LOT: Final = 500


def same_answer(rows: Rows, asked: tuple[UUID | None, UUID, str], since: datetime) -> UUID | None:
    """The same answer to the same person for the same patient since then: it is one look, not two."""
    patient, by, input_hash = asked
    table = InsightAnswer
    whose = table.patient == patient if patient is not None else table.patient.is_(None)
    same = whose & (table.asked_by == by) & (table.input_hash == input_hash) & (table.at >= since) & ~table.is_shadow
    found = rows.first(select(table.uid).where(same).order_by(table.at.desc()).limit(1))
    return None if found is None else found.uid


def answer(rows: Rows, uid: UUID) -> Any:  # noqa: ANN401 - a row of the select below
    """One answer's facts; None when it is not there."""
    table = InsightAnswer
    return rows.first(select(table.uid, table.patient, table.kind, table.model, table.shown).where(table.uid == uid))


def answers_of(rows: Rows, patients: Collection[UUID]) -> tuple[AnswerRow, ...]:
    """What was shown of these records and what became of it, the newest first; the verdict that came last counts."""
    if not patients:
        return ()
    table = InsightAnswer
    asked = (
        select(table.uid, table.kind, table.model, table.edition, table.shown, table.asked_by, table.at)
        .where(table.patient.in_(patients), ~table.is_shadow)
        .order_by(table.at.desc(), table.uid.desc())
        .limit(MOST)
    )
    found = rows.all(asked)
    verdicts = _verdicts(rows, [row.uid for row in found])
    return tuple(AnswerRow(*row, *verdicts.get(row.uid, (None, "", ""))) for row in found)


def accepted(rows: Rows, patients: Collection[UUID], before: datetime, most: int) -> tuple[AcceptedRow, ...]:
    """What was accepted of answers on these records and not taken back by a later verdict."""
    verdict, told = InsightVerdict, InsightAnswer
    asked = (
        select(told.uid, told.kind, told.model, told.edition, verdict.what, verdict.at, verdict.local_no)
        .join(told, told.uid == verdict.answer)
        .where(verdict.patient.in_(patients), verdict.verdict == Verdict.ACCEPTED, verdict.at < before)
        .order_by(verdict.at.desc(), verdict.local_no.desc())
        .limit(most)
    )
    found = [AcceptedRow(*row) for row in rows.all(asked)]
    last = last_verdicts(rows, [row.uid for row in found])
    return tuple(row for row in found if last.get(row.uid) is Verdict.ACCEPTED)


def treatments(rows: Rows, most: int) -> list[Any]:
    """(answer, patient, given, code) of treatments that somebody accepted and nobody took back, the newest first."""
    verdict, told = InsightVerdict, InsightAnswer
    asked = (
        select(told.uid, told.patient, told.given, verdict.code)
        .join(told, told.uid == verdict.answer)
        .where(told.kind == Kind.TREATMENT, ~told.is_shadow, verdict.verdict == Verdict.ACCEPTED)
        .order_by(verdict.at.desc(), verdict.local_no.desc())
        .limit(most)
    )
    found = list(rows.all(asked))
    last = last_verdicts(rows, [row.uid for row in found])
    return [row for row in found if last.get(row.uid) is Verdict.ACCEPTED]


def counts(rows: Rows, since: datetime) -> dict[tuple[str, bool], int]:
    """Answers by model, a shadow's apart."""
    table = InsightAnswer
    asked = select(table.model, table.is_shadow, func.count()).where(table.at >= since)
    return {(model, bool(shadow)): n for model, shadow, n in rows.all(asked.group_by(table.model, table.is_shadow))}


def watched(rows: Rows, model: str, since: datetime, most: int) -> list[Any]:
    """The last answers of a model, the newest first."""
    table = InsightAnswer
    columns = (
        table.uid, table.patient, table.thread, table.edition, table.given, table.shown, table.is_shadow, table.at,
    )  # fmt: skip
    asked = select(*columns).where(table.model == model, table.at >= since)
    return list(rows.all(asked.order_by(table.at.desc(), table.uid.desc()).limit(most)))


def last_verdicts(rows: Rows, answers: Sequence[UUID]) -> dict[UUID, Verdict]:
    """The last verdict on each."""
    return {uid: said[0] for part in _parts(answers) for uid, said in _verdicts(rows, part).items()}


def outcomes(rows: Rows, answers: Sequence[UUID]) -> dict[UUID, str]:
    """What happened after each; of several the last that was told."""
    table, found = InsightOutcome, dict[UUID, str]()
    for part in _parts(answers):
        asked = select(table.answer, table.happened).where(table.answer.in_(part)).order_by(table.local_no)
        found |= {row.answer: row.happened for row in rows.all(asked)}
    return found


def without_outcome(rows: Rows, kind: Kind, until: datetime, most: int) -> list[Any]:
    """Answers on patients on file that are old enough for their outcome to be known, and have none."""
    table = InsightAnswer
    has_one = exists().where(InsightOutcome.answer == table.uid)
    asked = select(table.uid, table.patient, table.at).where(
        table.kind == kind, ~table.is_shadow, table.patient.is_not(None), table.at <= until, ~has_one
    )
    return list(rows.all(asked.order_by(table.at).limit(most)))


def _parts(uids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """In lots, because a statement takes no list of thousands."""
    return (uids[at : at + _LOT] for at in range(0, len(uids), _LOT))


def _verdicts(rows: Rows, answers: Collection[UUID]) -> dict[UUID, tuple[Verdict, str, str]]:
    if not answers:
        return {}
    table = InsightVerdict
    asked = select(table.answer, table.verdict, table.what, table.reason).where(table.answer.in_(answers))
    return {row.answer: (row.verdict, row.what, row.reason) for row in rows.all(asked.order_by(table.local_no))}
