"""The same question has the same digest everywhere, another question another one; answers are kept, not too many."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.cache import Results, input_hash
from hms_desktop.inference.catalogue import Card
from tests.architecture.findings import CHECKOUT

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.text(max_size=4)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)
INPUTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)


def card(name: str = "risk", version: str = "1.0.0", sha256: str = "ab") -> Card:
    return Card(name, "Risk", version, "2026-11-21", "model.onnx", sha256, (), (), "MIT")


PINNED = "8dce26fd0cf6790233dabd90ed1912f53d9de152d372ffcee31976ec92bb72e8"
"""What an audit of an earlier version has kept: it may never change."""


def digest(**inputs: object) -> str:
    return input_hash("risk", "1.0.0", inputs)


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever may be asked
    """A value as Python compares it, in tuples."""
    return tuple(map(plain, value)) if isinstance(value, list) else value


@given(INPUTS, INPUTS)
def test_two_questions_share_a_digest_only_when_they_are_one(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = {name: plain(value) for name, value in one.items()} == {name: plain(value) for name, value in other.items()}
    assert (input_hash("m", "1", one) == input_hash("m", "1", other)) is same


def test_a_digest_is_the_same_on_every_day_and_in_every_process() -> None:
    words = (
        "from hms_desktop.inference.cache import input_hash as h; print(h('risk', '1.0.0', {'b': [1, None], 'a': 'x'}))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", words], cwd=CHECKOUT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == digest(a="x", b=[1, None])
    assert digest(a="x", b=[1, None]) == PINNED


@pytest.mark.parametrize(("one", "other"), [
    (0.0, -0.0), (float("nan"), -float("nan")), (float("nan"), None), (np.float32("nan"), None), (1, 1.0), (True, 1),
    (np.float32(0.5), 0.5), (np.int8(3), 3), (np.bool_(True), 1), ([1, 2], (1.0, 2.0)), (np.arange(3), [0, 1, 2]),
    (np.eye(2, dtype=np.float32), [[1, 0], [0, 1]]), (np.array([np.nan]), [None]), (-2**53, -float(2**53)),
])  # fmt: skip
def test_one_value_in_two_forms_is_one_question(one: object, other: object) -> None:
    assert digest(x=one) == digest(x=other)


@pytest.mark.parametrize(("one", "other"), [
    (0, None), (0, ""), (1, "1"), ([1, 2], [2, 1]), ([1], 1), ([], None), ([[1], []], [[], [1]]),
    (2**53 + 1, 2**53), (0.1, np.float32(0.1)), ("a\x00", "a"), ({"a": 1}, {"b": 1}),
])  # fmt: skip
def test_two_values_are_two_questions(one: object, other: object) -> None:
    assert digest(x=one) != digest(x=other)


def test_an_input_left_out_is_another_question_and_so_are_name_and_version() -> None:
    assert digest(x=None) != digest()
    assert input_hash("a", "bc", {}) != input_hash("ab", "c", {})
    assert digest(a=1, b=2) == digest(b=2, a=1)


@pytest.mark.parametrize("inputs", [{"x": object()}, {"x": b"raw"}, {1: 1}])
def test_what_is_no_value_has_no_digest(inputs: Any) -> None:  # noqa: ANN401 - what is not allowed
    with pytest.raises(TypeError):
        input_hash("m", "1", inputs)


def test_an_answer_is_made_once() -> None:
    made: list[int] = []
    kept = Results[int]()

    def make() -> int:
        made.append(1)
        return len(made)

    for _ in range(3):
        assert kept.answer(card(), {"x": 1.0}, make) == 1
    assert kept.answer(card(), {"x": 2}, lambda: 7) == 7
    assert len(kept) == 2


@pytest.mark.parametrize("other", [card("stay"), card(version="1.0.1"), card(sha256="cd")])
def test_another_model_or_version_or_file_is_asked_anew(other: Card) -> None:
    kept = Results[str]()
    assert kept.answer(card(), {}, lambda: "first") == "first"
    assert kept.answer(other, {}, lambda: "second") == "second"


def test_the_answer_that_nobody_used_longest_goes_first() -> None:
    kept = Results[str](most=2)
    kept.answer(card(), {"x": 1}, lambda: "one")
    kept.answer(card(), {"x": 2}, lambda: "two")
    kept.answer(card(), {"x": 1}, lambda: "never")
    kept.answer(card(), {"x": 3}, lambda: "three")
    assert len(kept) == 2
    assert kept.answer(card(), {"x": 1}, lambda: "gone") == "one"
    assert kept.answer(card(), {"x": 2}, lambda: "gone") == "gone"


def test_a_version_is_forgotten_and_the_others_stay() -> None:
    kept = Results[str]()
    for name, version in (("a", "1"), ("a", "2"), ("b", "1")):
        kept.answer(card(name, version), {}, lambda: "old")
    kept.forget("a", "1")
    assert kept.answer(card("a", "2"), {}, lambda: "new") == "old"
    assert kept.answer(card("a", "1"), {}, lambda: "new") == "new"
    kept.forget("a")
    assert len(kept) == 1
    kept.clear()
    assert len(kept) == 0


def test_a_failure_is_not_kept() -> None:
    kept = Results[float]()
    with pytest.raises(ZeroDivisionError):
        kept.answer(card(), {}, lambda: 1 / 0)
    assert kept.answer(card(), {}, lambda: 1.0) == 1.0


def test_many_threads_get_their_own_answers_and_no_more_are_kept_than_allowed() -> None:
    kept = Results[int](most=8)

    def ask(at: int) -> bool:
        return kept.answer(card(), {"x": at % 20}, lambda: at % 20) == at % 20

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(2000)))
    assert len(kept) == 8


def test_a_cache_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Results[int](most=0)
