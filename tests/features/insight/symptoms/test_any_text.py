"""Whatever somebody pastes: no crash, places inside the text, bounded time, and a denial that turns an answer round."""

from __future__ import annotations

import json
import random
import time
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.insight.domain.symptoms.finding import Finding
from tests.architecture.findings import CHECKOUT
from tests.features.insight.symptoms.reader import read, said, shipped

MANY: Final = 20_000
PIECES: Final = (
    "no", "not", "but", ",", ".", "?", "fever", "chest", "pain", "and", "or", "for", "3", "days", "2/52",
    "since", "Tuesday",
    "mother", "I", "gone", "can't", "never", "\n", "n/v", "s.o.b.", "’", "don’t", "\u0000", "İ", "ß", "🤒",
    "١٢", "-", "8/10", "left",
    "ear", "if", "~", "_", "\u202e", "à", "if", "-ve", "a", "of", "(", ")", "x", "\ud800", "9" * 30, "/", "&", "+",
)  # fmt: skip
PLAIN: Final = ("fever", "cough", "diarrhoea", "nausea", "palpitations", "wheeze", "chills", "rash",
    "vomiting", "double vision",
                "slurred speech", "green phlegm", "heartburn", "vaginal discharge", "mouth ulcers",
                "chest pain")  # fmt: skip


def is_whole(text: str, found: tuple[Finding, ...]) -> bool:
    """Each answer stands in the text, once, with a known code and a share of certainty."""
    keys = [(one.code, one.value) for one in found]
    return len(set(keys)) == len(keys) and all(
        0 <= one.start < one.end <= len(text) and 0 < one.sure <= 1 and one.code.startswith("E_") for one in found
    )


def test_twenty_thousand_hostile_texts_are_read_without_a_crash() -> None:
    chance = random.Random(6)
    for _ in range(MANY):
        text = chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randrange(1, 14)))
        assert is_whole(text, read(text)), text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert is_whole(text, read(text))


@given(st.sampled_from(PLAIN), st.sampled_from(PLAIN))
def test_denying_a_sentence_turns_its_answers_round(first: str, second: str) -> None:
    yes, no = said(f"{first} and {second}"), said(f"no {first} or {second}")
    turned = {code for code in no if code in yes}
    assert turned
    assert all(no[code] == "no" for code in no)
    assert all(yes[code] == "yes" for code in turned)


@pytest.mark.parametrize(
    "piece", ["no fever, ", "a", " ", "chest pain and ", "(((((", "?", "12/52 ", "not ", "ear pain to the ear "]
)
def test_a_megabyte_is_read_in_bounded_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    shipped()
    began = time.thread_time()
    found = read(text)
    assert time.thread_time() - began < 3
    assert is_whole(text, found)


def test_three_hundred_letters_take_milliseconds() -> None:
    rows = (CHECKOUT / "models" / "symptoms" / "development.jsonl").read_text(encoding="utf-8").splitlines()
    text = " ".join(json.loads(row)["text"] for row in rows)[:3000]
    pieces = [text[at : at + 300] for at in range(0, len(text) - 300, 100)]
    spent = []
    for piece in pieces:
        began = time.thread_time()
        read(piece)
        spent.append(time.thread_time() - began)
    assert sorted(spent)[len(spent) // 2] < 0.03
