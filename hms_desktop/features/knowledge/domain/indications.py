"""Which drugs what is written names for a diagnosis, how firmly, and who says so. Nothing here orders anything.

Three sources, firmest first: a step of a guideline card, an indication that a drug's own sheet names for a dose, and
the drug's group in the ATC. A guideline's condition that the facts refuse is told, as is one that nobody can decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hms_desktop.features.knowledge.domain.drugs import Dose, Drug
from hms_desktop.features.knowledge.domain.guidelines import Card, Step, cards_for
from hms_desktop.features.knowledge.domain.knowledge import name_key
from hms_desktop.features.knowledge.domain.predicates import Facts
from hms_desktop.kernel.text import fold


class Basis(StrEnum):
    """What an indication rests upon, firmest first."""

    GUIDELINE = "guideline"
    SHEET = "sheet"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """A drug that is named for some of the diagnoses asked about. It says no dose: that belongs to prescribing."""

    inn: str
    shown: str
    """In tall-man letters where it has them."""
    basis: Basis
    why: str
    source: str
    codes: tuple[str, ...]
    """The diagnoses, of those asked about, that it is named for."""
    route: str = "oral"
    missing: tuple[str, ...] = ()
    """Facts without which the guideline's condition cannot be decided."""
    is_refused: bool = False
    """The guideline's own condition does not hold for these facts."""


NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "heart failure": ("I50",),
    "hypertension": ("I10", "I11", "I12", "I13", "I15"),
    "atrial fibrillation": ("I48",),
    "myocardial infarction": ("I21", "I22"),
    "venous thromboembolism": ("I26", "I80", "I82"),
    "pulmonary hypertension": ("I27.0", "I27.2"),
    "coronary or peripheral artery disease": ("I25", "I70", "I73.9"),
    "ascites": ("R18", "K70.31"),
    "hepatic encephalopathy": ("K76.82",),
    "type 2 diabetes": ("E11",),
    "diabetic ketoacidosis": ("E10.1", "E11.1", "E13.1"),
    "obesity": ("E66",),
    "adrenal insufficiency": ("E27.1", "E27.4"),
    "adrenal crisis": ("E27.2",),
    "thyroid storm": ("E05.91", "E05.01", "E05.11", "E05.21"),
    "tuberculosis": ("A15", "A17", "A18", "A19"),
    "meningitis": ("G00",),
    "bacterial meningitis": ("G00",),
    "cryptococcal meningitis": ("B45.1",),
    "pneumonia": ("J13", "J14", "J15", "J18"),
    "pneumocystis": ("B59",),
    "pertussis": ("A37",),
    "otitis": ("H66",),
    "sinusitis": ("J01",),
    "pharyngitis": ("J02", "J03"),
    "streptococcal pharyngitis": ("J02.0", "J03.0"),
    "urinary infection": ("N30", "N39.0"),
    "gonorrhoea": ("A54",),
    "chlamydia": ("A55", "A56"),
    "syphilis": ("A51", "A52", "A53"),
    "neurosyphilis": ("A52.1", "A52.3"),
    "bacterial vaginosis": ("N76.0",),
    "vaginal candidiasis": ("B37.3",),
    "genital herpes": ("A60",),
    "zoster": ("B02",),
    "helicobacter": ("B96.81",),
    "zollinger ellison": ("E16.4",),
    "enteric fever": ("A01",),
    "amoebiasis": ("A06",),
    "malaria": ("B50", "B51", "B52", "B53", "B54"),
    "intestinal worms": ("B76", "B77", "B79", "B80"),
    "scabies": ("B86",),
    "lyme": ("A69.2",),
    "covid 19": ("U07.1",),
    "croup": ("J05.0",),
    "asthma": ("J45",),
    "severe asthma": ("J45.5",),
    "acute asthma": ("J45.21", "J45.31", "J45.41", "J45.51", "J45.901", "J45.902"),
    "asthma exacerbation": ("J45.21", "J45.31", "J45.41", "J45.51", "J45.901"),
    "anaphylaxis": ("T78.0", "T78.2", "T80.5", "T88.6"),
    "migraine prevention": ("G43",),
    "anxiety": ("F41",),
    "adhd": ("F90",),
    "opioid dependence": ("F11.2",),
    "benign prostatic hyperplasia": ("N40",),
    "erectile dysfunction": ("N52",),
    "familial mediterranean fever": ("M04.1",),
    "paget disease": ("M88",),
    "lupus nephritis": ("M32.14",),
    "nephrotic syndrome": ("N04",),
    "breast cancer": ("C50",),
    "kawasaki disease": ("M30.3",),
    "onychomycosis": ("B35.1",),
    "head lice": ("B85.0",),
    "eclampsia": ("O15",),
    "severe hypertension of pregnancy": ("O10", "O11", "O13", "O14", "O16"),
    "postpartum haemorrhage": ("O72",),
    "ectopic pregnancy": ("O00",),
    "hyperkalaemia": ("E87.5",),
    "anal fissure": ("K60.0", "K60.1", "K60.2"),
    "faecal impaction": ("K56.41",),
    "myxoedema coma": ("E03.5",),
}  # fmt: skip
"""An indication as the sheets write it → the ICD-10-CM beginnings of the same name."""

