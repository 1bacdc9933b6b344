"""The complaint in words: what of it the interview can take up, and what it could ask instead."""

from __future__ import annotations

from dataclasses import dataclass

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.diagnosing import interviewer
from hms_desktop.features.insight.domain.interview import Evidence, Said, found
from hms_desktop.kernel.messages import Query, answers

LONGEST = 1_000


@dataclass(frozen=True)
class Complaint:
    """What was understood of some words. `evidences` names every code in `said`; `offers` are what may be meant."""

    said: tuple[Said, ...] = ()
    evidences: tuple[Evidence, ...] = ()
    offers: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadComplaint(Query[Complaint]):
    """What these words say, as answers to the interview's questions. Nothing of it is kept."""

    text: str


@answers(ReadComplaint, permission="insight.ask")
def read_complaint(query: ReadComplaint, work: Work) -> Complaint:
    every = interviewer(work).evidences
    return Complaint(offers=found(every, query.text[:LONGEST]))
