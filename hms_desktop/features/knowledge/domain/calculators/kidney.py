"""The kidney: filtration estimates, the risk of kidney failure, and what urine tells."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from hms_desktop.features.knowledge.domain.kidneys import ckd_epi_2021, cockcroft_gault, schwartz

from .inputs import ADULT_WEIGHT, AGE, BUN, CREATININE, HEIGHT, SEX, SODIUM
from .kinds import Calculator, Choice, Given, Number, Other, YesNo, under

CKD_EPI: Final = "Inker LA et al. N Engl J Med 2021;385:1737-1749"
CYSTATIN: Final = Number(name="cystatin_c_mg_l", label="Cystatin C", low=0.1, high=12, unit="mg/L", unlikely=(0.4, 8))
UACR: Final = Number(
    name="uacr_mg_g",
    label="Urine albumin to creatinine",
    low=0.1,
    high=30000,
    unit="mg/g",
    unlikely=(1, 15000),
    also=(Other("uacr_mg_mmol", "mg/mmol", 8.84),),
)
URINE_CREATININE: Final = Number(
    name="urine_creatinine_mg_dl",
    label="Creatinine in urine",
    low=1,
    high=1000,
    unit="mg/dL",
    unlikely=(5, 500),
    also=(Other("urine_creatinine_mmol_l", "mmol/L", 11.312),),
)
STAGES: Final = under(
    (15, "G5: kidney failure, if it lasts three months"),
    (30, "G4: severely decreased"),
    (45, "G3b: moderately to severely decreased"),
    (60, "G3a: mildly to moderately decreased"),
    (90, "G2: mildly decreased; no kidney disease without another sign of damage"),
    rest="G1: normal or high",
)
CLEARANCE: Final = under(
    (15, "Under 15 mL/min: see each drug's label; many are to be avoided"),
    (30, "15 to 29 mL/min: most drugs cleared by the kidney need a change of dose"),
    (60, "30 to 59 mL/min: check the dose of drugs cleared by the kidney"),
    rest="60 mL/min or more: most drugs need no change for the kidney",
)


FIVE_YEARS: Final = under(
    (0.03, "Under 3 % in five years: low"),
    (0.05, "3 to 5 % in five years: referral to nephrology is considered"),
    rest="5 % or more in five years: referral to nephrology is advised",
)
TWO_YEARS: Final = under(
    (0.1, "Under 10 % in two years"),
    (0.4, "10 to 40 % in two years: care by a team is advised"),
    rest="40 % or more in two years: plan dialysis or a transplant",
)


def _ckd_epi(given: Given) -> float:
    return ckd_epi_2021(given["creatinine_mg_dl"], given["age"], is_female=given.is_female)


def _cystatin(given: Given) -> float:
    ratio = given["cystatin_c_mg_l"] / 0.8
    factor = 0.932 if given.is_female else 1.0
    return float(133 * min(ratio, 1) ** -0.499 * max(ratio, 1) ** -1.328 * 0.996 ** given["age"] * factor)


def _both(given: Given) -> float:
    kappa, alpha, factor = (0.7, -0.219, 0.963) if given.is_female else (0.9, -0.144, 1.0)
    ratio = given["creatinine_mg_dl"] / kappa
    other = given["cystatin_c_mg_l"] / 0.8
    creatinine = min(ratio, 1) ** alpha * max(ratio, 1) ** -0.544
    cystatin = min(other, 1) ** -0.323 * max(other, 1) ** -0.778
    return float(135 * creatinine * cystatin * 0.9961 ** given["age"] * factor)


def _cockcroft(given: Given) -> float:
    return cockcroft_gault(given["creatinine_mg_dl"], given["age"], given["weight_kg"], is_female=given.is_female)


def _mdrd(given: Given) -> float:
    factor = (0.742 if given.is_female else 1.0) * (1.212 if given.yes("black") else 1.0)
    return float(175 * given["creatinine_mg_dl"] ** -1.154 * given["age"] ** -0.203 * factor)


def _kfre(given: Given) -> float:
    score = (
        -0.2201 * (given["age"] / 10 - 7.036)
        + 0.2467 * (given.yes("male") - 0.5642)
        - 0.5567 * (given["egfr"] / 5 - 7.222)
        + 0.4510 * (math.log(given["uacr_mg_g"]) - 5.137)
    )
    two, five = (0.9750, 0.9240) if given.yes("north_american") else (0.9832, 0.9365)
    return float(1 - (two if given.word("years") == "2" else five) ** math.exp(score))


def _kfre_meaning(value: float, given: Given) -> str:
    return (TWO_YEARS if given.word("years") == "2" else FIVE_YEARS)(value, given)


def _fena(given: Given) -> float:
    urine = given["urine_sodium"] * given["creatinine_mg_dl"]
    return 100 * urine / (given["sodium"] * given["urine_creatinine_mg_dl"])


def _feurea(given: Given) -> float:
    urine = given["urine_urea_nitrogen_mg_dl"] * given["creatinine_mg_dl"]
    return 100 * urine / (given["bun_mg_dl"] * given["urine_creatinine_mg_dl"])


CALCULATORS: Final = (
    Calculator(
        id="egfr_ckd_epi_2021",
        title="eGFR by creatinine (CKD-EPI 2021)",
        version="CKD-EPI 2021, creatinine, without race",
        citation=CKD_EPI,
        inputs=(CREATININE, AGE, SEX),
        compute=_ckd_epi,
        interpret=STAGES,
        unit="mL/min/1.73 m²",
    ),
    Calculator(
        id="egfr_ckd_epi_2012_cystatin",
        title="eGFR by cystatin C (CKD-EPI 2012)",
        version="CKD-EPI 2012, cystatin C",
        citation="Inker LA et al. N Engl J Med 2012;367:20-29",
        inputs=(CYSTATIN, AGE, SEX),
        compute=_cystatin,
        interpret=STAGES,
        unit="mL/min/1.73 m²",
    ),
    Calculator(
        id="egfr_ckd_epi_2021_creatinine_cystatin",
        title="eGFR by creatinine and cystatin C (CKD-EPI 2021)",
        version="CKD-EPI 2021, creatinine and cystatin C, without race",
        citation=CKD_EPI,
        inputs=(CREATININE, CYSTATIN, AGE, SEX),
        compute=_both,
        interpret=STAGES,
        unit="mL/min/1.73 m²",
    ),
    Calculator(
        id="cockcroft_gault",
        title="Creatinine clearance (Cockcroft-Gault)",
        version="1976, with the weight that is given",
        citation="Cockcroft DW, Gault MH. Nephron 1976;16:31-41",
        inputs=(AGE, ADULT_WEIGHT, CREATININE, SEX),
        compute=_cockcroft,
        interpret=CLEARANCE,
        unit="mL/min",
    ),
    Calculator(
        id="mdrd_4var",
        title="eGFR (MDRD, four variables)",
        version="2006, for creatinine traceable to IDMS (factor 175)",
        citation="Levey AS et al. Ann Intern Med 2006;145:247-254",
        inputs=(SEX, AGE, CREATININE, YesNo(name="black", label="Black, as the 2006 equation asks", default=False)),
        compute=_mdrd,
        interpret=STAGES,
        unit="mL/min/1.73 m²",
        cautions=lambda _: ("Superseded by CKD-EPI 2021, which asks no race",),
    ),
    Calculator(
        id="schwartz_bedside",
        title="eGFR of a child (bedside Schwartz)",
        version="2009, factor 0.413",
        citation="Schwartz GJ et al. J Am Soc Nephrol 2009;20:629-637",
        inputs=(replace(HEIGHT, low=40, high=220, unlikely=None), CREATININE),
        compute=lambda given: schwartz(given["creatinine_mg_dl"], given["height_cm"]),
        interpret=STAGES,
        unit="mL/min/1.73 m²",
        cautions=lambda _: ("For 1 to 17 years and an enzymatic creatinine; best from 15 to 75 mL/min/1.73 m²",),
    ),
    Calculator(
        id="kfre_4var",
        title="Risk of kidney failure (KFRE, four variables)",
        version="2016, recalibrated",
        citation="Tangri N et al. JAMA 2016;315:164-174; bands: KDIGO 2024, Kidney Int 2024;105(4S):S117-S314",
        inputs=(
            AGE,
            YesNo(name="male", label="Male"),
            Number(name="egfr", label="eGFR", low=1, high=60, unit="mL/min/1.73 m²"),
            UACR,
            YesNo(name="north_american", label="Lives in North America"),
            Choice(name="years", label="Years ahead", options=("2", "5")),
        ),
        compute=_kfre,
        interpret=_kfre_meaning,
        unit="fraction",
        decimals=4,
    ),
    Calculator(
        id="fena",
        title="Fractional excretion of sodium",
        version="Espinel 1976",
        citation="Espinel CH. JAMA 1976;236:579-581",
        inputs=(
            SODIUM,
            CREATININE,
            Number(name="urine_sodium", label="Sodium in urine", low=1, high=400, unit="mmol/L"),
            URINE_CREATININE,
        ),
        compute=_fena,
        interpret=under(
            (1, "Under 1 %: fits a kidney that is short of blood flow"),
            (2, "1 to 2 %: between the two"),
            rest="2 % or more: fits tubular injury, or a diuretic",
        ),
        unit="%",
        decimals=2,
    ),
    Calculator(
        id="feurea",
        title="Fractional excretion of urea",
        version="Carvounis 2002",
        citation="Carvounis CP et al. Kidney Int 2002;62:2223-2229",
        inputs=(
            BUN,
            CREATININE,
            Number(name="urine_urea_nitrogen_mg_dl", label="Urea nitrogen in urine", low=1, high=3000, unit="mg/dL"),
            URINE_CREATININE,
        ),
        compute=_feurea,
        interpret=under(
            (35, "Under 35 %: fits a kidney that is short of blood flow, also under diuretics"),
            (50, "35 to 50 %: between the two"),
            rest="50 % or more: fits tubular injury",
        ),
        unit="%",
        decimals=1,
    ),
    Calculator(
        id="albuminuria_category",
        title="Albuminuria",
        version="KDIGO 2024 categories A1 to A3",
        citation="KDIGO 2024 CKD Guideline. Kidney Int 2024;105(4S):S117-S314",
        inputs=(UACR,),
        compute=lambda given: given["uacr_mg_g"],
        interpret=under(
            (30, "A1: normal to mildly increased"),
            (300.0001, "A2: moderately increased"),
            rest="A3: severely increased",
        ),
        unit="mg/g",
        decimals=0,
    ),
)
