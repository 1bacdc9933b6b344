"""The linter: each fault that a file can have is objected to at its place, and a good file is let alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from hms_desktop.features.knowledge.domain.drugs import Advice, Contraindication, Drug, Form, RenalTier
from hms_desktop.features.knowledge.domain.lint import Bounds, lint, remarks, slug
from hms_desktop.features.knowledge.loader import read_folder
from tests.features.knowledge.drugs import AMOXICILLIN, age_limit, dose, drug, note, tier
from tests.features.knowledge.test_loader import GOOD, folder

USUAL: Final = dose(single=(1, 2), times_a_day=(1, 2), max_single=2, max_daily=4)
BOUNDS: Final = Bounds(frozenset({"x", "amoxicillin"}), frozenset({"penicillin"}), lambda code: code.startswith("B2"))


def x(*doses: Any, **more: Any) -> Drug:  # noqa: ANN401 - doses and fields of a drug
    return drug("x", *(doses or (USUAL,)), **more)


def changed(**more: Any) -> Drug:  # noqa: ANN401
    """A drug with one dose that is good but for this."""
    return x(replace(USUAL, **more))


def told(one: Drug, stem: str = "x") -> list[str]:
    return [f"{where}: {text}" for where, text in remarks(one, stem, BOUNDS)]


def contraindication(level: Advice, *icd: str) -> tuple[Contraindication, ...]:
    return (Contraindication(icd=icd, level=level, why="w", source="label"),)


GOOD_ONES: Final = (
    x(),
    x(tall_man="X"),
    x(tall_man="yES", also=("yes",)),
    x(forms=(Form(form="modified-release tablet", route="oral", strengths=("1 mg",)),)),
    x(USUAL, replace(USUAL, unit="unit")),
    x(replace(USUAL, times_a_day=(0.28, 1), max_single=5)),
    x(USUAL, dose("child", per="kg", daily=(1, 2), max_daily=4, from_months=3)),
    x(USUAL, replace(USUAL, indication="pain")),
    x(replace(USUAL, from_months=144), dose("child", single=(1, 1), to_months=144)),
    x(renal=(tier(30), tier(60, from_=30, measure="crcl"), tier(60, measure="egfr"))),
    x(contraindications=contraindication(Advice.AVOID, "B20")),
    x(ages=(age_limit(Advice.CONTRAINDICATED, 0, 144),)),
    x(dose(route="topical", single=(1, 1)), forms=(Form(form="cream", route="topical", strengths=("1 %",)),)),
)

BAD_ONES: Final[tuple[tuple[Drug, str], ...]] = (
    (drug("X", USUAL), "inn: «X» is not in lower case"),
    (drug("y", USUAL), "inn: The file of «y» is to be called y.toml"),
    (x(tall_man="yES"), "tall_man: «yES» is neither the INN nor"),
    (x(atc="J01"), "atc: «J01» has not the shape"),
    (x(classes=()), "classes: A drug belongs to at least one class"),
    (x(classes=("z",)), "classes: There is no class «z» in classes.toml"),
    (x(allergy_groups=("z",)), "allergy_groups: There is no group «z» in allergies.toml"),
    (x(contraindications=contraindication(Advice.AVOID, "Q9")), "contraindications 1, icd: No ICD-10-CM code begins"),
    (x(contraindications=contraindication(Advice.AVOID)), "contraindications 1, icd: No ICD-10-CM prefix is given"),
    (x(contraindications=contraindication(Advice.COMPATIBLE, "B20")), "contraindications 1, level: «compatible»"),
    (x(sources={}), "doses 1, source: «label» does not stand in [sources]"),
    (x(sources={"label": "FDA"}), "sources, label: A source names its document and section"),
    (x(sources={"label": "A good one, 2", "b": "Another one, 3"}), "sources, b: Nothing refers to this source"),
    (x(forms=(Form(form="brick", route="oral", strengths=("1 mg",)),)), "forms 1, form: «brick»"),
    (x(forms=(Form(form="tablet", route="ear", strengths=("1 mg",)),)), "forms 1, route: «ear»"),
    (x(forms=(Form(form="tablet", route="oral", strengths=("strong",)),)), "forms 1, strengths: «strong»"),
    (x(forms=(Form(form="tablet", route="oral", strengths=("1 mg",), pack=(0,)),)), "forms 1, pack"),
    (x(forms=(Form(form="cream", route="topical", strengths=("1 %",)),)), "doses 1, route: No form is listed"),
    (changed(group="toddler"), "doses 1: group"),
    (changed(unit="pinch"), "doses 1: unit: «pinch»"),
    (changed(per="lb"), "doses 1: per"),
    (changed(route="mouth"), "doses 1: route"),
    (changed(single=(2, 1)), "doses 1: single: the lower figure comes first"),
    (changed(single=(0, 1)), "doses 1: single: the lower figure comes first"),
    (changed(times_a_day=(2, 1)), "doses 1: times_a_day: the lower figure comes first"),
    (changed(times_a_day=(1, 48)), "doses 1: times_a_day: more often than every hour"),
    (changed(max_single=-1), "doses 1: max_single: a maximum is above nought"),
    (changed(single=None), "doses 1: neither single nor daily is given"),
    (changed(max_single=5), "doses 1: max_single is more than max_daily"),
    (changed(single=(1, 3)), "doses 1: single: the usual dose is more than max_single"),
    (changed(daily=(4, 5)), "doses 1: daily: the usual day is more than max_daily"),
    (changed(single=(1, 5), max_single=None), "doses 1: single: one usual dose is more than max_daily"),
    (changed(times_a_day=(5, 6)), "doses 1: single: the lowest dose, the fewest times a day"),
    (changed(per="kg", max_single=None, max_daily=None), "doses 1: a dose for each kg needs a maximum"),
    (changed(max_single=None), "doses 1: an adult's usual dose needs max_single"),
    (changed(max_single=None, max_daily=None), "doses 1: an adult's usual dose needs max_single and max_daily"),
    (changed(from_months=300, to_months=200), "doses 1: from_months and to_months are not in order"),
    (changed(from_kg=50, to_kg=50), "doses 1: from_kg and to_kg are not in order"),
    (x(USUAL, USUAL), "doses 1 and 2: Both hold for the same age"),
    (x(USUAL, replace(USUAL, from_months=144)), "doses 1 and 2: Both hold for the same age"),
    (x(renal=(tier(30), tier(60, from_=20))), "renal 1 and 2: Both hold for the same clearance"),
    (x(renal=(tier(30, from_=40),)), "renal 1: from is to be lower than below"),
    (x(renal=(tier(30, measure="gfr"),)), "renal 1, measure"),
    (x(renal=(RenalTier(below=30, advice=" ", source="label"),)), "renal 1, advice: A tier says what to do"),
    (x(ages=(age_limit(Advice.AVOID, 5, 4),)), "ages 1: from_months and to_months are not in order"),
    (x(ages=(age_limit(Advice.COMPATIBLE, 0, 4),)), "ages 1, level: «compatible»"),
    (x(ages=(age_limit(Advice.CONTRAINDICATED, 200, None),)), "ages 1: The age is ruled out, yet doses 1 is for it"),
    (x(hepatic=replace(note(Advice.AVOID), source="z")), "hepatic, source: «z» does not stand in [sources]"),
)


@pytest.mark.parametrize("good", GOOD_ONES)
def test_a_good_file_is_let_alone(good: Drug) -> None:
    assert told(good) == []


@pytest.mark.parametrize(("bad", "objection"), BAD_ONES, ids=[objection for _, objection in BAD_ONES])
def test_a_fault_is_objected_to_at_its_place(bad: Drug, objection: str) -> None:
    assert [text for text in told(bad) if text.startswith(objection)]


def test_a_hand_written_drug_of_the_tests_is_a_good_one() -> None:
    assert told(replace(AMOXICILLIN, brands=()), "amoxicillin") == []


def test_names_of_files_follow_the_inn() -> None:
    assert slug("amoxicillin + clavulanic acid") == "amoxicillin-clavulanic-acid"
    assert slug("co-trimoxazole") == "co-trimoxazole"


def test_a_folder_is_looked_over_as_a_whole(tmp_path: Path) -> None:
    one = GOOD.replace('"Label of x, section 2"', '"Label of x, section 2"', 1)
    two = one.replace('inn = "x"', 'inn = "y"\nbrands = ["X"]')
    contents = read_folder(folder(tmp_path, x=one, y=two)).contents
    assert [str(finding) for finding in lint(contents)] == ["formulary/y.toml, names: «x» is a name of x as well"]


def test_a_class_that_is_there_twice_is_objected_to(tmp_path: Path) -> None:
    made = folder(tmp_path, x=GOOD)
    (made / "classes.toml").write_text('[[classes]]\nid = "c"\nname = "C"\n' * 2, encoding="utf-8")
    assert [finding.text for finding in lint(read_folder(made).contents)] == ["This id is there twice"]


def test_what_nobody_knows_is_not_objected_to() -> None:
    one = x(allergy_groups=("z",), contraindications=contraindication(Advice.AVOID, "Q9"))
    assert not list(remarks(one, "x", Bounds(frozenset({"x"}))))
