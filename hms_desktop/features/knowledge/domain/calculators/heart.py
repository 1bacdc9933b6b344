"""The heart: stroke and bleeding in atrial fibrillation, chest pain, surgery, the QT interval."""

from __future__ import annotations

import math
from typing import Final

from .inputs import AGE, CREATININE, DIASTOLIC, PULSE, SEX, SYSTOLIC, questions, tally
from .kinds import Calculator, Choice, Given, Number, YesNo, band, under

VASC: Final = (
    ("chf", "Heart failure or reduced ejection fraction", 1.0),
    ("hypertension", "Hypertension", 1.0),
    ("diabetes", "Diabetes", 1.0),
    ("stroke_tia", "Stroke, TIA or thromboembolism before", 2.0),
    ("vascular", "Infarction, peripheral artery disease or aortic plaque", 1.0),
)
ABNORMAL_ECG: Final = "non-specific repolarization disturbance"
ST_ECG: Final = "significant ST deviation"


def _vasc(given: Given) -> float:
    told = sum(worth for name, _, worth in VASC if given.yes(name))
    return told + band(given["age"], (65, 1), (75, 2)) + given.is_female


def _vasc_meaning(value: float, given: Given) -> str:
    without_sex = value - given.is_female
    if without_sex == 0:
        return "Low: no anticoagulant for stroke prevention"
    if without_sex == 1:
        return "Intermediate: an anticoagulant may be considered"
    return "High: an oral anticoagulant is recommended unless there is a reason against it"


HEART_WORDS: Final = {
    "slightly suspicious": 0,
    "moderately suspicious": 1,
    "highly suspicious": 2,
    "normal": 0,
    ABNORMAL_ECG: 1,
    ST_ECG: 2,
    "1 to 3 times": 1,
    "over 3 times": 2,
}


def _heart(given: Given) -> float:
    factors = 2 if given.yes("atherosclerotic_disease") else band(given["risk_factors"], (1, 1), (3, 2))
    words = sum(HEART_WORDS[given.word(name)] for name in ("history", "ecg", "troponin"))
    return words + band(given["age"], (45, 1), (65, 2)) + factors


def _grace(given: Given) -> float:
    steps_age = ((30, 8), (40, 25), (50, 41), (60, 58), (70, 75), (80, 91), (90, 100))
    steps_pulse = ((50, 3), (70, 9), (90, 15), (110, 24), (150, 38), (200, 46))
    steps_creatinine = ((0, 1), (0.4, 4), (0.8, 7), (1.2, 10), (1.6, 13), (2.0, 21), (4.0, 28))
    steps_pressure = ((0, 58), (80, 53), (100, 43), (120, 34), (140, 24), (160, 10), (200, 0))
    return (
        band(given["age"], *steps_age)
        + band(given["heart_rate"], *steps_pulse)
        + band(given["systolic_bp"], *steps_pressure)
        + band(given["creatinine_mg_dl"], *steps_creatinine)
        + {"1": 0, "2": 20, "3": 39, "4": 59}[given.word("killip_class")]
        + 39 * given.yes("cardiac_arrest")
        + 28 * given.yes("st_deviation")
        + 14 * given.yes("elevated_enzymes")
    )


def _rcri(given: Given) -> float:
    return float(sum(given.yes(name) for name, _, _ in RCRI)) + (given["creatinine_mg_dl"] > 2.0)


RCRI: Final = (
    ("high_risk_surgery", "Surgery in the abdomen, chest or on large vessels above the groin", 1.0),
    ("ischaemic_heart_disease", "Ischaemic heart disease", 1.0),
    ("heart_failure", "Heart failure", 1.0),
    ("cerebrovascular_disease", "Stroke or TIA", 1.0),
    ("insulin", "Diabetes on insulin", 1.0),
)
_QT: Final = (
    Number(name="qt_ms", label="QT", low=150, high=900, unit="ms", unlikely=(250, 700)),
    Number(name="heart_rate", label="Heart rate", low=20, high=250, unit="/min", unlikely=(40, 160)),
)


def _seconds(given: Given) -> float:
    """The RR interval."""
    return 60 / given["heart_rate"]


def _qtc_meaning(value: float, _: Given) -> str:
    if value < 350:
        return "Under 350 ms: short"
    if value > 500:
        return "Over 500 ms: high risk of torsades; look at drugs, potassium, magnesium and calcium"
    if value > 460:
        return "Over 460 ms: prolonged in both sexes"
    return "Over 450 ms: prolonged in men, borderline in women" if value > 450 else "Usual"


def _qtc_cautions(given: Given) -> tuple[str, ...]:
    return () if 60 <= given["heart_rate"] <= 100 else ("Formulas differ most outside 60 to 100 beats a minute",)


def _map_conflicts(given: Given) -> dict[str, str]:
    wrong = given["diastolic"] > given["systolic"]
    return {"diastolic": "Diastolic pressure is not over systolic"} if wrong else {}


