"""Queries over the knowledge. The pack is handed to the store by bootstrap and read when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.knowledge.domain.alerts import Checked, Order, Patient
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.codes import CodeRow, as_code
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.finding import DrugLine, drugs_like
from hms_desktop.features.knowledge.domain.guidelines import Card, card
from hms_desktop.features.knowledge.domain.indications import Indication, indications
from hms_desktop.features.knowledge.domain.kidneys import Clearance, clearance
from hms_desktop.features.knowledge.domain.knowledge import Knowledge
from hms_desktop.features.knowledge.domain.predicates import Value
from hms_desktop.features.knowledge.domain.sections import GUIDELINES
from hms_desktop.features.knowledge.pack import Pack, Shelf, State
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.messages import Query, answers

if TYPE_CHECKING:
    from hms_desktop.features.knowledge.index import CodeIndex

MOST_LINES: Final = 100
_ALLERGY_FACTS: Final = {"has_penicillin_allergy": "amoxicillin", "aspirin_allergy": "aspirin"}
"""A fact that guideline cards ask for → the drug whose allergy check answers it."""


@dataclass(frozen=True)
class Standing:
    """Which knowledge is in place and whether it may be relied upon; without a version there is none."""

    version: str
    date: date | None
    state: State
    drugs: int


@dataclass(frozen=True, kw_only=True)
class KnowledgeState(Query[Standing]):
    """What every screen with alerts shows beside them."""


@dataclass(frozen=True, kw_only=True)
class DrugsLike(Query[tuple[DrugLine, ...]]):
    """Drugs by what somebody typed."""

    text: str
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class DrugSheet(Query[Drug]):
    """All that is known of one drug, by its INN, another name or a brand."""

    inn: str


@dataclass(frozen=True, kw_only=True)
class OrderChecks(Query[Checked]):
    """The dangers of an order for a patient of these facts, and what could not be checked. Nothing is kept of it."""

    order: Order
    patient: Patient


@dataclass(frozen=True, kw_only=True)
class CodesLike(Query[tuple[CodeRow, ...]]):
    """Diagnoses of ICD-10-CM by a code or by words, best first."""

    text: str
    limit: int = 8


@dataclass(frozen=True, kw_only=True)
class CodesNamed(Query[tuple[CodeRow, ...]]):
    """The codes of these that there are, in their order."""

    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IndicatedFor(Query[tuple[Indication, ...]]):
    """The drugs that guidelines, their own sheets and their groups name for these diagnoses. Nothing is ordered, and
    nothing is checked: that is `OrderChecks`."""

    codes: tuple[str, ...]
    patient: Patient


@answers(KnowledgeState, permission="knowledge.read")
def knowledge_state(_: KnowledgeState, work: Work) -> Standing:
    pack, known = work.given(Shelf).pack(), _knowledge(work)
    state = pack.state(work.now.date())
    if pack.fault is None and not known.drugs and known.fault:
        state = State.DAMAGED
    return Standing(pack.version, pack.date if pack.version else None, state, len(known.drugs))


@answers(DrugsLike, permission="knowledge.read")
def drugs_found(query: DrugsLike, work: Work) -> tuple[DrugLine, ...]:
    return drugs_like(_knowledge(work), query.text, min(query.limit, MOST_LINES))


@answers(DrugSheet, permission="knowledge.read")
def drug_sheet(query: DrugSheet, work: Work) -> Drug:
    drug = _knowledge(work).find(query.inn)
    if drug is None:
        raise NotFound("No such drug", "The formulary holds nothing called {name}", name=query.inn)
    return drug


@answers(OrderChecks, permission="knowledge.read")
def order_checks(query: OrderChecks, work: Work) -> Checked:
    return check(query.order, query.patient, _knowledge(work))


@answers(CodesLike, permission="knowledge.read")
def codes_like(query: CodesLike, _work: Work) -> tuple[CodeRow, ...]:
    return _codes().search(query.text, max(0, min(query.limit, MOST_LINES)))


@answers(CodesNamed, permission="knowledge.read")
def codes_named(query: CodesNamed, _work: Work) -> tuple[CodeRow, ...]:
    index = _codes()
    asked = dict.fromkeys(as_code(code) for code in query.codes[:MOST_LINES])
    return tuple(
        CodeRow(code=code, title=index.title(code), is_billable=index.is_leaf(code), chapter=index.chapter(code))
        for code in asked
        if code and index.title(code)
    )


@answers(IndicatedFor, permission="knowledge.read")
def indicated_for(query: IndicatedFor, work: Work) -> tuple[Indication, ...]:
    cards = _cards(work.given(Shelf).pack())
    return indications(query.codes, _facts(query.patient, _knowledge(work)), cards, _knowledge(work).drugs)


def _facts(patient: Patient, knowledge: Knowledge) -> dict[str, Value | None]:
    """What cards ask for, as far as the patient's facts say it; what is missing is None, never «no»."""
    kidneys = clearance(patient, "egfr")
    facts: dict[str, Value | None] = {
        "age_months": patient.age_months,
        "sex": patient.sex,
        "weight_kg": patient.weight_kg,
        "is_pregnant": False if patient.sex == "male" else patient.is_pregnant,
        "gestation_weeks": patient.gestation_weeks,
        "egfr": kidneys.value if isinstance(kidneys, Clearance) else None,
    }
    for name, drug in _ALLERGY_FACTS.items():
        told = knowledge.allergies(Order(drug=drug), patient)
        facts[name] = True if told.alerts else None if told.not_checked else False
    return facts


@lru_cache(maxsize=2)
def _cards(pack: Pack) -> tuple[Card, ...]:
    return tuple(card(text) for text in pack.section(GUIDELINES).values())


@lru_cache(maxsize=1)
def _codes() -> CodeIndex:
    from hms_desktop.features.knowledge.index import open_index

    return open_index()


def _knowledge(work: Work) -> Knowledge:
    return work.given(Shelf).knowledge(work.now.date())
