"""The liver: how far its disease has gone, and how likely fibrosis is."""

from __future__ import annotations

import math
from typing import Final

from .inputs import AGE, ALBUMIN, ALT, AST, BILIRUBIN, BMI, CREATININE, INR, PLATELETS, SEX, SODIUM
from .kinds import Calculator, Choice, Given, Number, Other, YesNo, under

DIALYSIS: Final = YesNo(
    name="dialysis", label="Dialysis twice or more in the last week, or 24 h of CVVHD", default=False
)
MELD_BANDS: Final = under(
    (10, "Under 10: about 2 % died within 90 days in hospital cohorts"),
    (20, "10 to 19: about 6 % died within 90 days"),
    (30, "20 to 29: about 20 % died within 90 days"),
    (40, "30 to 39: about half died within 90 days"),
    rest="40: about 70 % died within 90 days",
)
MELD_PAPER: Final = (
    "Kamath PS et al. Hepatology 2001;33:464-470; bands: Wiesner R et al. Gastroenterology 2003;124:91-96"
)


def rounded(value: float) -> float:
    """Half up, as committees round; Python's own rounding goes to even."""
    return float(math.floor(value + 0.5))


def _child_pugh(given: Given) -> float:
    bilirubin, albumin, inr = given["bilirubin_mg_dl"], given["albumin_g_dl"], given["inr"]
    return (
        (1 if bilirubin < 2 else 2 if bilirubin <= 3 else 3)
        + (1 if albumin > 3.5 else 2 if albumin >= 2.8 else 3)
        + (1 if inr < 1.7 else 2 if inr <= 2.3 else 3)
        + {"none": 1, "mild": 2, "moderate to severe": 3}[given.word("ascites")]
        + {"none": 1, "grade 1-2": 2, "grade 3-4": 3}[given.word("encephalopathy")]
    )


def _raw_meld(given: Given) -> float:
    """MELD before rounding, each laboratory value from 1 up, creatinine to 4."""
    creatinine = 4.0 if given.yes("dialysis") else min(max(given["creatinine_mg_dl"], 1), 4)
    bilirubin, inr = max(given["bilirubin_mg_dl"], 1), max(given["inr"], 1)
    return 9.57 * math.log(creatinine) + 3.78 * math.log(bilirubin) + 11.20 * math.log(inr) + 6.43


def _meld(given: Given) -> float:
    return min(rounded(_raw_meld(given)), 40)


def _meld_na(given: Given) -> float:
    """OPTN 2016: sodium counts only when the first figure is over 11."""
    initial = rounded(_raw_meld(given))
    if initial <= 11:
        return initial
    gap = 137 - min(max(given["sodium"], 125), 137)
    return min(rounded(initial + 1.32 * gap - 0.033 * initial * gap), 40)


def _meld_3(given: Given) -> float:
    creatinine = 3.0 if given.yes("dialysis") else min(max(given["creatinine_mg_dl"], 1), 3)
    bilirubin, inr = math.log(max(given["bilirubin_mg_dl"], 1)), math.log(max(given["inr"], 1))
    gap = 137 - min(max(given["sodium"], 125), 137)
    lack = 3.5 - min(max(given["albumin_g_dl"], 1.5), 3.5)
    score = (
        1.33 * given.is_female
        + 4.56 * bilirubin
        + 0.82 * gap
        - 0.24 * gap * bilirubin
        + 9.09 * inr
        + 11.14 * math.log(creatinine)
        + 1.85 * lack
        - 1.83 * lack * math.log(creatinine)
        + 6
    )
    return min(max(rounded(score), 6), 40)


def _counted(highest_creatinine: float) -> tuple[tuple[str, float, float], ...]:
    return (
        ("creatinine_mg_dl", 1, highest_creatinine),
        ("bilirubin_mg_dl", 1, math.inf),
        ("inr", 1, math.inf),
        ("sodium", 125, 137),
        ("albumin_g_dl", 1.5, 3.5),
    )


def _bounds(given: Given, highest_creatinine: float) -> tuple[str, ...]:
    """Which values the published formula does not take as they are."""
    told = []
    for name, low, high in _counted(highest_creatinine):
        value = given.maybe(name)
        if value is not None and not low <= value <= high:
            told.append(f"The formula counts {name} as {low if value < low else high:g}")
    return tuple(told)


def _ukeld(given: Given) -> float:
    return (
        5.395 * math.log(given["inr"])
        + 1.485 * math.log(given["creatinine_umol_l"])
        + 3.13 * math.log(given["bilirubin_umol_l"])
        - 81.565 * math.log(given["sodium"])
        + 435
    )


