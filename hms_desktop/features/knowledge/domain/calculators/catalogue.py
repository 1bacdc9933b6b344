"""All calculators, by body system; a calculator is found by its id."""

from __future__ import annotations

from typing import Final

from . import (
    acute,
    body,
    cardiovascular_risk,
    children,
    clots,
    fluids,
    gut,
    heart,
    hospital,
    injuries,
    kidney,
    liver,
    lungs,
    medicines,
    metabolism,
    nerves,
    pregnancy,
)
from .kinds import Calculator

CATALOGUE: Final[tuple[tuple[str, tuple[Calculator, ...]], ...]] = (
    ("The acutely ill", acute.CALCULATORS),
    ("Body", body.CALCULATORS),
    ("Children", children.CALCULATORS),
    ("Clots", clots.CALCULATORS),
    ("Gut", gut.CALCULATORS),
    ("Heart", heart.CALCULATORS),
    ("Heart and vessels in the years to come", cardiovascular_risk.CALCULATORS),
    ("Hospital and other disease", hospital.CALCULATORS),
    ("Injuries and burns", injuries.CALCULATORS),
    ("Kidney", kidney.CALCULATORS),
    ("Liver", liver.CALCULATORS),
    ("Lungs and throat", lungs.CALCULATORS),
    ("Medicines", medicines.CALCULATORS),
    ("Nerves and mind", nerves.CALCULATORS),
    ("Pregnancy and birth", pregnancy.CALCULATORS),
    ("Salt, water and acid", fluids.CALCULATORS),
    ("Sugar and fat", metabolism.CALCULATORS),
)
ALL: Final[tuple[Calculator, ...]] = tuple(one for _, several in CATALOGUE for one in several)


def find(id: str) -> Calculator | None:
    """The calculator of this id; None where there is none."""
    return next((one for one in ALL if one.id == id), None)
