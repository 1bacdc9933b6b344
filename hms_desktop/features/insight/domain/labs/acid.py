"""Rules on acids, gaps and lactate."""

from __future__ import annotations

import math
from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible

_GAP_DOUBT: Final[dict[bool, tuple[str, ...]]] = {
    True: (), False: ("Albumin is not known: low albumin hides a gap",),
}  # fmt: skip
_PER_MMOL: Final = 1 / 0.111
"""mg/dL of lactate in one mmol/L."""


def bicarbonate(case: Case) -> float | None:
    """As measured; else by Henderson and Hasselbalch from pH and CO₂."""
    measured, ph, gas = case.of("bicarbonate"), case.of("ph-arterial"), case.of("pco2-arterial")
    if measured is not None or ph is None or gas is None:
        return measured
    return float(0.0307 * gas * math.pow(10, ph - 6.1))


def gap(case: Case) -> tuple[float, bool] | None:
    """The anion gap, corrected for albumin where that is there; whether it was."""
    sodium, chloride, base = case.of("sodium"), case.of("chloride"), case.of("bicarbonate")
    if sodium is None or chloride is None or base is None:
        return None
    albumin = case.of("albumin")
    bare = sodium - chloride - base
    return (bare, False) if albumin is None else (bare + 2.5 * (4 - albumin), True)


def _gap(case: Case) -> Said | None:
    made = gap(case)
    if made is None:
        near = case.under("bicarbonate", 20) or case.under("ph-arterial", 7.35)
        return lacks(case.lacking("sodium", "chloride", "bicarbonate"), pro=case.told("bicarbonate", "ph-arterial"),
                     urgency=1) if near else None  # fmt: skip
    value, is_corrected = made
    base = case.of("bicarbonate") or 24.0
    if value <= 12:
        return None
    pro = (f"Anion gap {value:.0f}{' corrected for albumin' if is_corrected else ''}",
           *case.told("lactate", "beta-hydroxybutyrate", "urea-nitrogen"))  # fmt: skip
    worth = case.lacking("lactate", "beta-hydroxybutyrate", "creatinine", "osmolality")
    if base >= 22:
        return possible("The anion gap is high with bicarbonate in range: an acid may be hidden", pro=pro, worth=worth)
    ratio = (value - 12) / (24 - base)
    mixed = "; a normal-gap acidosis as well" if ratio < 0.8 else "; an alkalosis as well" if ratio > 2 else ""
    return found(f"Metabolic acidosis with a high anion gap{mixed}", pro=(*pro, f"Delta ratio {ratio:.1f}"),
                 con=_GAP_DOUBT[is_corrected], worth=worth, urgency=1)  # fmt: skip


def _balance(case: Case) -> Said | None:
    ph, gas, base = case.of("ph-arterial"), case.of("pco2-arterial"), bicarbonate(case)
    if ph is None:
        return None
    if gas is None or base is None:
        near = not 7.35 <= ph <= 7.45
        return lacks(case.lacking("pco2-arterial"), pro=case.told("ph-arterial"), urgency=1) if near else None
    says = disorder(ph, gas, base)
    if not says:
        return None
    pro = (*case.told("ph-arterial", "pco2-arterial"), f"Bicarbonate {base:.0f} mmol/L")
    con = ("Whether it is acute or chronic is for the history",) if "respiratory" in says.lower() else ()
    return found(says, pro=pro, con=con, urgency=2 if ph < 7.2 or ph > 7.6 else 1,
                 worth=case.lacking("sodium", "chloride", "albumin", "lactate"))  # fmt: skip


def disorder(ph: float, gas: float, base: float) -> str:
    """The first disorder by pH, CO₂ and bicarbonate, and whether the answer to it is what is to be expected."""
    if ph < 7.35:
        return _sour(gas, base)
    if ph > 7.45:
        return _alkaline(gas, base)
    if gas > 45 and base > 26:
        return "Mixed: respiratory acidosis and metabolic alkalosis with pH in range, or chronic and compensated"
    if gas < 35 and base < 22:
        return "Mixed: respiratory alkalosis and metabolic acidosis with pH in range, or chronic and compensated"
    return ""


def _sour(gas: float, base: float) -> str:
    if base < 22:
        low, high = 1.5 * base + 8 - 2, 1.5 * base + 8 + 2
        answer = ("respiratory acidosis as well" if gas > high else
                  "respiratory alkalosis as well" if gas < low else "compensation as expected")  # fmt: skip
        return f"Metabolic acidosis; {answer} (expected CO₂ {low:.0f} to {high:.0f} mmHg)"
    if gas > 45:
        acute, chronic = 24 + (gas - 40) / 10, 24 + 4.5 * (gas - 40) / 10
        return f"Respiratory acidosis{_between(base, acute - 2, acute, chronic, chronic + 2)}"
    return "Acidaemia that neither CO₂ nor bicarbonate explains: look at the sample again"


