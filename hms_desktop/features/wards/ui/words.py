"""How beds and whoever lies in them are put into words and drawings; no drawing stands without its word near by."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.wards.domain import (
    BedRow,
    BedState,
    Diet,
    DischargeKind,
    Isolation,
    Marks,
    Occupant,
    WardKind,
)
from hms_desktop.features.wards.domain.lines import DIETS, ISOLATIONS
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.words import tr

STATES: Final = {
    BedState.FREE: "Free", BedState.RESERVED: "Reserved", BedState.OCCUPIED: "Occupied",
    BedState.TO_CLEAN: "To clean", BedState.OUT_OF_ORDER: "Out of order",
}  # fmt: skip

STATE_TONES: Final = {
    BedState.FREE: Tone.GOOD, BedState.RESERVED: Tone.PLAIN, BedState.OCCUPIED: Tone.QUIET,
    BedState.TO_CLEAN: Tone.WARN, BedState.OUT_OF_ORDER: Tone.BAD,
}  # fmt: skip

ENDINGS: Final = {
    DischargeKind.HOME: "Home", DischargeKind.TRANSFERRED: "To another house",
    DischargeKind.AGAINST_ADVICE: "Against advice", DischargeKind.DIED: "Died", DischargeKind.OTHER: "Other",
}  # fmt: skip

KINDS: Final = {
    WardKind.GENERAL: "General", WardKind.MEDICAL: "Medical", WardKind.SURGICAL: "Surgical",
    WardKind.MATERNITY: "Maternity", WardKind.CHILDREN: "Children", WardKind.INTENSIVE: "Intensive care",
    WardKind.DAY: "Day ward", WardKind.OTHER: "Other",
}  # fmt: skip

SEXES: Final = {"female": "Female", "male": "Male", "other": "Other", "unknown": "Not known"}

_ISOLATION_DRAWINGS: Final = {
    Isolation.CONTACT: "hand-stop", Isolation.DROPLET: "droplet", Isolation.AIRBORNE: "wind",
    Isolation.PROTECTIVE: "shield",
}  # fmt: skip

_DIET_DRAWINGS: Final = {
    Diet.SOFT: "soup", Diet.LIQUID: "glass-full", Diet.DIABETIC: "candy-off", Diet.LOW_SALT: "salt",
    Diet.VEGETARIAN: "leaf", Diet.RENAL: "bottle", Diet.TUBE: "slash", Diet.NIL: "tools-kitchen-2-off",
}  # fmt: skip


def drawings_of(marks: Marks) -> tuple[tuple[str, str], ...]:
    """Drawing and colour of each mark, what endangers first."""
    found = []
    if marks.isolation is not Isolation.NONE:
        found.append((_ISOLATION_DRAWINGS[marks.isolation], "bad"))
    if marks.is_fall_risk:
        found.append(("stairs-down", "warn"))
    if marks.diet is not Diet.NORMAL:
        found.append((_DIET_DRAWINGS[marks.diet], "bad" if marks.diet is Diet.NIL else "muted"))
    return tuple(found)


def words_of(marks: Marks | None) -> tuple[str, ...]:
    """The same in words, and what was written beside them."""
    if marks is None:
        return ()
    found = []
    if marks.isolation is not Isolation.NONE:
        found.append(tr(ISOLATIONS[marks.isolation]))
    if marks.is_fall_risk:
        found.append(tr("Fall risk"))
    if marks.diet is not Diet.NORMAL:
        found.append(tr(DIETS[marks.diet]))
    return tuple(found)


def sex_and_age(who: Occupant) -> str:
    """Female · 34y; of a restricted record nothing."""
    parts = (tr(SEXES[who.sex]) if who.sex else "", who.age)
    return " · ".join(part for part in parts if part)


def day_of(who: Occupant) -> str:
    """The day of the stay."""
    return tr("day {count}", count=str(who.day))


def kept_for(bed: BedRow) -> str:
    """For whom a bed is kept, by name or by what was noted."""
    kept = bed.reservation
    return (kept.name or bed.note or tr("somebody")) if kept else ""


def leaves(who: Occupant) -> str:
    """The expected day, without its year."""
    return tr("leaves {day}", day=day_text(who.expected)[:6]) if who.expected else ""


def told_of(bed: BedRow) -> str:
    """One bed in one sentence, for who hears the map."""
    parts = [tr("Bed {code}", code=bed.code), bed.room, tr(STATES[bed.state])]
    who = bed.occupant
    if who is not None:
        parts += [who.name, sex_and_age(who), day_of(who), leaves(who), *words_of(who.marks)]
    else:
        parts += [kept_for(bed) or bed.note]
    return ", ".join(part for part in parts if part)
