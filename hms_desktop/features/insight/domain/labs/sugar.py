"""Rules on glucose and its emergencies."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.blood import is_anaemic
from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible

CRISES: Final = "Umpierrez GE et al (ADA, EASD). Diabetes Care 2024;47:1257-1275"
_MGDL: Final = 18.0


def glucose(case: Case) -> float | None:
    """The higher of the two, in mg/dL."""
    known = [value for value in (case.of("glucose"), case.of("glucose-fasting")) if value is not None]
    return max(known, default=None)


def _diabetes(case: Case) -> Said | None:
    con = case.told_if(
        (is_anaemic(case), "Anaemia: HbA1c may be wrong"), (case.is_high("reticulocytes"), "reticulocytes")
    )
    strong = case.told_if((case.least("hba1c", 6.5), "hba1c"), (case.least("glucose-fasting", 126), "glucose-fasting"))
    random = case.told_if((case.least("glucose", 200), "glucose"))
    weak = case.told_if((case.least("hba1c", 5.7), "hba1c"), (case.least("glucose-fasting", 100), "glucose-fasting"))
    if len(strong) == 2:
        return found("Diabetes: two tests agree", pro=strong + random, con=con)
    if strong or random:
        gone = case.lacking("hba1c", "glucose-fasting")
        says = "One test in the range of diabetes; a second one confirms it, unless symptoms are plain"
        return possible(says, pro=strong + random, con=con, missing=gone, worth=gone or ("The same test again",))
    if weak:
        return found("Prediabetes", pro=weak, con=con, worth=case.lacking("hba1c", "glucose-fasting"))
    return (
        lacks(case.lacking("hba1c", "glucose-fasting"), pro=case.told("glucose"))
        if case.least("glucose", 140)
        else None
    )


def _ketoacidosis(case: Case) -> Said | None:
    sugar = glucose(case)
    if sugar is None or sugar < 200:
        return _without_sugar(case)
    is_sour = case.under("ph-arterial", 7.3) or case.under("bicarbonate", 18)
    pro = case.told("glucose", "glucose-fasting", "beta-hydroxybutyrate", "ph-arterial", "bicarbonate")
    if "beta-hydroxybutyrate" in case.rows and not case.least("beta-hydroxybutyrate", 3):
        return None
    has_acid = bool({"ph-arterial", "bicarbonate"} & set(case.rows))
    if not has_acid:
        gone = (*case.lacking("beta-hydroxybutyrate"), "pH or bicarbonate")
        is_near = case.least("beta-hydroxybutyrate", 3) or sugar >= 250
        return lacks(gone, pro=pro, urgency=2 if len(gone) == 1 else 1) if is_near else None
    if not is_sour:
        return None
    if "beta-hydroxybutyrate" not in case.rows:
        return lacks(case.lacking("beta-hydroxybutyrate"), pro=pro, urgency=2)
    return found(f"Diabetic ketoacidosis, {_severity(case)}", pro=pro, urgency=2,
                 con=("Severity also asks alertness",), worth=case.lacking("potassium", "ph-arterial"))  # fmt: skip


def _without_sugar(case: Case) -> Said | None:
    """Ketones and acid without high glucose."""
    if not case.least("beta-hydroxybutyrate", 3):
        return None
    pro = case.told("beta-hydroxybutyrate", "glucose", "ph-arterial", "bicarbonate")
    gone: tuple[str, ...] = () if {"ph-arterial", "bicarbonate"} & set(case.rows) else ("pH or bicarbonate",)
    gone += () if glucose(case) is not None else ("Glucose",)
    if gone:
        return lacks(gone, pro=pro, urgency=2)
    if not (case.under("ph-arterial", 7.3) or case.under("bicarbonate", 18)):
        return None
    return possible("Ketoacidosis with glucose under 200: known diabetes (SGLT2 inhibitors), starvation or alcohol",
                    pro=pro, urgency=2, worth=case.lacking("potassium", "ethanol"))  # fmt: skip


def _severity(case: Case) -> str:
    if case.under("ph-arterial", 7.0) or case.under("bicarbonate", 10) or case.over("beta-hydroxybutyrate", 6):
        return "severe"
    return "moderate" if case.under("ph-arterial", 7.2501) or case.under("bicarbonate", 15) else "mild"


def _hyperosmolar(case: Case) -> Said | None:
    sugar, sodium = glucose(case), case.of("sodium")
    if sugar is None or sugar < 600:
        return None
    pro = case.told("glucose", "glucose-fasting", "sodium", "osmolality")
    if sodium is None and "osmolality" not in case.rows:
        return lacks(case.lacking("sodium"), pro=pro, urgency=2)
    effective = None if sodium is None else 2 * sodium + sugar / _MGDL
    is_thick = (effective is not None and effective > 300) or case.over("osmolality", 320)
    if not is_thick:
        return None
    if effective is not None:
        pro += (f"Effective osmolality {effective:.0f} mOsm/kg",)
    gone = case.lacking("beta-hydroxybutyrate", "bicarbonate")
    if case.least("beta-hydroxybutyrate", 3) or case.under("bicarbonate", 15) or case.under("ph-arterial", 7.3):
        return possible("Hyperosmolar and acidotic: a mixed crisis", pro=pro, con=case.told("beta-hydroxybutyrate",
                        "bicarbonate", "ph-arterial"), missing=gone, urgency=2)  # fmt: skip
    if gone:
        return possible("Hyperosmolar hyperglycaemic state is likely; ketones and acid decide", pro=pro, missing=gone,
                        urgency=2)  # fmt: skip
    return found("Hyperosmolar hyperglycaemic state", pro=pro, urgency=2, worth=case.lacking("potassium", "creatinine"))


def _low(case: Case) -> Said | None:
    is_low, is_serious = (any(case.under(one, limit) for one in ("glucose", "glucose-fasting")) for limit in (70, 54))
    if not is_low:
        return None
    grade = "level 2: treat now" if is_serious else "level 1"
    return found(f"Hypoglycaemia, {grade}", pro=case.told("glucose", "glucose-fasting"), urgency=2 if is_serious else 1,
                 con=("A sample that stood for hours lost glucose",))  # fmt: skip


RULES: Final = (
    Rule("diabetes", "Diabetes and prediabetes", "ADA Standards of Care 2025, section 2", _diabetes),
    Rule("dka", "Diabetic ketoacidosis", CRISES, _ketoacidosis),
    Rule("hhs", "Hyperosmolar hyperglycaemic state", CRISES, _hyperosmolar),
    Rule("hypoglycaemia", "Hypoglycaemia", "ADA Standards of Care 2025, section 6 (70 and 54 mg/dL)", _low),
)