def _alkaline(gas: float, base: float) -> str:
    if base > 26:
        low, high = 0.7 * (base - 24) + 40 - 2, 0.7 * (base - 24) + 40 + 2
        answer = ("respiratory acidosis as well" if gas > high else
                  "respiratory alkalosis as well" if gas < low else "compensation as expected")  # fmt: skip
        return f"Metabolic alkalosis; {answer} (expected CO₂ {low:.0f} to {high:.0f} mmHg)"
    if gas < 35:
        acute, chronic = 24 - 2 * (40 - gas) / 10, 24 - 4.5 * (40 - gas) / 10
        return f"Respiratory alkalosis{_between(base, chronic - 2, chronic, acute, acute + 2)}"
    return "Alkalaemia that neither CO₂ nor bicarbonate explains: look at the sample again"


def _between(base: float, under: float, first: float, second: float, over: float) -> str:
    if base < under:
        return " with a metabolic acidosis as well"
    if base > over:
        return " with a metabolic alkalosis as well"
    return f" (expected bicarbonate {first:.0f} to {second:.0f} mmol/L, between acute and chronic)"


def _osmoles(case: Case) -> Said | None:
    measured = case.of("osmolality")
    if measured is None:
        return None
    gone = case.lacking("sodium", "urea-nitrogen")
    sugar = case.of("glucose") or case.of("glucose-fasting")
    gone += () if sugar is not None else ("Glucose",)
    if gone or sugar is None:
        return lacks(gone, pro=case.told("osmolality")) if measured > 295 else None
    sodium, urea = case.of("sodium"), case.of("urea-nitrogen")
    if sodium is None or urea is None:
        return None
    drink = (case.of("ethanol") or 0.0) / 3.7
    value = measured - (2 * sodium + sugar / 18 + urea / 2.8 + drink)
    if value <= 10:
        return None
    con = ("Ketoacidosis, lactic acidosis and shock raise it as well", "A late toxic alcohol has no gap any more")
    says = f"Osmolal gap {value:.0f}: toxic alcohols are to be thought of"
    gone = case.lacking("ethanol")
    if value <= 20:
        return possible(says, pro=case.told("osmolality", "ethanol"), con=con, missing=gone, urgency=1)
    return found(says, pro=case.told("osmolality", "ethanol"), con=con, missing=gone, urgency=2,
                 worth=(*gone, "Methanol and ethylene glycol", "Blood gas"))  # fmt: skip


def _lactate(case: Case) -> Said | None:
    if not case.over("lactate", 2 * _PER_MMOL):
        return None
    is_great = case.least("lactate", 4 * _PER_MMOL)
    pro = case.told("lactate", "ph-arterial", "bicarbonate") + case.told_if(
        (case.is_high("crp"), "crp"), (case.over("procalcitonin", 0.5), "procalcitonin"),
        (case.is_high("white-cells") or case.is_low("white-cells"), "white-cells"),
        (case.under("platelets", 100), "platelets"),
    )  # fmt: skip
    con = ("Seizure, metformin, beta agonists, liver failure and a long tourniquet raise it as well",)
    says = "Lactate 4 mmol/L or more" if is_great else "Lactate over 2 mmol/L"
    return found(f"{says}: with signs of infection, sepsis; look for shock and ischaemia", pro=pro, con=con,
                 worth=("Lactate again within two to four hours", *case.lacking("ph-arterial")),
                 urgency=2 if is_great else 1)  # fmt: skip


RULES: Final = (
    Rule("anion-gap", "Anion gap",
         "Kraut JA, Madias NE. CJASN 2007;2:162-174; albumin: Figge J et al. Crit Care Med 1998;26:1807",
         _gap),
    Rule("acid-base", "Acid-base balance", "Berend K et al. N Engl J Med 2014;371:1434-1445", _balance),
    Rule("osmolal-gap", "Osmolal gap", "Kraut JA, Kurtz I. Clin J Am Soc Nephrol 2008;3:208-225", _osmoles),
    Rule("lactate", "Lactate", "Surviving Sepsis Campaign 2021: Evans L et al. Intensive Care Med 2021;47:1181-1247",
         _lactate),
)  # fmt: skip
