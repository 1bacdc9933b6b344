"""Sugar and fat in the blood, and the risk of diabetes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from .inputs import AGE, BMI, CHOLESTEROL, GLUCOSE, HDL, SEX, TRIGLYCERIDES
from .kinds import Calculator, Choice, Given, Number, Other, YesNo, band, under

LDL_BANDS: Final = under(
    (70, "Under 70 mg/dL"),
    (100, "70 to 99 mg/dL: optimal for most"),
    (130, "100 to 129 mg/dL: near optimal"),
    (160, "130 to 159 mg/dL: borderline high"),
    (190, "160 to 189 mg/dL: high"),
    rest="190 mg/dL or more: very high; think of familial hypercholesterolaemia",
)
CHOLESTEROL_FACTOR: Final = 38.67
TRIGLYCERIDE_FACTOR: Final = 88.57
UNIT: Final = Choice(name="unit", label="Unit of all three", options=("mg/dL", "mmol/L"), default="mg/dL")
_WIDE: Final = (
    replace(CHOLESTEROL, low=1, unit="", unlikely=None),
    replace(HDL, low=0.1, unit="", unlikely=None),
    replace(TRIGLYCERIDES, low=0.1, unit="", unlikely=None),
)


def _lipids(given: Given) -> tuple[float, float, float]:
    """Cholesterol, HDL and triglycerides in mg/dL."""
    total, hdl, fat = given["total_cholesterol"], given["hdl"], given["triglycerides"]
    if given.word("unit") == "mmol/L":
        return total * CHOLESTEROL_FACTOR, hdl * CHOLESTEROL_FACTOR, fat * TRIGLYCERIDE_FACTOR
    return total, hdl, fat


def _conflicts(given: Given, highest: float) -> Mapping[str, str]:
    total, hdl, fat = _lipids(given)
    found = {}
    limits = (("total_cholesterol", total, 50, 1000), ("hdl", hdl, 5, 200), ("triglycerides", fat, 10, highest))
    for name, value, low, high in limits:
        if not low <= value < high:
            found[name] = f"This formula takes {low} to under {high:g} mg/dL; is the unit right?"
    if not found and hdl >= total:
        found["hdl"] = "HDL is a part of total cholesterol and has to be lower"
    return found


def _friedewald(given: Given) -> float:
    if given.word("unit") == "mmol/L":
        return given["total_cholesterol"] - given["hdl"] - given["triglycerides"] / 2.2
    return given["total_cholesterol"] - given["hdl"] - given["triglycerides"] / 5


def _sampson(given: Given) -> float:
    total, hdl, fat = _lipids(given)
    other = total - hdl
    value = total / 0.948 - hdl / 0.971 - (fat / 8.56 + fat * other / 2140 - fat**2 / 16100) - 9.44
    return value / CHOLESTEROL_FACTOR if given.word("unit") == "mmol/L" else value


def _ldl_meaning(value: float, given: Given) -> str:
    return LDL_BANDS(value * CHOLESTEROL_FACTOR if given.word("unit") == "mmol/L" else value, given)


def _ldl_cautions(given: Given) -> tuple[str, ...]:
    return ("Triglycerides over 200 mg/dL: calculated LDL is less sure",) if _lipids(given)[2] > 200 else ()


def _homa(given: Given) -> float:
    return given["insulin_uiu_ml"] * given["glucose_mg_dl"] / 405


def _findrisc(given: Given) -> float:
    limits = ((80, 3), (88.0001, 4)) if given.is_female else ((94, 3), (102.0001, 4))
    return (
        band(given["age"], (45, 2), (55, 3), (65, 4))
        + band(given["bmi"], (25, 1), (30.0001, 3))
        + band(given["waist_cm"], *limits)
        + 2 * (not given.yes("active"))
        + (not given.yes("vegetables_daily"))
        + 2 * given.yes("bp_medication")
        + 5 * given.yes("high_glucose_history")
        + {"none": 0, "second degree": 3, "first degree": 5}[given.word("family")]
    )


CALCULATORS: Final = (
    Calculator(
        id="ldl_friedewald",
        title="LDL cholesterol (Friedewald)",
        version="1972; triglycerides under 400 mg/dL",
        citation="Friedewald WT et al. Clin Chem 1972;18:499-502",
        inputs=(*_WIDE, UNIT),
        compute=_friedewald,
        interpret=_ldl_meaning,
        conflicts=lambda given: _conflicts(given, 400),
        cautions=_ldl_cautions,
        unit_of=lambda given: given.word("unit"),
        decimals=1,
    ),
    Calculator(
        id="ldl_sampson",
        title="LDL cholesterol (Sampson, NIH)",
        version="2020, equation 2; triglycerides to 800 mg/dL",
        citation="Sampson M et al. JAMA Cardiol 2020;5:540-548",
        inputs=(*_WIDE, UNIT),
        compute=_sampson,
        interpret=_ldl_meaning,
        conflicts=lambda given: _conflicts(given, 800.0001),
        cautions=_ldl_cautions,
        unit_of=lambda given: given.word("unit"),
        decimals=1,
    ),
    Calculator(
        id="non_hdl_cholesterol",
        title="Non-HDL cholesterol",
        version="Total less HDL",
        citation="Grundy SM et al. AHA/ACC 2018 cholesterol guideline. Circulation 2019;139:e1082-e1143",
        inputs=(CHOLESTEROL, HDL),
        compute=lambda given: given["total_cholesterol"] - given["hdl"],
        interpret=under(
            (130, "Under 130 mg/dL: desirable"),
            (160, "130 to 159 mg/dL: above desirable"),
            (190, "160 to 189 mg/dL: borderline high"),
            (220, "190 to 219 mg/dL: high"),
            rest="220 mg/dL or more: very high",
        ),
        conflicts=lambda given: (
            {"hdl": "HDL is a part of total cholesterol and has to be lower"}
            if given["hdl"] >= given["total_cholesterol"]
            else {}
        ),
        unit="mg/dL",
    ),
    Calculator(
        id="homa_ir",
        title="Insulin resistance (HOMA-IR)",
        version="HOMA1, Matthews 1985",
        citation="Matthews DR et al. Diabetologia 1985;28:412-419",
        inputs=(
            Number(
                name="insulin_uiu_ml",
                label="Fasting insulin",
                low=0.2,
                high=500,
                unit="µIU/mL",
                unlikely=(1, 200),
                also=(Other("insulin_pmol_l", "pmol/L", 1 / 6.0),),
            ),
            replace(GLUCOSE, label="Fasting glucose", high=1000),
        ),
        compute=_homa,
        interpret=under(
            (1, "Under 1: sensitive to insulin"),
            (2, "1 to 1.9: usual"),
            (2.9, "2 to 2.8: early insulin resistance is possible"),
            rest="2.9 or more: insulin resistance is likely; limits differ by population and assay",
        ),
        decimals=2,
    ),
    Calculator(
        id="estimated_average_glucose",
        title="Estimated average glucose",
        version="ADAG 2008",
        citation="Nathan DM et al. Diabetes Care 2008;31:1473-1478",
        inputs=(
            Number(
                name="hba1c_percent",
                label="HbA1c",
                low=3,
                high=20,
                unit="%",
                unlikely=(4, 15),
                also=(Other("hba1c_mmol_mol", "mmol/mol", 1 / 10.929, 2.15),),
            ),
        ),
        compute=lambda given: 28.7 * given["hba1c_percent"] - 46.7,
        interpret=lambda _, given: under(
            (5.7, "HbA1c under 5.7 %: below the range of prediabetes"),
            (6.5, "HbA1c 5.7 to 6.4 %: the range of prediabetes"),
            rest="HbA1c 6.5 % or more: the range of diabetes; confirm unless there are symptoms",
        )(given["hba1c_percent"], given),
        unit="mg/dL",
    ),
    Calculator(
        id="findrisc",
        title="Risk of type 2 diabetes (FINDRISC)",
        version="Ten years; with family history, 0 to 26 points",
        citation="Lindström J, Tuomilehto J. Diabetes Care 2003;26:725-731",
        inputs=(
            SEX,
            AGE,
            BMI,
            Number(name="waist_cm", label="Waist", low=40, high=250, unit="cm", unlikely=(55, 180)),
            YesNo(name="active", label="At least 30 minutes of activity a day"),
            YesNo(name="vegetables_daily", label="Vegetables, fruit or berries every day"),
            YesNo(name="bp_medication", label="Takes medicine for blood pressure"),
            YesNo(name="high_glucose_history", label="High blood glucose ever found"),
            Choice(
                name="family",
                label="Diabetes in the family",
                options=("none", "second degree", "first degree"),
                also=(("no", "none"), ("second", "second degree"), ("first", "first degree")),
            ),
        ),
        compute=_findrisc,
        interpret=under(
            (7, "Low: about 1 in 100 within ten years"),
            (12, "Slightly raised: about 1 in 25"),
            (15, "Moderate: about 1 in 6"),
            (21, "High: about 1 in 3"),
            rest="Very high: about 1 in 2",
        ),
        unit="points",
    ),
)
