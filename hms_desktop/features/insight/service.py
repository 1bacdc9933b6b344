"""What was shown is kept, and what a person makes of it: the only ways from an answer to the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight import store
from hms_desktop.features.insight.domain.answer import Opinion, Verdict
from hms_desktop.features.insight.domain.history import REASONS, AnswerRow, accepted_lines
from hms_desktop.features.insight.tables import InsightAnswer, InsightOutcome, InsightVerdict
from hms_desktop.features.patients.chart import RecordsOf
from hms_desktop.inference.cache import input_hash
from hms_desktop.kernel.chart import LINES, TimelineLine, newest_first
from hms_desktop.kernel.clock import from_ms
from hms_desktop.kernel.errors import Invalid, NotFound
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles

ONE_LOOK: Final = timedelta(minutes=5)
"""The same answer asked again within this time is one look, as a chart opened twice is."""
LONGEST: Final = 2_000
SOURCES: Final = ("person", "record")
_EVER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """Who was asked about and with what: what `kept` writes beside an answer."""

    given: Mapping[str, Any]
    patient: UUID | None = None
    thread: UUID | None = None
    is_shadow: bool = False


@dataclass(frozen=True, kw_only=True)
class Decide(Command[UUID]):
    """A person accepts something of an answer, dismisses it with a reason, or reports it as wrong."""

    answer: UUID
    verdict: Verdict
    what: str = ""
    code: str = ""
    why: str = ""
    """A key of `REASONS` for dismissing."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TellOutcome(Command[UUID]):
    """What really happened after an answer, for the watch over the model."""

    answer: UUID
    happened: str
    source: str = "person"


@dataclass(frozen=True, kw_only=True)
class AnswersOf(Query[tuple[AnswerRow, ...]]):
    """Everything that was shown of a patient, and what became of it; the newest first."""

    patient: UUID


@dataclass(frozen=True, kw_only=True)
class InsightLines(Query[tuple[TimelineLine, ...]]):
    """This feature's lines of a timeline: what a person accepted."""

    patients: tuple[UUID, ...]
    before: int | None = None
    """Milliseconds since 1970; lines before that instant."""
    size: int = LINES


@handles(Decide, permission="insight.accept")
def decide(command: Decide, work: Work) -> UUID:
    found = store.answer(work.rows, command.answer)
    if found is None:
        raise NotFound("Not found", "This answer is not there (any more)", "Ask again")
    if found.patient is not None:
        work.ask(RecordsOf(uid=found.patient))
    _demand_sound(command)
    return work.rows.add(InsightVerdict, {
        "answer": command.answer, "patient": found.patient, "verdict": command.verdict, "what": command.what,
        "code": command.code, "reason": REASONS.get(command.why, ""), "note": command.note,
        "decided_by": work.actor.user, "at": work.now,
    })  # fmt: skip


@handles(TellOutcome, permission="insight.accept")
def tell_outcome(command: TellOutcome, work: Work) -> UUID:
    if store.answer(work.rows, command.answer) is None:
        raise NotFound("Not found", "This answer is not there (any more)", "Ask again")
    if not command.happened or len(command.happened) > LONGEST or command.source not in SOURCES:
        raise Invalid({"happened": "Say what happened"})
    return work.rows.add(InsightOutcome, {
        "answer": command.answer, "happened": command.happened, "source": command.source,
        "told_by": work.actor.user, "at": work.now,
    })  # fmt: skip


@answers(AnswersOf, permission="insight.ask", audited=Audited("opened", "insight_answer"))
def answers_of(query: AnswersOf, work: Work) -> tuple[AnswerRow, ...]:
    records: tuple[UUID, ...] = work.ask(RecordsOf(uid=query.patient))
    return store.answers_of(work.rows, records)


@answers(InsightLines, permission="insight.ask")
def insight_lines(query: InsightLines, work: Work) -> tuple[TimelineLine, ...]:
    if not query.patients:
        return ()
    for uid in query.patients:
        work.ask(RecordsOf(uid=uid))
    before = work.now + _EVER if query.before is None else from_ms(query.before)
    return newest_first(accepted_lines(store.accepted(work.rows, query.patients, before, query.size)), query.size)


def kept(work: Work, look: Look, opinion: Opinion) -> Opinion:
    """Writes down what is about to be shown; no record, no answer. Asked again within minutes it is the same look."""
    hashed = input_hash(opinion.model, opinion.version, look.given)
    if not look.is_shadow:
        same = store.same_answer(work.rows, (look.patient, work.actor.user, hashed), work.now - ONE_LOOK)
        if same is not None:
            return replace(opinion, uid=same)
    uid = work.rows.add(InsightAnswer, {
        "patient": look.patient, "thread": look.thread, "kind": opinion.kind, "model": opinion.model,
        "edition": opinion.version, "input_hash": hashed, "given": dict(look.given),
        "shown": msgspec.to_builtins(opinion), "is_shadow": look.is_shadow, "asked_by": work.actor.user,
        "at": work.now,
    })  # fmt: skip
    return replace(opinion, uid=uid)


def _demand_sound(command: Decide) -> None:
    told = {}
    if command.verdict is Verdict.ACCEPTED and not command.what:
        told["what"] = "Say what is accepted"
    if command.verdict is Verdict.DISMISSED and command.why not in REASONS:
        told["why"] = "Choose why"
    if command.verdict is Verdict.REPORTED and not command.note:
        told["note"] = "Say what is wrong"
    for name in ("what", "code", "note"):
        if len(getattr(command, name)) > LONGEST:
            told[name] = "At most 2,000 letters"
    if told:
        raise Invalid(told)
