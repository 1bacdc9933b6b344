"""Rules on the kidneys, potassium and muscle."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible

_WEEK: Final = 7
_TWO_DAYS: Final = 2
_RISK: Final = (
    ("low risk", "moderately increased risk", "high risk"),
    ("low risk", "moderately increased risk", "high risk"),
    ("moderately increased risk", "high risk", "very high risk"),
    ("high risk", "very high risk", "very high risk"),
    ("very high risk", "very high risk", "very high risk"),
    ("very high risk", "very high risk", "very high risk"),
)
"""KDIGO's map: G1, G2, G3a, G3b, G4, G5 by A1, A2, A3."""
_STAGES: Final = ((90, "G1"), (60, "G2"), (45, "G3a"), (30, "G3b"), (15, "G4"))


def _injury(case: Case) -> Said | None:
    row = case.rows.get("creatinine")
    if row is None or row.bound:
        return None
    if row.us_earlier is None:
        near = case.is_high("creatinine")
        return lacks(("An earlier creatinine with its day",), pro=(row.said,), urgency=1) if near else None
    if row.us_earlier <= 0 or row.us <= row.us_earlier:
        return None
    if row.days is None:
        is_near = row.us >= 1.5 * row.us_earlier or row.us - row.us_earlier >= 0.3 - 1e-9
        return lacks(("How many days ago the earlier creatinine was",), pro=(row.said,), urgency=1) if is_near else None
    return _staged(row.us, row.us_earlier, row.days, row.said)


def _staged(now: float, before: float, days: float, said: str) -> Said | None:
    ratio, rise = now / before, now - before
    by_ratio = ratio >= 1.5 - 1e-9 and days <= _WEEK
    by_rise = rise >= 0.3 - 1e-9 and days <= _TWO_DAYS
    pro = (said, f"{ratio:.1f} times the creatinine of {days:g} days ago")
    con = ("Urine output counts as well and is not known here",)
    if not (by_ratio or by_rise):
        if ratio >= 1.5 - 1e-9:
            return possible("A rise by half in more than seven days: acute kidney disease, or one that went unseen",
                            pro=pro, con=con, worth=("Creatinine again", "Urine", "Ultrasound"), urgency=1)  # fmt: skip
        return None
    stage = 3 if ratio >= 3 - 1e-9 or now >= 4 else 2 if ratio >= 2 - 1e-9 else 1
    return found(f"Acute kidney injury, stage {stage}", pro=pro, con=con, urgency=2 if stage == 3 else 1,
                 worth=("Potassium", "Urine sediment and protein", "Creatinine again tomorrow"))  # fmt: skip


def _chronic(case: Case) -> Said | None:
    albumin = case.of("albumin-creatinine-urine")
    if case.egfr is None:
        near = albumin is not None and albumin >= 30
        return lacks(case.lacking("creatinine"), pro=case.told("albumin-creatinine-urine")) if near else None
    at = next((place for place, (limit, _) in enumerate(_STAGES) if case.egfr >= limit), len(_STAGES))
    stage = _STAGES[at][1] if at < len(_STAGES) else "G5"
    if at < 2 and (albumin is None or albumin < 30):
        return None
    pro = (f"eGFR {case.egfr:.0f} mL/min/1.73 m² (CKD-EPI 2021)", *case.told("albumin-creatinine-urine"))
    con = ["Chronic only if it lasts over three months"]
    row = case.rows["creatinine"]
    if row.us_earlier and row.us > 1.3 * row.us_earlier:
        con.append("Creatinine is rising: an eGFR is not valid now")
    if albumin is None:
        says = f"Chronic kidney disease {stage}, if it lasts; the albumin category is missing"
        return possible(says, pro=pro, con=tuple(con), missing=case.lacking("albumin-creatinine-urine"))
    column = 2 if albumin > 300 else 1 if albumin >= 30 else 0
    says = f"Chronic kidney disease {stage} A{column + 1}, if it lasts: {_RISK[at][column]}"
    return found(says, pro=pro, con=tuple(con), worth=("Both again in three months",))


def _potassium(case: Case) -> Said | None:
    if not case.least("potassium", 5.5):
        return None
    is_severe, is_moderate = case.least("potassium", 6.5), case.least("potassium", 6.0)
    grade = "severe: ECG and treatment now" if is_severe else "moderate: ECG now" if is_moderate else "mild"
    con = ("A sample that was haemolysed, late or from a clenched fist", *case.told_if(
        (case.over("platelets", 500), "platelets"), (case.over("white-cells", 100), "white-cells")))  # fmt: skip
    worth = ("Potassium again (blood gas)", "ECG", *case.lacking("creatinine", "bicarbonate", "glucose"))
    return found(f"Hyperkalaemia, {grade}", pro=case.told("potassium", "creatinine", "bicarbonate", "ph-arterial"),
                 con=con, worth=worth, urgency=2 if is_moderate else 1)  # fmt: skip


def _low_potassium(case: Case) -> Said | None:
    if not case.under("potassium", 3.5):
        return None
    grade = "severe" if case.under("potassium", 2.5) else "moderate" if case.under("potassium", 3.0) else "mild"
    urgency = {"severe": 2, "moderate": 1}.get(grade, 0)
    pro = case.told("potassium") + case.told_if((case.under("magnesium", 1.6), "magnesium"))
    return found(f"Hypokalaemia, {grade}", pro=pro, worth=(*case.lacking("magnesium", "bicarbonate"), "ECG"),
                 urgency=urgency)  # fmt: skip


def _muscle(case: Case) -> Said | None:
    if not case.over("ck", 1000):
        return None
    pro = case.told("ck") + case.told_if(
        (case.least("potassium", 5.5), "potassium"), (case.is_high("phosphate"), "phosphate"),
        (case.is_low("calcium"), "calcium"), (case.is_high("creatinine"), "creatinine"),
    )  # fmt: skip
    gone = case.lacking("potassium", "creatinine", "calcium", "phosphate")
    con = ("Hard exercise, injections and statins raise it as well", *case.told("troponin-t-hs", "troponin-i"))
    if case.over("ck", 5000):
        return found("Rhabdomyolysis; over 5,000 the kidneys are in danger", pro=pro, con=con, worth=gone, urgency=2)
    return found("Rhabdomyolysis", pro=pro, con=con, worth=gone, urgency=1)


RULES: Final = (
    Rule("aki", "Acute kidney injury", "KDIGO Clinical Practice Guideline for AKI, 2012, section 2.1", _injury),
    Rule("ckd", "Chronic kidney disease", "KDIGO 2024 CKD Guideline. Kidney Int 2024;105(4S):S117-S314", _chronic),
    Rule("hyperkalaemia", "Hyperkalaemia",
         "UK Kidney Association, hyperkalaemia guideline, 2023 (5.5, 6.0, 6.5 mmol/L)", _potassium),
    Rule("hypokalaemia", "Hypokalaemia", "Kardalas E et al. Endocr Connect 2018;7:R135-R146", _low_potassium),
    Rule("rhabdomyolysis", "Rhabdomyolysis", "Chavez LO et al. Crit Care 2016;20:135", _muscle),
)  # fmt: skip
