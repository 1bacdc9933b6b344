"""The brain: consciousness, delirium, TIA, and the mind: depression and anxiety."""

from __future__ import annotations

from typing import Final

from .inputs import AGE, DIASTOLIC, SYSTOLIC
from .kinds import Calculator, Choice, Given, Meaning, Number, YesNo, band, under


def _items(count: int, what: str) -> tuple[Number, ...]:
    return tuple(
        Number(name=f"q{number}", label=f"{what}, item {number}", low=0, high=3, whole=True)
        for number in range(1, count + 1)
    )


def _sum(given: Given) -> float:
    return sum(given[name] for name in given.values)


def _thoughts(item: str, bands: Meaning) -> Meaning:
    """The item on self-harm speaks for itself, whatever the sum."""

    def mean(value: float, given: Given) -> str:
        told = bands(value, given)
        return f"{told}. Thoughts of self-harm were marked: ask about safety today" if given[item] > 0 else told

    return mean


def _abcd2(given: Given) -> float:
    signs = {"one-sided weakness": 2, "speech without weakness": 1, "other": 0}[given.word("clinical_features")]
    raised = given["systolic_bp"] >= 140 or given["diastolic_bp"] >= 90
    return (given["age"] >= 60) + raised + signs + band(given["duration_min"], (10, 1), (60, 2)) + given.yes("diabetes")


def _four_at(given: Given) -> float:
    alert = {"normal": 0, "mild sleepiness under 10 s": 0, "clearly abnormal": 4}[given.word("alertness")]
    wrong = {"none": 0, "one": 1, "two or more, or untestable": 2}[given.word("amt4_mistakes")]
    months = {"seven or more": 0, "fewer than seven, or refuses": 1, "untestable": 2}[given.word("months_backwards")]
    return alert + wrong + months + 4 * given.yes("acute_change")


CALCULATORS: Final = (
    Calculator(
        id="gcs",
        title="Glasgow Coma Scale",
        version="1974, with normal flexion (15 points)",
        citation="Teasdale G, Jennett B. Lancet 1974;2:81-84; Teasdale G et al. Lancet Neurol 2014;13:844-854",
        inputs=(
            Number(name="eye", label="Eyes", low=1, high=4, whole=True),
            Number(name="verbal", label="Voice", low=1, high=5, whole=True),
            Number(name="motor", label="Movement", low=1, high=6, whole=True),
        ),
        compute=_sum,
        interpret=under(
            (9, "8 or less: severe; the airway is at risk"), (13, "9 to 12: moderate"), rest="13 to 15: mild"
        ),
        unit="points",
    ),
    Calculator(
        id="abcd2",
        title="ABCD² after a TIA",
        version="Johnston 2007",
        citation="Johnston SC et al. Lancet 2007;369:283-292",
        inputs=(
            AGE,
            SYSTOLIC,
            DIASTOLIC,
            Choice(
                name="clinical_features",
                label="Signs",
                options=("one-sided weakness", "speech without weakness", "other"),
                also=(("unilateral weakness", "one-sided weakness"),),
            ),
            Number(name="duration_min", label="Duration", low=0, high=1440, unit="min"),
            YesNo(name="diabetes", label="Diabetes"),
        ),
        compute=_abcd2,
        interpret=under(
            (4, "0 to 3: about 1 % had a stroke within two days"),
            (6, "4 or 5: about 4 %"),
            rest="6 or 7: about 8 %",
        ),
        unit="points",
        cautions=lambda _: ("A TIA is seen urgently whatever the score",),
    ),
    Calculator(
        id="four_at",
        title="4AT for delirium",
        version="1.2",
        citation="Bellelli G et al. Age Ageing 2014;43:496-502; the4AT.com (MacLullich, Ryan, Cash), CC BY",
        inputs=(
            Choice(
                name="alertness",
                label="Alertness",
                options=("normal", "mild sleepiness under 10 s", "clearly abnormal"),
            ),
            Choice(
                name="amt4_mistakes",
                label="Age, birth date, place, year",
                options=("none", "one", "two or more, or untestable"),
            ),
            Choice(
                name="months_backwards",
                label="Months backwards",
                options=("seven or more", "fewer than seven, or refuses", "untestable"),
            ),
            YesNo(name="acute_change", label="Acute change or fluctuating course"),
        ),
        compute=_four_at,
        interpret=under(
            (1, "0: delirium or severe impairment unlikely"),
            (4, "1 to 3: possible cognitive impairment"),
            rest="4 or more: possible delirium",
        ),
        unit="points",
    ),
    Calculator(
        id="phq9",
        title="PHQ-9",
        version="Kroenke 2001; items 0 to 3 as the patient marked them",
        citation="Kroenke K et al. J Gen Intern Med 2001;16:606-613",
        inputs=_items(9, "PHQ-9"),
        compute=_sum,
        interpret=_thoughts(
            "q9",
            under(
                (5, "0 to 4: minimal"),
                (10, "5 to 9: mild"),
                (15, "10 to 14: moderate"),
                (20, "15 to 19: moderately severe"),
                rest="20 to 27: severe",
            ),
        ),
        unit="points",
    ),
    Calculator(
        id="phq2",
        title="PHQ-2",
        version="Kroenke 2003",
        citation="Kroenke K et al. Med Care 2003;41:1284-1292",
        inputs=_items(2, "PHQ-2"),
        compute=_sum,
        interpret=under((3, "Under 3: negative"), rest="3 or more: positive; go on with PHQ-9"),
        unit="points",
    ),
    Calculator(
        id="gad7",
        title="GAD-7",
        version="Spitzer 2006; items 0 to 3 as the patient marked them",
        citation="Spitzer RL et al. Arch Intern Med 2006;166:1092-1097",
        inputs=_items(7, "GAD-7"),
        compute=_sum,
        interpret=under(
            (5, "0 to 4: minimal"), (10, "5 to 9: mild"), (15, "10 to 14: moderate"), rest="15 to 21: severe"
        ),
        unit="points",
    ),
    Calculator(
        id="epds",
        title="Edinburgh Postnatal Depression Scale",
        version="1987; items already scored 0 to 3 by the key",
        citation="Cox JL, Holden JM, Sagovsky R. Br J Psychiatry 1987;150:782-786 (free with this credit)",
        inputs=_items(10, "EPDS"),
        compute=_sum,
        interpret=_thoughts(
            "q10",
            under(
                (10, "Under 10: depression less likely"),
                (13, "10 to 12: possible depression; repeat or assess"),
                rest="13 or more: depression likely; assess",
            ),
        ),
        unit="points",
    ),
)
