"""Worked examples of calculators and of WHO growth: `calc`, `inputs`, `expected`, `tolerance`, one object a row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from hms_desktop.features.knowledge.domain import growth
from hms_desktop.features.knowledge.domain.calculators import catalogue
from hms_desktop.kernel.errors import Invalid
from tests.oracles.result import Result

PACK: Final = Path(__file__).resolve().parents[2] / "resources" / "knowledge"
GROWTH: Final = {
    "who_weight_for_age_z": (growth.Kind.WEIGHT, "weight_kg"),
    "who_length_height_for_age_z": (growth.Kind.HEIGHT, "height_cm"),
    "who_weight_for_length_height_z": (growth.Kind.WEIGHT_FOR_HEIGHT, "weight_kg"),
    "who_bmi_for_age_z": (growth.Kind.BMI, ""),
    "who_head_circumference_for_age_z": (growth.Kind.HEAD, "head_cm"),
    "who_arm_circumference_for_age_z": (growth.Kind.ARM, "muac_cm"),
    "who_muac_for_age_z": (growth.Kind.ARM, "muac_cm"),
}
LYING: Final = {"l": True, "h": False}


def run(path: Path) -> Result:
    """Every row of the file through the calculator that it names."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    tables = growth_tables()
    told = (_missed(row, tables) for row in rows)
    return Result(misses=tuple(line for line in told if line), total=len(rows))


def growth_tables() -> growth.Tables:
    """The tables of the pack."""
    return growth.read(file.read_text(encoding="utf-8") for file in sorted((PACK / "growth").glob("*.csv")))


def _missed(row: dict[str, Any], tables: growth.Tables) -> str | None:
    try:
        value = _answer(row["calc"], row["inputs"], tables)
    except Invalid as refused:
        return f"{row['calc']}: refused, {refused} ({row.get('source', '')})"
    if value is None:
        return f"{row['calc']}: there is no such calculator"
    wanted = row["expected"]
    if isinstance(wanted, str) or isinstance(value, str):
        right = str(value) == str(wanted)
    else:
        right = abs(value - wanted) <= row["tolerance"] + 1e-9
    return None if right else f"{row['calc']}: {value}, expected {wanted} ({row.get('source', '')})"


def _answer(name: str, inputs: dict[str, Any], tables: growth.Tables) -> float | str | None:
    if name in GROWTH:
        return _z(name, inputs, tables)
    calculator = catalogue.find(name)
    return calculator.answer(inputs).value if calculator else None


def _z(name: str, inputs: dict[str, Any], tables: growth.Tables) -> float:
    kind, field = GROWTH[name]
    age, height, lying = inputs["age_days"], inputs.get("height_cm"), LYING.get(inputs.get("measure", ""))
    value = inputs[field] if field else growth.body_mass_index(age, inputs["weight_kg"], inputs["height_cm"], lying)
    sex = {"f": "female", "m": "male"}.get(inputs["sex"], inputs["sex"])
    return growth.measure(sex, age, kind, value, tables, height_cm=height, is_lying=lying, chart="who").z
