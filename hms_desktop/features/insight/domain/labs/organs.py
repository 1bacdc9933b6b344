"""Rules on liver, pancreas, thyroid and heart, and on levels of drugs."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case
from hms_desktop.features.insight.domain.labs.rule import Rule, Said, found, lacks, possible


def _pattern(case: Case) -> Said | None:
    alt, alp = case.times("alt"), case.times("alp")
    if not (case.is_high("alt") or case.is_high("alp")):
        return None
    pro = case.told("alt", "ast", "alp", "ggt", "bilirubin")
    if alt is None or alp is None:
        return lacks(case.lacking("alt", "alp"), pro=pro)
    ratio = alt / alp
    kind = "hepatocellular" if ratio >= 5 else "cholestatic" if ratio <= 2 else "mixed"
    worth = case.lacking("bilirubin", "inr", "albumin", *(("ggt",) if kind != "hepatocellular" else ()))
    con = ("Muscle raises ALT and AST as well",) if case.over("ck", 1000) else ()
    return found(f"Liver enzymes of {kind} pattern (R {ratio:.1f})", pro=pro, con=con, worth=worth)


def _cholestasis(case: Case) -> Said | None:
    if not case.is_high("alp"):
        return None
    if "ggt" not in case.rows:
        return lacks(case.lacking("ggt"), pro=case.told("alp", "bilirubin"))
    if not case.is_high("ggt"):
        con = case.told("ggt")
        return possible("Alkaline phosphatase without GGT: rather from bone", pro=case.told("alp"), con=con,
                        worth=case.lacking("calcium", "phosphate", "vitamin-d"))  # fmt: skip
    direct = case.told_if((case.over("bilirubin-direct", 1.0), "bilirubin-direct"))
    return found(
        "Cholestasis", pro=case.told("alp", "ggt", "bilirubin") + direct, worth=("Ultrasound of the bile ducts",)
    )


def _hy(case: Case) -> Said | None:
    enzymes = max(case.times("alt") or 0, case.times("ast") or 0)
    if enzymes < 3:
        return None
    pro = case.told("alt", "ast", "bilirubin", "alp", "inr")
    bilirubin, alp = case.times("bilirubin"), case.times("alp")
    if bilirubin is None:
        return lacks(case.lacking("bilirubin", "alp"), pro=pro, urgency=1)
    if bilirubin <= 2 or (alp is not None and alp >= 2):
        return None
    con = ("Counts for a drug, after hepatitis, obstruction and ischaemia are excluded",)
    if alp is None:
        return lacks(case.lacking("alp"), pro=pro, urgency=2)
    return found("Hy's law: enzymes over 3 and bilirubin over 2 times the limit; of a drug, one in ten dies",
                 pro=pro, con=con, worth=("Stop what may be the cause", *case.lacking("inr")), urgency=2)  # fmt: skip


def _pancreas(case: Case) -> Said | None:
    most = max(case.times("lipase") or 0, case.times("amylase") or 0)
    if most < 1.5:
        return None
    pro = case.told("lipase", "amylase")
    con = ("Two of three: pain, enzymes over three times the limit, imaging", *case.told_if(
        (case.is_high("creatinine"), "Kidneys that fail raise it")))  # fmt: skip
    worth = case.lacking("calcium", "triglycerides", "alt", "bilirubin")
    if most > 3:
        return possible("Pancreatitis, if the pain fits", pro=pro, con=con, worth=worth, urgency=1)
    return possible("Raised, but under three times the limit", pro=pro, con=con, worth=worth)


def _thyroid(case: Case) -> Said | None:
    if "tsh" not in case.rows:
        return lacks(case.lacking("tsh"), pro=case.told("t4-free")) if _is_off(case) else None
    if not case.is_high("tsh") and not case.is_low("tsh"):
        if _is_off(case):
            return possible("Free T4 is off with TSH in range: pituitary, drugs, or the assay",
                            pro=case.told("tsh", "t4-free"))  # fmt: skip
        return None
    if "t4-free" not in case.rows:
        return lacks(case.lacking("t4-free"), pro=case.told("tsh"))
    pro = case.told("tsh", "t4-free", "t3-free")
    con = ("Acute illness, biotin, amiodarone and pregnancy change both",)
    return found(_thyroid_says(case), pro=pro, con=con, worth=_thyroid_worth(case))


def _is_off(case: Case) -> bool:
    return case.is_high("t4-free") or case.is_low("t4-free")


def _thyroid_says(case: Case) -> str:
    if case.is_high("tsh"):
        if case.is_low("t4-free"):
            return "Overt hypothyroidism"
        if case.is_high("t4-free"):
            return "TSH and T4 are both high: assay, resistance, or a pituitary cause"
        over = ", TSH of 10 or more" if case.least("tsh", 10) else ""
        return f"Subclinical hypothyroidism{over}"
    if case.is_high("t4-free") or case.is_high("t3-free"):
        return "Overt hyperthyroidism"
    if case.is_low("t4-free"):
        return "TSH and T4 are both low: central hypothyroidism, or severe illness"
    return "Subclinical hyperthyroidism"


def _thyroid_worth(case: Case) -> tuple[str, ...]:
    if case.is_high("tsh"):
        return ("TPO antibodies", "TSH again in two to three months")
    return (*case.lacking("t3-free"), "TSH receptor antibodies")


def _troponin(case: Case) -> Said | None:
    row = case.rows.get("troponin-t-hs") or case.rows.get("troponin-i")
    if row is None or row.us_high is None or row.us <= row.us_high:
        return None
    con = case.told_if((case.egfr is not None and case.egfr < 60, "Kidneys that fail raise it for long"))
    is_great = case.least("troponin-t-hs", 52)
    if row.us_earlier is None:
        says = ("High enough to rule infarction in, if the picture fits; a change proves it" if is_great else
                "Injury of the heart; one value does not tell acute from chronic")  # fmt: skip
        return possible(says, pro=(row.said,), con=con, missing=("A second value after one to three hours",),
                        worth=("Troponin again", "ECG"), urgency=2 if is_great else 1)  # fmt: skip
    change = abs(row.us - row.us_earlier) / row.us_earlier if row.us_earlier else 1.0
    pro = (row.said, f"Change by {100 * change:.0f} %")
    if change > 0.2:
        return found("Acute injury of the heart: it changes by over 20 %; infarction if the picture fits", pro=pro,
                     con=con, worth=("ECG",), urgency=2)  # fmt: skip
    return possible("Steady: rather chronic injury", pro=pro, con=(*con, "Early and late it may look steady"),
                    worth=("ECG",), urgency=1)  # fmt: skip


def _digoxin(case: Case) -> Said | None:
    if "digoxin" not in case.rows:
        return None
    more = case.told_if(
        (case.under("potassium", 3.5), "potassium"), (case.over("potassium", 5), "potassium"),
        (case.is_low("magnesium"), "magnesium"), (case.over("calcium", 10.5), "calcium"),
        (case.is_high("creatinine"), "creatinine"),
    )  # fmt: skip
    gone = case.lacking("potassium", "creatinine", "magnesium")
    con = ("Taken less than six hours after a dose it says nothing",)
    if case.over("digoxin", 2.0):
        return found("Digoxin in the toxic range", pro=(*case.told("digoxin"), *more), con=con, worth=(*gone, "ECG"),
                     urgency=2)  # fmt: skip
    if case.over("digoxin", 0.9):
        return possible("Digoxin over 0.9 ng/mL: more than heart failure asks for", pro=(*case.told("digoxin"), *more),
                        con=con, missing=gone, urgency=1 if more else 0)  # fmt: skip
    if not more:
        return None
    return possible("Digoxin is not high, but its danger is", pro=(*case.told("digoxin"), *more), urgency=1)


def _lithium(case: Case) -> Said | None:
    if not case.over("lithium", 1.2):
        return None
    says = "Lithium over its range"
    if case.least("lithium", 2.5):
        says = "Lithium in the severe range: dialysis is to be talked of"
    elif case.least("lithium", 1.5):
        says = "Lithium in the toxic range"
    return found(says, pro=case.told("lithium", "sodium", "creatinine"),
                 con=("Counts twelve hours after a dose", "In chronic use signs come at lower levels"),
                 worth=case.lacking("creatinine", "sodium", "tsh", "calcium"),
                 urgency=2 if case.least("lithium", 1.5) else 1)  # fmt: skip


RULES: Final = (
    Rule("liver-pattern", "Liver enzymes", "Chalasani NP et al (ACG). Am J Gastroenterol 2021;116:878-898 (R value)",
         _pattern),
    Rule("cholestasis", "Cholestasis", "EASL guideline on cholestatic liver diseases. J Hepatol 2009;51:237-267",
         _cholestasis),
    Rule("hys-law", "Hy's law", "FDA guidance on drug-induced liver injury, 2009", _hy),
    Rule("pancreatitis", "Pancreatitis", "Banks PA et al (revised Atlanta). Gut 2013;62:102-111", _pancreas),
    Rule("thyroid", "Thyroid",
         "Garber JR et al (ATA, AACE). Thyroid 2012;22:1200-1235; Ross DS et al (ATA). Thyroid 2016;26:1343-1421",
         _thyroid),
    Rule("troponin", "Troponin",
         "2023 ESC Guidelines for acute coronary syndromes; Fourth Universal Definition, Circulation 2018;138:e618",
         _troponin),
    Rule("digoxin", "Digoxin", "Rathore SS et al. JAMA 2003;289:871-878 (0.5 to 0.9 ng/mL); label (toxic over 2)",
         _digoxin),
    Rule("lithium", "Lithium", "Label of lithium carbonate (1.5 mmol/L); Decker BS et al (EXTRIP). "
         "Clin J Am Soc Nephrol 2015;10:875-887", _lithium),
)  # fmt: skip
