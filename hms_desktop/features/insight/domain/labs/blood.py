"""Rules on red cells and what they are made of."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible

WHO_HB: Final = "WHO guideline on haemoglobin cutoffs to define anaemia, 2024 (not pregnant, sea level, no smoking)"
_LIMITS: Final = (
    (2, (10.5, 9.5, 7.0)), (5, (11.0, 10.0, 7.0)), (12, (11.5, 11.0, 8.0)), (15, (12.0, 11.0, 8.0)),
)  # fmt: skip
"""Under so many years: no anaemia from, mild from, moderate from (g/dL)."""
_INFLAMED: Final = 5.0
_CRP: Final = "C-reactive protein"


def limits(age: float, sex: str) -> tuple[float, float, float]:
    """The three limits of this age and sex."""
    for until, three in _LIMITS:
        if age < until:
            return three
    return (13.0, 11.0, 8.0) if sex == "male" else (12.0, 11.0, 8.0)


def is_anaemic(case: Case) -> bool:
    """Under the WHO's limit."""
    return case.under("haemoglobin", limits(case.age, case.sex)[0])


def _anaemia(case: Case) -> Said | None:
    hb = case.of("haemoglobin")
    if hb is None or not is_anaemic(case):
        return None
    _, mild, moderate = limits(case.age, case.sex)
    grade = "Mild" if hb >= mild else "Moderate" if hb >= moderate else "Severe"
    pro = case.told("haemoglobin", "mcv")
    con = ("In pregnancy, at altitude and in smokers other limits count",)
    if case.age < 18 or not case.has("mcv"):
        gone = case.lacking("mcv") if case.age >= 18 else ()
        return found(f"{grade} anaemia", pro=pro, con=con, missing=gone, worth=(*gone, "Ferritin", _CRP),
                     urgency=_haste(hb, moderate))  # fmt: skip
    size, worth = _size(case)
    return found(f"{grade} anaemia, {size}", pro=pro, con=con, worth=worth, urgency=_haste(hb, moderate))


def _haste(hb: float, moderate: float) -> int:
    return 2 if hb < 7 else 1 if hb < moderate else 0


def _size(case: Case) -> tuple[str, tuple[str, ...]]:
    if case.under("mcv", 80):
        return "small cells", (*case.lacking("ferritin", "crp"),)
    if case.over("mcv", 100):
        return "large cells", (*case.lacking("vitamin-b12", "folate", "tsh", "reticulocytes"),)
    return "cells of usual size", (*case.lacking("reticulocytes", "ferritin", "creatinine", "crp"),)


def _iron(case: Case) -> Said | None:
    is_small = case.age >= 18 and case.under("mcv", 80)  # a child's cells are smaller
    is_near = is_anaemic(case) or is_small or case.is_low("transferrin-saturation")
    if "ferritin" not in case.rows:
        return lacks(("Ferritin", *case.lacking("crp")), pro=case.told("haemoglobin", "mcv")) if is_near else None
    pro = case.told("ferritin") + case.told_if(
        (is_anaemic(case), "haemoglobin"), (is_small, "mcv"), (case.over("rdw", 14.5), "rdw"),
        (case.is_low("transferrin-saturation"), "transferrin-saturation"),
    )  # fmt: skip
    bare = 12 if case.age < 5 else 15
    if case.under("ferritin", bare):
        return found(
            "Iron deficiency: stores are empty", pro=pro, worth=("Where the iron goes: bleeding, coeliac serology",)
        )
    return _iron_with_doubt(case, pro)


def _iron_with_doubt(case: Case, pro: tuple[str, ...]) -> Said | None:
    is_inflamed = case.over("crp", _INFLAMED)
    caveat = "Ferritin rises with inflammation, liver disease and malignancy"
    if case.under("ferritin", 30 if case.age < 5 else 70) and is_inflamed:
        return found(
            "Iron deficiency, judged by the limit for inflammation", pro=(*pro, *case.told("crp")), con=(caveat,)
        )
    if case.age >= 18 and case.under("ferritin", 45) and is_anaemic(case):
        return found(
            "Iron deficiency in anaemia (ferritin under 45)", pro=pro, con=(caveat,), worth=case.lacking("crp")
        )
    if case.under("ferritin", 70) and is_anaemic(case) and "crp" not in case.rows:
        return lacks((_CRP,), pro=pro)
    if case.under("ferritin", 100) and case.under("transferrin-saturation", 20):
        return possible("Iron deficiency is not excluded", pro=pro, con=(caveat,), worth=case.lacking("crp"))
    return None


def _inflammation(case: Case) -> Said | None:
    if not is_anaemic(case) or not case.over("ferritin", 100):
        return None
    pro = case.told("haemoglobin", "ferritin", "transferrin-saturation", "crp")
    gone = case.lacking("transferrin-saturation", "crp")
    if gone:
        return lacks(gone, pro=pro)
    if case.under("transferrin-saturation", 20) and case.over("crp", _INFLAMED):
        return found("Anaemia of inflammation", pro=pro, con=("Iron may be lacking as well",),
                     worth=case.lacking("reticulocytes", "creatinine"))  # fmt: skip
    return None


