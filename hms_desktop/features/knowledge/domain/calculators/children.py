"""Children: early warning, blood pressure, tubes, and age counted from term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .inputs import DIASTOLIC, SEX, SYSTOLIC
from .kinds import Calculator, Day, Given, Number, YesNo, always, under

SCREENING: Final = {
    1: ((98, 52), (98, 54)),
    2: ((100, 55), (101, 58)),
    3: ((101, 58), (102, 60)),
    4: ((102, 60), (103, 62)),
    5: ((103, 63), (104, 64)),
    6: ((105, 66), (105, 67)),
    7: ((106, 68), (106, 68)),
    8: ((107, 69), (107, 69)),
    9: ((107, 70), (108, 71)),
    10: ((108, 72), (109, 72)),
    11: ((110, 74), (111, 74)),
    12: ((113, 75), (114, 75)),
}
"""By age: systolic and diastolic at which a boy, a girl, is measured again (AAP 2017, table 6): the 90th percentile
of a child at the 5th percentile of height, so nobody who needs it is missed. It does not say what stage it is."""
_GRADES: Final = ("normal", "elevated", "stage 1", "stage 2")


def _grade(given: Given) -> float:
    top, low = given["systolic_bp"], given["diastolic_bp"]
    if given["age"] >= 13:
        return 3 if top >= 140 or low >= 90 else 2 if top >= 130 or low >= 80 else 1 if top >= 120 else 0
    high, deep = SCREENING[int(given["age"])][given.is_female]
    return 1 if top >= high or low >= deep else 0


def _grade_meaning(value: float, given: Given) -> str:
    if given["age"] >= 13:
        return f"By the limits from 13 years on: {_GRADES[int(value)]}; confirm on three visits unless symptomatic"
    if value:
        return "At or over the screening value: measure again and look up the full tables by height"
    return "Under the screening value: normal"


def _pews(given: Given) -> float:
    told = given["behaviour"] + given["cardiovascular"] + given["respiratory"]
    return told + 2 * given.yes("nebulisers") + 2 * given.yes("persistent_vomiting")


def _born_before(given: Given) -> Mapping[str, str]:
    return {"on": "Is before the birth"} if given.day("on") < given.day("born") else {}


def _corrected(given: Given) -> float:
    """Days of age less the days that the child came before 40 weeks; under 0 while it is not yet term."""
    early = 280 - given["gestation_weeks"] * 7 - (given.maybe("gestation_days") or 0)
    return (given.day("on") - given.day("born")).days - early


def _corrected_meaning(value: float, given: Given) -> str:
    if given["gestation_weeks"] >= 37:
        return "Born at term: growth and milestones go by the age since birth"
    if (given.day("on") - given.day("born")).days >= 731:
        return "Two years old: growth and milestones go by the age since birth from now on"
    return "Not yet term: use charts for preterm infants" if value < 0 else "Growth and milestones go by this age"


CALCULATORS: Final = (
    Calculator(
        id="pews_brighton",
        title="Paediatric early warning score (Brighton)",
        version="Monaghan 2005",
        citation="Monaghan A. Paediatr Nurs 2005;17(1):32-35",
        inputs=(
            Number(
                name="behaviour",
                label="Behaviour: playing 0, sleeping 1, irritable 2, lethargic or less response to pain 3",
                low=0,
                high=3,
                whole=True,
            ),
            Number(
                name="cardiovascular",
                label="Circulation: pink, refill 1-2 s 0; pale or 3 s 1; grey, 4 s or pulse 20 over usual 2; mottled, "
                "5 s, pulse 30 over usual or slow 3",
                low=0,
                high=3,
                whole=True,
            ),
            Number(
                name="respiratory",
                label="Breathing: usual 0; rate 10 over usual, accessory muscles or FiO₂ 30 % 1; rate 20 over usual, "
                "recession or FiO₂ 40 % 2; rate 5 under usual with recession, grunting or FiO₂ 50 % 3",
                low=0,
                high=3,
                whole=True,
            ),
            YesNo(name="nebulisers", label="Nebulisers every quarter of an hour"),
            YesNo(name="persistent_vomiting", label="Persistent vomiting after surgery"),
        ),
        compute=_pews,
        interpret=lambda value, given: (
            "4 or more, or 3 in one item: call the team"
            if value >= 4 or 3 in (given["behaviour"], given["cardiovascular"], given["respiratory"])
            else "3: a senior nurse reviews and watches more often"
            if value == 3
            else "0 to 2: go on watching"
        ),
        unit="points",
    ),
    Calculator(
        id="child_blood_pressure_screen",
        title="A child's blood pressure: does it need a second look?",
        version="AAP 2017, table 6 (screening values) under 13 years, table 3 from 13 years on",
        citation="Flynn JT et al. Pediatrics 2017;140:e20171904",
        inputs=(SEX, Number(name="age", label="Age", low=1, high=17.999, unit="years"), SYSTOLIC, DIASTOLIC),
        compute=_grade,
        interpret=_grade_meaning,
        cautions=lambda given: (
            ("A screening table, not percentiles: height is not counted",) if given["age"] < 13 else ()
        ),
        unit="0 normal to 3",
    ),
    Calculator(
        id="endotracheal_tube",
        title="Size of an uncuffed tube",
        version="Age by 4, plus 4; half a size less with a cuff (2 to 12 years)",
        citation="Cole F. Anesthesiology 1957;18:506; Duracher C et al. Paediatr Anaesth 2008;18:113-118 (cuffed)",
        inputs=(
            Number(name="age", label="Age", low=2, high=12, unit="years"),
            YesNo(name="cuffed", label="With a cuff"),
        ),
        compute=lambda given: given["age"] / 4 + (3.5 if given.yes("cuffed") else 4.0),
        interpret=always(
            "Have half a size smaller and larger at hand; depth at the lips about three times the size, cm"
        ),
        unit="mm",
        decimals=1,
    ),
    Calculator(
        id="corrected_age",
        title="Age corrected for preterm birth",
        version="From 40 weeks; used to 24 months",
        citation="AAP Committee on Fetus and Newborn. Pediatrics 2004;114:1362-1364",
        inputs=(
            Day(name="born", label="Born"),
            Day(name="on", label="On which day"),
            Number(name="gestation_weeks", label="Weeks at birth", low=22, high=43, whole=True),
            Number(name="gestation_days", label="and days", low=0, high=6, whole=True, optional=True),
        ),
        compute=_corrected,
        interpret=_corrected_meaning,
        conflicts=_born_before,
        unit="days",
    ),
    Calculator(
        id="midparental_height",
        title="Height to be expected from the parents'",
        version="Tanner 1970; give or take 8.5 cm",
        citation="Tanner JM et al. Arch Dis Child 1970;45:755-762",
        inputs=(
            SEX,
            Number(name="mother_cm", label="Mother's height", low=120, high=210, unit="cm"),
            Number(name="father_cm", label="Father's height", low=120, high=230, unit="cm"),
        ),
        compute=lambda given: (given["mother_cm"] + given["father_cm"] + (-13 if given.is_female else 13)) / 2,
        interpret=always("About 95 % end within 8.5 cm of it"),
        unit="cm",
        decimals=1,
    ),
    Calculator(
        id="westley_croup",
        title="Westley croup score",
        version="1978",
        citation="Westley CR et al. Am J Dis Child 1978;132:484-487",
        inputs=(
            Number(name="stridor", label="Stridor: none 0, when upset 1, at rest 2", low=0, high=2, whole=True),
            Number(name="retractions", label="Retractions: none 0 to severe 3", low=0, high=3, whole=True),
            Number(name="air_entry", label="Air entry: usual 0, less 1, much less 2", low=0, high=2, whole=True),
            YesNo(name="cyanosis_when_upset", label="Blue when upset"),
            YesNo(name="cyanosis_at_rest", label="Blue at rest"),
            YesNo(name="altered_consciousness", label="Altered consciousness"),
        ),
        compute=lambda given: (
            given["stridor"]
            + given["retractions"]
            + given["air_entry"]
            + (5 if given.yes("cyanosis_at_rest") else 4 * given.yes("cyanosis_when_upset"))
            + 5 * given.yes("altered_consciousness")
        ),
        interpret=under(
            (3, "0 to 2: mild"), (8, "3 to 7: moderate"), (12, "8 to 11: severe"), rest="12 or more: failure threatens"
        ),
        unit="points",
    ),
)
