"""Rules on sodium and calcium."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible
from hms_desktop.features.insight.domain.labs.sugar import glucose


def _low_sodium(case: Case) -> Said | None:
    sodium = case.of("sodium")
    if sodium is None or sodium >= 135:
        return None
    grade = "profound" if sodium < 125 else "moderate" if sodium < 130 else "mild"
    sugar = glucose(case)
    corrected = sodium if sugar is None or sugar <= 100 else sodium + 2.4 * (sugar - 100) / 100
    pro, con = case.told("sodium", "osmolality"), ()
    if corrected >= 135:
        return possible(
            f"Sodium is low by glucose alone: corrected {corrected:.0f} mmol/L", pro=(*pro, *case.told("glucose"))
        )
    kind = ""
    if case.least("osmolality", 275):
        kind = ", not hypotonic: glucose, mannitol, or high fat or protein"
    elif case.under("osmolality", 275):
        kind = ", hypotonic"
    gone = case.lacking("osmolality") + (() if sugar is not None else ("Glucose",))
    worth = (*gone, "Osmolality and sodium of the urine", *case.lacking("tsh", "cortisol"))
    return found(f"Hyponatraemia, {grade}{kind}", pro=pro, con=con, missing=gone, worth=worth,
                 urgency={"profound": 2, "moderate": 1}.get(grade, 0))  # fmt: skip


def _high_sodium(case: Case) -> Said | None:
    if not case.over("sodium", 145):
        return None
    grade = "severe" if case.least("sodium", 160) else "moderate" if case.over("sodium", 150) else "mild"
    return found(f"Hypernatraemia, {grade}: water is lacking", pro=case.told("sodium", "osmolality"),
                 worth=("Osmolality of the urine", *case.lacking("glucose", "calcium", "potassium")),
                 urgency={"severe": 2, "moderate": 1}.get(grade, 0))  # fmt: skip


def corrected(case: Case) -> float | None:
    """Calcium by Payne's rule; without albumin None."""
    calcium, albumin = case.of("calcium"), case.of("albumin")
    return None if calcium is None or albumin is None else calcium + 0.8 * (4 - albumin)


def _high_calcium(case: Case) -> Said | None:
    value, ionised = corrected(case), case.is_high("calcium-ionised")
    if value is None and not ionised:
        haste = 1 if case.over("calcium", 12) else 0
        return lacks(case.lacking("albumin"), pro=case.told("calcium"), urgency=haste) if _is_near(case) else None
    if not ionised and (value is None or value <= 10.5):
        return None
    grade = _grade(value)
    pro = case.told("calcium", "albumin", "calcium-ionised", "pth", "phosphate")
    pro += () if value is None else (f"Corrected {value:.1f} mg/dL",)
    if "pth" not in case.rows:
        return found(f"Hypercalcaemia, {grade}", pro=pro, missing=case.lacking("pth"), urgency=_haste(grade))
    cause = "fits a parathyroid cause" if case.least("pth", 20) else "PTH is suppressed: malignancy, vitamin D, others"
    return found(f"Hypercalcaemia, {grade}: {cause}", pro=pro, urgency=_haste(grade),
                 worth=case.lacking("vitamin-d", "phosphate", "creatinine"))  # fmt: skip


def _is_near(case: Case) -> bool:
    """A total that is over the limit once albumin is a little low."""
    return case.over("calcium", 10.2)


def _grade(value: float | None) -> str:
    if value is None:
        return "by ionised calcium"
    return "severe" if value > 14 else "moderate" if value >= 12 else "mild"


def _haste(grade: str) -> int:
    return {"severe": 2, "moderate": 1}.get(grade, 0)


def _low_calcium(case: Case) -> Said | None:
    value, ionised = corrected(case), case.is_low("calcium-ionised")
    if value is None and not ionised:
        return lacks(case.lacking("albumin"), pro=case.told("calcium")) if case.under("calcium", 8.5) else None
    if not ionised and (value is None or value >= 8.5):
        return None
    is_severe = value is not None and value < 7.6
    pro = case.told("calcium", "albumin", "calcium-ionised", "magnesium", "phosphate")
    pro += () if value is None else (f"Corrected {value:.1f} mg/dL",)
    return found(f"Hypocalcaemia{', severe' if is_severe else ''}", pro=pro, urgency=2 if is_severe else 0,
                 worth=case.lacking("magnesium", "pth", "vitamin-d", "phosphate"))  # fmt: skip


RULES: Final = (
    Rule("hyponatraemia", "Hyponatraemia", "Spasovski G et al. Eur J Endocrinol 2014;170:G1-G47", _low_sodium),
    Rule("hypernatraemia", "Hypernatraemia", "Adrogué HJ, Madias NE. N Engl J Med 2000;342:1493-1499", _high_sodium),
    Rule("hypercalcaemia", "Hypercalcaemia",
         "Walsh J et al. Endocr Connect 2016;5:G9-G11; Payne RB et al. Br Med J 1973;4:643-646", _high_calcium),
    Rule("hypocalcaemia", "Hypocalcaemia",
         "Turner J et al. Endocr Connect 2016;5:G7-G8 (1.9 mmol/L severe); Payne RB et al. Br Med J 1973;4:643-646",
         _low_calcium),
)  # fmt: skip
