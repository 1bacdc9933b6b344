"""The shipped triage base: it answers as its recipe says, knows what it does not know, and asks nobody else."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.triage.domain.judgement import Judgement, Silence
from hms_desktop.features.triage.domain.kinds import KINDS, STAYS, URGENCIES, Kind, Who
from hms_desktop.features.triage.domain.words import read
from hms_desktop.features.triage.judging import MOST_PARTS, judged, parts_of
from hms_desktop.inference.catalogue import Catalogue, standing
from tests.architecture.findings import CHECKOUT

FOLDER = CHECKOUT / "models" / "triage"
GOLDEN = json.loads((FOLDER / "golden.json").read_text("utf-8"))
YEAR = 365.25
MODELS = standing()
ADULT = Who(40 * YEAR, "male")


def of(problem: str, who: Who = ADULT) -> Judgement:
    return judged(MODELS, problem, who)


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["problem"])
def test_the_program_answers_what_the_recipe_worked_out_in_plain_numpy(row: dict[str, Any]) -> None:
    found = of(row["problem"], Who(row["days"], row["sex"]))
    for answers, rows, name in (
        (KINDS, found.kinds, "department"), (URGENCIES, found.urgencies, "urgency"), (STAYS, found.stays, "stay")
    ):  # fmt: skip
        told: dict[Any, float] = {one.what: one.probability for one in rows}
        assert [told[one] for one in answers] == pytest.approx(row[name], abs=2e-4)


@pytest.mark.parametrize(
    ("problem", "who", "kind"),
    [("toothache", Who(), Kind.DENTAL), ("tootache", Who(), Kind.DENTAL), ("red itchy eyes", Who(), Kind.EYE),
     ("fever child", Who(), Kind.PAEDIATRICS), ("fever and cough", Who(2 * YEAR, "male"), Kind.PAEDIATRICS),
     ("fever and cough", Who(30 * YEAR, "male"), Kind.GENERAL), ("antenatal visit", Who(), Kind.OBSTETRICS),
     ("acne on the face", Who(), Kind.DERMATOLOGY), ("diabetes review", Who(60 * YEAR, "female"), Kind.INTERNAL),
     ("panic attacks", Who(30 * YEAR, "male"), Kind.MENTAL), ("hernia", Who(50 * YEAR, "male"), Kind.SURGERY),
     ("ear pain", Who(30 * YEAR, "male"), Kind.ENT), ("hit by a car", Who(), Kind.EMERGENCY)],
)  # fmt: skip
def test_plain_complaints_go_where_everybody_would_send_them(problem: str, who: Who, kind: Kind) -> None:
    assert of(problem, who).kinds[0].what is kind


@pytest.mark.parametrize(
    ("problem", "silence"),
    [("", Silence.NOTHING), ("...", Silence.NOTHING), ("qwrtz plim vorgon", Silence.UNKNOWN),
     ("xkcd jdkfh", Silence.UNKNOWN), ("ألم في الصدر", Silence.UNKNOWN)],
)  # fmt: skip
def test_what_it_does_not_know_it_does_not_judge(problem: str, silence: Silence) -> None:
    assert of(problem).silence is silence
    assert of(problem).shares == ()


def test_without_the_model_it_is_silent_and_says_why() -> None:
    assert judged(Catalogue(None), "toothache", Who()).silence is Silence.MISSING


@given(st.text(max_size=300))
def test_whatever_is_typed_the_answers_are_probabilities_or_silence(problem: str) -> None:
    found = of(problem)
    for rows in (found.kinds, found.urgencies, found.stays):
        if rows:
            assert sum(one.probability for one in rows) == pytest.approx(1, abs=2e-3)
    if found.abstains:
        assert found.shares == ()


def test_what_drove_it_and_what_would_change_it_are_told() -> None:
    found = of("fever child", Who())
    child = next(one for one in found.shares if one.words == "child")
    assert child.share > 0
    assert child.otherwise is not None
    assert of("fever", Who()).kinds[0].what is not found.kinds[0].what


def test_a_long_problem_is_shared_out_among_few_parts_and_no_word_is_lost() -> None:
    told = read("pain in the belly and fever since two days with vomiting " * 5)
    parts = parts_of(told)
    assert len(parts) <= MOST_PARTS
    assert sorted(at for part in parts for at in part) == list(range(len(told.tokens)))


def test_judging_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert judged(Catalogue(CHECKOUT / "models"), "toothache", Who()).kinds


def test_the_model_is_small_and_its_words_are_words() -> None:
    assert (FOLDER / "model.onnx").stat().st_size <= 1_000_000
    words = (FOLDER / "vocabulary.txt").read_text("utf-8").split()
    assert words == sorted(set(words))
    assert all(word.isalpha() for word in words)


def test_the_evaluation_prints_one_json_of_metrics() -> None:
    words = [sys.executable, str(FOLDER / "evaluate.py"), "--data", str(FOLDER / "development.jsonl")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["n"] == len((FOLDER / "development.jsonl").read_text("utf-8").splitlines())
    found, silent, missed = (said[f"emergency_{name}"] for name in ("sensitivity_shown", "silent", "missed"))
    assert found + silent + missed == pytest.approx(1, abs=1e-3)
    assert set(said["ci"]) >= {"top1", "ece", "coverage"}