GROUPS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "A02B": ("drugs for peptic ulcer and reflux", ("K21", "K25", "K26", "K27", "K28", "K29.0")),
    "A10A": ("insulins and analogues", ("E10", "E11", "E13")),
    "A10B": ("blood glucose lowering drugs, insulins apart", ("E11", "E13")),
    "B03A": ("iron preparations", ("D50",)),
    "B03BA": ("vitamin B12", ("D51",)),
    "B03BB": ("folic acid", ("D52",)),
    "C01DA": ("organic nitrates", ("I20", "I25")),
    "C02": ("antihypertensives", ("I10",)),
    "C03A": ("low-ceiling diuretics, thiazides", ("I10",)),
    "C03B": ("low-ceiling diuretics, thiazides apart", ("I10",)),
    "C03CA": ("high-ceiling diuretics", ("I50",)),
    "C07": ("beta blocking agents", ("I10", "I20", "I25")),
    "C08CA": ("dihydropyridine calcium channel blockers", ("I10", "I20")),
    "C09A": ("ACE inhibitors", ("I10", "I11", "I50")),
    "C09C": ("angiotensin II receptor blockers", ("I10", "I11", "I50")),
    "C10": ("lipid modifying agents", ("E78",)),
    "G04C": ("drugs used in benign prostatic hypertrophy", ("N40",)),
    "H03A": ("thyroid hormones", ("E02", "E03", "E89.0")),
    "H03B": ("antithyroid preparations", ("E05",)),
    "J04A": ("drugs for treatment of tuberculosis", ("A15", "A17", "A18", "A19")),
    "M04A": ("antigout preparations", ("M10", "M1A")),
    "M05B": ("drugs affecting bone structure and mineralisation", ("M80", "M81")),
    "N02CC": ("selective serotonin agonists for migraine", ("G43",)),
    "N03": ("antiepileptics", ("G40",)),
    "N04": ("antiparkinson drugs", ("G20",)),
    "N05A": ("antipsychotics", ("F20", "F25")),
    "N06A": ("antidepressants", ("F32", "F33")),
    "N06D": ("anti-dementia drugs", ("F00", "G30")),
    "R03": ("drugs for obstructive airway diseases", ("J44", "J45")),
    "R06A": ("antihistamines for systemic use", ("J30", "L50")),
    "S01E": ("antiglaucoma preparations", ("H40",)),
}
"""An ATC group → what it is called, and the diagnoses that its own name says."""
_NOT_IN: Final[Mapping[str, str]] = {"N05AN": "N05A"}
"""ATC code → the group above whose diagnoses are not its own: lithium is no drug for schizophrenia."""
_ADULT = 216
_AGES: Final[Mapping[str, tuple[float, float | None]]] = {
    "adult": (_ADULT, None),
    "child": (1, _ADULT),
    "neonate": (0, 1),
    "elderly": (780, None),
}
_AUTHORITY: Final = "WHO, ATC group {group}"
_ORDER: Final = tuple(Basis)


