"""Inputs that many calculators ask, with one range for all: a creatinine is as likely here as there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .kinds import Calculator, Choice, Meaning, Number, Other, YesNo

UREA_PER_BUN: Final = 2.8
"""mg/dL of urea nitrogen in 1 mmol/L of urea."""

SEX: Final = Choice(
    name="sex",
    label="Sex at birth",
    options=("female", "male"),
    also=(("f", "female"), ("m", "male"), ("woman", "female"), ("man", "male")),
)
AGE: Final = Number(name="age", label="Age", low=18, high=120, unit="years")
ANY_AGE: Final = replace(AGE, low=0)
WEIGHT: Final = Number(
    name="weight_kg",
    label="Weight",
    low=0.4,
    high=500,
    unit="kg",
    unlikely=(1, 250),
    also=(Other("weight_lb", "lb", 0.45359237),),
)
ADULT_WEIGHT: Final = replace(WEIGHT, low=20, unlikely=(35, 250))
HEIGHT: Final = Number(
    name="height_cm",
    label="Height",
    low=20,
    high=260,
    unit="cm",
    unlikely=(40, 215),
    also=(Other("height_in", "in", 2.54), Other("height_m", "m", 100)),
)
ADULT_HEIGHT: Final = replace(HEIGHT, low=100, unlikely=(130, 215))
BMI: Final = Number(name="bmi", label="Body mass index", low=8, high=100, unit="kg/m²", unlikely=(14, 60))
CREATININE: Final = Number(
    name="creatinine_mg_dl",
    label="Creatinine in serum",
    low=0.1,
    high=30,
    unit="mg/dL",
    unlikely=(0.3, 15),
    also=(Other("creatinine_umol_l", "µmol/L", 1 / 88.4),),
)
BILIRUBIN: Final = Number(
    name="bilirubin_mg_dl",
    label="Total bilirubin",
    low=0.05,
    high=80,
    unit="mg/dL",
    unlikely=(0.1, 50),
    also=(Other("bilirubin_umol_l", "µmol/L", 1 / 17.1),),
)
ALBUMIN: Final = Number(
    name="albumin_g_dl",
    label="Albumin",
    low=0.5,
    high=7,
    unit="g/dL",
    unlikely=(1.5, 5.5),
    also=(Other("albumin_g_l", "g/L", 0.1),),
)
INR: Final = Number(name="inr", label="INR", low=0.5, high=20, unlikely=(0.8, 10))
SODIUM: Final = Number(name="sodium", label="Sodium", low=90, high=200, unit="mmol/L", unlikely=(115, 170))
CHLORIDE: Final = Number(name="chloride", label="Chloride", low=50, high=160, unit="mmol/L", unlikely=(75, 130))
BICARBONATE: Final = Number(name="bicarbonate", label="Bicarbonate", low=1, high=60, unit="mmol/L", unlikely=(5, 45))
GLUCOSE: Final = Number(
    name="glucose_mg_dl",
    label="Glucose",
    low=10,
    high=2500,
    unit="mg/dL",
    unlikely=(40, 1000),
    also=(Other("glucose_mmol_l", "mmol/L", 18.016),),
)
BUN: Final = Number(
    name="bun_mg_dl",
    label="Blood urea nitrogen",
    low=1,
    high=300,
    unit="mg/dL",
    unlikely=(3, 200),
    also=(Other("urea_mmol_l", "mmol/L", UREA_PER_BUN),),
)
AST: Final = Number(name="ast", label="AST", low=1, high=20000, unit="U/L", unlikely=(5, 5000))
ALT: Final = Number(name="alt", label="ALT", low=1, high=20000, unit="U/L", unlikely=(5, 5000))
PLATELETS: Final = Number(name="platelets", label="Platelets", low=1, high=3000, unit="10⁹/L", unlikely=(10, 1000))
SYSTOLIC: Final = Number(
    name="systolic_bp", label="Systolic pressure", low=30, high=320, unit="mmHg", unlikely=(60, 260)
)
DIASTOLIC: Final = Number(
    name="diastolic_bp", label="Diastolic pressure", low=10, high=220, unit="mmHg", unlikely=(30, 150)
)
PULSE: Final = Number(name="heart_rate", label="Heart rate", low=10, high=350, unit="/min", unlikely=(30, 220))
BREATHS: Final = Number(
    name="respiratory_rate", label="Respiratory rate", low=0, high=120, unit="/min", unlikely=(6, 60)
)
TEMPERATURE: Final = Number(
    name="temperature_c",
    label="Temperature",
    low=20,
    high=45,
    unit="°C",
    unlikely=(32, 42),
    also=(
        Other("temperature_f", "°F", 5 / 9, -160 / 9),
        Other("temp_c", "°C", 1),
        Other("temp_f", "°F", 5 / 9, -160 / 9),
    ),
)
CHOLESTEROL: Final = Number(
    name="total_cholesterol", label="Total cholesterol", low=50, high=1000, unit="mg/dL", unlikely=(90, 500)
)
HDL: Final = Number(name="hdl", label="HDL cholesterol", low=5, high=200, unit="mg/dL", unlikely=(15, 120))
TRIGLYCERIDES: Final = Number(
    name="triglycerides", label="Triglycerides", low=10, high=10000, unit="mg/dL", unlikely=(30, 2000)
)
GCS: Final = Number(name="gcs", label="Glasgow Coma Scale", low=3, high=15, whole=True)

Item = tuple[str, str, float]
"""A question of a score: its name, its words, and what a yes is worth."""


def questions(*items: Item) -> tuple[YesNo, ...]:
    """The questions as inputs."""
    return tuple(YesNo(name=name, label=label) for name, label, _ in items)


def tally(  # noqa: PLR0913 - the words of a calculator
    *items: Item,
    id: str,
    title: str,
    version: str,
    citation: str,
    interpret: Meaning,
    decimals: int = 0,
) -> Calculator:
    """A score that is nothing but a sum of what each yes is worth."""
    return Calculator(
        id=id,
        title=title,
        version=version,
        citation=citation,
        inputs=questions(*items),
        compute=lambda given: float(sum(worth for name, _, worth in items if given.yes(name))),
        interpret=interpret,
        unit="points",
        decimals=decimals,
    )
