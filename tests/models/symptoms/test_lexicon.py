"""The lexicon is what its sources say, asks only what the interview asks, and reads as well as its card claims."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from hms_desktop.features.insight.domain.symptoms.lexicon import Lexicon
from hms_desktop.inference.catalogue import seal_of, standing
from hms_desktop.kernel.errors import Storage
from tests.models.recipes import folder_of, neighbours

HERE = folder_of("symptoms")


def said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "model.json").read_text(encoding="utf-8"))
    return found


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def test_the_catalogue_hands_out_the_very_bytes_and_runs_nothing() -> None:
    model = standing().model("symptoms")
    assert model.card.sha256 == hashlib.sha256(model.data).hexdigest()
    assert Lexicon(json.loads(model.data)).antecedents
    with pytest.raises(Storage):
        model.run({})


def test_the_description_is_sealed_and_names_its_sources() -> None:
    found = said()
    assert found["seal"] == seal_of(found)
    for one in found["data"]:
        assert one["sha256"] == hashlib.sha256((HERE / one["file"]).read_bytes()).hexdigest()


def test_the_sources_make_the_file() -> None:
    with neighbours("symptoms", "train") as (train,):
        antecedents = sorted(one["code"] for one in train.vocabulary() if one["antecedent"])
        made = {"phrases": train.phrases(), **train.words(), **train.groups(), "antecedents": antecedents}
        train.checked(made, None)
    assert json.loads((HERE / "lexicon.json").read_text(encoding="utf-8")) == made


def test_a_code_that_nobody_asks_for_is_refused() -> None:
    with neighbours("symptoms", "train") as (train,), pytest.raises(SystemExit, match="E_999"):
        train.checked({"phrases": {"evidence": {"E_999": []}, "family": {}}, "entails": {}}, None)


def test_nearly_every_question_has_words() -> None:
    asked = {
        one["code"]
        for one in json.loads((HERE.parent / "diagnosis" / "vocabulary.json").read_text("utf-8"))["evidences"]
    }
    parts = {"E_53", "E_54", "E_55", "E_56", "E_57", "E_58", "E_59", "E_130", "E_131", "E_133", "E_135", "E_142",
             "E_151", "E_152"}  # fmt: skip
    phrases = json.loads((HERE / "lexicon.json").read_text(encoding="utf-8"))["phrases"]
    known = {name.partition("@")[0] for kind in ("evidence", "family") for name in phrases[kind]} | parts
    assert asked - known <= {"E_132", "E_134"}


def test_the_sentences_of_development_are_still_read() -> None:
    with neighbours("symptoms", "evaluate") as (evaluate,):
        lexicon = evaluate.Lexicon(json.loads((HERE / "lexicon.json").read_text(encoding="utf-8")))
        found, _ = evaluate.measured(rows("development.jsonl"), lexicon)
    assert found["f1"] >= 0.95
    assert found["negation"] >= 0.97


@pytest.mark.parametrize("name", ["heldout", "fresh"])
def test_what_the_card_says_was_measured(name: str) -> None:
    with neighbours("symptoms", "evaluate") as (evaluate,):
        lexicon = evaluate.Lexicon(json.loads((HERE / "lexicon.json").read_text(encoding="utf-8")))
        found, _ = evaluate.measured(rows(f"{name}.jsonl"), lexicon)
    stated = said()["metrics"][name]
    assert {key: stated[key] for key in ("n", "f1", "precision", "recall", "negation")} == {
        key: found[key] for key in ("n", "f1", "precision", "recall", "negation")
    }


def test_sentences_of_the_three_sets_are_not_the_same() -> None:
    sets = [{row["text"].lower() for row in rows(f"{name}.jsonl")} for name in ("development", "heldout", "fresh")]
    assert not sets[0] & sets[1]
    assert not sets[2] & (sets[0] | sets[1])
