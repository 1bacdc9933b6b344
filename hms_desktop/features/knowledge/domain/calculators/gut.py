"""Bleeding from the upper gut, and the appendix."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .inputs import AGE, BUN, PULSE, SEX, SYSTOLIC, questions, tally
from .kinds import Calculator, Choice, Given, Number, Other, band, under

BLATCHFORD: Final = (
    ("melena", "Melaena", 1.0),
    ("syncope", "Syncope", 2.0),
    ("hepatic_disease", "Liver disease", 2.0),
    ("cardiac_failure", "Heart failure", 2.0),
)


def _blatchford(given: Given) -> float:
    nitrogen, urea = given.maybe("bun_mg_dl"), given.maybe("urea_mmol_l")
    waste = band(nitrogen, (18.2, 2), (22.4, 3), (28, 4), (70, 6)) if nitrogen is not None else 0
    waste += band(urea, (6.5, 2), (8, 3), (10, 4), (25, 6)) if urea is not None else 0
    blood, pressure = given["hemoglobin"], given["systolic_bp"]
    if given.is_female:
        anaemia = 6 if blood < 10 else 1 if blood < 12 else 0
    else:
        anaemia = 6 if blood < 10 else 3 if blood < 12 else 1 if blood < 13 else 0
    shock = 3 if pressure < 90 else 2 if pressure < 100 else 1 if pressure < 110 else 0
    told = sum(worth for name, _, worth in BLATCHFORD if given.yes(name))
    return waste + anaemia + shock + (given["heart_rate"] >= 100) + told


COMORBID: Final = {
    "none": 0,
    "heart failure, ischaemic heart disease or another major one": 2,
    "renal failure, liver failure or disseminated cancer": 3,
}
FOUND: Final = {"Mallory-Weiss tear or nothing": 0, "another diagnosis": 1, "cancer of the upper gut": 2}
STIGMATA: Final = {"none or a dark spot": 0, "blood, adherent clot or a vessel": 2}


def _shock(given: Given) -> float:
    return 2 if given["systolic_bp"] < 100 else 1 if given["heart_rate"] >= 100 else 0


def _rockall(given: Given) -> float:
    before = band(given["age"], (60, 1), (80, 2)) + _shock(given) + COMORBID[given.word("comorbidity")]
    return before + FOUND[given.word("diagnosis")] + STIGMATA[given.word("stigmata")]


CALCULATORS: Final = (
    Calculator(
        id="glasgow_blatchford",
        title="Glasgow-Blatchford score",
        version="Blatchford 2000",
        citation="Blatchford O et al. Lancet 2000;356:1318-1321",
        inputs=(
            replace(BUN, also=(), optional=True),
            Number(name="urea_mmol_l", label="Urea", low=0.4, high=110, unit="mmol/L", optional=True),
            Number(
                name="hemoglobin",
                label="Haemoglobin",
                low=2,
                high=25,
                unit="g/dL",
                unlikely=(3, 20),
                also=(Other("hemoglobin_g_l", "g/L", 0.1),),
            ),
            SEX,
            SYSTOLIC,
            PULSE,
            *questions(*BLATCHFORD),
        ),
        compute=_blatchford,
        interpret=under(
            (2, "0 or 1: very low risk; may be cared for at home"),
            (7, "2 to 6: admit; endoscopy within 24 hours is usual"),
            rest="7 or more: endoscopic treatment is likely to be needed",
        ),
        unit="points",
        one_of=(("bun_mg_dl", "urea_mmol_l"),),
    ),
    Calculator(
        id="rockall",
        title="Rockall score, after endoscopy",
        version="Rockall 1996, full",
        citation="Rockall TA et al. Gut 1996;38:316-321",
        inputs=(
            AGE,
            SYSTOLIC,
            PULSE,
            Choice(name="comorbidity", label="Other disease", options=tuple(COMORBID)),
            Choice(name="diagnosis", label="Diagnosis at endoscopy", options=tuple(FOUND)),
            Choice(name="stigmata", label="Signs of recent bleeding", options=tuple(STIGMATA)),
        ),
        compute=_rockall,
        interpret=under(
            (3, "0 to 2: low; about 5 % bleed again, 0 to 0.2 % die"),
            (5, "3 or 4: intermediate; 11 to 14 % bleed again"),
            rest="5 or more: high; a quarter or more bleed again",
        ),
        unit="points",
    ),
    tally(
        ("migratory_pain", "Pain that moved to the right iliac fossa", 1),
        ("anorexia", "No appetite", 1),
        ("nausea_or_vomiting", "Nausea or vomiting", 1),
        ("right_iliac_tenderness", "Tender in the right iliac fossa", 2),
        ("rebound", "Rebound pain", 1),
        ("raised_temperature", "37.3 °C or more", 1),
        ("leucocytosis", "Over 10 white cells (10⁹/L)", 2),
        ("left_shift", "Over 75 % neutrophils", 1),
        id="alvarado",
        title="Alvarado score",
        version="Alvarado 1986",
        citation="Alvarado A. Ann Emerg Med 1986;15:557-564",
        interpret=under(
            (5, "Under 5: appendicitis unlikely"), (7, "5 or 6: possible; watch or image"), rest="7 or more: probable"
        ),
    ),
)
