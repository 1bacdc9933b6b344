"""What a patient's chart says of his stays: lines of its timeline and of its banner. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hms_desktop.features.wards.domain.care import AdmissionState, Diet, DischargeKind, Isolation, Moment
from hms_desktop.features.wards.domain.rows import AdmissionRow, StayRow
from hms_desktop.kernel.chart import BannerLine, BannerPlace, TimelineLine, Tone
from hms_desktop.kernel.days import day_text

_KIND: Final = "Stay"
ENDINGS: Final = {
    DischargeKind.HOME: "Discharged home",
    DischargeKind.TRANSFERRED: "Transferred to another house",
    DischargeKind.AGAINST_ADVICE: "Left against advice",
    DischargeKind.DIED: "Died here",
    DischargeKind.OTHER: "Discharged",
}
ISOLATIONS: Final = {
    Isolation.NONE: "No isolation",
    Isolation.CONTACT: "Contact isolation",
    Isolation.DROPLET: "Droplet isolation",
    Isolation.AIRBORNE: "Airborne isolation",
    Isolation.PROTECTIVE: "Protective isolation",
}
DIETS: Final = {
    Diet.NORMAL: "Normal diet",
    Diet.SOFT: "Soft diet",
    Diet.LIQUID: "Liquid diet",
    Diet.DIABETIC: "Diabetic diet",
    Diet.LOW_SALT: "Salt-reduced diet",
    Diet.VEGETARIAN: "Vegetarian diet",
    Diet.RENAL: "Renal diet",
    Diet.TUBE: "Tube feeding",
    Diet.NIL: "Nil by mouth",
}


def timeline_lines(row: AdmissionRow, stays: Sequence[StayRow]) -> Iterator[TimelineLine]:
    """Came, was moved, left. What was cancelled is one line, so that nobody wonders where it went."""
    if row.state is AdmissionState.CANCELLED:
        yield TimelineLine(
            row.ended_at or row.admitted_at, 0, _KIND, "Admission cancelled", uid=row.uid, tone=Tone.QUIET
        )
        return
    for at, stay in enumerate(stays):
        title = "Moved to another bed" if at else "Admitted"
        more = row.reason if not at else ""
        detail = " · ".join(part for part in (_place(stay.ward_name, stay.bed_code), more) if part)
        yield TimelineLine(stay.since, at, _KIND, title, detail, row.doctor_name if not at else "", row.uid)
    if row.ended_at and row.ended:
        tone = Tone.BAD if row.ended is DischargeKind.DIED else Tone.PLAIN
        place = _place(row.ward_name, row.bed_code)
        yield TimelineLine(row.ended_at, len(stays), _KIND, ENDINGS[row.ended], place, "", row.uid, tone)


def banner_lines(row: AdmissionRow, at: Moment) -> Iterator[BannerLine]:
    """Where he lies now, and what to know before one goes there."""
    since = day_text(at.day_of(row.admitted_at))
    yield BannerLine(BannerPlace.ALERTS, "In bed", f"{_place(row.ward_name, row.bed_code)}, since {since}")
    if row.marks is None:
        return
    if row.marks.isolation is not Isolation.NONE:
        yield BannerLine(BannerPlace.ALERTS, ISOLATIONS[row.marks.isolation], tone=Tone.WARN)
    if row.marks.is_fall_risk:
        yield BannerLine(BannerPlace.ALERTS, "Fall risk", tone=Tone.WARN)
    if row.marks.diet is Diet.NIL:
        yield BannerLine(BannerPlace.ALERTS, DIETS[Diet.NIL], tone=Tone.WARN)


def _place(ward: str, bed: str) -> str:
    return f"{ward}, bed {bed}"
