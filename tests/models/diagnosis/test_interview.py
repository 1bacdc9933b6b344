"""The interview asks what may be asked, reads its three kinds of answers apart, and ends where the patient is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest

from tests.models.recipes import folder_of, neighbours


class Recipe:
    """The modules of the recipe and the model as shipped."""

    def __init__(self, modules: list[ModuleType]) -> None:
        self.ddxplus, self.interview, self.population, evaluate = modules
        self.words = self.ddxplus.Vocabulary.shipped(folder_of("diagnosis"))
        self.table = self.interview.table_of(self.words)
        self.model = evaluate.Opened(folder_of("diagnosis") / "model.onnx")
        said = json.loads((folder_of("diagnosis") / "model.json").read_text(encoding="utf-8"))
        self.ranking = self.model.ranking(said["calibration"]["knots"])

    def patients(self, n: int) -> SimpleNamespace:
        """Patients as the published frequencies have them; nobody's rows."""
        empty = np.zeros((4, 0), np.int8)
        nobody = self.ddxplus.Patients(
            np.zeros((4, len(self.words.evidences)), np.int8),
            empty,
            np.array([3, 30, 50, 80]),
            np.array([0, 1, 0, 1], np.int8),
            np.zeros(4, np.int64),
            np.zeros(4, np.int64),
            np.zeros((4, 0)),
            np.full(4, "made"),
        )
        made: SimpleNamespace = self.population.sampled(nobody, self.words, n, np.random.default_rng(7))
        return made


@pytest.fixture(scope="module")
def recipe() -> Iterator[Recipe]:
    with neighbours("diagnosis", "ddxplus", "interview", "population", "evaluate") as modules:
        yield Recipe(modules)


def one(recipe: Recipe, **answers: int) -> npt.NDArray[np.float64]:
    """The ranking after some answers, for a woman of forty."""
    row = np.zeros((1, len(recipe.words.evidences)), np.int8)
    for code, answer in answers.items():
        row[0, recipe.words.evidences.index(code)] = answer
    ranked: npt.NDArray[np.float64] = recipe.ranking(row, np.array([40]), np.array([0], np.int8))[0]
    return ranked


def test_yes_no_and_not_asked_are_three_things(recipe: Recipe) -> None:
    fever = "E_91"
    yes, no, unknown = one(recipe, **{fever: 1}), one(recipe, **{fever: -1}), one(recipe)
    assert np.abs(yes - no).max() > 0.01
    assert np.abs(yes - unknown).max() > 0.01
    assert np.abs(no - unknown).max() > 0.001


def test_a_ranking_is_a_distribution(recipe: Recipe) -> None:
    ranked = one(recipe, E_91=1, E_201=1)
    assert ranked.min() >= 0
    assert ranked.sum() == pytest.approx(1)


def test_a_question_is_asked_once_and_a_child_only_after_its_parents_yes(recipe: Recipe) -> None:
    patients = recipe.patients(60)
    before = recipe.interview.started(patients)
    walk = recipe.interview.interviews(patients, recipe.ranking, recipe.table, 12)
    for number, answers, _ in walk:
        if number:
            new = (before == 0) & (answers != 0)
            assert (new.sum(axis=1) == 1).all()
            asked = new.argmax(axis=1)
            parent = recipe.words.parent[asked]
            opened = before[np.arange(len(asked)), parent] == 1
            assert ((parent < 0) | opened).all()
        before = answers


def test_answers_are_those_of_the_row(recipe: Recipe) -> None:
    patients = recipe.patients(60)
    *_, (_, answers, _) = recipe.interview.interviews(patients, recipe.ranking, recipe.table, 10)
    assert (patients.has[answers == 1] == 1).all()
    assert (patients.has[answers == -1] == 0).all()


def test_questions_lead_to_the_pathology(recipe: Recipe) -> None:
    patients = recipe.patients(150)
    right = {
        number: (believed.argmax(axis=1) == patients.truth).mean()
        for number, _, believed in recipe.interview.interviews(patients, recipe.ranking, recipe.table, 12)
    }
    assert right[12] >= 0.85
    assert right[12] > right[3] > right[0]


def test_a_longer_interview_is_warmed_by_its_own_temperature(recipe: Recipe) -> None:
    answers = np.zeros((3, 223), np.int8)
    answers[1, :4] = -1
    answers[2, :40] = -1
    found = recipe.interview.temperatures(answers, {"0": 1.0, "3": 2.0, "10": 0.5})
    assert found.tolist() == [1.0, 2.0, 0.5]


def test_the_differential_is_a_distribution_and_names_the_front_runner_of_an_unknown_pathology(recipe: Recipe) -> None:
    patients = recipe.patients(200)
    known = json.loads((folder_of("diagnosis") / "model.json").read_text(encoding="utf-8"))["differential_knows"]
    given = np.zeros((len(patients), len(recipe.words.values)), np.int8)
    whole = recipe.ddxplus.Patients(**{**vars(patients), "said": given})
    shares = recipe.model.differential(whole)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
    scores = recipe.model.scores(recipe.interview.whole(patients), patients.age, patients.male)
    first = scores.argmax(axis=1)
    strange = np.array([recipe.words.conditions[at] not in known for at in first])
    assert strange.any()
    assert (shares[strange].argmax(axis=1) == first[strange]).all()


def test_the_vocabulary_names_every_input_and_output(recipe: Recipe) -> None:
    words = recipe.words
    assert (len(words.conditions), len(words.evidences)) == (49, 223)
    assert len({condition["icd10"] for condition in words.said["conditions"]}) > 40
    assert words.frequencies.shape == (49, 223)
    assert 0 <= words.frequencies.min() <= words.frequencies.max() <= 1
    assert all(len(evidence["question"]) > 10 for evidence in words.said["evidences"])
    assert {1, 2} <= set(words.severity.tolist())
