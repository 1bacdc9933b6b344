"""The risk of cardiovascular disease in the years to come: pooled cohort equations, Framingham and PREVENT."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from .inputs import AGE, BMI, CHOLESTEROL, HDL, SEX, SYSTOLIC
from .kinds import Calculator, Choice, Given, Meaning, Number, YesNo, under
from .prevent import OUTCOMES, logit

TEN_YEARS: Final = under(
    (5, "Low: under 5 %"),
    (7.5, "Borderline: 5 to 7.4 %"),
    (20, "Intermediate: 7.5 to 19.9 %; a statin is discussed"),
    rest="High: 20 % or more; a statin is recommended",
)


def _pce_white_woman(given: Given, age: float) -> tuple[float, float, float]:
    total, hdl, pressure = _logs(given)
    score = -29.799 * age + 4.884 * age**2 + 13.540 * total - 3.114 * age * total - 13.578 * hdl + 3.149 * age * hdl
    score += (2.019 if given.yes("treated_bp") else 1.957) * pressure
    score += given.yes("smoker") * (7.574 - 1.665 * age) + 0.661 * given.yes("diabetes")
    return score, -29.18, 0.9665


def _pce_black_woman(given: Given, age: float) -> tuple[float, float, float]:
    total, hdl, pressure = _logs(given)
    score = 17.114 * age + 0.940 * total - 18.920 * hdl + 4.475 * age * hdl
    score += (29.291 - 6.432 * age if given.yes("treated_bp") else 27.820 - 6.087 * age) * pressure
    score += 0.691 * given.yes("smoker") + 0.874 * given.yes("diabetes")
    return score, 86.61, 0.9533


def _pce_white_man(given: Given, age: float) -> tuple[float, float, float]:
    total, hdl, pressure = _logs(given)
    score = 12.344 * age + 11.853 * total - 2.664 * age * total - 7.990 * hdl + 1.769 * age * hdl
    score += (1.797 if given.yes("treated_bp") else 1.764) * pressure
    score += given.yes("smoker") * (7.837 - 1.795 * age) + 0.658 * given.yes("diabetes")
    return score, 61.18, 0.9144


def _pce_black_man(given: Given, age: float) -> tuple[float, float, float]:
    total, hdl, pressure = _logs(given)
    score = 2.469 * age + 0.302 * total - 0.307 * hdl
    score += (1.916 if given.yes("treated_bp") else 1.809) * pressure
    score += 0.549 * given.yes("smoker") + 0.645 * given.yes("diabetes")
    return score, 19.54, 0.8954


_PCE: Final = {
    ("female", "white"): _pce_white_woman,
    ("female", "black"): _pce_black_woman,
    ("male", "white"): _pce_white_man,
    ("male", "black"): _pce_black_man,
}


def _logs(given: Given) -> tuple[float, float, float]:
    return math.log(given["total_cholesterol"]), math.log(given["hdl"]), math.log(given["systolic_bp"])


def _pce(given: Given) -> float:
    race = "black" if given.word("race") == "black" else "white"
    score, mean, survival = _PCE[given.word("sex"), race](given, math.log(given["age"]))
    return float(100 * (1 - survival ** math.exp(score - mean)))


def _pce_cautions(given: Given) -> tuple[str, ...]:
    told = ["For people without cardiovascular disease; overestimates in many populations of today"]
    if given.word("race") == "other":
        told.append("The equations know black and white only; the white one was used")
    return tuple(told)


def _framingham(given: Given) -> float:
    age = math.log(given["age"])
    total, hdl, pressure = _logs(given)
    treated, smoker, diabetes = given.yes("treated_bp"), given.yes("smoker"), given.yes("diabetes")
    if given.is_female:
        score = 2.32888 * age + 1.20904 * total - 0.70833 * hdl + (2.82263 if treated else 2.76157) * pressure
        score += 0.52873 * smoker + 0.69154 * diabetes
        return float(100 * (1 - 0.95012 ** math.exp(score - 26.1931)))
    score = 3.06117 * age + 1.12370 * total - 0.93263 * hdl + (1.99881 if treated else 1.93303) * pressure
    score += 0.65451 * smoker + 0.57367 * diabetes
    return float(100 * (1 - 0.88936 ** math.exp(score - 23.9802)))


_PCE_INPUTS: Final = (
    SEX,
    replace(AGE, low=40, high=79),
    replace(CHOLESTEROL, low=130, high=320, unlikely=None),
    replace(HDL, low=20, high=100, unlikely=None),
    replace(SYSTOLIC, low=90, high=200, unlikely=None),
    YesNo(name="treated_bp", label="Takes medicine for blood pressure"),
    YesNo(name="smoker", label="Smokes now"),
    YesNo(name="diabetes", label="Diabetes"),
)
_PREVENT_INPUTS: Final = (
    SEX,
    replace(CHOLESTEROL, low=130, high=320, unlikely=None),
    replace(HDL, name="hdl_cholesterol", low=20, high=100, unlikely=None),
    replace(SYSTOLIC, low=90, high=200, unlikely=None),
    YesNo(name="has_diabetes", label="Diabetes"),
    YesNo(name="current_smoker", label="Smokes now"),
    replace(BMI, low=18.5, high=39.999, unlikely=None),
    Number(name="egfr", label="eGFR", low=15, high=150, unit="mL/min/1.73 m²", unlikely=(15, 140)),
    YesNo(name="on_htn_meds", label="Takes medicine for blood pressure"),
    YesNo(name="on_cholesterol_meds", label="Takes a statin"),
)


def _prevent(years: int, outcome: str, words: str) -> Calculator:
    meaning: Meaning = (
        TEN_YEARS
        if years == 10
        else under(
            (10, "Under 10 % in thirty years"), (30, "10 to 29 % in thirty years"), rest="30 % or more in thirty years"
        )
    )
    return Calculator(
        id=f"prevent_{years}y_{outcome}",
        title=f"PREVENT: {words} in {years} years",
        version="2023, base model",
        citation="Khan SS et al. Circulation 2024;149:430-449",
        inputs=(replace(AGE, low=30, high=79 if years == 10 else 59), *_PREVENT_INPUTS),
        compute=lambda given: 100 / (1 + math.exp(-logit(given, years, outcome))),
        interpret=meaning,
        conflicts=lambda given: (
            {"hdl_cholesterol": "HDL is a part of total cholesterol and has to be lower"}
            if given["hdl_cholesterol"] >= given["total_cholesterol"]
            else {}
        ),
        cautions=lambda _: ("For people without cardiovascular disease",),
        unit="%",
        decimals=1,
    )


CALCULATORS: Final = (
    Calculator(
        id="ascvd_pce_2013",
        title="Atherosclerotic disease in ten years (pooled cohort equations)",
        version="ACC/AHA 2013",
        citation="Goff DC et al. Circulation 2014;129(suppl 2):S49-S73; bands: ACC/AHA 2019",
        inputs=(
            _PCE_INPUTS[0],
            Choice(
                name="race",
                label="Race, as the equations ask",
                options=("white", "black", "other"),
                also=(("african american", "black"), ("aa", "black"), ("wh", "white")),
            ),
            *_PCE_INPUTS[1:],
        ),
        compute=_pce,
        interpret=TEN_YEARS,
        cautions=_pce_cautions,
        unit="%",
        decimals=1,
    ),
    Calculator(
        id="framingham_cvd_2008",
        title="Cardiovascular disease in ten years (Framingham)",
        version="2008, with lipids",
        citation="D'Agostino RB et al. Circulation 2008;117:743-753",
        inputs=(
            SEX,
            replace(AGE, low=30, high=74),
            replace(CHOLESTEROL, low=100, high=405, unlikely=None),
            replace(HDL, low=10, high=100, unlikely=None),
            replace(SYSTOLIC, low=90, high=200, unlikely=None),
            *_PCE_INPUTS[5:],
        ),
        compute=_framingham,
        interpret=under((10, "Low: under 10 %"), (20, "Intermediate: 10 to 19 %"), rest="High: 20 % or more"),
        unit="%",
        decimals=1,
    ),
    *(_prevent(years, outcome, words) for years in (10, 30) for outcome, words in OUTCOMES),
)
