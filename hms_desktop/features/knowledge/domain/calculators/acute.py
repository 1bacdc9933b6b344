"""The acutely ill: early warning, sepsis, organ failure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .inputs import BILIRUBIN, BREATHS, CREATININE, GCS, PLATELETS, PULSE, SYSTOLIC, TEMPERATURE
from .kinds import Calculator, Choice, Given, Number, Other, YesNo, band, under

_SPO2: Final = Number(name="spo2", label="Oxygen saturation", low=30, high=100, unit="%", unlikely=(60, 100))
_PACO2: Final = Number(
    name="paco2",
    label="Arterial CO₂",
    low=5,
    high=200,
    unit="mmHg",
    optional=True,
    also=(Other("paco2_kpa", "kPa", 7.50062),),
)


def _saturation(given: Given) -> float:
    spo2 = given["spo2"]
    if given.word("spo2_scale") == "1":
        return 3 if spo2 < 92 else 2 if spo2 < 94 else 1 if spo2 < 96 else 0
    low = 3 if spo2 < 84 else 2 if spo2 < 86 else 1 if spo2 < 88 else 0
    if low or not given.yes("on_oxygen"):
        return low
    return band(spo2, (93, 1), (95, 2), (97, 3))


def _news2_parts(given: Given) -> tuple[float, ...]:
    breaths, pressure, pulse, heat = (
        given[name] for name in ("respiratory_rate", "systolic_bp", "pulse", "temperature_c")
    )
    return (
        band(breaths, (0, 3), (9, 1), (12, 0), (21, 2), (25, 3)),
        _saturation(given),
        2.0 * given.yes("on_oxygen"),
        band(pressure, (0, 3), (91, 2), (101, 1), (111, 0), (220, 3)),
        band(pulse, (0, 3), (41, 1), (51, 0), (91, 1), (111, 2), (131, 3)),
        0.0 if given.word("acvpu") == "A" else 3.0,
        band(round(heat, 1), (0, 3), (35.1, 1), (36.1, 0), (38.1, 1), (39.1, 2)),
    )


def _news2(given: Given) -> float:
    return sum(_news2_parts(given))


def _news2_meaning(value: float, given: Given) -> str:
    if value >= 7:
        return "High: emergency assessment by a critical care team"
    if value >= 5:
        return "Medium: urgent review by a clinician who knows acute illness; think of sepsis"
    if 3 in _news2_parts(given):
        return "Low to medium: one figure alone scores 3; urgent review on the ward"
    return "Low: watch every 4 to 6 hours" if value else "Low: watch at least every 12 hours"


def _qsofa(given: Given) -> float:
    return float((given["respiratory_rate"] >= 22) + (given["systolic_bp"] <= 100) + given.yes("altered_mentation"))


def _sirs(given: Given) -> float:
    heat, cells, carbon = given["temperature_c"], given["wbc"], given.maybe("paco2")
    return float(
        (heat > 38 or heat < 36)
        + (given["heart_rate"] > 90)
        + (given["respiratory_rate"] > 20 or (carbon is not None and carbon < 32))
        + (cells > 12000 or cells < 4000 or given.yes("bands_over_10_percent"))
    )


PRESSORS: Final = {
    "none": 0,
    "dobutamine, or dopamine to 5": 2,
    "dopamine over 5, or adrenaline or noradrenaline to 0.1": 3,
    "dopamine over 15, or adrenaline or noradrenaline over 0.1": 4,
}


def _sofa(given: Given) -> float:
    ratio = given["pf_ratio"]
    lungs = 0 if ratio >= 400 else 1 if ratio >= 300 else 2
    if given.yes("ventilated") and ratio < 200:
        lungs = 4 if ratio < 100 else 3
    platelets = given["platelets"]
    clotting = 4 if platelets < 20 else 3 if platelets < 50 else 2 if platelets < 100 else 1 if platelets < 150 else 0
    coma = given["gcs"]
    brain = 4 if coma < 6 else 3 if coma < 10 else 2 if coma < 13 else 1 if coma < 15 else 0
    heart = PRESSORS[given.word("vasopressors")] or given["mean_arterial_pressure"] < 70
    liver = band(given["bilirubin_mg_dl"], (1.2, 1), (2, 2), (6, 3), (12, 4))
    kidney = band(given["creatinine_mg_dl"], (1.2, 1), (2, 2), (3.5, 3), (5, 4))
    urine = given.maybe("urine_ml_day")
    if urine is not None:
        kidney = max(kidney, 4 if urine < 200 else 3 if urine < 500 else 0)
    return lungs + clotting + brain + heart + liver + kidney


CALCULATORS: Final = (
    Calculator(
        id="news2",
        title="National Early Warning Score 2",
        version="NEWS2, December 2017",
        citation="Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017",
        inputs=(
            replace(BREATHS, whole=True),
            replace(_SPO2, whole=True),
            Choice(name="spo2_scale", label="Saturation scale", options=("1", "2"), default="1"),
            YesNo(name="on_oxygen", label="On oxygen"),
            replace(SYSTOLIC, whole=True),
            replace(PULSE, name="pulse", label="Pulse", whole=True),
            Choice(
                name="acvpu",
                label="Consciousness",
                options=("A", "C", "V", "P", "U"),
                also=(
                    ("alert", "A"),
                    ("confusion", "C"),
                    ("confused", "C"),
                    ("voice", "V"),
                    ("pain", "P"),
                    ("unresponsive", "U"),
                ),
            ),
            TEMPERATURE,
        ),
        compute=_news2,
        interpret=_news2_meaning,
        unit="points",
        cautions=lambda given: (
            (
                ("Scale 2 is only for those with hypercapnic failure whose aim is 88 to 92 %",)
                if given.word("spo2_scale") == "2"
                else ()
            )
            + ("Not for children under 16 or for pregnant women",)
        ),
    ),
    Calculator(
        id="qsofa",
        title="Quick SOFA",
        version="Sepsis-3, 2016",
        citation="Singer M et al. JAMA 2016;315:801-810",
        inputs=(BREATHS, SYSTOLIC, YesNo(name="altered_mentation", label="Altered mentation (GCS under 15)")),
        compute=_qsofa,
        interpret=under(
            (2, "0 or 1: does not rule sepsis out; not for screening alone"),
            rest="2 or 3: higher risk of death; look for organ failure",
        ),
        unit="points",
    ),
    Calculator(
        id="sirs",
        title="SIRS criteria",
        version="ACCP/SCCM 1992",
        citation="Bone RC et al. Chest 1992;101:1644-1655",
        inputs=(
            TEMPERATURE,
            PULSE,
            BREATHS,
            Number(
                name="wbc",
                label="White cells",
                low=0,
                high=500000,
                unit="/µL",
                unlikely=(500, 100000),
                also=(Other("wbc_10e9_l", "10⁹/L", 1000),),
            ),
            _PACO2,
            YesNo(name="bands_over_10_percent", label="Over 10 % immature neutrophils", default=False),
        ),
        compute=_sirs,
        interpret=under((2, "Under 2: no SIRS"), rest="2 or more: SIRS; with infection this was called sepsis in 1992"),
        unit="criteria",
    ),
    Calculator(
        id="sofa",
        title="SOFA",
        version="Vincent 1996",
        citation="Vincent JL et al. Intensive Care Med 1996;22:707-710; Singer M et al. JAMA 2016;315:801-810",
        inputs=(
            Number(name="pf_ratio", label="PaO₂ by FiO₂", low=20, high=700, unit="mmHg"),
            YesNo(name="ventilated", label="Ventilated or on CPAP"),
            PLATELETS,
            BILIRUBIN,
            Number(name="mean_arterial_pressure", label="Mean arterial pressure", low=10, high=250, unit="mmHg"),
            Choice(name="vasopressors", label="Pressors, µg/kg/min", options=tuple(PRESSORS), default="none"),
            GCS,
            CREATININE,
            Number(name="urine_ml_day", label="Urine in 24 hours", low=0, high=15000, unit="mL", optional=True),
        ),
        compute=_sofa,
        interpret=under(
            (2, "Under 2"),
            (7, "2 to 6: with infection and a rise of 2 or more this is sepsis; about 10 % die"),
            (10, "7 to 9: about 15 to 20 % die"),
            (13, "10 to 12: about 40 to 50 % die"),
            rest="13 or more: over half die",
        ),
        unit="points",
    ),
    Calculator(
        id="rox_index",
        title="ROX index",
        version="Roca 2019",
        citation="Roca O et al. Am J Respir Crit Care Med 2019;199:1368-1376",
        inputs=(
            _SPO2,
            Number(name="fio2_percent", label="Inspired oxygen", low=21, high=100, unit="%"),
            replace(BREATHS, low=4),
        ),
        compute=lambda given: given["spo2"] / (given["fio2_percent"] / 100) / given["respiratory_rate"],
        interpret=under(
            (2.85, "Under 2.85: high-flow oxygen is likely to fail (2 hours)"),
            (3.85, "2.85 to 3.84: likely to fail by 12 hours"),
            (4.88, "3.85 to 4.87: watch closely"),
            rest="4.88 or more: likely to do without intubation",
        ),
        decimals=2,
    ),
)
