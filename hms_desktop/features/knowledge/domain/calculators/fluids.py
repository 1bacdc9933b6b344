"""Salt, water and acid: gaps, corrections, deficits and what to infuse."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .inputs import (
    ADULT_WEIGHT,
    ALBUMIN,
    BICARBONATE,
    BUN,
    CHLORIDE,
    GLUCOSE,
    SODIUM,
    WEIGHT,
)
from .kinds import Calculator, Choice, Given, Number, Other, always, under

GAP_BANDS: Final = under(
    (3, "Under 3: low; think of low albumin, paraprotein, lithium or an error"),
    (12.0001, "3 to 12: usual for most laboratories without potassium"),
    (20.0001, "Over 12: raised"),
    rest="Over 20: a metabolic acidosis with an anion gap is very likely",
)
_IONS: Final = (SODIUM, CHLORIDE, BICARBONATE)
_OSM: Final = (
    SODIUM,
    GLUCOSE,
    BUN,
    Number(name="ethanol_mg_dl", label="Ethanol", low=0, high=1000, unit="mg/dL", optional=True),
)


def _gap(given: Given) -> float:
    return given["sodium"] - given["chloride"] - given["bicarbonate"]


def _gap_corrected(given: Given) -> float:
    return _gap(given) + 2.5 * (4.0 - given["albumin_g_dl"])


def _delta(given: Given) -> float:
    return (_gap(given) - 12) / (24 - given["bicarbonate"])


def _osmolality(given: Given) -> float:
    ethanol = given.maybe("ethanol_mg_dl") or 0.0
    return 2 * given["sodium"] + given["glucose_mg_dl"] / 18 + given["bun_mg_dl"] / 2.8 + ethanol / 4.6


def _corrected_sodium(given: Given) -> float:
    factor = {"1.6": 1.6, "2.4": 2.4}[given.word("factor")]
    return given["sodium"] + factor * (given["glucose_mg_dl"] - 100) / 100


WATER: Final = {"man": 0.6, "woman": 0.5, "elderly man": 0.5, "elderly woman": 0.45, "child": 0.6}


def _deficit(given: Given) -> float:
    return WATER[given.word("who")] * given["weight_kg"] * (given["sodium"] / given["target_sodium"] - 1)


def _maintenance(given: Given) -> float:
    weight = given["weight_kg"]
    return 4 * min(weight, 10) + 2 * min(max(weight - 10, 0), 10) + max(weight - 20, 0)


def _calcium(given: Given) -> float:
    return given["calcium_mg_dl"] + 0.8 * (4.0 - given["albumin_g_dl"])


CALCULATORS: Final = (
    Calculator(
        id="anion_gap",
        title="Anion gap",
        version="Without potassium",
        citation="Emmett M, Narins RG. Medicine (Baltimore) 1977;56:38-54",
        inputs=_IONS,
        compute=_gap,
        interpret=GAP_BANDS,
        unit="mmol/L",
        decimals=1,
    ),
    Calculator(
        id="anion_gap_albumin_corrected",
        title="Anion gap, corrected for albumin",
        version="2.5 for each g/dL under 4.0",
        citation="Figge J et al. Crit Care Med 1998;26:1807-1810",
        inputs=(*_IONS, ALBUMIN),
        compute=_gap_corrected,
        interpret=GAP_BANDS,
        unit="mmol/L",
        decimals=1,
    ),
    Calculator(
        id="delta_gap",
        title="Delta gap",
        version="Anion gap less 12",
        citation="Wrenn K. Ann Emerg Med 1990;19:1310-1313",
        inputs=_IONS,
        compute=lambda given: _gap(given) - 12,
        interpret=under(
            (-6, "Under -6: an acidosis without a gap beside it"),
            (6.0001, "Within 6 of usual"),
            rest="Over 6: a metabolic alkalosis may be beside it",
        ),
        unit="mmol/L",
        decimals=1,
    ),
    Calculator(
        id="delta_ratio",
        title="Delta ratio",
        version="Rise of the gap over 12, by fall of bicarbonate under 24",
        citation="Rastegar A. J Am Soc Nephrol 2007;18:2429-2431",
        inputs=(SODIUM, CHLORIDE, replace(BICARBONATE, high=23.9)),
        compute=_delta,
        interpret=under(
            (0.4, "Under 0.4: acidosis without a gap"),
            (0.8, "0.4 to 0.8: acidosis with a gap and one without"),
            (2.0001, "0.8 to 2: acidosis with a gap alone"),
            rest="Over 2: a metabolic alkalosis, or a chronic respiratory acidosis, beside it",
        ),
        decimals=2,
    ),
    Calculator(
        id="winters",
        title="Expected CO₂ in metabolic acidosis (Winters)",
        version="1.5 × bicarbonate + 8, give or take 2",
        citation="Albert MS, Dell RB, Winters RW. Ann Intern Med 1967;66:312-322",
        inputs=(replace(BICARBONATE, high=24),),
        compute=lambda given: 1.5 * given["bicarbonate"] + 8,
        interpret=always("More than 2 over it: a respiratory acidosis as well; more than 2 under it: an alkalosis"),
        unit="mmHg",
        decimals=1,
    ),
    Calculator(
        id="serum_osmolality",
        title="Calculated osmolality",
        version="2 × sodium + glucose/18 + BUN/2.8 + ethanol/4.6",
        citation="Dorwart WV, Chalmers L. Clin Chem 1975;21:190-194",
        inputs=_OSM,
        compute=_osmolality,
        interpret=under((275, "Under 275: low"), (295.0001, "275 to 295: usual"), rest="Over 295: high"),
        unit="mOsm/kg",
        decimals=1,
    ),
    Calculator(
        id="osmolal_gap",
        title="Osmolal gap",
        version="Measured less calculated",
        citation="Hoffman RS et al. J Toxicol Clin Toxicol 1993;31:81-93",
        inputs=(
            Number(name="measured_osmolality", label="Measured osmolality", low=150, high=600, unit="mOsm/kg"),
            *_OSM,
        ),
        compute=lambda given: given["measured_osmolality"] - _osmolality(given),
        interpret=under(
            (-10, "Under -10: a figure may be wrong"),
            (10.0001, "-10 to 10: usual; a toxic alcohol is not ruled out"),
            rest="Over 10: think of toxic alcohols, ketoacidosis, shock, mannitol",
        ),
        unit="mOsm/kg",
        decimals=1,
    ),
    Calculator(
        id="corrected_calcium_payne",
        title="Calcium corrected for albumin",
        version="Payne 1973: 0.8 mg/dL for each g/dL of albumin under 4.0",
        citation="Payne RB et al. Br Med J 1973;4:643-646",
        inputs=(
            Number(
                name="calcium_mg_dl",
                label="Total calcium",
                low=2,
                high=25,
                unit="mg/dL",
                unlikely=(5, 16),
                also=(Other("calcium_mmol_l", "mmol/L", 4.008),),
            ),
            ALBUMIN,
        ),
        compute=_calcium,
        interpret=under(
            (8.5, "Under 8.5 mg/dL: low"),
            (10.5001, "8.5 to 10.5 mg/dL: usual"),
            (14, "Over 10.5 mg/dL: high"),
            rest="14 mg/dL or more: a hypercalcaemic crisis threatens",
        ),
        cautions=lambda _: ("Ionised calcium decides where it matters",),
        unit="mg/dL",
        decimals=2,
    ),
    Calculator(
        id="corrected_sodium",
        title="Sodium corrected for glucose",
        version="1.6 (Katz 1973) or 2.4 (Hillier 1999) for each 100 mg/dL over 100",
        citation="Katz MA. N Engl J Med 1973;289:843-844; Hillier TA et al. Am J Med 1999;106:399-403",
        inputs=(
            SODIUM,
            replace(GLUCOSE, low=100),
            Choice(
                name="factor",
                label="Factor",
                options=("1.6", "2.4"),
                also=(("katz", "1.6"), ("hillier", "2.4")),
                default="2.4",
            ),
        ),
        compute=_corrected_sodium,
        interpret=under((135, "Under 135: low"), (145.0001, "135 to 145: usual"), rest="Over 145: high"),
        unit="mmol/L",
        decimals=1,
    ),
    Calculator(
        id="free_water_deficit",
        title="Free water deficit",
        version="Body water by sex and age, to the sodium that is wanted",
        citation="Adrogué HJ, Madias NE. N Engl J Med 2000;342:1493-1499",
        inputs=(
            WEIGHT,
            replace(SODIUM, low=140.1),
            Choice(name="who", label="Who", options=tuple(WATER)),
            Number(name="target_sodium", label="Wanted sodium", low=135, high=145, unit="mmol/L"),
        ),
        compute=_deficit,
        interpret=always(
            "Besides this, replace what is being lost; lower sodium by no more than 10 mmol/L in 24 hours"
        ),
        conflicts=lambda given: (
            {"target_sodium": "Has to be under the sodium of now"} if given["target_sodium"] >= given["sodium"] else {}
        ),
        unit="L",
        decimals=1,
    ),
    Calculator(
        id="maintenance_fluids_4_2_1",
        title="Maintenance fluid (4-2-1)",
        version="Holliday-Segar, by the hour",
        citation="Holliday MA, Segar WE. Pediatrics 1957;19:823-832; AAP 2018, Pediatrics 142:e20183083 (isotonic)",
        inputs=(replace(WEIGHT, low=2),),
        compute=_maintenance,
        interpret=always("An isotonic solution with potassium and glucose as needed; deficits and losses come on top"),
        cautions=lambda given: (
            ("Under 28 days fluids follow neonatal rules, not this one",) if given["weight_kg"] < 3.5 else ()
        ),
        unit="mL/h",
        decimals=1,
    ),
    Calculator(
        id="sodium_deficit",
        title="Sodium deficit",
        version="Body water times the missing sodium",
        citation="Adrogué HJ, Madias NE. N Engl J Med 2000;342:1581-1589",
        inputs=(
            ADULT_WEIGHT,
            replace(SODIUM, high=139),
            Choice(name="who", label="Who", options=tuple(WATER)),
            Number(name="target_sodium", label="Wanted sodium", low=110, high=140, unit="mmol/L"),
        ),
        compute=lambda given: (
            WATER[given.word("who")] * given["weight_kg"] * (given["target_sodium"] - given["sodium"])
        ),
        interpret=always("Raise sodium by no more than 8 mmol/L in 24 hours where osmotic demyelination threatens"),
        conflicts=lambda given: (
            {"target_sodium": "Has to be over the sodium of now"} if given["target_sodium"] <= given["sodium"] else {}
        ),
        unit="mmol",
    ),
    Calculator(
        id="transtubular_potassium_gradient",
        title="Transtubular potassium gradient",
        version="West 1986",
        citation="West ML et al. Miner Electrolyte Metab 1986;12:226-233",
        inputs=(
            Number(name="urine_potassium", label="Potassium in urine", low=1, high=300, unit="mmol/L"),
            Number(name="potassium", label="Potassium", low=1, high=10, unit="mmol/L"),
            Number(name="urine_osmolality", label="Osmolality of urine", low=30, high=1400, unit="mOsm/kg"),
            Number(name="osmolality", label="Osmolality of serum", low=200, high=450, unit="mOsm/kg"),
        ),
        compute=lambda given: (
            given["urine_potassium"] / given["potassium"] / (given["urine_osmolality"] / given["osmolality"])
        ),
        interpret=under(
            (3, "Under 3: the kidney holds potassium back"),
            (7, "3 to 6.9: between"),
            rest="7 or more: the kidney loses potassium",
        ),
        cautions=lambda given: (
            ("Means something only while urine is more concentrated than serum",)
            if given["urine_osmolality"] <= given["osmolality"]
            else ()
        ),
        decimals=1,
    ),
)