def _thalassaemia(case: Case) -> Said | None:
    mcv, red = case.of("mcv"), case.of("red-cells")
    if mcv is None or mcv >= 80:
        return None
    if red is None:
        return lacks(case.lacking("red-cells"), pro=case.told("mcv"))
    index = mcv / red
    con = case.told_if((case.under("ferritin", 15), "ferritin"), (case.over("rdw", 15), "rdw"))
    pro = (f"Mentzer index {index:.1f}", *case.told("mcv", "red-cells"))
    if index < 13:
        worth = (*case.lacking("ferritin"), "Haemoglobin analysis (HbA2)")
        return possible("Thalassaemia trait is more likely than lack of iron", pro=pro, con=con, worth=worth)
    if index < 14:
        return possible("On the border between thalassaemia trait and lack of iron", pro=pro, con=con,
                        worth=case.lacking("ferritin"))  # fmt: skip
    return None


def _b12(case: Case) -> Said | None:
    if "vitamin-b12" not in case.rows:
        is_near = case.over("mcv", 100)
        return lacks(case.lacking("vitamin-b12"), pro=case.told("mcv")) if is_near else None
    pro = case.told("vitamin-b12") + case.told_if((case.over("mcv", 100), "mcv"), (is_anaemic(case), "haemoglobin"))
    con = ("A normal MCV does not exclude it",) if case.has("mcv") and not case.over("mcv", 100) else ()
    if case.under("vitamin-b12", 180):
        return found("Vitamin B12 deficiency", pro=pro, con=con, worth=("Intrinsic factor antibody",))
    if not case.over("vitamin-b12", 350):
        return possible("Vitamin B12 is indeterminate", pro=pro, con=con, worth=("Methylmalonic acid or homocysteine",))
    return None


def _folate(case: Case) -> Said | None:
    if "folate" not in case.rows:
        return lacks(case.lacking("folate"), pro=case.told("mcv")) if case.over("mcv", 100) else None
    if not case.under("folate", 3):
        return None
    con = () if case.over("vitamin-b12", 350) else ("B12 comes first: folate alone may harm where B12 is lacking",)
    return found("Folate deficiency", pro=case.told("folate", "mcv"), con=con, worth=case.lacking("vitamin-b12"))


def _haemolysis(case: Case) -> Said | None:
    gone = case.lacking("ldh", "haptoglobin", "reticulocytes")
    signs = case.told_if(
        (case.is_high("ldh"), "ldh"), (case.under("haptoglobin", 25.0001), "haptoglobin"),
        (case.is_high("reticulocytes"), "reticulocytes"), (_indirect(case) > 1.0, "Indirect bilirubin is raised"),
    )  # fmt: skip
    if case.under("haptoglobin", 25.0001) and case.is_high("ldh"):
        return found("Haemolysis", pro=signs, con=("Liver disease lowers haptoglobin",),
                     worth=("Smear for fragments", "Direct antiglobulin test"), urgency=1)  # fmt: skip
    if len(signs) > 1 and "haptoglobin" in case.rows:
        return possible("Haemolysis is possible", pro=signs, con=case.told("haptoglobin"), worth=("Smear",))
    return lacks(gone, pro=signs) if is_anaemic(case) and len(signs) > 1 else None


def _indirect(case: Case) -> float:
    total, direct = case.of("bilirubin"), case.of("bilirubin-direct")
    return 0.0 if total is None or direct is None else total - direct


RULES: Final = (
    Rule("anaemia", "Anaemia", WHO_HB, _anaemia, since=0.5),
    Rule(
        "iron-deficiency", "Iron deficiency",
        "WHO guideline on ferritin, 2020 (15, with inflammation 70 ng/mL; under 5 years 12 and 30); AGA 2020, "
        "Gastroenterology 2020;159:1085-1094 (45 ng/mL in anaemia)", _iron, since=2,
    ),
    Rule("anaemia-of-inflammation", "Anaemia of inflammation",
         "Weiss G, Goodnough LT. N Engl J Med 2005;352:1011-1023", _inflammation),
    Rule("thalassaemia-trait", "Thalassaemia trait", "Mentzer WC. Lancet 1973;301:882", _thalassaemia),
    Rule("b12-deficiency", "Vitamin B12 deficiency",
         "NICE NG239, 2024 (under 180, indeterminate to 350 ng/L)", _b12),
    Rule("folate-deficiency", "Folate deficiency",
         "Devalia V et al (BCSH). Br J Haematol 2014;166:496-513 (3 ng/mL)", _folate),
    Rule("haemolysis", "Haemolysis", "Marchand A et al. JAMA 1980;243:1909-1911", _haemolysis),
)  # fmt: skip