CALCULATORS: Final = (
    Calculator(
        id="cha2ds2_vasc",
        title="CHA₂DS₂-VASc",
        version="Lip 2010",
        citation="Lip GY et al. Chest 2010;137:263-272; bands: ACC/AHA/ACCP/HRS 2023, Circulation 2024;149:e1-e156",
        inputs=(AGE, SEX, *questions(*VASC)),
        compute=_vasc,
        interpret=_vasc_meaning,
        unit="points",
    ),
    tally(
        ("hypertension", "Uncontrolled, systolic over 160 mmHg", 1),
        ("renal", "Dialysis, transplant or creatinine over 2.26 mg/dL (200 µmol/L)", 1),
        ("liver", "Cirrhosis, bilirubin over twice or enzymes over three times normal", 1),
        ("stroke", "Stroke before", 1),
        ("bleeding", "Major bleeding before, or a tendency", 1),
        ("labile_inr", "Labile INR", 1),
        ("elderly", "Over 65 years", 1),
        ("drugs", "Antiplatelet or NSAID", 1),
        ("alcohol", "Eight or more drinks a week", 1),
        id="has_bled",
        title="HAS-BLED",
        version="Pisters 2010",
        citation="Pisters R et al. Chest 2010;138:1093-1100",
        interpret=under(
            (1, "Low: about 1 major bleed in 100 patient-years"),
            (3, "Moderate: about 2 to 4 in 100 patient-years"),
            rest="High: correct what can be corrected and see the patient often; no reason alone to withhold",
        ),
    ),
    Calculator(
        id="heart_score",
        title="HEART score",
        version="Six 2008",
        citation="Six AJ et al. Neth Heart J 2008;16:191-196; Backus BE et al. Int J Cardiol 2013;168:2153-2158",
        inputs=(
            AGE,
            Choice(
                name="history",
                label="History",
                options=("slightly suspicious", "moderately suspicious", "highly suspicious"),
                also=(
                    ("slight", "slightly suspicious"),
                    ("moderate", "moderately suspicious"),
                    ("high", "highly suspicious"),
                ),
            ),
            Choice(
                name="ecg",
                label="ECG",
                options=("normal", ABNORMAL_ECG, ST_ECG),
                also=(
                    ("non-specific repolarisation disturbance", ABNORMAL_ECG),
                    ("nonspecific", ABNORMAL_ECG),
                    ("ST deviation", ST_ECG),
                    ("significant ST depression", ST_ECG),
                ),
            ),
            Number(name="risk_factors", label="Number of risk factors", low=0, high=10, whole=True),
            Choice(
                name="troponin",
                label="Troponin",
                options=("normal", "1 to 3 times", "over 3 times"),
                also=(
                    ("less than or equal to normal limit", "normal"),
                    ("between the normal limit or up to three times the normal limit", "1 to 3 times"),
                    ("1-3x normal limit", "1 to 3 times"),
                    ("1-3x", "1 to 3 times"),
                    (">3x normal limit", "over 3 times"),
                    (">3x", "over 3 times"),
                    ("greater than three times normal limit", "over 3 times"),
                ),
            ),
            YesNo(name="atherosclerotic_disease", label="Known atherosclerotic disease", default=False),
        ),
        compute=_heart,
        interpret=under(
            (4, "Low: about 1.7 % had a major event in six weeks"),
            (7, "Moderate: about 17 %; observe and test"),
            rest="High: about 50 %; treat early",
        ),
        unit="points",
    ),
    tally(
        ("age_65_or_over", "65 years or older", 1),
        ("three_risk_factors", "Three or more risk factors of coronary disease", 1),
        ("known_stenosis", "Known stenosis of 50 % or more", 1),
        ("aspirin_last_7_days", "Aspirin in the last seven days", 1),
        ("severe_angina", "Two or more episodes in 24 hours", 1),
        ("st_deviation", "ST deviation of 0.5 mm or more", 1),
        ("positive_marker", "Raised cardiac marker", 1),
        id="timi_nstemi",
        title="TIMI for unstable angina and NSTEMI",
        version="Antman 2000",
        citation="Antman EM et al. JAMA 2000;284:835-842",
        interpret=under(
            (3, "Low: 5 to 8 % had death, infarction or urgent revascularisation in 14 days"),
            (5, "Intermediate: 13 to 20 %"),
            rest="High: 26 to 41 %",
        ),
    ),
    Calculator(
        id="grace",
        title="GRACE, death in hospital",
        version="Granger 2003",
        citation="Granger CB et al. Arch Intern Med 2003;163:2345-2353",
        inputs=(
            AGE,
            PULSE,
            SYSTOLIC,
            CREATININE,
            Choice(name="killip_class", label="Killip class", options=("1", "2", "3", "4")),
            YesNo(name="cardiac_arrest", label="Cardiac arrest at admission"),
            YesNo(name="st_deviation", label="ST deviation"),
            YesNo(name="elevated_enzymes", label="Raised cardiac enzymes"),
        ),
        compute=_grace,
        interpret=under(
            (109, "Low in NSTE-ACS: under 1 % die in hospital"),
            (141, "Intermediate in NSTE-ACS: 1 to 3 %"),
            rest="High in NSTE-ACS: over 3 %",
        ),
        unit="points",
    ),
    Calculator(
        id="rcri",
        title="Revised cardiac risk index",
        version="Lee 1999",
        citation="Lee TH et al. Circulation 1999;100:1043-1049",
        inputs=(*questions(*RCRI), CREATININE),
        compute=_rcri,
        interpret=under(
            (1, "Class I: 0.4 % had a major cardiac event in the paper"),
            (2, "Class II: 0.9 %"),
            (3, "Class III: 6.6 %"),
            rest="Class IV: 11 %",
        ),
        unit="points",
    ),
    Calculator(
        id="qtc_bazett",
        title="QTc (Bazett)",
        version="1920",
        citation="Bazett HC. Heart 1920;7:353-370; limits: AHA/ACCF/HRS 2009, Circulation 2009;119:e241-e250",
        inputs=_QT,
        compute=lambda given: given["qt_ms"] / math.sqrt(_seconds(given)),
        interpret=_qtc_meaning,
        cautions=_qtc_cautions,
        unit="ms",
    ),
    Calculator(
        id="qtc_fridericia",
        title="QTc (Fridericia)",
        version="1920",
        citation="Fridericia LS. Acta Med Scand 1920;53:469-486",
        inputs=_QT,
        compute=lambda given: given["qt_ms"] / math.pow(_seconds(given), 1 / 3),
        interpret=_qtc_meaning,
        cautions=_qtc_cautions,
        unit="ms",
    ),
    Calculator(
        id="qtc_framingham",
        title="QTc (Framingham)",
        version="Sagie 1992",
        citation="Sagie A et al. Am J Cardiol 1992;70:797-801",
        inputs=_QT,
        compute=lambda given: given["qt_ms"] + 154 * (1 - _seconds(given)),
        interpret=_qtc_meaning,
        cautions=_qtc_cautions,
        unit="ms",
    ),
    Calculator(
        id="qtc_hodges",
        title="QTc (Hodges)",
        version="1983",
        citation="Hodges M et al. J Am Coll Cardiol 1983;1:694",
        inputs=_QT,
        compute=lambda given: given["qt_ms"] + 1.75 * (given["heart_rate"] - 60),
        interpret=_qtc_meaning,
        cautions=_qtc_cautions,
        unit="ms",
    ),
    Calculator(
        id="qtc_rautaharju",
        title="QTc (Rautaharju)",
        version="1993, for both sexes",
        citation="Rautaharju PM et al. J Am Coll Cardiol 1993;22:1712-1717",
        inputs=_QT,
        compute=lambda given: given["qt_ms"] * (120 + given["heart_rate"]) / 180,
        interpret=_qtc_meaning,
        cautions=_qtc_cautions,
        unit="ms",
    ),
    Calculator(
        id="mean_arterial_pressure",
        title="Mean arterial pressure",
        version="Diastolic and a third of the pulse pressure",
        citation="Standard physiology; aim of 65 mmHg: Surviving Sepsis Campaign 2021, Crit Care Med 2021;49:e1063",
        inputs=(
            Number(name="systolic", label="Systolic", low=30, high=320, unit="mmHg", unlikely=(60, 260)),
            Number(name="diastolic", label="Diastolic", low=10, high=220, unit="mmHg", unlikely=(30, 150)),
        ),
        compute=lambda given: given["diastolic"] + (given["systolic"] - given["diastolic"]) / 3,
        interpret=under(
            (65, "Under 65 mmHg: organs may be short of blood"), (110, "65 to 109 mmHg: usual"), rest="110 mmHg or more"
        ),
        conflicts=_map_conflicts,
        unit="mmHg",
    ),
    Calculator(
        id="shock_index",
        title="Shock index",
        version="Heart rate by systolic pressure",
        citation="Allgöwer M, Burri C. Dtsch Med Wochenschr 1967;92:1947-1950",
        inputs=(PULSE, SYSTOLIC),
        compute=lambda given: given["heart_rate"] / given["systolic_bp"],
        interpret=under((0.7, "Under 0.7: usual"), (0.9, "0.7 to 0.9: raised"), rest="0.9 or more: shock is likely"),
        decimals=2,
    ),
    Calculator(
        id="pulse_pressure",
        title="Pulse pressure",
        version="Systolic less diastolic",
        citation="Standard physiology",
        inputs=(SYSTOLIC, DIASTOLIC),
        compute=lambda given: given["systolic_bp"] - given["diastolic_bp"],
        interpret=under((25, "Under 25 mmHg: narrow"), (61, "25 to 60 mmHg: usual"), rest="Over 60 mmHg: wide"),
        conflicts=lambda given: (
            {"diastolic_bp": "Diastolic pressure is not over systolic"}
            if given["diastolic_bp"] > given["systolic_bp"]
            else {}
        ),
        unit="mmHg",
    ),
)
