"""Pregnancy: dates, the cervix before labour, and the newborn's first minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from .kinds import Calculator, Day, Given, Number, always, under

TERM: Final = 280
"""Days from the last period to term."""
LONGEST: Final = 45 * 7
DATING: Final = "ACOG Committee Opinion 700. Obstet Gynecol 2017;129:e150-e154"
_LMP: Final = Day(name="lmp", label="First day of the last period")
_ON: Final = Day(name="on", label="On which day")
_CYCLE: Final = Number(name="cycle_days", label="Length of the cycle", low=20, high=45, unit="days", optional=True)
_WEEKS: Final = Number(name="weeks", label="Weeks by the scan", low=4, high=41, whole=True)
_DAYS: Final = Number(name="days", label="and days", low=0, high=6, whole=True)


def _far(day: date, days: float) -> date | None:
    """A day later, or nothing where the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def weeks_and_days(days: float) -> str:
    """Such as 34w3d."""
    return f"{int(days) // 7}w{int(days) % 7}d"


def _iso(ordinal: float) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


def _cycle(given: Given) -> float:
    """Ovulation moves with the length of the cycle; 28 days is what the rule was made for."""
    return (given.maybe("cycle_days") or 28) - 28


def _calendar(given: Given) -> Mapping[str, str]:
    return {} if _far(given.day("lmp"), 400) else {"lmp": "Too late a date"}


def _dates(given: Given) -> Mapping[str, str]:
    passed = (given.day("on") - given.day("lmp")).days
    if passed < 0:
        return {"on": "Is before the last period"}
    return {"on": "Is over 45 weeks after the last period"} if passed > LONGEST else {}


def _scan_dates(given: Given) -> Mapping[str, str]:
    passed = (given.day("on") - given.day("scan")).days + given["weeks"] * 7 + given["days"]
    if given.day("on") < given.day("scan"):
        return {"on": "Is before the scan"}
    if not _far(given.day("scan"), 400):
        return {"scan": "Too late a date"}
    return {"on": "Is over 45 weeks of pregnancy"} if passed > LONGEST else {}


def _age(given: Given) -> float:
    return float((given.day("on") - given.day("lmp")).days)


def _scan_age(given: Given) -> float:
    return (given.day("on") - given.day("scan")).days + given["weeks"] * 7 + given["days"]


def _scan_due(given: Given) -> float:
    return given.day("scan").toordinal() + TERM - given["weeks"] * 7 - given["days"]


_TRIMESTER: Final = under(
    (14 * 7, "First trimester (to 13w6d)"),
    (28 * 7, "Second trimester (14w0d to 27w6d)"),
    (37 * 7, "Third trimester, preterm"),
    (39 * 7, "Early term (37w0d to 38w6d)"),
    (41 * 7, "Full term (39w0d to 40w6d)"),
    (42 * 7, "Late term (41w0d to 41w6d)"),
    rest="Post-term (from 42w0d)",
)
_DUE: Final = always("One in twenty is born on the day; an early ultrasound that differs enough moves it (ACOG 700)")


CALCULATORS: Final = (
    Calculator(
        id="gestational_age",
        title="Gestational age",
        version="By the last period",
        citation=DATING,
        inputs=(_LMP, _ON),
        compute=_age,
        interpret=_TRIMESTER,
        show=weeks_and_days,
        conflicts=_dates,
        unit="weeks and days",
    ),
    Calculator(
        id="estimated_due_date",
        title="Due date (Naegele)",
        version="280 days after the last period, moved by the length of the cycle",
        citation=DATING,
        inputs=(_LMP, _CYCLE),
        compute=lambda given: given.day("lmp").toordinal() + TERM + _cycle(given),
        interpret=_DUE,
        show=_iso,
        conflicts=_calendar,
        unit="date",
    ),
    Calculator(
        id="estimated_conception_date",
        title="Day of conception",
        version="14 days after the last period, moved by the length of the cycle",
        citation=DATING,
        inputs=(_LMP, _CYCLE),
        compute=lambda given: given.day("lmp").toordinal() + 14 + _cycle(given),
        interpret=always("Give or take five days"),
        show=_iso,
        conflicts=_calendar,
        unit="date",
    ),
    Calculator(
        id="gestational_age_by_scan",
        title="Gestational age by ultrasound",
        version="Age at the scan, and the days since",
        citation=DATING,
        inputs=(Day(name="scan", label="Day of the scan"), _WEEKS, _DAYS, _ON),
        compute=_scan_age,
        interpret=_TRIMESTER,
        show=weeks_and_days,
        conflicts=_scan_dates,
        unit="weeks and days",
    ),
    Calculator(
        id="due_date_by_scan",
        title="Due date by ultrasound",
        version="Day of the scan, and what is missing to 280 days",
        citation=DATING,
        inputs=(Day(name="scan", label="Day of the scan"), _WEEKS, _DAYS),
        compute=_scan_due,
        interpret=_DUE,
        show=_iso,
        conflicts=lambda given: {} if _far(given.day("scan"), 400) else {"scan": "Too late a date"},
        unit="date",
    ),
    Calculator(
        id="bishop",
        title="Bishop score",
        version="1964, in points of each item",
        citation="Bishop EH. Obstet Gynecol 1964;24:266-268; ACOG Practice Bulletin 107, 2009",
        inputs=(
            Number(name="dilation", label="Dilation: closed 0, 1-2 cm 1, 3-4 cm 2, 5 cm 3", low=0, high=3, whole=True),
            Number(
                name="effacement",
                label="Effacement: to 30 % 0, 40-50 % 1, 60-70 % 2, 80 % 3",
                low=0,
                high=3,
                whole=True,
            ),
            Number(name="station", label="Station: -3 0, -2 1, -1 or 0 2, +1 or more 3", low=0, high=3, whole=True),
            Number(name="consistency", label="Cervix: firm 0, medium 1, soft 2", low=0, high=2, whole=True),
            Number(name="position", label="Position: posterior 0, middle 1, anterior 2", low=0, high=2, whole=True),
        ),
        compute=lambda given: sum(given[name] for name in given.values),
        interpret=under(
            (7, "6 or less: unfavourable; ripening is usual before induction"),
            (9, "7 or 8: between"),
            rest="Over 8: induction is as likely to end in vaginal birth as spontaneous labour",
        ),
        unit="points",
    ),
    Calculator(
        id="apgar",
        title="Apgar score",
        version="1953",
        citation="Apgar V. Curr Res Anesth Analg 1953;32:260-267; AAP and ACOG. Pediatrics 2015;136:819-822",
        inputs=tuple(
            Number(name=name, label=label, low=0, high=2, whole=True)
            for name, label in (
                ("appearance", "Colour: blue or pale 0, blue hands and feet 1, pink 2"),
                ("pulse", "Heart rate: none 0, under 100 1, 100 or more 2"),
                ("grimace", "Reflexes: none 0, grimace 1, cry 2"),
                ("activity", "Tone: limp 0, some flexion 1, active 2"),
                ("respiration", "Breathing: none 0, weak or irregular 1, strong cry 2"),
            )
        ),
        compute=lambda given: sum(given[name] for name in given.values),
        interpret=under(
            (4, "0 to 3: low; repeat every 5 minutes up to 20"),
            (7, "4 to 6: moderately abnormal; repeat"),
            rest="7 to 10: reassuring",
        ),
        unit="points",
    ),
)