def _fib4(given: Given) -> float:
    return given["age"] * given["ast"] / (given["platelets"] * math.sqrt(given["alt"]))


def _fib4_meaning(value: float, given: Given) -> str:
    low = 2.0 if given["age"] >= 65 else 1.3
    if value < low:
        return f"Under {low:g}: advanced fibrosis is unlikely"
    return "Over 2.67: advanced fibrosis is likely" if value > 2.67 else "Between: another test decides"


def _nafld(given: Given) -> float:
    return (
        -1.675
        + 0.037 * given["age"]
        + 0.094 * given["bmi"]
        + 1.13 * given.yes("diabetes_or_impaired_glucose")
        + 0.99 * given["ast"] / given["alt"]
        - 0.013 * given["platelets"]
        - 0.66 * given["albumin_g_dl"]
    )


def _nafld_meaning(value: float, given: Given) -> str:
    low = 0.12 if given["age"] >= 65 else -1.455
    if value < low:
        return f"Under {low:g}: advanced fibrosis is unlikely"
    return "Over 0.676: advanced fibrosis is likely" if value > 0.676 else "Between: another test decides"


def _maddrey(given: Given) -> float:
    return 4.6 * (given["prothrombin_s"] - given["control_s"]) + given["bilirubin_mg_dl"]


