"""Laboratory reading at work: a typed line against the knowledge's table and the rules; kept before it is shown.

A flag comes from the table alone: no rule can take a critical one away. Without age and sex there are no rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain.answer import Kind, Opinion, Silence, Used
from hms_desktop.features.insight.domain.labs.case import Case, Finding, LabRow, Standing, case_of, rows_of
from hms_desktop.features.insight.domain.labs.catalogue import VERSION, LabReading, findings_of, worth_of
from hms_desktop.features.insight.domain.labs.reading import LONGEST, Read, read_line
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.knowledge.domain import Analyte, Flag
from hms_desktop.features.knowledge.figures import Analytes, Calculation
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, handles

MODEL: Final = "laboratory-rules"
SYSTEMS: Final = ("us", "si")
_MONTHS: Final = 12
_OLDEST: Final = 125
_ADULT: Final = 18
_MOST_CREATININE: Final = 30
_LEAST_CREATININE: Final = 0.1
_SEXES: Final = ("female", "male")


@dataclass(frozen=True, kw_only=True)
class AskLaboratory(Command[LabReading]):
    """What a typed report says. `system` is «us» or «si», for figures without a unit. What is shown is kept."""

    keeps_answer: ClassVar[bool] = False

    text: str
    system: str = "us"
    age: float | None = None
    sex: str = "unknown"
    patient: UUID | None = None


@handles(AskLaboratory, permission="insight.ask")
def ask_laboratory(command: AskLaboratory, work: Work) -> LabReading:
    _demand_sound(command)
    analytes = {one.id: one for one in work.ask(Analytes())}
    read = read_line(command.text, tuple(analytes.values()), command.system)
    sex = command.sex if command.sex in _SEXES else None
    rows = rows_of(read.values, analytes, sex, None if command.age is None else command.age * _MONTHS)
    patterns = _patterns(work, rows, analytes, command)
    bare = _opinion(rows, patterns, has_person=sex is not None and command.age is not None)
    reading = LabReading(opinion=bare, rows=rows, unread=read.unread, patterns=patterns, worth=worth_of(patterns))
    if not rows:
        return reading  # nothing was read, so nothing of a patient is shown
    return replace(reading, opinion=kept(work, Look(_given(command, read), command.patient), bare))


def _patterns(
    work: Work, rows: Sequence[LabRow], analytes: Mapping[str, Analyte], command: AskLaboratory
) -> tuple[Finding, ...]:
    if command.age is None or command.sex not in _SEXES:
        return ()
    case = case_of(rows, analytes, (command.age, command.sex))
    return findings_of(replace(case, egfr=_egfr(work, case)))


def _egfr(work: Work, case: Case) -> float | None:
    """By the house's calculator, of adults and where creatinine is in its range."""
    creatinine = case.of("creatinine")
    if creatinine is None or case.age < _ADULT or not _LEAST_CREATININE <= creatinine <= _MOST_CREATININE:
        return None
    inputs = {"creatinine_mg_dl": creatinine, "age": min(float(int(case.age)), 120.0), "sex": case.sex}
    value = work.ask(Calculation(calculator="egfr_ckd_epi_2021", inputs=inputs)).result.value
    return None if isinstance(value, str) else value


def _opinion(rows: Sequence[LabRow], patterns: Sequence[Finding], *, has_person: bool) -> Opinion:
    urgent = tuple(f"{row.said}: {row.flag}" for row in rows if row.flag is not None and row.is_critical)
    told = tuple(f"{one.says} ({one.source})" for one in patterns if one.standing is not Standing.MISSING)
    without = () if has_person or not rows else ("Without age and sex no rule was asked",)
    return Opinion(
        kind=Kind.LABORATORY, model=MODEL, version=VERSION, title="Laboratory reading", is_rule=True,
        silence=Silence.NONE if rows else Silence.NOTHING, says=(*urgent, *told, *without),
        used=tuple(Used(row.name, _with_flag(row), "said") for row in rows),
    )  # fmt: skip


def _with_flag(row: LabRow) -> str:
    value = f"{row.bound}{row.value:g} {row.unit}"
    return value if row.flag in (None, Flag.NORMAL) else f"{value}, {row.flag}"


def _given(command: AskLaboratory, read: Read) -> dict[str, object]:
    """The inputs as the rules read them; the text itself is not kept."""
    values = {
        one.analyte: [one.bound, one.value, one.unit, one.earlier, one.earlier_unit, one.days] for one in read.values
    }
    return {"age": command.age, "sex": command.sex, "values": values}


def _demand_sound(command: AskLaboratory) -> None:
    faults = {}
    if len(command.text) > LONGEST:
        faults["text"] = "At most 4,000 letters"
    if command.system not in SYSTEMS:
        faults["system"] = "Choose the units"
    if command.age is not None and not 0 <= command.age <= _OLDEST:
        faults["age"] = "An age is a number from 0 to 125"
    if faults:
        raise Invalid(faults)
