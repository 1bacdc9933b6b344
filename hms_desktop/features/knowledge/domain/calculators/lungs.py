"""The lungs and the throat: pneumonia, gas exchange, obstruction, tobacco, sore throat."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .inputs import AGE, ANY_AGE, BMI, BREATHS, BUN, DIASTOLIC, SYSTOLIC, questions, tally
from .kinds import Calculator, Given, Number, Other, YesNo, band, under

PAO2: Final = Number(
    name="pao2",
    label="Arterial oxygen",
    low=15,
    high=700,
    unit="mmHg",
    unlikely=(30, 600),
    also=(Other("pao2_kpa", "kPa", 7.50062),),
)
PACO2: Final = Number(
    name="paco2",
    label="Arterial CO₂",
    low=5,
    high=200,
    unit="mmHg",
    unlikely=(15, 120),
    also=(Other("paco2_kpa", "kPa", 7.50062),),
)
FIO2: Final = Number(
    name="fio2",
    label="Inspired oxygen",
    low=0.21,
    high=1,
    unit="fraction",
    also=(Other("fio2_percent", "%", 0.01),),
)
CRB: Final = "Lim WS et al. Thorax 2003;58:377-382"
_PAIR: Final = (
    replace(BUN, also=(), optional=True),
    Number(name="urea_mmol_l", label="Urea", low=0.4, high=110, unit="mmol/L", unlikely=(1, 70), optional=True),
)


def _crb65(given: Given) -> float:
    low_pressure = given["systolic_bp"] < 90 or given["diastolic_bp"] <= 60
    return float(given.yes("confusion") + (given["respiratory_rate"] >= 30) + low_pressure + (given["age"] >= 65))


def _curb65(given: Given) -> float:
    nitrogen, urea = given.maybe("bun_mg_dl"), given.maybe("urea_mmol_l")
    return _crb65(given) + ((nitrogen is not None and nitrogen > 19) or (urea is not None and urea > 7))


def _gradient(given: Given) -> float:
    return given["fio2"] * (given["pressure_mmhg"] - 47) - given["paco2"] / 0.8 - given["pao2"]


def _gradient_meaning(value: float, given: Given) -> str:
    usual = given["age"] / 4 + 4
    if value < 0:
        return "Below zero: a figure is wrong, or more oxygen was given than stated"
    return f"{'Raised' if value > usual else 'Usual'}: on air up to {usual:.0f} mmHg is expected at this age"


def _centor(given: Given) -> float:
    told = sum(given.yes(name) for name, _, _ in CENTOR)
    return float(told) + (1 if given["age"] < 15 else -1 if given["age"] >= 45 else 0)


CENTOR: Final = (
    ("fever", "Temperature over 38 °C", 1.0),
    ("absence_of_cough", "No cough", 1.0),
    ("tender_anterior_nodes", "Tender nodes at the front of the neck", 1.0),
    ("tonsillar_exudate", "Swollen or coated tonsils", 1.0),
)


def _bode(given: Given) -> float:
    fev, walk = given["fev1_percent"], given["walk_m"]
    return (
        (given["bmi"] <= 21)
        + (0 if fev >= 65 else 1 if fev >= 50 else 2 if fev > 35 else 3)
        + band(given["mmrc"], (2, 1), (3, 2), (4, 3))
        + (0 if walk >= 350 else 1 if walk >= 250 else 2 if walk >= 150 else 3)
    )


CALCULATORS: Final = (
    Calculator(
        id="curb65",
        title="CURB-65",
        version="Lim 2003: urea over 7 mmol/L or BUN over 19 mg/dL",
        citation=CRB,
        inputs=(YesNo(name="confusion", label="New confusion"), *_PAIR, BREATHS, SYSTOLIC, DIASTOLIC, AGE),
        compute=_curb65,
        interpret=under(
            (2, "0 or 1: low, about 1.5 % die in 30 days; home is likely safe"),
            (3, "2: about 9 %; short stay or close watch"),
            rest="3 or more: about 22 %; severe, treat in hospital",
        ),
        unit="points",
        one_of=(("bun_mg_dl", "urea_mmol_l"),),
    ),
    Calculator(
        id="crb65",
        title="CRB-65",
        version="Lim 2003, without urea",
        citation=CRB,
        inputs=(YesNo(name="confusion", label="New confusion"), BREATHS, SYSTOLIC, DIASTOLIC, AGE),
        compute=_crb65,
        interpret=under(
            (1, "0: low, about 1 % die in 30 days; treat at home"),
            (3, "1 or 2: think of hospital"),
            rest="3 or 4: high; admit at once",
        ),
        unit="points",
    ),
    Calculator(
        id="aa_gradient",
        title="Alveolar-arterial gradient",
        version="Respiratory quotient 0.8, water vapour 47 mmHg",
        citation="Standard physiology; expected by age: Mellemgaard K. Acta Physiol Scand 1966;67:10-20",
        inputs=(
            PAO2,
            PACO2,
            FIO2,
            AGE,
            Number(name="pressure_mmhg", label="Air pressure (760 at sea level)", low=400, high=800, unit="mmHg"),
        ),
        compute=_gradient,
        interpret=_gradient_meaning,
        unit="mmHg",
        decimals=1,
    ),
    Calculator(
        id="pf_ratio",
        title="PaO₂ by FiO₂",
        version="Bands of the Berlin definition, 2012",
        citation="ARDS Definition Task Force. JAMA 2012;307:2526-2533",
        inputs=(PAO2, FIO2),
        compute=lambda given: given["pao2"] / given["fio2"],
        interpret=under(
            (100.0001, "100 mmHg or less: severe, if it is ARDS"),
            (200.0001, "101 to 200 mmHg: moderate, if it is ARDS"),
            (300.0001, "201 to 300 mmHg: mild, if it is ARDS"),
            rest="Over 300 mmHg",
        ),
        unit="mmHg",
    ),
    Calculator(
        id="pack_years",
        title="Pack-years",
        version="Packs of 20 a day, times years",
        citation="US Preventive Services Task Force. JAMA 2021;325:962-970 (screening from 20 pack-years)",
        inputs=(
            Number(name="cigarettes_a_day", label="Cigarettes a day", low=0, high=200, unlikely=(0, 80)),
            Number(name="years", label="Years of smoking", low=0, high=100),
        ),
        compute=lambda given: given["cigarettes_a_day"] / 20 * given["years"],
        interpret=under(
            (20, "Under 20 pack-years"),
            rest="20 or more: from 50 to 80 years, if smoking now or in the last 15, yearly low-dose CT is advised",
        ),
        unit="pack-years",
        decimals=1,
    ),
    Calculator(
        id="bode",
        title="BODE index",
        version="Celli 2004",
        citation="Celli BR et al. N Engl J Med 2004;350:1005-1012",
        inputs=(
            BMI,
            Number(name="fev1_percent", label="FEV₁ of predicted", low=5, high=150, unit="%"),
            Number(name="mmrc", label="Breathlessness (mMRC)", low=0, high=4, whole=True),
            Number(name="walk_m", label="Six-minute walk", low=0, high=1000, unit="m"),
        ),
        compute=_bode,
        interpret=under(
            (3, "0 to 2: first quartile"),
            (5, "3 or 4: second quartile"),
            (7, "5 or 6: third quartile"),
            rest="7 to 10: fourth quartile; about 80 % die within 52 months",
        ),
        unit="points",
    ),
    Calculator(
        id="mcisaac",
        title="Centor score, modified by age (McIsaac)",
        version="McIsaac 1998",
        citation="McIsaac WJ et al. CMAJ 1998;158:75-83",
        inputs=(replace(ANY_AGE, low=3), *questions(*CENTOR)),
        compute=_centor,
        interpret=under(
            (2, "1 or less: no test, no antibiotic"),
            (4, "2 or 3: test for streptococci, treat if positive"),
            rest="4 or more: about half have streptococci; test, or treat if it cannot be tested",
        ),
        unit="points",
    ),
    tally(
        *CENTOR,
        id="centor",
        title="Centor score",
        version="Centor 1981",
        citation="Centor RM et al. Med Decis Making 1981;1:239-246",
        interpret=under((2, "0 or 1: streptococci unlikely"), (3, "2: a test may help"), rest="3 or 4: test"),
    ),
    tally(
        ("fever", "Fever in the last 24 hours", 1),
        ("purulence", "Pus on the tonsils", 1),
        ("attend_rapidly", "Came within three days", 1),
        ("severely_inflamed", "Severely inflamed tonsils", 1),
        ("no_cough_or_coryza", "Neither cough nor coryza", 1),
        id="feverpain",
        title="FeverPAIN",
        version="PRISM 2013",
        citation="Little P et al. BMJ 2013;347:f5806",
        interpret=under(
            (2, "0 or 1: 13 to 18 % have streptococci; no antibiotic"),
            (4, "2 or 3: 34 to 40 %; no antibiotic, or one held in reserve"),
            rest="4 or 5: 62 to 65 %; an antibiotic now or in reserve",
        ),
    ),
)