CALCULATORS: Final = (
    Calculator(
        id="child_pugh",
        title="Child-Pugh score",
        version="Pugh 1973, with INR for prothrombin time",
        citation="Pugh RN et al. Br J Surg 1973;60:646-649",
        inputs=(
            BILIRUBIN,
            ALBUMIN,
            INR,
            Choice(
                name="ascites",
                label="Ascites",
                options=("none", "mild", "moderate to severe"),
                also=(
                    ("absent", "none"),
                    ("slight", "mild"),
                    ("moderate", "moderate to severe"),
                    ("severe", "moderate to severe"),
                    ("moderate-severe", "moderate to severe"),
                ),
            ),
            Choice(
                name="encephalopathy",
                label="Encephalopathy",
                options=("none", "grade 1-2", "grade 3-4"),
                also=(
                    ("no encephalopathy", "none"),
                    ("grade1-2", "grade 1-2"),
                    ("grade3-4", "grade 3-4"),
                    ("grade 1", "grade 1-2"),
                    ("grade 2", "grade 1-2"),
                    ("grade 3", "grade 3-4"),
                    ("grade 4", "grade 3-4"),
                    ("mild", "grade 1-2"),
                    ("severe", "grade 3-4"),
                ),
            ),
        ),
        compute=_child_pugh,
        interpret=under(
            (7, "Class A: well compensated"),
            (10, "Class B: significant compromise"),
            rest="Class C: decompensated",
        ),
        unit="points",
    ),
    Calculator(
        id="meld_original",
        title="MELD",
        version="UNOS 2002: creatinine 1 to 4 mg/dL, bilirubin and INR from 1, at most 40",
        citation=MELD_PAPER,
        inputs=(BILIRUBIN, INR, CREATININE, DIALYSIS),
        compute=_meld,
        interpret=MELD_BANDS,
        unit="points",
        cautions=lambda given: _bounds(given, 4),
    ),
    Calculator(
        id="meld_na_2016",
        title="MELD-Na",
        version="OPTN 2016: sodium 125 to 137, and only when MELD is over 11",
        citation="OPTN Policy 9.1.D (January 2016); Kim WR et al. N Engl J Med 2008;359:1018-1026",
        inputs=(CREATININE, BILIRUBIN, INR, SODIUM, DIALYSIS),
        compute=_meld_na,
        interpret=MELD_BANDS,
        unit="points",
        cautions=lambda given: _bounds(given, 4),
    ),
    Calculator(
        id="meld_3_0",
        title="MELD 3.0",
        version="2021, for adults; creatinine 1 to 3, sodium 125 to 137, albumin 1.5 to 3.5",
        citation="Kim WR et al. Gastroenterology 2021;161:1887-1895",
        inputs=(SEX, BILIRUBIN, SODIUM, INR, CREATININE, ALBUMIN, DIALYSIS),
        compute=_meld_3,
        interpret=MELD_BANDS,
        unit="points",
        cautions=lambda given: _bounds(given, 3),
    ),
    Calculator(
        id="ukeld",
        title="UKELD",
        version="Barber 2011",
        citation="Barber K et al. Transplantation 2011;92:469-476",
        inputs=(
            INR,
            Number(
                name="creatinine_umol_l",
                label="Creatinine in serum",
                low=9,
                high=2700,
                unit="µmol/L",
                unlikely=(25, 1300),
                also=(Other("creatinine_mg_dl", "mg/dL", 88.4),),
            ),
            Number(
                name="bilirubin_umol_l",
                label="Total bilirubin",
                low=1,
                high=1400,
                unit="µmol/L",
                unlikely=(2, 850),
                also=(Other("bilirubin_mg_dl", "mg/dL", 17.1),),
            ),
            SODIUM,
        ),
        compute=_ukeld,
        interpret=under(
            (49, "Under 49: below the UK's minimum for listing by this score"),
            (60, "49 to 59: over 9 % die within a year without a transplant"),
            rest="60 or more: over half die within a year without a transplant",
        ),
        unit="points",
        decimals=0,
    ),
    Calculator(
        id="fib4",
        title="FIB-4",
        version="Sterling 2006; lower limit 2.0 from 65 years (McPherson 2017)",
        citation="Sterling RK et al. Hepatology 2006;43:1317-1325; McPherson S et al. Am J Gastroenterol 2017;112:740",
        inputs=(AGE, AST, ALT, PLATELETS),
        compute=_fib4,
        interpret=_fib4_meaning,
        decimals=2,
        cautions=lambda given: ("Not validated under 35 years",) if given["age"] < 35 else (),
    ),
    Calculator(
        id="apri",
        title="AST to platelet ratio (APRI)",
        version="Wai 2003",
        citation="Wai CT et al. Hepatology 2003;38:518-526",
        inputs=(
            AST,
            PLATELETS,
            Number(name="ast_uln", label="Upper limit of normal AST", low=10, high=100, unit="U/L", unlikely=(25, 60)),
        ),
        compute=lambda given: 100 * given["ast"] / given["ast_uln"] / given["platelets"],
        interpret=under(
            (0.5, "Under 0.5: significant fibrosis is unlikely"),
            (1.5, "0.5 to 1.5: between"),
            (2.0, "1.5 to 2: significant fibrosis is likely"),
            rest="2 or more: cirrhosis is likely",
        ),
        decimals=2,
    ),
    Calculator(
        id="nafld_fibrosis_score",
        title="NAFLD fibrosis score",
        version="Angulo 2007; lower limit 0.12 from 65 years (McPherson 2017)",
        citation="Angulo P et al. Hepatology 2007;45:846-854; McPherson S et al. Am J Gastroenterol 2017;112:740",
        inputs=(
            AGE,
            BMI,
            YesNo(name="diabetes_or_impaired_glucose", label="Diabetes or impaired fasting glucose"),
            AST,
            ALT,
            PLATELETS,
            ALBUMIN,
        ),
        compute=_nafld,
        interpret=_nafld_meaning,
        decimals=3,
    ),
    Calculator(
        id="maddrey",
        title="Maddrey's discriminant function",
        version="Carithers 1989, modified",
        citation="Carithers RL et al. Ann Intern Med 1989;110:685-690",
        inputs=(
            Number(name="prothrombin_s", label="Prothrombin time", low=5, high=150, unit="s", unlikely=(9, 80)),
            Number(name="control_s", label="Control prothrombin time", low=8, high=20, unit="s"),
            BILIRUBIN,
        ),
        compute=_maddrey,
        interpret=under((32, "Under 32: not severe"), rest="32 or more: severe alcoholic hepatitis"),
        unit="points",
        decimals=1,
    ),
    Calculator(
        id="r_factor",
        title="Pattern of liver injury (R factor)",
        version="CIOMS 1990",
        citation="Benichou C. J Hepatol 1990;11:272-276",
        inputs=(
            ALT,
            Number(name="alt_uln", label="Upper limit of normal ALT", low=10, high=100, unit="U/L"),
            Number(name="alp", label="Alkaline phosphatase", low=5, high=10000, unit="U/L"),
            Number(name="alp_uln", label="Upper limit of normal ALP", low=30, high=500, unit="U/L"),
        ),
        compute=lambda given: (given["alt"] / given["alt_uln"]) / (given["alp"] / given["alp_uln"]),
        interpret=under(
            (2.0001, "2 or less: cholestatic"), (5, "Between 2 and 5: mixed"), rest="5 or more: hepatocellular"
        ),
        decimals=1,
    ),
)