def indications(
    codes: Sequence[str], facts: Facts, cards: Iterable[Card], drugs: Mapping[str, Drug]
) -> tuple[Indication, ...]:
    """What is named for these diagnoses: each drug once a source, firmest sources first, then by name."""
    asked = tuple(dict.fromkeys(code.strip().upper() for code in codes))
    found = [*_of_cards(asked, facts, cards, drugs), *_of_sheets(asked, facts, drugs), *_of_groups(asked, drugs)]
    first: dict[tuple[str, Basis], Indication] = {}
    for one in found:
        before = first.get((one.inn, one.basis))
        if before is None or (before.is_refused and not one.is_refused):
            first[one.inn, one.basis] = one
    return tuple(sorted(first.values(), key=lambda one: (_ORDER.index(one.basis), one.inn)))


def named_by(codes: Sequence[str], prefixes: Iterable[str]) -> tuple[str, ...]:
    """The codes that begin with one of these."""
    plain = tuple(prefix.replace(".", "") for prefix in prefixes)
    return tuple(code for code in codes if code.replace(".", "").startswith(plain))


def _of_cards(
    codes: Sequence[str], facts: Facts, cards: Iterable[Card], drugs: Mapping[str, Drug]
) -> Iterator[Indication]:
    age, sex, pregnant = facts.get("age_months"), facts.get("sex"), facts.get("is_pregnant")
    months = float(age) if isinstance(age, int | float) else None
    is_pregnant = pregnant if isinstance(pregnant, bool) else None
    by_name = {name_key(drug.inn): drug for drug in drugs.values()}
    for card in cards_for(codes, months, str(sex) if sex else None, is_pregnant, cards):
        for step in card.treat:
            drug = by_name.get(name_key(step.propose.drug)) if step.propose else None
            if drug is not None:
                yield _step(card, step, drug, facts, named_by(codes, card.icd))


def _step(card: Card, step: Step, drug: Drug, facts: Facts, codes: tuple[str, ...]) -> Indication:
    holds = True if step.when is None else step.when.holds(facts)
    names = step.when.names() if step.when is not None and holds is None else frozenset[str]()
    return Indication(
        inn=drug.inn, shown=drug.tall_man or drug.inn, basis=Basis.GUIDELINE, why=f"{card.title}: {step.text}",
        source=card.sources.get(step.source, step.source), codes=codes,
        route=step.propose.route if step.propose else "oral",
        missing=tuple(sorted(name for name in names if facts.get(name) is None)), is_refused=holds is False,
    )  # fmt: skip


def _of_sheets(codes: Sequence[str], facts: Facts, drugs: Mapping[str, Drug]) -> Iterator[Indication]:
    age = facts.get("age_months")
    for drug in drugs.values():
        for dose in drug.doses:
            fit = named_by(codes, NAMED.get(fold(dose.indication).replace("-", " "), ()) or ("-",))
            if fit and _is_of_age(dose, age):
                yield Indication(
                    inn=drug.inn, shown=drug.tall_man or drug.inn, basis=Basis.SHEET,
                    why=f"Its sheet names: {dose.indication.replace('-', ' ')}",
                    source=drug.sources.get(dose.source, dose.source), codes=fit, route=dose.route,
                )  # fmt: skip


def _of_groups(codes: Sequence[str], drugs: Mapping[str, Drug]) -> Iterator[Indication]:
    for drug in drugs.values():
        left_out = {group for code, group in _NOT_IN.items() if drug.atc.startswith(code)}
        for group, (name, prefixes) in GROUPS.items():
            fit = named_by(codes, prefixes) if drug.atc.startswith(group) and group not in left_out else ()
            if fit:
                yield Indication(
                    inn=drug.inn, shown=drug.tall_man or drug.inn, basis=Basis.GROUP, why=f"Of the group: {name}",
                    source=_AUTHORITY.format(group=group), codes=fit, route=_usual_route(drug),
                )  # fmt: skip


def _is_of_age(dose: Dose, age: object) -> bool:
    """An unknown age breaks no bound."""
    if not isinstance(age, int | float):
        return True
    low, high = _AGES.get(dose.group, (0, None))
    start = low if dose.from_months is None else dose.from_months
    end = high if dose.to_months is None else dose.to_months
    return age >= start and (end is None or age < end)


def _usual_route(drug: Drug) -> str:
    return drug.forms[0].route if drug.forms else "oral"
