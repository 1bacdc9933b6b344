"""The diagnosis model at work: answers go in, a calibrated ranking comes out, with reasons and the next best question.

It abstains when nothing stands out and says so. What must not be missed is named as long as it is not excluded,
wherever it stands in the ranking: a list that is short for the eye never hides it. numpy comes with the first question.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

import msgspec

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain.answer import Kind, Likely, Opinion, Share, Silence, Turning, Used
from hms_desktop.features.insight.domain.interview import (
    Evidence,
    Interview,
    Outlook,
    Question,
    Reasons,
    Said,
    settled,
)
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.insight.versions import beside, in_use
from hms_desktop.inference import interval
from hms_desktop.inference.catalogue import Model
from hms_desktop.inference.explain import shares
from hms_desktop.inference.interview import Table, ranked, temperatures, worth
from hms_desktop.kernel.messages import Command, Query, answers, handles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bytes = NDArray[np.int8]
else:
    Floats = Bytes = Any

NAME: Final = "diagnosis"
VOCABULARY: Final = "vocabulary.json"
SHOWN: Final = 5
_NEXT: Final = 3
_MOST_SHARES: Final = 6
_MOST_PARTS: Final = 24
_SURE: Final = 1e-9
_LEAST: Final = 1e-4
_OLDEST: Final = 125.0
_ANSWERS: Final = {True: "yes", False: "no"}


@dataclass(frozen=True, kw_only=True)
class AskDiagnosis(Command[Interview]):
    """What these answers speak for, and what to ask next. What is shown is kept; nothing of it is a finding.

    `said` begins with the complaint. `thread` holds the steps of one interview together.
    """

    keeps_answer: ClassVar[bool] = False

    thread: UUID
    said: tuple[Said, ...]
    age: float
    sex: str
    patient: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Evidences(Query[tuple[Evidence, ...]]):
    """Everything that the interview can ask."""


@handles(AskDiagnosis, permission="insight.ask")
def ask_diagnosis(command: AskDiagnosis, work: Work) -> Interview:
    said = settled(command.said)
    interview = interviewer(work).held(said, command.age, command.sex)
    given = {
        "age": command.age,
        "male": command.sex == "male",
        "answers": {one.code: one.answer for one in said},
    }
    look = Look(given, command.patient, command.thread)
    beside(work, NAME, look, lambda model: model.read_by(Interviewer).held(said, command.age, command.sex).opinion)
    return replace(interview, opinion=kept(work, look, interview.opinion))


@answers(Evidences, permission="insight.ask")
def every_evidence(_: Evidences, work: Work) -> tuple[Evidence, ...]:
    return interviewer(work).evidences


def interviewer(work: Work) -> Interviewer:
    """The model with its vocabulary; NotFound or Storage in words where it is missing or changed."""
    return in_use(work, NAME).read_by(Interviewer)


class Interviewer:
    """One model and its vocabulary."""

    def __init__(self, model: Model) -> None:
        import numpy as np

        said = msgspec.json.decode(model.further[VOCABULARY])
        self._model, self._card = model, model.card
        self._conditions: list[dict[str, Any]] = said["conditions"]
        self.evidences = tuple(_evidence(one) for one in said["evidences"])
        self._place = {one.code: at for at, one in enumerate(self.evidences)}
        self._parent = np.array([self._place.get(one.parent, -1) for one in self.evidences])
        packed = np.frombuffer(base64.b64decode(said["frequencies"]), dtype="<u2")
        self._table = Table.of(packed.reshape(len(self._conditions), -1) / 65535, self._parent)
        self._values = len(said["values"])
        self._closed = np.array([not one.is_yes_or_no for one in self.evidences])
        counted = model.further.get(interval.FILE)
        self._reliability = interval.read(counted) if counted else None

    def held(self, said: Sequence[Said], age: float, sex: str) -> Interview:
        """Where the interview stands after these answers."""
        known = [one for one in said if one.answer is not None and one.code in self._place]
        bare = self._bare(known)
        if not known or not 0 <= age <= _OLDEST:
            silence = Silence.NOTHING if not known else Silence.OUTSIDE
            return Interview(opinion=replace(bare, silence=silence))
        person = (min(age, _OLDEST), float(sex == "male"))
        row = self._row(known)
        heat = float(temperatures(row[None], self._card.calibration["knots"])[0])
        chances = self._chances([row], person, heat)[0]
        order = [int(at) for at in (-chances).argsort(kind="stable")]
        listed = float(self._card.thresholds["listed_above"])
        grave = [at for at in order if self._severity(at) <= self._card.thresholds["severe_at_most"]]
        likely = tuple(self._likely(at, float(chances[at]), len(known) - 1) for at in order[: SHOWN + 1])
        unsure = float(chances[order[0]]) < self._card.thresholds["abstain_below"]
        reasons = self._reasons(known, person, heat, order[: SHOWN + 1])
        return Interview(
            opinion=replace(
                bare, likely=likely, silence=Silence.UNSURE if unsure else Silence.NONE,
                subject=reasons[0].subject, shares=reasons[0].shares, others=reasons[0].others,
                turning=self._turning(known, person, heat, order[0]),
            ),
            questions=self._questions(said, row, person, chances),
            reasons=reasons,
            grave=tuple(self._name(at) for at in grave if chances[at] >= listed),
            asked=len(known) - 1,
        )  # fmt: skip

    def _bare(self, known: Sequence[Said]) -> Opinion:
        used = tuple(
            Used(self.evidences[self._place[one.code]].short, _ANSWERS[bool(one.answer)], "said") for one in known
        )
        card = self._card
        return Opinion(
            kind=Kind.DIAGNOSIS, model=NAME, version=card.version, made=card.made, title=card.title, used=used
        )

    def _row(self, known: Sequence[Said]) -> Bytes:
        import numpy as np

        row = np.zeros(len(self.evidences), np.int8)
        for one in known:
            row[self._place[one.code]] = 1 if one.answer else -1
        for one in known:
            parent = int(self._parent[self._place[one.code]])
            if one.answer and parent >= 0:
                row[parent] = 1  # a yes to the part is a yes to the whole, whichever was said last
        return row

    def _chances(self, rows: Sequence[Bytes], person: tuple[float, float], heat: float | None) -> Floats:
        """Calibrated probabilities; without a temperature each row has its own. One by one, so that a row's rounding to
        eight bits never depends on the rows beside it."""
        import numpy as np

        who = np.array([person], np.float32)
        nothing, first = np.zeros((1, self._values), np.int8), np.zeros(1, np.int64)
        scores = [
            self._model.run({"answers": row[None], "patient": who, "said": nothing, "first": first})["scores"]
            for row in rows
        ]
        knots = self._card.calibration["knots"]
        heats = temperatures(np.stack(list(rows)), knots) if heat is None else np.full(len(rows), heat)
        return ranked(np.concatenate(scores), heats)

    def _likely(self, at: int, chance: float, asked: int) -> Likely:
        one = self._conditions[at]
        low, high = chance, chance
        if self._reliability is not None:
            stated = self._reliability.stated(chance, asked)
            low, high = round(stated.low, 4), round(stated.high, 4)
        return Likely(one["name"], _told(chance), low, high, one["icd10"], self._severity(at))

    def _questions(
        self, said: Sequence[Said], row: Bytes, person: tuple[float, float], chances: Floats
    ) -> tuple[Question, ...]:
        closed = row.copy()
        for one in said:
            if one.code in self._place and one.answer is None:
                closed[self._place[one.code]] = -1  # not known: neither asked again nor counted as a no
        gains = worth(chances[None], closed[None], self._table)[0]
        gains[self._closed] = -1.0
        best = [int(at) for at in (-gains).argsort(kind="stable")[:_NEXT] if gains[at] > 0]
        made = []
        for at in best:
            yes, no = self._outlooks(row, person, at)
            made.append(Question(self.evidences[at].code, self.evidences[at].question, float(gains[at]), yes, no))
        return tuple(made)

    def _outlooks(self, row: Bytes, person: tuple[float, float], at: int) -> tuple[Outlook, Outlook]:
        rows = []
        for answer in (1, -1):
            other = row.copy()
            other[at] = answer
            rows.append(other)
        yes, no = self._chances(rows, person, None)
        return self._outlook(yes), self._outlook(no)

    def _outlook(self, chances: Floats) -> Outlook:
        first = int(chances.argmax())
        return Outlook(self._name(first), _told(float(chances[first])))

    def _reasons(
        self, known: Sequence[Said], person: tuple[float, float], heat: float, order: Sequence[int]
    ) -> tuple[Reasons, ...]:
        """Shares of each candidate's log odds, answer by answer; beyond a number of answers the later ones together."""
        parts = [list(known[at : at + 1]) for at in range(min(len(known), _MOST_PARTS))]
        if len(known) > _MOST_PARTS:
            parts[-1] = list(known[_MOST_PARTS - 1 :])

        def odds(sets: Sequence[frozenset[int]]) -> Floats:
            import numpy as np

            rows = [self._row([one for part in sorted(chosen) for one in parts[part]]) for chosen in sets]
            inside = np.clip(self._chances(rows, person, heat), _SURE, 1 - _SURE)[:, list(order)]
            made: Floats = np.log(inside) - np.log1p(-inside)
            return made

        gone = shares(odds, len(parts))
        return tuple(self._told(parts, gone[:, column], at) for column, at in enumerate(order))

    def _told(self, parts: Sequence[Sequence[Said]], gone: Floats, at: int) -> Reasons:
        order = [int(part) for part in (-abs(gone)).argsort(kind="stable")]
        first = [
            Share(
                self.evidences[self._place[parts[part][0].code]].short,
                _ANSWERS[bool(parts[part][0].answer)],
                round(float(gone[part]), 4),
            )
            for part in order[:_MOST_SHARES]
        ]
        others = round(float(gone.sum()) - sum(share.share for share in first), 4)
        return Reasons(self._name(at), tuple(first), others)

    def _turning(
        self, known: Sequence[Said], person: tuple[float, float], heat: float, first: int
    ) -> tuple[Turning, ...]:
        """Single answers that, had they been the other one, would put something else in front."""
        rows = []
        for place, one in enumerate(known):
            other = [*known[:place], replace(one, answer=not one.answer), *known[place + 1 :]]
            rows.append(self._row(other))
        made = []
        for one, chances in zip(known, self._chances(rows, person, heat), strict=True):
            other_first = int(chances.argmax())
            if other_first != first:
                name = self.evidences[self._place[one.code]].short
                fact = (name, _ANSWERS[bool(one.answer)], _ANSWERS[not one.answer])
                made.append(Turning((fact,), self._name(other_first), _told(float(chances[other_first]))))
        return tuple(sorted(made, key=lambda one: -one.probability)[:_NEXT])

    def _severity(self, at: int) -> int:
        return int(self._conditions[at]["severity"])

    def _name(self, at: int) -> str:
        return str(self._conditions[at]["name"])


def _told(chance: float) -> float:
    """In four decimals, and never as certain: no answer of a model is."""
    return round(min(max(chance, _LEAST), 1 - _LEAST), 4)


def _evidence(one: dict[str, Any]) -> Evidence:
    return Evidence(one["code"], one["question"], one["parent"] or "", bool(one["antecedent"]))
