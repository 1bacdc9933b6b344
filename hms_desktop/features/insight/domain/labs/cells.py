"""Rules on white cells, platelets and clotting."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible

_PT: Final = 13.5
_DIMER: Final = 500
"""The upper limits of the house's table, in seconds and ng/mL, from which ISTH's points are counted."""


def _neutropenia(case: Case) -> Said | None:
    if "neutrophils" not in case.rows:
        near = case.under("white-cells", 3)
        return lacks(case.lacking("neutrophils"), pro=case.told("white-cells"), urgency=1) if near else None
    if not case.under("neutrophils", 1.5):
        return None
    grade = "severe, grade 4" if case.under("neutrophils", 0.5) else (
        "moderate, grade 3" if case.under("neutrophils", 1.0) else "mild, grade 2")  # fmt: skip
    urgency = 2 if case.under("neutrophils", 0.5) else 0
    con = () if urgency else ("Some people have low counts all their life (Duffy-null), without more infections",)
    says = f"Neutropenia: {grade}"
    says += "; with fever it is an emergency" if urgency else ""
    return found(says, pro=case.told("neutrophils", "white-cells"),
                 con=con, urgency=urgency, worth=("Smear", "The count again"))  # fmt: skip


def _eosinophilia(case: Case) -> Said | None:
    if not case.over("eosinophils", 0.5):
        return None
    grade = "hypereosinophilia, if it lasts" if case.least("eosinophils", 1.5) else "mild"
    return found(f"Eosinophilia: {grade}", pro=case.told("eosinophils"),
                 worth=("Drugs, allergy, parasites (strongyloides before steroids)",))  # fmt: skip


def dic_points(case: Case) -> tuple[int, tuple[str, ...]]:
    """The ISTH's points of what is there, and what is not."""
    points = 2 if case.under("platelets", 50) else 1 if case.under("platelets", 100) else 0
    points += 3 if case.over("d-dimer", 7 * _DIMER) else 2 if case.over("d-dimer", 3 * _DIMER) else 0
    points += 2 if case.least("prothrombin-time", _PT + 6) else 1 if case.least("prothrombin-time", _PT + 3) else 0
    points += 1 if "fibrinogen" in case.rows and not case.over("fibrinogen", 100) else 0
    return points, case.lacking("platelets", "d-dimer", "prothrombin-time", "fibrinogen")


def _dic(case: Case) -> Said | None:
    near = case.under("platelets", 100) or case.under("fibrinogen", 150)
    if not near:
        return None
    points, gone = dic_points(case)
    pro = case.told("platelets", "d-dimer", "prothrombin-time", "fibrinogen")
    con = ("Counts only where something is there that causes it", "Liver disease looks alike")
    if points >= 5:
        return found(f"Overt disseminated coagulation: {points} points", pro=pro, con=con, missing=gone, urgency=2)
    if gone:
        return lacks(gone, pro=pro, urgency=1)
    if points >= 3:
        return possible(f"Not overt: {points} of 5 points; again in one or two days", pro=pro, con=con, urgency=1)
    return None


def _ttp(case: Case) -> Said | None:
    """The five items of PLASMIC that a laboratory knows; two more are history."""
    breaks = case.under("haptoglobin", 10.0001) or case.over("reticulocytes", 2.5) or _indirect(case) > 2
    if not case.under("platelets", 100) or not (case.under("platelets", 30) or breaks or case.is_high("ldh")):
        return None
    items = (
        (case.under("platelets", 30), "platelets"), (breaks, "Signs of haemolysis"), (case.under("mcv", 90), "mcv"),
        (case.under("inr", 1.5), "inr"), (case.under("creatinine", 2.0), "creatinine"),
    )  # fmt: skip
    points = sum(holds for holds, _ in items)
    gone = case.lacking("mcv", "inr", "creatinine")
    gone += () if breaks or "haptoglobin" in case.rows else case.lacking("haptoglobin")
    pro = case.told_if(*items)
    worth = ("Smear for fragments now", "ADAMTS13 before plasma")
    con = ("Each of active cancer and a transplant takes a point off",)
    if points >= 4:
        return found(f"Thrombotic thrombocytopenic purpura is to be excluded now: {points} of 5 laboratory points; "
                     "no cancer and no transplant make two more, 6 and 7 are high", pro=pro, con=con, missing=gone,
                     worth=worth, urgency=2)  # fmt: skip
    return lacks(gone, pro=pro, urgency=1) if points + len(gone) >= 4 else None


def _indirect(case: Case) -> float:
    total, direct = case.of("bilirubin"), case.of("bilirubin-direct")
    return 0.0 if total is None or direct is None else total - direct


def _lysis(case: Case) -> Said | None:
    signs = case.told_if(
        (case.least("uric-acid", 8), "uric-acid"), (case.least("potassium", 6), "potassium"),
        (case.least("phosphate", 4.5), "phosphate"), (not case.over("calcium", 7) and case.has("calcium"), "calcium"),
    )  # fmt: skip
    if len(signs) >= 2:
        con = ("Counts around a treatment of cancer; kidney failure alone looks alike",)
        return possible(
            "Laboratory signs of tumour lysis", pro=signs, con=con, urgency=2, worth=("Creatinine", "LDH", "ECG")
        )
    gone = case.lacking("potassium", "phosphate", "calcium")
    return lacks(gone, pro=signs) if case.least("uric-acid", 8) and case.is_high("ldh") else None


RULES: Final = (
    Rule("neutropenia", "Neutropenia", "CTCAE version 5.0, 2017 (1.5, 1.0, 0.5 × 10⁹/L)", _neutropenia, since=1),
    Rule("eosinophilia", "Eosinophilia", "Valent P et al. J Allergy Clin Immunol 2012;130:607-612", _eosinophilia),
    Rule("dic", "Disseminated intravascular coagulation",
         "Taylor FB et al (ISTH). Thromb Haemost 2001;86:1327; D-dimer 3 and 7 times: Iba T et al. JTH 2025;23:2356",
         _dic),
    Rule("ttp", "Thrombotic microangiopathy", "PLASMIC: Bendapudi PK et al. Lancet Haematol 2017;4:e157-e164", _ttp),
    Rule("tumour-lysis", "Tumour lysis", "Cairo MS, Bishop M. Br J Haematol 2004;127:3-11", _lysis),
)  # fmt: skip
