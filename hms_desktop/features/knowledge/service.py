"""Queries over the knowledge. The pack is handed to the store by bootstrap and read when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.knowledge.domain.alerts import Checked, Order, Patient
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.finding import DrugLine, drugs_like
from hms_desktop.features.knowledge.domain.knowledge import Knowledge
from hms_desktop.features.knowledge.pack import Shelf, State
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.messages import Query, answers

MOST_LINES: Final = 100


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


def _knowledge(work: Work) -> Knowledge:
    return work.given(Shelf).knowledge(work.now.date())
