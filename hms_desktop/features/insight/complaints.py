"""The complaint in words: what of it the interview can take up, and what it could ask instead.

What the text denies is a no, what it doubts is offered as a question, and what was read stands in its own words beside
the answer, so that a misreading is seen and dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.diagnosing import interviewer
from hms_desktop.features.insight.domain.interview import Evidence, Said, found
from hms_desktop.features.insight.domain.symptoms.finding import Finding
from hms_desktop.features.insight.domain.symptoms.finding import Said as Answered
from hms_desktop.features.insight.domain.symptoms.lexicon import Lexicon
from hms_desktop.features.insight.domain.symptoms.reading import read_symptoms, with_entailed
from hms_desktop.features.insight.versions import in_use
from hms_desktop.features.workstation.manifest import CLINIC_ZONE
from hms_desktop.inference.catalogue import Model
from hms_desktop.kernel.errors import KnownError
from hms_desktop.kernel.messages import Query, answers

NAME: Final = "symptoms"
LONGEST: Final = 1_000
_ANSWERS: Final = {Answered.YES: True, Answered.NO: False}


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as it stands in the text: the words, and since when."""

    code: str
    words: str
    since: str = ""


@dataclass(frozen=True)
class Complaint:
    """What was understood of some words. `evidences` names every code in `said`; `offers` are what may be meant."""

    said: tuple[Said, ...] = ()
    read: tuple[Read, ...] = ()
    evidences: tuple[Evidence, ...] = ()
    offers: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadComplaint(Query[Complaint]):
    """What these words say, as answers to the interview's questions. Nothing of it is kept."""

    text: str


@answers(ReadComplaint, permission="insight.ask")
def read_complaint(query: ReadComplaint, work: Work) -> Complaint:
    text = query.text[:LONGEST]
    known = {one.code: one for one in interviewer(work).evidences}
    today = work.now.astimezone(ZoneInfo(work.settings[CLINIC_ZONE])).date()
    findings = [one for one in _findings(work, text, today) if one.code in known and not _is_denied_choice(one)]
    said = {one.code: _ANSWERS[one.said] for one in findings if one.said in _ANSWERS}
    doubted = [known[code] for code in dict.fromkeys(one.code for one in findings) if code not in said]
    offers = doubted if findings else found(known.values(), text)
    return Complaint(
        said=tuple(Said(code, answer) for code, answer in said.items()),
        read=_reads(findings, text),
        evidences=tuple(known[code] for code in said),
        offers=tuple(offers),
    )


def _findings(work: Work, text: str, today: date) -> tuple[Finding, ...]:
    """Without the lexicon nothing is read, and questions are found by their words alone."""
    try:
        lexicon = in_use(work, NAME).read_by(_lexicon)
    except KnownError:
        return ()
    return with_entailed(read_symptoms(text, lexicon, today), lexicon)


def _is_denied_choice(one: Finding) -> bool:
    """«No chest pain» denies one place; it does not answer «do you feel pain somewhere»."""
    return bool(one.value) and one.said is Answered.NO


def _reads(findings: Iterable[Finding], text: str) -> tuple[Read, ...]:
    told: dict[str, Read] = {}
    for one in findings:
        words = text[one.start : one.end]
        told.setdefault(one.code, Read(one.code, words, one.since.words if one.since else ""))
    return tuple(told.values())


def _lexicon(model: Model) -> Lexicon:
    return Lexicon(msgspec.json.decode(model.data))
