"""The coefficients of AHA's PREVENT equations, base model (Khan 2024, supplement), and their sum.

Ages are counted in tens from 55, lipids in mmol/L, pressures in steps of 20 mmHg, eGFR in steps of 15.
"""

from __future__ import annotations

from typing import Final

from .kinds import Given

OUTCOMES: Final = (
    ("total_cvd", "cardiovascular disease"),
    ("ascvd", "atherosclerotic disease"),
    ("heart_failure", "heart failure"),
)
_MMOL: Final = 0.02586
_LIPID_TERMS: Final = (
    "age", "age2", "non_hdl", "hdl", "sbp_low", "sbp_high", "diabetes", "smoker", "egfr_low", "egfr_high",
    "treated", "statin", "treated_sbp", "statin_non_hdl", "age_non_hdl", "age_hdl", "age_sbp", "age_diabetes",
    "age_smoker", "age_egfr", "constant",
)  # fmt: skip
_FAILURE_TERMS: Final = (
    "age", "age2", "sbp_low", "sbp_high", "diabetes", "smoker", "bmi_low", "bmi_high", "egfr_low", "egfr_high",
    "treated", "treated_sbp", "age_sbp", "age_diabetes", "age_smoker", "age_bmi", "age_egfr", "constant",
)  # fmt: skip
_COEFFICIENTS: Final = {
    (10, "total_cvd", "female"): (
        0.7939329, 0, 0.0305239, -0.1606857, -0.2394003, 0.3600781, 0.8667604, 0.5360739, 0.6045917, 0.0433769,
        0.3151672, -0.1477655, -0.0663612, 0.1197879, -0.0819715, 0.0306769, -0.0946348, -0.27057,
        -0.078715, -0.1637806, -3.307728,
    ),
    (10, "total_cvd", "male"): (
        0.7688528, 0, 0.0736174, -0.0954431, -0.4347345, 0.3362658, 0.7692857, 0.4386871, 0.5378979, 0.0164827,
        0.288879, -0.1337349, -0.0475924, 0.150273, -0.0517874, 0.0191169, -0.1049477, -0.2251948,
        -0.0895067, -0.1543702, -3.031168,
    ),
    (10, "ascvd", "female"): (
        0.719883, 0, 0.1176967, -0.151185, -0.0835358, 0.3592852, 0.8348585, 0.4831078, 0.4864619, 0.0397779,
        0.2265309, -0.0592374, -0.0395762, 0.0844423, -0.0567839, 0.0325692, -0.1035985, -0.2417542,
        -0.0791142, -0.1671492, -3.819975,
    ),
    (10, "ascvd", "male"): (
        0.7099847, 0, 0.1658663, -0.1144285, -0.2837212, 0.3239977, 0.7189597, 0.3956973, 0.3690075, 0.0203619,
        0.2036522, -0.0865581, -0.0322916, 0.114563, -0.0300005, 0.0232747, -0.0927024, -0.2018525,
        -0.0970527, -0.1217081, -3.500655,
    ),
    (10, "heart_failure", "female"): (
        0.8998235, 0, -0.4559771, 0.3576505, 1.038346, 0.583916, -0.0072294, 0.2997706, 0.7451638, 0.0557087,
        0.3534442, -0.0981511, -0.0946663, -0.3581041, -0.1159453, -0.003878, -0.1884289, -4.310409,
    ),
    (10, "heart_failure", "male"): (
        0.8972642, 0, -0.6811466, 0.3634461, 0.923776, 0.5023736, -0.0485841, 0.3726929, 0.6926917, 0.0251827,
        0.2980922, -0.0497731, -0.1289201, -0.3040924, -0.1401688, 0.0068126, -0.1797778, -3.946391,
    ),
    (30, "total_cvd", "female"): (
        0.5503079, -0.0928369, 0.0409794, -0.1663306, -0.1628654, 0.3299505, 0.6793894, 0.3196112, 0.1857101,
        0.0553528, 0.2894, -0.075688, -0.056367, 0.1071019, -0.0751438, 0.0301786, -0.0998776, -0.3206166,
        -0.1607862, -0.1450788, -1.318827,
    ),
    (30, "total_cvd", "male"): (
        0.4627309, -0.0984281, 0.0836088, -0.1029824, -0.2140352, 0.2904325, 0.5331276, 0.2141914, 0.1155556,
        0.0603775, 0.232714, -0.0272112, -0.0384488, 0.134192, -0.0511759, 0.0165865, -0.1101437, -0.2585943,
        -0.1566406, -0.1166776, -1.148204,
    ),
    (30, "ascvd", "female"): (
        0.4669202, -0.0893118, 0.1256901, -0.1542255, -0.0018093, 0.322949, 0.6296707, 0.268292, 0.100106,
        0.0499663, 0.1875292, 0.0152476, -0.0276123, 0.0736147, -0.0521962, 0.0316918, -0.1046101, -0.2727793,
        -0.1530907, -0.1299149, -1.974074,
    ),
    (30, "ascvd", "male"): (
        0.3994099, -0.0937484, 0.1744643, -0.120203, -0.0665117, 0.2753037, 0.4790257, 0.1782635, -0.0218789,
        0.0602553, 0.1421182, 0.0135996, -0.0218265, 0.1013148, -0.0312619, 0.020673, -0.0920935, -0.2159947,
        -0.1548811, -0.0712547, -1.736444,
    ),
    (30, "heart_failure", "female"): (
        0.6254374, -0.0983038, -0.3919241, 0.3142295, 0.8330787, 0.3438651, 0.0594874, 0.2525536, 0.2981642,
        0.0667159, 0.333921, -0.0893177, -0.0974299, -0.404855, -0.1982991, -0.0035619, -0.1564215, -2.205379,
    ),
    (30, "heart_failure", "male"): (
        0.5681541, -0.1048388, -0.4761564, 0.30324, 0.6840338, 0.2656273, 0.0833107, 0.26999, 0.2541805,
        0.0638923, 0.2583631, -0.0391938, -0.1269124, -0.3273572, -0.2043019, -0.0182831, -0.1342618, -1.95751,
    ),
}  # fmt: skip


