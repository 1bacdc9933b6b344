"""How people write analytes and units: short names, other names, and units that are the same by another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hms_desktop.features.knowledge.domain import Analyte

SYNONYMS: Final = {
    "sodium": "na na+ natrium",
    "potassium": "k k+ kalium",
    "chloride": "cl cl- chlor",
    "bicarbonate": "hco3 hco3- bicarb tco2 co2 bic",
    "glucose": "glu gluc bg bsl sugar rbs glucose-random",
    "glucose-fasting": "fpg fbs fbg fasting-glucose glucose-fasting",
    "hba1c": "a1c hba1c hb-a1c",
    "urea-nitrogen": "bun urea",
    "creatinine": "cr crea creat creatinin",
    "calcium": "ca ca-total",
    "calcium-ionised": "ica ica++ ionised-calcium ionized-calcium",
    "phosphate": "po4 phos p phosphorus",
    "magnesium": "mg mg++",
    "uric-acid": "ua urate",
    "protein": "tp",
    "albumin": "alb",
    "bilirubin": "bili tbil t-bili total-bilirubin",
    "bilirubin-direct": "dbil d-bili conjugated-bilirubin direct-bilirubin",
    "ast": "got sgot asat",
    "alt": "gpt sgpt alat",
    "alp": "ap alk-phos alkphos",
    "ggt": "gamma-gt gammagt",
    "ck": "cpk",
    "lactate": "lac lact",
    "ammonia": "nh3 nh4",
    "osmolality": "osm osmo",
    "troponin-t-hs": "hstnt hs-tnt hstropt tnt-hs troponin-t trop-t tropt",
    "troponin-i": "tni trop-i tropi",
    "nt-probnp": "ntprobnp nt-pro-bnp probnp",
    "cholesterol": "chol tc",
    "hdl": "hdl-c",
    "ldl": "ldl-c",
    "triglycerides": "tg trig",
    "haemoglobin": "hb hgb hemoglobin",
    "haematocrit": "hct ht pcv hematocrit",
    "red-cells": "rbc rcc erythrocytes",
    "white-cells": "wbc wcc leucocytes leukocytes",
    "platelets": "plt thrombocytes",
    "neutrophils": "anc neut neutro",
    "lymphocytes": "lymph lym",
    "monocytes": "mono",
    "eosinophils": "eos eosin",
    "basophils": "baso",
    "reticulocytes": "retic retics",
    "prothrombin-time": "pt",
    "aptt": "ptt",
    "fibrinogen": "fib",
    "d-dimer": "ddimer dd",
    "procalcitonin": "pct",
    "iron": "fe",
    "transferrin-saturation": "tsat tfsat",
    "ferritin": "fer ferr",
    "vitamin-b12": "b12 cobalamin vit-b12",
    "folate": "fol folic-acid",
    "vitamin-d": "25ohd vit-d 25-oh-d",
    "t4-free": "ft4 free-t4",
    "t3-free": "ft3 free-t3",
    "haptoglobin": "hapto",
    "ph-arterial": "ph aph",
    "pco2-arterial": "pco2 paco2",
    "po2-arterial": "po2 pao2",
    "beta-hydroxybutyrate": "bhb ketones ketone bohb",
    "digoxin": "dig",
    "lithium": "li",
    "paracetamol": "apap acetaminophen",
    "salicylate": "asa-level",
    "ethanol": "etoh alcohol",
    "albumin-creatinine-urine": "uacr acr",
}
"""Analyte → other words for it; a hyphen stands for a space or a hyphen."""

UNKNOWABLE: Final = {
    "troponin": "say troponin T (TnT) or troponin I (TnI)",
    "trop": "say troponin T (TnT) or troponin I (TnI)",
    "gap": "it is computed",
    "ag": "it is computed",
    "egfr": "it is computed from creatinine",
    "gfr": "it is computed from creatinine",
}
"""Words that leave open which of several is meant, or that are computed here: nothing is guessed."""

_ALIKE: Final = {
    "ng/ml": "ug/l", "pg/ml": "ng/l", "uiu/ml": "miu/l", "uu/ml": "miu/l", "mu/l": "miu/l", "iu/l": "u/l",
    "miu/ml": "iu/l", "ug/ml": "mg/l", "mcg/l": "ug/l", "mm/hr": "mm/h", "mosm/l": "mosm/kg", "sec": "s",
    "x10^9/l": "10^9/l", "10*9/l": "10^9/l", "10e9/l": "10^9/l", "g/nl": "10^9/l", "/nl": "10^9/l", "k/ul": "10^9/l",
    "10^3/ul": "10^9/l", "x10^3/ul": "10^9/l", "giga/l": "10^9/l", "gpt/l": "10^9/l", "x10^12/l": "10^12/l",
    "10^6/ul": "10^12/l", "m/ul": "10^12/l", "10*12/l": "10^12/l", "10e12/l": "10^12/l", "/pl": "10^12/l",
    "mmol/kg": "mosm/kg", "percent": "%",
}  # fmt: skip
_POWERS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def key(word: str) -> str:
    """A word as it is looked up: small letters, figures on the line, no marks at its ends, hyphens for spaces."""
    plain = word.lower().translate(_POWERS).strip(" .:=;,()")
    return re.sub(r"[\s_-]+", "-", plain).strip("-")


def names_of(analytes: Iterable[Analyte]) -> dict[str, str]:
    """Every word → the analyte that it means. A word that two would claim means the one that is listed for it."""
    found: dict[str, str] = {}
    listed = tuple(analytes)
    for one in listed:
        for word in SYNONYMS.get(one.id, "").split():
            found[key(word)] = one.id
    for one in listed:
        for word in (one.id, one.short, one.name, one.name.partition(",")[0]):
            found.setdefault(key(word), one.id)
    return {word: one for word, one in found.items() if word not in UNKNOWABLE}


def unit_key(unit: str) -> str:
    """A unit, the same for every spelling of it."""
    plain = (
        unit.lower().translate(_POWERS).replace("\u03bc", "u").replace("µ", "u").replace(" ", "").replace("mcg", "ug")
    )
    plain = re.sub(r"^(x?10)(?=[369]/|12/)", r"\1^", plain)
    first = _ALIKE.get(plain, plain)
    return _ALIKE.get(first, first)


def unit_of(analyte: Analyte, typed: str, system: str = "us") -> str | None:
    """Which of an analyte's two units was typed; None where it is neither. Of two that are the same by another
    spelling the one that was spelled so counts, then that of the system."""
    both = (analyte.us, analyte.si) if system == "us" else (analyte.si, analyte.us)
    alike = [unit for unit in both if unit_key(unit) == unit_key(typed)]
    spelled = [unit for unit in alike if _spelling(unit) == _spelling(typed)]
    return next(iter((*spelled, *alike)), None)


def _spelling(unit: str) -> str:
    return unit.lower().translate(_POWERS).replace("\u03bc", "u").replace("µ", "u").lstrip("x").replace("^", "")
