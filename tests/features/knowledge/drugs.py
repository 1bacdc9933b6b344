"""Drugs written by hand for the tests, so that none hangs on a file of the formulary; plausible figures, no more."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hms_desktop.features.knowledge.domain.alerts import Checked, Order, Patient
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.drugs import (
    Advice,
    AgeLimit,
    Contraindication,
    Dose,
    Drug,
    Form,
    Note,
    RenalTier,
)
from hms_desktop.features.knowledge.domain.knowledge import Knowledge, names_of

DAY: Final = date(2026, 11, 1)
WEEKLY: Final = 1 / 7
FINE: Final = Note(level=Advice.COMPATIBLE, advice="No harm is known", source="label")


def dose(group: str = "adult", route: str = "oral", indication: str = "usual", **more: Any) -> Dose:  # noqa: ANN401
    """An entry in milligrams."""
    return Dose(group=group, route=route, indication=indication, unit="mg", source="label", **more)


def drug(inn: str, *doses: Dose, **more: Any) -> Drug:  # noqa: ANN401 - any of its fields
    """A drug with harmless notes, unless they are given."""
    routes = sorted({one.route for one in doses})
    fields: dict[str, Any] = {
        "inn": inn,
        "classes": (inn,),
        "atc": "A01AA01",
        "sources": {"label": f"Label of {inn}, sections 2–8"},
        "forms": tuple(Form(form="tablet", route=route, strengths=("1 mg",)) for route in routes),
        "doses": doses,
        "pregnancy": FINE,
        "lactation": FINE,
        "hepatic": FINE,
    }
    return Drug(**{**fields, **more})


def tier(below: float, **more: Any) -> RenalTier:  # noqa: ANN401
    return RenalTier(below=below, advice="Adjust to the kidneys", source="label", **more)


def note(level: Advice) -> Note:
    return Note(level=level, advice="It is known to harm", source="label")


def age_limit(level: Advice, start: float, end: float | None) -> AgeLimit:
    return AgeLimit(level=level, why="Too young", source="label", from_months=start, to_months=end)


def problem(level: Advice, *icd: str) -> Contraindication:
    return Contraindication(icd=icd, level=level, why="It makes this worse", source="label")


AMOXICILLIN: Final = drug(
    "amoxicillin",
    dose(single=(250, 500), times_a_day=(2, 3), max_single=1000, max_daily=3000),
    dose("child", per="kg", daily=(20, 40), times_a_day=(2, 3), from_months=3, to_months=216, max_daily=3000),
    also=("amoxycillin",),
    brands=("Amoxil",),
    renal=(tier(30, from_=10, max_single=500, max_daily=1000),),
    ages=(age_limit(Advice.CAUTION, 0, 1),),
    contraindications=(problem(Advice.CAUTION, "B27"),),
)
PARACETAMOL: Final = drug(
    "paracetamol",
    dose(single=(500, 1000), times_a_day=(1, 4), max_single=1000, max_daily=4000),
    dose("child", per="kg", single=(10, 15), times_a_day=(1, 4), from_months=2, max_single=1000, max_daily=4000),
    hepatic=note(Advice.CAUTION),
)
GENTAMICIN: Final = drug(
    "gentamicin",
    dose(route="intravenous", per="kg", single=(5, 7), times_a_day=(1, 1), max_single=600),
    dose("neonate", "intravenous", per="kg", single=(4, 5), times_a_day=(0.6, 1), max_single=20),
    renal=(tier(60),),
    pregnancy=note(Advice.AVOID),
)
ENOXAPARIN: Final = drug(
    "enoxaparin",
    dose(route="subcutaneous", per="kg", single=(1, 1), times_a_day=(2, 2), max_single=150),
    dose(
        route="subcutaneous",
        indication="prophylaxis",
        single=(40, 40),
        times_a_day=(1, 1),
        max_single=40,
        max_daily=40,
    ),
    renal=(tier(30),),
)
METHOTREXATE: Final = drug(
    "methotrexate",
    dose(single=(7.5, 25), times_a_day=(0.14, 0.15), max_single=25, max_daily=25),
    renal=(tier(30, avoid=True),),
    pregnancy=note(Advice.CONTRAINDICATED),
    lactation=note(Advice.CONTRAINDICATED),
    hepatic=note(Advice.AVOID),
)
CODEINE: Final = drug(
    "codeine",
    dose(single=(15, 60), times_a_day=(4, 6), max_single=60, max_daily=360),
    ages=(age_limit(Advice.CONTRAINDICATED, 0, 144), age_limit(Advice.CAUTION, 144, 216)),
    lactation=note(Advice.AVOID),
)
METFORMIN: Final = drug(
    "metformin",
    dose(single=(500, 1000), times_a_day=(1, 3), max_single=1000, max_daily=2550),
    renal=(tier(45, from_=30, measure="egfr", max_daily=1000), tier(30, measure="egfr", avoid=True)),
)
WARFARIN: Final = drug(
    "warfarin",
    dose(single=(1, 10), times_a_day=(1, 1), max_single=15, max_daily=15),
    pregnancy=note(Advice.CONTRAINDICATED),
)
IBUPROFEN: Final = drug(
    "ibuprofen",
    dose(single=(200, 400), times_a_day=(1, 4), max_single=800, max_daily=2400),
    dose("child", per="kg", single=(5, 10), times_a_day=(1, 4), from_months=6, max_single=400, max_daily=1200),
    renal=(tier(30, avoid=True),),
    ages=(age_limit(Advice.AVOID, 0, 3),),
    contraindications=(problem(Advice.CONTRAINDICATED, "K25", "K26"), problem(Advice.AVOID, "I50")),
    pregnancy=note(Advice.CAUTION),
)
DRUGS: Final = (
    AMOXICILLIN,
    PARACETAMOL,
    GENTAMICIN,
    ENOXAPARIN,
    METHOTREXATE,
    CODEINE,
    METFORMIN,
    WARFARIN,
    IBUPROFEN,
)


def nothing(_order: Order, _patient: Patient) -> Checked:
    """Stands for a check of other drugs that finds nothing."""
    return Checked(alerts=())


def knowledge(*drugs: Drug, **more: Any) -> Knowledge:  # noqa: ANN401
    """What these drugs (else all of them) make, with quiet checks of other drugs."""
    listed = drugs or DRUGS
    quiet = {name: nothing for name in ("interactions", "allergies", "duplicates")}
    fields: dict[str, Any] = {"drugs": {one.inn: one for one in listed}, "names": names_of(listed), "date": DAY}
    return Knowledge(**{**fields, **quiet, **more})


KNOWLEDGE: Final = knowledge()


def somebody(years: float = 40, weight: float | None = 70, **facts: Any) -> Patient:  # noqa: ANN401
    """A man of whom everything is known and nothing is wrong, but for what is given."""
    plain: dict[str, Any] = {
        "age_months": years * 12,
        "sex": "male",
        "weight_kg": weight,
        "height_cm": 175,
        "creatinine_mg_dl": 0.9,
        "is_pregnant": False,
        "is_lactating": False,
        "is_liver_impaired": False,
        "problems": (),
        "allergies": (),
    }
    return Patient(**{**plain, **facts})


def child(months: float, weight: float | None, **facts: Any) -> Patient:  # noqa: ANN401
    """The same as a child, with a height and a creatinine that fit any."""
    return somebody(months / 12, weight, **{"height_cm": 110, "creatinine_mg_dl": 0.4, **facts})


def told(order: Order, patient: Patient, known: Knowledge = KNOWLEDGE) -> list[str]:
    """The alerts as «kind level», in their order."""
    return [f"{alert.kind} {alert.level}" for alert in check(order, patient, known).alerts]
