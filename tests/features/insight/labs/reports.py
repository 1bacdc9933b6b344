"""Reports as people type them, read against the knowledge's own table."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.labs.case import Case, Finding, LabRow, case_of, rows_of
from hms_desktop.features.insight.domain.labs.catalogue import findings_of
from hms_desktop.features.insight.domain.labs.reading import Read, read_line
from hms_desktop.features.knowledge.domain.kidneys import ckd_epi_2021
from hms_desktop.features.knowledge.domain.laboratory import read
from hms_desktop.kernel.paths import program_folder

ANALYTES: Final = read((program_folder("resources") / "knowledge" / "laboratory.toml").read_text("utf-8"))
BY_ID: Final = {one.id: one for one in ANALYTES}


def line(text: str, system: str = "us") -> Read:
    """What was read of a line."""
    return read_line(text, ANALYTES, system)


def rows(text: str, age: float = 40, sex: str = "female", system: str = "us") -> tuple[LabRow, ...]:
    """The rows of a line that is read whole."""
    found = line(text, system)
    assert not found.unread, found.unread
    return rows_of(found.values, BY_ID, sex, age * 12)


def case(text: str, age: float = 40, sex: str = "female") -> Case:
    """The rules' view of a line."""
    made = case_of(rows(text, age, sex), BY_ID, (age, sex))
    creatinine = made.of("creatinine")
    if creatinine is None or age < 18:
        return made
    egfr = ckd_epi_2021(creatinine, age, is_female=sex == "female")
    return Case(made.age, made.sex, made.rows, made.names, egfr)


def judged(rule: str, text: str, age: float = 40, sex: str = "female") -> Finding | None:
    """What one rule says of a line."""
    return next((one for one in findings_of(case(text, age, sex)) if one.rule == rule), None)
