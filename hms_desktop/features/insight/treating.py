"""Treatment suggestions: what is written for the diagnoses, weighed with what was given here, checked drug by drug.

Only a drug that a source names for one of the diagnoses is ever suggested. Each is checked for this patient as an order
would be; what is contraindicated is not suggested and is said, with the reason, and what could not be checked is said
too. No dose is named: that belongs to prescribing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight import store
from hms_desktop.features.insight.domain.answer import Kind, Likely, Opinion, Share, Silence, Used
from hms_desktop.features.insight.domain.treatment import (
    LONGEST,
    SHOWN,
    Barred,
    Diagnosis,
    Facts,
    Popular,
    Reason,
    Standing,
    Suggested,
    Taken,
    Treatment,
    category,
    firmness,
    first_ones,
    in_order,
    in_words,
    marks,
    sentences,
    wrong,
)
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.insight.versions import in_use
from hms_desktop.features.knowledge.domain import Alert, Checked, CodeRow, Indication, Level, Order, Patient
from hms_desktop.features.knowledge.service import (
    CodesLike,
    CodesNamed,
    DrugSheet,
    DrugsLike,
    IndicatedFor,
    KnowledgeState,
    OrderChecks,
)
from hms_desktop.inference.suggest import (
    DIAGNOSIS,
    ELSEWHERE,
    ELSEWHERE_WEIGHT,
    MARK,
    MOST_CASES,
    OTHERS,
    POPULARITY,
    Elsewhere,
    History,
    Part,
    blended,
    cases,
    reach,
    score,
    weight_of,
)
from hms_desktop.kernel.errors import Invalid, KnownError, NotFound
from hms_desktop.kernel.messages import Command, Query, answers, handles

NAME: Final = "treatment"
RULE: Final = "Treatments that the knowledge names"
DIABETES: Final = ("E08", "E09", "E10", "E11", "E13")
_SHARES: Final = 6
_WORDS: Final = 200
_OF_DOSES: Final = ("the amount of one dose", "how many times a day", "the dose in ")
"""What only a dose can answer: it is asked for when an order is written, not here."""
_FACTS: Final = {"egfr": "the creatinine", "is_pregnant": "whether pregnant", "age_months": "the age", "sex": "the sex"}
_YES: Final = {True: "yes", False: "no", None: ""}
_NAMES: Final = {
    "guideline": "Named by a guideline",
    "sheet": "Named by its own sheet",
    "group": "Named by its group",
    POPULARITY: "Given here, whatever the diagnosis",
    DIAGNOSIS: "Given here with the same diagnosis",
    OTHERS: "What others here had and this patient has not",
    ELSEWHERE: "Hospitals 1999 to 2008",
}


@dataclass(frozen=True, kw_only=True)
class AskTreatment(Command[Treatment]):
    """What could be given for these diagnoses. What is shown is kept; nothing is ordered.

    `current` and `allergies` are None where nobody asked, and empty where there are none.
    """

    keeps_answer: ClassVar[bool] = False

    diagnoses: tuple[str, ...]
    """Codes of ICD-10-CM."""
    facts: Facts
    current: tuple[str, ...] | None = None
    allergies: tuple[str, ...] | None = None
    patient: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DiagnosesLike(Query[tuple[Diagnosis, ...]]):
    """Diagnoses by a code or by words, best first; a person chooses."""

    text: str


@dataclass(frozen=True, kw_only=True)
class MedicinesLike(Query[tuple[str, ...]]):
    """Drugs by what somebody typed, as INN; a name that nobody here knows has none."""

    text: str


@handles(AskTreatment, permission="insight.ask")
def ask_treatment(command: AskTreatment, work: Work) -> Treatment:
    asked = _asked(command, work)
    history = History(cases(_row(one) for one in taken_here(work) if one.who != command.patient))
    answer = _Judge(asked, history, work).answer()
    given: dict[str, Any] = {
        "diagnoses": list(asked.codes), "facts": asdict(asked.facts), "current": _listed(asked.current),
        "allergies": _listed(asked.allergies), "people": len(history), "knowledge": work.ask(KnowledgeState()).version,
    }  # fmt: skip
    look = Look(given, command.patient)
    return replace(answer, opinion=kept(work, look, answer.opinion))


@answers(DiagnosesLike, permission="insight.ask")
def diagnoses_like(query: DiagnosesLike, work: Work) -> tuple[Diagnosis, ...]:
    found: tuple[CodeRow, ...] = work.ask(CodesLike(text=query.text[:_WORDS], limit=SHOWN))
    return tuple(Diagnosis(row.code, row.title) for row in found)


@answers(MedicinesLike, permission="insight.ask")
def medicines_like(query: MedicinesLike, work: Work) -> tuple[str, ...]:
    return tuple(line.inn for line in work.ask(DrugsLike(text=query.text[:_WORDS], limit=SHOWN)))


def taken_here(work: Work) -> tuple[Taken, ...]:
    """What people here were given, the newest first: the clinic's own history, and the only place that gathers it.

    For now these are suggestions that somebody accepted; prescriptions come in here, as further `Taken` rows.
    """
    return tuple(_taken(row) for row in store.treatments(work.rows, MOST_CASES) if row.code)


def _taken(row: Any) -> Taken:  # noqa: ANN401 - a row of `store.treatments`
    given: dict[str, Any] = row.given
    known = given.get("facts", {})
    facts = Facts(age=known.get("age"), sex=known.get("sex", "unknown"), is_pregnant=known.get("is_pregnant"))
    return Taken(
        who=row.patient or row.uid, diagnoses=tuple(given.get("diagnoses", ())), facts=facts,
        current=tuple(given.get("current") or ()), drug=row.code,
    )  # fmt: skip


def _row(one: Taken) -> tuple[UUID, Iterable[str], Iterable[str], str]:
    return one.who, map(category, one.diagnoses), marks(one.facts, one.current), one.drug


@dataclass(frozen=True)
class _Asked:
    """A question whose diagnoses exist and whose drugs have their INN where they have one."""

    diagnoses: tuple[Diagnosis, ...]
    facts: Facts
    current: tuple[str, ...] | None
    allergies: tuple[str, ...] | None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.diagnoses)

    def patient(self) -> Patient:
        """As the knowledge checks him. The diagnoses that were named are the problems that it looks at."""
        facts = self.facts
        return Patient(
            age_months=None if facts.age is None else facts.age * 12,
            sex=facts.sex if facts.sex in ("female", "male") else None, weight_kg=facts.weight_kg,
            creatinine_mg_dl=facts.creatinine_mg_dl, is_pregnant=facts.is_pregnant, is_lactating=facts.is_lactating,
            is_liver_impaired=facts.is_liver_impaired, problems=self.codes, allergies=self.allergies,
            current=tuple(Order(drug=drug) for drug in self.current or ()),
        )  # fmt: skip


def _asked(command: AskTreatment, work: Work) -> _Asked:
    told = wrong(command.facts)
    for name in ("diagnoses", "current", "allergies"):
        said = getattr(command, name) or ()
        if len(said) > LONGEST or any(len(one) > _WORDS for one in said):
            told[name] = "At most 20, of 200 letters each"
    found: tuple[CodeRow, ...] = () if told else work.ask(CodesNamed(codes=command.diagnoses))
    if not told and not command.diagnoses:
        told["diagnoses"] = "Say what is to be treated"
    elif not told and len(found) < len({code.strip().upper() for code in command.diagnoses}):
        told["diagnoses"] = "This is no code of ICD-10-CM; choose the diagnosis from the list"
    if told:
        raise Invalid(told)
    diagnoses = tuple(Diagnosis(row.code, row.title) for row in found)
    current = None if command.current is None else tuple(_inn(work, drug) for drug in _plain(command.current))
    return _Asked(diagnoses, command.facts, current, None if command.allergies is None else _plain(command.allergies))


def _plain(said: Iterable[str]) -> tuple[str, ...]:
    """Each once, without what cannot be printed."""
    lines = ("".join(letter if letter.isprintable() else " " for letter in one) for one in said)
    return tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))


def _inn(work: Work, name: str) -> str:
    """The INN; a name that nobody here knows stays as it is, and the checks say that they could not be made."""
    try:
        return work.ask(DrugSheet(inn=name)).inn
    except NotFound:
        return name


def _listed(said: tuple[str, ...] | None) -> list[str] | None:
    return None if said is None else list(said)


class _Judge:
    """One question's answer in the making."""

    def __init__(self, asked: _Asked, history: History, work: Work) -> None:
        self._asked, self._history, self._work = asked, history, work
        self._patient = asked.patient()
        self._marks = marks(asked.facts, asked.current or ())
        self._elsewhere = _elsewhere(work) if any(code.startswith(DIABETES) for code in asked.codes) else None
        self._moved = {}
        if self._elsewhere is not None:
            facts = asked.facts
            self._moved = self._elsewhere.moved(asked.codes, facts.age, facts.sex, asked.current or ())

    def answer(self) -> Treatment:
        """Everything that is named, in its order, and apart from it what is not suggested."""
        named: dict[str, list[Indication]] = defaultdict(list)
        for one in self._work.ask(IndicatedFor(codes=self._asked.codes, patient=self._patient)):
            named[one.inn].append(one)
        good: list[Suggested] = []
        barred: list[tuple[float, Barred]] = []
        for found in named.values():
            made, against = self._judged(found)
            if against:
                barred.append((made.score, Barred(inn=made.inn, shown=made.shown, because=against, rank=made.rank)))
            else:
                good.append(made)
        ordered = in_order(good)
        first = first_ones(ordered, self._asked.codes)
        common = _common(first)
        shown = tuple(_without(one, common) for one in first)
        told = Treatment(
            opinion=self._opinion(shown), diagnoses=self._asked.diagnoses, suggested=shown,
            barred=tuple(one for _, one in sorted(barred, key=lambda pair: (-pair[0], pair[1].inn))),
            popular=self._popular(shown, ordered, {one.inn for _, one in barred}), people=len(self._history),
            not_checked=(*common, *self._unasked()),
        )  # fmt: skip
        return replace(told, opinion=replace(told.opinion, says=sentences(told)))

    def _judged(self, found: Sequence[Indication]) -> tuple[Suggested, tuple[Reason, ...]]:
        """One drug with all that speaks for it, and what bars it."""
        first = found[0]
        checked: Checked = self._work.ask(
            OrderChecks(order=Order(drug=first.inn, route=first.route), patient=self._patient)
        )
        diagnoses = {category(code) for one in found for code in one.codes}
        told = self._history.told(first.inn, diagnoses, self._marks)
        parts = self._parts(found, told.alike, blended(self._written(found), told))
        made = Suggested(
            inn=first.inn, shown=first.shown, score=score(parts), why=tuple(_why(one) for one in found),
            shares=tuple(self._share(part) for part in parts), given=told.given, alike=told.alike, share=told.share,
            rank=self._history.rank(first.inn), not_checked=_gaps(checked),
            codes=tuple(dict.fromkeys(code for one in found for code in one.codes)),
            cautions=tuple(_reason(alert) for alert in checked.alerts if not _bars(alert)),
        )  # fmt: skip
        refused = [_refusal(one) for one in found if one.is_refused]
        return made, (*(_reason(alert) for alert in checked.alerts if _bars(alert)), *refused)

    def _written(self, found: Sequence[Indication]) -> list[Part]:
        """The firmest source counts; the others are named beside it."""
        each = ((firmness(one.basis, is_undecided=bool(one.missing)), one.basis) for one in found)
        counts, basis = max(each, key=lambda pair: pair[0])
        return [Part(basis, "", counts)]

    def _parts(self, found: Sequence[Indication], alike: int, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        weight = ELSEWHERE_WEIGHT * (1 - weight_of(alike))
        moved = self._moved.get(found[0].inn, ())
        return (*parts, *(replace(one, share=weight * one.share) for one in moved))

    def _share(self, part: Part) -> Share:
        if part.source == POPULARITY:
            return Share(_NAMES[POPULARITY], "", part.share)
        if part.source == MARK:
            return Share(in_words(part.said), f"{part.given} of {part.of}", part.share)
        counted = f"{part.given} of {part.of}" if part.of else part.said
        return Share(_NAMES[part.source], counted, part.share)

    def _popular(self, shown: Sequence[Suggested], good: Sequence[Suggested], barred: set[str]) -> tuple[Popular, ...]:
        known = {one.inn: Standing.LOWER for one in good} | dict.fromkeys(barred, Standing.BARRED)
        known |= {one.inn: Standing.SUGGESTED for one in shown}
        first = list(self._history.counts.items())[:SHOWN]
        people = len(self._history)
        return tuple(Popular(inn, given, people, known.get(inn, Standing.UNNAMED)) for inn, given in first)

    def _opinion(self, shown: Sequence[Suggested]) -> Opinion:
        standing, likely = self._work.ask(KnowledgeState()), []
        for one in shown:
            low, high = reach(one.share, one.alike)
            likely.append(Likely(one.inn, round(one.share, 4), round(low, 4), round(high, 4), one.inn))
        day = standing.date.isoformat() if standing.date else ""
        bare = Opinion(kind=Kind.TREATMENT, model=NAME, version=standing.version, made=day, title=RULE,
                       is_rule=not any(one.alike for one in shown), likely=tuple(likely), used=self._used(),
                       silence=Silence.NONE if shown else Silence.UNSURE)  # fmt: skip
        if shown:
            first = sorted(shown[0].shares, key=lambda one: -abs(one.share))[:_SHARES]
            others = shown[0].score - sum(one.share for one in first)
            bare = replace(bare, subject=shown[0].inn, shares=tuple(first), others=others)
        if self._elsewhere is None:
            return bare
        card = self._elsewhere.card
        return replace(bare, version=card.version, made=card.made, title=card.title, is_rule=False)

    def _used(self) -> tuple[Used, ...]:
        asked, facts = self._asked, self._asked.facts
        listed = {"Drugs taken now": asked.current, "Allergies": asked.allergies}
        return (
            *(Used("Diagnosis", f"{one.code} {one.title}", "typed") for one in asked.diagnoses),
            Used("Age", "" if facts.age is None else str(int(facts.age))),
            Used("Sex", facts.sex if facts.sex in ("female", "male") else ""),
            *([] if facts.sex == "male" else [Used("Pregnant", _YES[facts.is_pregnant])]),
            Used("Creatinine", "" if facts.creatinine_mg_dl is None else f"{facts.creatinine_mg_dl:.2g} mg/dL"),
            *(Used(name, "" if said is None else ", ".join(said) or "none") for name, said in listed.items()),
        )

    def _unasked(self) -> list[str]:
        """What no check says by itself: with nothing said it would look as if there were no drugs."""
        told = []
        if self._asked.current is None:
            told.append("interaction, duplicate: nobody has said which drugs the patient takes")
        return told


def _why(one: Indication) -> Reason:
    names = ", ".join(_FACTS.get(name, name.replace("_", " ")) for name in one.missing)
    return Reason(f"{one.why} (to be decided: {names})" if names else one.why, one.source)


def _refusal(one: Indication) -> Reason:
    return Reason(f"The guideline's own condition does not hold: {one.why}", one.source)


def _reason(alert: Alert) -> Reason:
    return Reason(f"{alert.what}: {alert.why}", alert.source)


def _bars(alert: Alert) -> bool:
    """A contraindication of any source bars a suggestion, and so does whatever would stop a prescriber."""
    return alert.interrupts or alert.level is Level.CONTRAINDICATED


def _gaps(checked: Checked) -> tuple[str, ...]:
    found = (
        f"{one.kind}: {one.missing}"
        for one in checked.not_checked
        if one.kind != "dose" and not one.missing.startswith(_OF_DOSES)
    )
    return tuple(dict.fromkeys(found))


def _common(shown: Sequence[Suggested]) -> tuple[str, ...]:
    """What was checked of none of them is said once."""
    if len(shown) < 2:
        return ()
    return tuple(gap for gap in shown[0].not_checked if all(gap in one.not_checked for one in shown))


def _without(one: Suggested, common: Sequence[str]) -> Suggested:
    return replace(one, not_checked=tuple(gap for gap in one.not_checked if gap not in common))


def _elsewhere(work: Work) -> Elsewhere | None:
    """The base of other hospitals; without it the rest answers, and the answer's version says that it had none."""
    try:
        return in_use(work, NAME).read_by(Elsewhere)
    except KnownError:
        return None
