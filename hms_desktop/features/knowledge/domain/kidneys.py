"""How well the kidneys work, estimated, and what a drug's renal tiers make of it.

CKD-EPI 2021: Inker et al., N Engl J Med 2021;385:1737. Cockcroft–Gault: Nephron 1976;16:31. Bedside Schwartz: Schwartz
et al., J Am Soc Nephrol 2009;20:629, for 1 to 17 years; under a year nothing is estimated. Creatinine is in mg/dL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked, Patient
from hms_desktop.features.knowledge.domain.asked import NOTHING, Asked, Words
from hms_desktop.features.knowledge.domain.choosing import chosen
from hms_desktop.features.knowledge.domain.drugs import RenalTier
from hms_desktop.features.knowledge.domain.measures import converted, known, known_age, route_named, shown

KIND: Final = "renal"
ADULT_MONTHS: Final = 216
_SCHWARTZ_FROM: Final = 12

_STAGES: Final[Mapping[str, float]] = {
    "N185": 14.9,
    "N186": 14.9,
    "Z992": 14.9,
    "N184": 29.9,
    "N1832": 44.9,
    "N1831": 59.9,
    "N183": 59.9,
}
"""ICD-10-CM codes of chronic kidney disease → the best eGFR of the stage; source: KDIGO 2024, table of stages."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """An estimate in mL/min, how it was made, and which facts it did without."""

    value: float
    how: str
    without: tuple[str, ...] = ()


def ckd_epi_2021(creatinine: float, years: float, *, is_female: bool) -> float:
    """eGFR of an adult in mL/min/1.73 m²."""
    kappa, alpha, factor = (0.7, -0.241, 1.012) if is_female else (0.9, -0.302, 1.0)
    ratio = creatinine / kappa
    return float(142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**years * factor)


def cockcroft_gault(creatinine: float, years: float, weight: float, *, is_female: bool) -> float:
    """Creatinine clearance of an adult in mL/min; never below nought, whatever the age."""
    return max(0.0, (140 - years) * weight / (72 * creatinine) * (0.85 if is_female else 1.0))


def schwartz(creatinine: float, height_cm: float) -> float:
    """eGFR of a child from 1 to 17 years in mL/min/1.73 m²."""
    return 0.413 * height_cm / creatinine


def clearance(patient: Patient, measure: str) -> Clearance | tuple[str, ...]:
    """The estimate by the measure that a tier asks for (crcl or egfr), or the facts that are missing for any."""
    creatinine, age = known(patient.creatinine_mg_dl), known_age(patient.age_months)
    missing = [*(["the creatinine"] if creatinine is None else []), *(["the age"] if age is None else [])]
    if creatinine is None or age is None:
        return tuple(missing)
    if age < ADULT_MONTHS:
        return _childs(creatinine, age, known(patient.height_cm))
    return _adults(creatinine, age / 12, patient, measure)


def _childs(creatinine: float, age: float, height: float | None) -> Clearance | tuple[str, ...]:
    if age < _SCHWARTZ_FROM:
        return ("a way to estimate the kidneys of an infant",)
    if height is None:
        return ("the height",)
    return Clearance(schwartz(creatinine, height), "bedside Schwartz")


def _adults(creatinine: float, years: float, patient: Patient, measure: str) -> Clearance:
    """Without the sex the worse of the two estimates counts; without the weight eGFR stands in for the clearance."""
    sexes = (patient.sex == "female",) if patient.sex in ("female", "male") else (True, False)
    without = () if len(sexes) == 1 else ("the sex at birth",)
    weight = known(patient.weight_kg)
    if measure == "crcl" and weight is not None:
        values = [cockcroft_gault(creatinine, years, weight, is_female=sex) for sex in sexes]
        return Clearance(min(values), "Cockcroft–Gault", without)
    if measure == "crcl":
        without = (*without, "the weight")
    return Clearance(min(ckd_epi_2021(creatinine, years, is_female=sex) for sex in sexes), "CKD-EPI 2021", without)


def tier_for(tiers: tuple[RenalTier, ...], value: float) -> RenalTier | None:
    """The tier that a clearance falls into; of two that overlap the stricter, which begins lower."""
    within = [tier for tier in tiers if tier.from_ <= value < tier.below]
    return min(within, key=lambda tier: tier.below, default=None)


def renal_checks(asked: Asked) -> Checked:
    """What the kidneys forbid: for a drug without tiers nothing is to be checked."""
    if not asked.drug.renal:
        return NOTHING
    alerts: list[Alert] = []
    missing: list[str] = []
    for measure in sorted({tier.measure for tier in asked.drug.renal}):
        tiers = tuple(tier for tier in asked.drug.renal if tier.measure == measure)
        told = clearance(asked.patient, measure)
        found = _by_stage(asked.patient) if isinstance(told, tuple) else told
        missing += told if isinstance(told, tuple) else told.without
        tier = tier_for(tiers, found.value) if found else None
        if found and tier:
            alert, lacks = _judged(asked, tier, found)
            alerts += [alert]
            missing += lacks
    return Checked(
        alerts=tuple(alerts), not_checked=tuple(NotChecked(kind=KIND, missing=one) for one in dict.fromkeys(missing))
    )


def _by_stage(patient: Patient) -> Clearance | None:
    """The recorded stage of kidney disease, where there is no laboratory value; what is missing stays missing."""
    codes = [code.replace(".", "").upper() for code in patient.problems or ()]
    values = [value for prefix, value in _STAGES.items() if any(code.startswith(prefix) for code in codes)]
    return Clearance(min(values), "the recorded stage of kidney disease") if values else None


def _judged(asked: Asked, tier: RenalTier, found: Clearance) -> tuple[Alert, tuple[str, ...]]:
    level, what, lacks = _grade(asked, tier)
    why = f"The clearance is about {shown(round(found.value, 1))} mL/min ({found.how}), below {shown(tier.below)}"
    return asked.alert(KIND, level, Words(what, why, tier.advice), tier.source), lacks


def _grade(asked: Asked, tier: RenalTier) -> tuple[Level, str, tuple[str, ...]]:
    inn = asked.drug.inn
    if tier.avoid:
        return Level.MAJOR, f"{inn} is not for kidneys that work this little", ()
    limits = [limit for limit in (tier.max_single, tier.max_daily) if limit is not None]
    if not limits:
        return Level.MODERATE, f"The dose of {inn} depends on the kidneys", ()
    asks, lacks = _amounts(asked, tier)
    over = [(limit, amount) for limit, amount in asks if amount > limit * (1 + 1e-9)]
    if over:
        limit, amount = max(over, key=lambda pair: pair[1] / pair[0])
        return Level.MAJOR, f"{shown(amount)} of {inn} is more than these kidneys allow ({shown(limit)})", lacks
    entries = chosen(asked.drug, asked.order, asked.patient).doses
    is_scaled = any(dose.per for dose in entries)  # a limit in figures says little of a dose by weight
    level = Level.MODERATE if lacks or is_scaled or asked.drug.high_alert else Level.MINOR
    return level, f"The dose of {inn} is limited by the kidneys", lacks


def _amounts(asked: Asked, tier: RenalTier) -> tuple[list[tuple[float, float]], tuple[str, ...]]:
    """Limit and ordered amount, in the unit in which this route is dosed, and what is missing for comparing them."""
    order = asked.order
    routes = sorted(asked.drug.doses, key=lambda dose: dose.route != route_named(order.route))
    unit = routes[0].unit if routes else order.unit
    given, times = known(order.amount), known(order.times_a_day)
    amount = converted(given, order.unit, unit) if given is not None else None
    if amount is None:
        return [], ("the amount of one dose",) if given is None else (f"the dose in {unit}",)
    asks, lacks = [], []
    if tier.max_single is not None:
        asks.append((tier.max_single, amount))
    if tier.max_daily is not None and times is not None:
        is_mean = tier.max_single is not None and tier.max_single > tier.max_daily
        asks.append((tier.max_daily, amount * (times if is_mean else max(1.0, times))))
    elif tier.max_daily is not None:
        lacks.append("how many times a day")
    return asks, tuple(lacks)