def logit(given: Given, years: int, outcome: str) -> float:
    """The log odds of the outcome: each term times its coefficient."""
    terms = _terms(given)
    names = _FAILURE_TERMS if outcome == "heart_failure" else _LIPID_TERMS
    figures = _COEFFICIENTS[years, outcome, given.word("sex")]
    return sum(figure * terms[name] for name, figure in zip(names, figures, strict=True))


def _terms(given: Given) -> dict[str, float]:
    age = (given["age"] - 55) / 10
    hdl = (given["hdl_cholesterol"] * _MMOL - 1.3) / 0.3
    non_hdl = (given["total_cholesterol"] - given["hdl_cholesterol"]) * _MMOL - 3.5
    pressure = (max(given["systolic_bp"], 110) - 130) / 20
    egfr = (min(given["egfr"], 60) - 60) / -15
    bmi = (max(given["bmi"], 30) - 30) / 5
    diabetes, smoker = float(given.yes("has_diabetes")), float(given.yes("current_smoker"))
    treated, statin = float(given.yes("on_htn_meds")), float(given.yes("on_cholesterol_meds"))
    return {
        "age": age,
        "age2": age**2,
        "non_hdl": non_hdl,
        "hdl": hdl,
        "sbp_low": (min(given["systolic_bp"], 110) - 110) / 20,
        "sbp_high": pressure,
        "diabetes": diabetes,
        "smoker": smoker,
        "egfr_low": egfr,
        "egfr_high": (max(given["egfr"], 60) - 90) / -15,
        "bmi_low": (min(given["bmi"], 30) - 25) / 5,
        "bmi_high": bmi,
        "treated": treated,
        "statin": statin,
        "treated_sbp": treated * pressure,
        "statin_non_hdl": statin * non_hdl,
        "age_non_hdl": age * non_hdl,
        "age_hdl": age * hdl,
        "age_sbp": age * pressure,
        "age_diabetes": age * diabetes,
        "age_smoker": age * smoker,
        "age_bmi": age * bmi,
        "age_egfr": age * egfr,
        "constant": 1.0,
    }
