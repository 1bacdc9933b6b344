"""Doses made comparable: opioids as morphine, steroids as one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .kinds import Calculator, Choice, Given, Number, Other, under

OPIOIDS: Final = (
    ("codeine_mg_day", "Codeine", "mg/day", 0.15, 2000),
    ("fentanyl_buccal_mcg_day", "Fentanyl, buccal or sublingual tablets", "µg/day", 0.13, 10000),
    ("fentanyl_patch_mcg_h", "Fentanyl patch", "µg/h", 2.4, 600),
    ("hydrocodone_mg_day", "Hydrocodone", "mg/day", 1.0, 1000),
    ("hydromorphone_mg_day", "Hydromorphone", "mg/day", 5.0, 500),
    ("methadone_mg_day", "Methadone", "mg/day", 4.7, 500),
    ("morphine_mg_day", "Morphine", "mg/day", 1.0, 3000),
    ("oxycodone_mg_day", "Oxycodone", "mg/day", 1.5, 2000),
    ("oxymorphone_mg_day", "Oxymorphone", "mg/day", 3.0, 1000),
    ("tapentadol_mg_day", "Tapentadol", "mg/day", 0.4, 1000),
    ("tramadol_mg_day", "Tramadol", "mg/day", 0.2, 1000),
)
"""Each with what one unit of it is in morphine by mouth (CDC 2022; fentanyl tablets from CDC's table of 2018)."""
STEROIDS: Final = {
    "betamethasone IV": 0.75,
    "betamethasone PO": 0.75,
    "cortisone PO": 25.0,
    "dexamethasone IV": 0.75,
    "dexamethasone PO": 0.75,
    "hydrocortisone IV": 20.0,
    "hydrocortisone PO": 20.0,
    "methylprednisolone IV": 4.0,
    "methylprednisolone PO": 4.0,
    "prednisolone PO": 5.0,
    "prednisone PO": 5.0,
    "triamcinolone IV": 4.0,
    "triamcinolone IM": 4.0,
    "triamcinolone PO": 4.0,
}
"""Milligrams that are as strong as 20 mg of hydrocortisone."""
_BARE: Final = tuple((name.split()[0], name) for name in STEROIDS if name.endswith("PO"))
_RENAMED: Final = {
    "fentanyl_patch_mcg_h": (
        Other("fentanyl_patch_mcg_hr", "µg/h", 1.0),
        Other("fentanyl_transdermal_mcg_h", "µg/h", 1.0),
        Other("fentanyl_transdermal_mcg_hr", "µg/h", 1.0),
    )
}


def _none_given(given: Given) -> Mapping[str, str]:
    return {} if given.values else {"morphine_mg_day": "Give at least one opioid"}


def _mme(given: Given) -> float:
    return sum(factor * (given.maybe(name) or 0.0) for name, _, _, factor, _ in OPIOIDS)


def _mme_cautions(given: Given) -> tuple[str, ...]:
    told = ["Not for changing from one opioid to another: a new one is begun well under the equal dose"]
    if "methadone_mg_day" in given.values:
        told.append("Methadone has no fixed factor; its effect builds up over days")
    return tuple(told)


CALCULATORS: Final = (
    Calculator(
        id="morphine_milligram_equivalents",
        title="Opioids as milligrams of morphine a day",
        version="CDC 2022 factors",
        citation="Dowell D et al. CDC Clinical Practice Guideline. MMWR Recomm Rep 2022;71(3):1-95",
        inputs=tuple(
            Number(name=name, label=label, low=0, high=high, unit=unit, optional=True, also=_RENAMED.get(name, ()))
            for name, label, unit, _, high in OPIOIDS
        ),
        compute=_mme,
        interpret=under(
            (20, "Under 20 mg a day"),
            (50, "20 to 49 mg a day"),
            (90, "50 mg a day or more: the risk of overdose is over twice that under 20; offer naloxone"),
            rest="90 mg a day or more: high risk; offer naloxone, justify it, do not stop it abruptly",
        ),
        conflicts=_none_given,
        cautions=_mme_cautions,
        unit="mg/day",
        decimals=1,
    ),
    Calculator(
        id="steroid_conversion",
        title="Equal dose of another steroid",
        version="By glucocorticoid strength; 20 mg of hydrocortisone is 5 of prednisone and 0.75 of dexamethasone",
        citation="Meikle AW, Tyler FH. Am J Med 1977;63:200-207; labels of the drugs",
        inputs=(
            Choice(name="from_", label="From", options=tuple(STEROIDS), also=_BARE),
            Number(name="dose_mg", label="Dose", low=0.01, high=5000, unit="mg"),
            Choice(name="to", label="To", options=tuple(STEROIDS), also=_BARE),
        ),
        compute=lambda given: given["dose_mg"] * STEROIDS[given.word("to")] / STEROIDS[given.word("from_")],
        interpret=lambda _, given: (
            f"As strong against inflammation as the dose of {given.word('from_')}; salt-retaining strength differs"
        ),
        unit="mg",
        decimals=2,
    ),
)
