"""The same drug twice, or two of one kind, where that is a slip and no treatment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked, Order, Patient
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.interactions import TOPICAL
from hms_desktop.features.knowledge.domain.names import Names

SOURCE: Final = "Own rule: two drugs of one class (resources/knowledge/classes.toml)"

TOGETHER: Final = frozenset(
    {
        *("antiepileptic", "antituberculous", "antimalarial", "anthelmintic", "oxytocic", "antidote", "anaesthetic"),
        *("nucleoside-reverse-transcriptase-inhibitor", "potassium", "calcium", "glucose-raising", "vasopressor"),
        *("topical-antibiotic", "topical-azole", "antiplatelet", "dopaminergic", "local-anaesthetic", "nicotine"),
        *("antiarrhythmic", "osmotic-laxative", "progestogen"),
    }
)
"""Classes of which two are ordinarily given together."""

LONG_AND_SHORT: Final = frozenset({"opioid", "insulin-rapid", "insulin-basal", "nitrate", "antipsychotic"})
"""Classes of which one may be for the day and one for need: said, and not more."""


@dataclass(frozen=True)
class Shelf:
    """The formulary by INN, and every name."""

    drugs: Mapping[str, Drug]
    names: Names
    date: date


def duplicates(order: Order, patient: Patient, shelf: Shelf) -> Checked:
    """What the patient takes already of the same substance or the same kind."""
    inn = shelf.names.find(order.drug)
    if inn is None:
        missing = f"the drug: {order.drug.strip() or 'it'} is not known here"
        return Checked(alerts=(), not_checked=(NotChecked(kind="duplicate", missing=missing),))
    alerts, gaps = [], []
    for current in patient.current:
        other = shelf.names.find(current.drug)
        if other is None:
            missing = f"what the patient takes: {current.drug.strip() or 'it'} is not known here"
            gaps.append(NotChecked(kind="duplicate", missing=missing))
            continue
        alert = _same(inn, other, order, current, shelf) or _alike(inn, other, order, current, shelf)
        if alert:
            alerts.append(alert)
    return Checked(alerts=tuple(dict.fromkeys(alerts)), not_checked=tuple(gaps))


def _same(inn: str, other: str, order: Order, current: Order, shelf: Shelf) -> Alert | None:
    shared = shelf.names.parts(inn) & shelf.names.parts(other)
    if not shared:
        return None
    name = " and ".join(sorted(shared))
    is_local = order.route in TOPICAL or current.route in TOPICAL or order.route != current.route
    level = Level.MODERATE if is_local else Level.MAJOR
    words = (f"The patient takes {name} already", "The doses add up", "Change the order there is, or stop it first")
    return _alert(level, words, (inn, other), shelf)


def _alike(inn: str, other: str, order: Order, current: Order, shelf: Shelf) -> Alert | None:
    one, two = shelf.drugs.get(inn), shelf.drugs.get(other)
    if one is None or two is None or order.route in TOPICAL or current.route in TOPICAL:
        return None
    shared = sorted((set(one.classes) & set(two.classes)) - TOGETHER)
    if not shared:
        return None
    level = Level.MINOR if set(shared) <= LONG_AND_SHORT else Level.MODERATE
    words = (
        f"{other} is of the same kind",
        f"Both are {shared[0].replace('-', ' ')}s",
        "Give one of them, or say why both",
    )
    return _alert(level, words, (inn, other), shelf)


def _alert(level: Level, words: tuple[str, str, str], drugs: tuple[str, str], shelf: Shelf) -> Alert:
    what, why, action = words
    named = tuple(sorted(set(drugs)))
    return Alert(
        kind="duplicate", level=level, what=what, why=why, action=action, source=SOURCE, known=shelf.date, drugs=named
    )
