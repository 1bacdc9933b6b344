"""After the hospital, and other disease that comes along: readmission and comorbidity."""

from __future__ import annotations

from typing import Final

from .inputs import AGE, SODIUM, questions, tally
from .kinds import Calculator, Choice, Given, Number, Other, YesNo, band, under

CHARLSON: Final = (
    ("myocardial_infarction", "Myocardial infarction", 1.0),
    ("heart_failure", "Heart failure", 1.0),
    ("peripheral_vascular", "Peripheral vascular disease", 1.0),
    ("cerebrovascular", "Stroke or TIA", 1.0),
    ("dementia", "Dementia", 1.0),
    ("copd", "Chronic lung disease", 1.0),
    ("connective_tissue", "Connective tissue disease", 1.0),
    ("peptic_ulcer", "Peptic ulcer", 1.0),
    ("hemiplegia", "Hemiplegia", 2.0),
    ("kidney_disease", "Moderate or severe kidney disease", 2.0),
    ("leukaemia", "Leukaemia", 2.0),
    ("lymphoma", "Lymphoma or myeloma", 2.0),
    ("aids", "AIDS", 6.0),
)


def _charlson(given: Given) -> float:
    told = sum(worth for name, _, worth in CHARLSON if given.yes(name))
    told += {"none": 0, "mild": 1, "moderate to severe": 3}[given.word("liver")]
    told += {"none": 0, "without damage": 1, "with organ damage": 2}[given.word("diabetes")]
    told += {"none": 0, "localised": 2, "metastatic": 6}[given.word("solid_tumour")]
    return told + band(given["age"], (50, 1), (60, 2), (70, 3), (80, 4))


def _lace(given: Given) -> float:
    days = band(given["length_of_stay_days"], (1, 1), (2, 2), (3, 3), (4, 4), (7, 5), (14, 7))
    burden = given["charlson"] if given["charlson"] < 4 else 5
    return days + 3 * given.yes("acute_admission") + burden + min(given["emergency_visits_6_months"], 4)


def _hospital(given: Given) -> float:
    return (
        (given["hemoglobin"] < 12)
        + 2 * given.yes("oncology_service")
        + (given["sodium"] < 135)
        + given.yes("procedure")
        + given.yes("urgent_admission")
        + band(given["admissions_last_year"], (2, 2), (6, 5))
        + 2 * (given["length_of_stay_days"] >= 5)
    )


_STAY: Final = Number(name="length_of_stay_days", label="Length of stay", low=0, high=1000, unit="days", whole=True)

CALCULATORS: Final = (
    Calculator(
        id="charlson",
        title="Charlson comorbidity index, with age",
        version="1987 weights; age 50 to 59 1 point, to 80 and over 4",
        citation="Charlson ME et al. J Chronic Dis 1987;40:373-383 and J Clin Epidemiol 1994;47:1245-1251",
        inputs=(
            AGE,
            *questions(*CHARLSON),
            Choice(name="liver", label="Liver disease", options=("none", "mild", "moderate to severe")),
            Choice(name="diabetes", label="Diabetes", options=("none", "without damage", "with organ damage")),
            Choice(name="solid_tumour", label="Solid tumour", options=("none", "localised", "metastatic")),
        ),
        compute=_charlson,
        interpret=under((1, "0: no burden"), (3, "1 or 2: mild"), (5, "3 or 4: moderate"), rest="5 or more: severe"),
        unit="points",
    ),
    Calculator(
        id="lace",
        title="LACE",
        version="van Walraven 2010",
        citation="van Walraven C et al. CMAJ 2010;182:551-557",
        inputs=(
            _STAY,
            YesNo(name="acute_admission", label="Came as an emergency"),
            Number(name="charlson", label="Charlson index, without age", low=0, high=33, whole=True),
            Number(
                name="emergency_visits_6_months",
                label="Emergency visits in the six months before",
                low=0,
                high=200,
                unlikely=(0, 30),
                whole=True,
            ),
        ),
        compute=_lace,
        interpret=under((5, "0 to 4: low"), (10, "5 to 9: moderate"), rest="10 or more: high risk of coming back"),
        unit="points",
    ),
    Calculator(
        id="hospital_score",
        title="HOSPITAL",
        version="2016: 0 or 1 admission in the year before 0 points, 2 to 5 2, over 5 5",
        citation="Donzé JD et al. JAMA Intern Med 2016;176:496-502",
        inputs=(
            Number(
                name="hemoglobin",
                label="Haemoglobin at discharge",
                low=2,
                high=25,
                unit="g/dL",
                unlikely=(5, 20),
                also=(Other("hemoglobin_g_l", "g/L", 0.1),),
            ),
            YesNo(name="oncology_service", label="Discharged from oncology"),
            SODIUM,
            YesNo(name="procedure", label="A procedure in this stay"),
            YesNo(name="urgent_admission", label="Urgent or emergency admission"),
            Number(
                name="admissions_last_year",
                label="Admissions in the year before",
                low=0,
                high=200,
                unlikely=(0, 30),
                whole=True,
            ),
            _STAY,
        ),
        compute=_hospital,
        interpret=under(
            (5, "0 to 4: low, about 6 % come back within 30 days though it could be avoided"),
            (7, "5 or 6: intermediate, about 12 %"),
            rest="7 or more: high, about 23 %",
        ),
        unit="points",
    ),
    tally(
        ("cannot_climb_stairs", "Cannot climb a flight of stairs", 1),
        ("fatigue", "Tired most of the time", 1),
        ("cannot_walk_a_block", "Cannot walk a block", 1),
        ("over_five_illnesses", "More than five illnesses", 1),
        ("weight_loss_5_percent", "Lost over 5 % of weight in a year", 1),
        id="frail",
        title="FRAIL scale",
        version="Morley 2012",
        citation="Morley JE et al. J Nutr Health Aging 2012;16:601-608",
        interpret=under((1, "0: robust"), (3, "1 or 2: prefrail"), rest="3 or more: frail"),
    ),
)
