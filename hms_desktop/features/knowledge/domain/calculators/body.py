"""The body: its size, its surface, what it should weigh and what it burns."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from .inputs import ADULT_HEIGHT, ADULT_WEIGHT, AGE, HEIGHT, SEX, WEIGHT
from .kinds import Calculator, Given, Number, always, under

INCH: Final = 2.54
SURFACE: Final = always("Adults are about 1.6 to 2.0 m²; indexed figures are given for 1.73 m²")
REST: Final = always("What the body burns at rest; multiply by 1.2 (no activity) to 1.9 (very active) for a day")


def _bmi(given: Given) -> float:
    return given["weight_kg"] / (given["height_cm"] / 100) ** 2


def _devine(given: Given) -> float:
    return (45.5 if given.is_female else 50.0) + 2.3 * (given["height_cm"] / INCH - 60)


def _adjusted(given: Given) -> float:
    ideal = _devine(given)
    return ideal + 0.4 * (given["weight_kg"] - ideal)


def _mifflin(given: Given) -> float:
    base = 10 * given["weight_kg"] + 6.25 * given["height_cm"] - 5 * given["age"]
    return base + (-161 if given.is_female else 5)


def _harris(given: Given) -> float:
    weight, height, age = given["weight_kg"], given["height_cm"], given["age"]
    if given.is_female:
        return 447.593 + 9.247 * weight + 3.098 * height - 4.330 * age
    return 88.362 + 13.397 * weight + 4.799 * height - 5.677 * age


def _predicted(given: Given) -> float:
    return (45.5 if given.is_female else 50.0) + 0.91 * (given["height_cm"] - 152.4)


def _over_five_feet(given: Given) -> tuple[str, ...]:
    return () if given["height_cm"] >= 60 * INCH else ("Made for a height of 5 feet (152.4 cm) or more",)


CALCULATORS: Final = (
    Calculator(
        id="bmi",
        title="Body mass index",
        version="WHO 2000 bands, adults",
        citation="WHO Technical Report Series 894, 2000",
        inputs=(ADULT_WEIGHT, ADULT_HEIGHT),
        compute=_bmi,
        interpret=under(
            (16, "Under 16: severe thinness"),
            (18.5, "16 to 18.4: underweight"),
            (25, "18.5 to 24.9: normal"),
            (30, "25 to 29.9: overweight"),
            (35, "30 to 34.9: obesity, class 1"),
            (40, "35 to 39.9: obesity, class 2"),
            rest="40 or more: obesity, class 3",
        ),
        unit="kg/m²",
        decimals=1,
    ),
    Calculator(
        id="bsa_mosteller",
        title="Body surface (Mosteller)",
        version="1987",
        citation="Mosteller RD. N Engl J Med 1987;317:1098",
        inputs=(WEIGHT, HEIGHT),
        compute=lambda given: math.sqrt(given["weight_kg"] * given["height_cm"] / 3600),
        interpret=SURFACE,
        unit="m²",
        decimals=2,
    ),
    Calculator(
        id="bsa_dubois",
        title="Body surface (Du Bois)",
        version="1916",
        citation="Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863-871",
        inputs=(WEIGHT, HEIGHT),
        compute=lambda given: 0.007184 * math.pow(given["weight_kg"], 0.425) * math.pow(given["height_cm"], 0.725),
        interpret=SURFACE,
        unit="m²",
        decimals=2,
    ),
    Calculator(
        id="bsa_haycock",
        title="Body surface (Haycock)",
        version="1978, for children",
        citation="Haycock GB et al. J Pediatr 1978;93:62-66",
        inputs=(WEIGHT, HEIGHT),
        compute=lambda given: 0.024265 * math.pow(given["weight_kg"], 0.5378) * math.pow(given["height_cm"], 0.3964),
        interpret=SURFACE,
        unit="m²",
        decimals=2,
    ),
    Calculator(
        id="ideal_body_weight_devine",
        title="Ideal body weight (Devine)",
        version="1974",
        citation="Devine BJ. Drug Intell Clin Pharm 1974;8:650-655",
        inputs=(SEX, replace(ADULT_HEIGHT, low=130)),
        compute=_devine,
        interpret=always("For drugs that do not go into fat, and for aims of ventilation; not an aim for the patient"),
        cautions=_over_five_feet,
        unit="kg",
        decimals=1,
    ),
    Calculator(
        id="adjusted_body_weight",
        title="Adjusted body weight",
        version="Devine and 40 % of what is over it",
        citation="Winter MA et al. Pharmacotherapy 2012;32:604-612",
        inputs=(SEX, ADULT_WEIGHT, replace(ADULT_HEIGHT, low=130)),
        compute=_adjusted,
        interpret=always("For doses of some drugs in obesity, where the weight is over 120 to 130 % of ideal"),
        cautions=_over_five_feet,
        unit="kg",
        decimals=1,
    ),
    Calculator(
        id="predicted_body_weight",
        title="Predicted body weight for ventilation",
        version="ARDSNet 2000",
        citation="ARDS Network. N Engl J Med 2000;342:1301-1308",
        inputs=(SEX, replace(ADULT_HEIGHT, low=130)),
        compute=_predicted,
        interpret=always("Tidal volume is counted by this weight: 6 mL for each kg in ARDS"),
        unit="kg",
        decimals=1,
    ),
    Calculator(
        id="target_weight",
        title="Weight for a wanted BMI",
        version="BMI times height squared",
        citation="WHO Technical Report Series 894, 2000",
        inputs=(
            Number(name="target_bmi", label="Wanted BMI", low=15, high=45, unit="kg/m²", unlikely=(18.5, 30)),
            ADULT_HEIGHT,
        ),
        compute=lambda given: given["target_bmi"] * (given["height_cm"] / 100) ** 2,
        interpret=always("A weight to agree on with the patient"),
        unit="kg",
        decimals=1,
    ),
    Calculator(
        id="waist_to_height",
        title="Waist to height",
        version="NICE bands, 2022",
        citation="NICE CG189, September 2022, recommendation 1.2.11",
        inputs=(Number(name="waist_cm", label="Waist", low=30, high=250, unit="cm"), HEIGHT),
        compute=lambda given: given["waist_cm"] / given["height_cm"],
        interpret=under(
            (0.4, "Under 0.4"),
            (0.5, "0.4 to 0.49: healthy"),
            (0.6, "0.5 to 0.59: increased risk"),
            rest="0.6 or more: high risk",
        ),
        decimals=2,
    ),
    Calculator(
        id="bmr_mifflin",
        title="Resting energy (Mifflin-St Jeor)",
        version="1990",
        citation="Mifflin MD et al. Am J Clin Nutr 1990;51:241-247",
        inputs=(SEX, AGE, replace(ADULT_WEIGHT, low=30), ADULT_HEIGHT),
        compute=_mifflin,
        interpret=REST,
        unit="kcal/day",
    ),
    Calculator(
        id="bmr_harris_benedict",
        title="Resting energy (Harris-Benedict)",
        version="Roza and Shizgal's revision, 1984",
        citation="Roza AM, Shizgal HM. Am J Clin Nutr 1984;40:168-182",
        inputs=(SEX, AGE, replace(ADULT_WEIGHT, low=30), ADULT_HEIGHT),
        compute=_harris,
        interpret=REST,
        unit="kcal/day",
    ),
)
