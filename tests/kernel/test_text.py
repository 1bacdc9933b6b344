"""Text as it comes in, and as it is found: properties that hold for any text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hms_desktop.kernel.secret import Secret
from hms_desktop.kernel.text import clean, cleaned, fold, words

ANY = st.text(st.characters(codec=None))
"""Any text, half surrogates included."""


@given(ANY)
@example(" \ufeffé ")
@example("\ud83d\ude00")
@example("\u2000a\u037e")
def test_clean_text_is_nfc_without_nul_half_surrogates_and_ends_of_space(text: str) -> None:
    stored = clean(text)
    assert stored == unicodedata.normalize("NFC", stored) == stored.strip()
    assert "\x00" not in stored
    stored.encode()
    assert clean(stored) == stored


def test_a_pair_of_half_surrogates_is_its_letter_and_a_lone_one_shows_as_broken() -> None:
    assert clean("\ud83d\ude00") == "😀"
    assert clean("a\ud83db") == "a\ufffdb"


@pytest.mark.parametrize(
    "text", ["a\x00b", "<b>x</b>", "=1+1", "\u202eabc", "a\u2028b", "a\tb\r\nc", "'; DROP TABLE x"]
)
def test_nothing_else_is_taken_out_of_a_text(text: str) -> None:
    assert clean(text) == text.replace("\x00", "\ufffd")


@given(ANY)
@example("℡ ℂ Å ﬁ ᾳ ͅ 가 কো")
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(clean(text))
    assert fold(folded) == folded


@given(ANY)
def test_a_folded_text_has_no_capitals_no_accents_and_single_spaces(text: str) -> None:
    folded = fold(clean(text))
    assert folded == " ".join(folded.split())
    assert folded == clean(folded)
    assert not any(unicodedata.combining(letter) for letter in folded)
    assert folded.isascii() or not any(
        unicodedata.category(letter) in {"Cf", "Zs", "Po"} for letter in folded if letter > "~"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("García", "GARCIA"),
        ("Straße", "STRASSE"),
        ("O’Brien", "O'Brien"),
        ("Jean–Luc", "jean-luc"),
        ("محمّد", "محمد"),
        ("Ａｎａ", "ana"),
        ("می‌خواهم", "میخواهم"),
        ("İstanbul", "istanbul"),
        ("a\u200fb", "ab"),
        ("\u0065\u0301", "\u00e9"),
    ],
)
def test_two_spellings_of_a_name_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("maria j. garcia", ["maria", "garcia"]),
        ("o'brien-smith", ["brien", "smith"]),
        ("foo_bar", ["foo", "bar"]),
        ("सुनीता देवी", ["सुनीता", "देवी"]),
        ("李 小龙", ["李", "小龙"]),
        ("!!! — ?", []),
    ],
)
def test_words_are_whole_in_every_script_and_initials_are_none(typed: str, found: list[str]) -> None:
    assert words(fold(typed)) == found


@given(ANY)
def test_a_word_of_a_folded_text_is_its_own_only_word(text: str) -> None:
    for word in words(fold(clean(text))):
        assert words(fold(word)) == [word]


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    text: str


@dataclass(frozen=True)
class Message:
    text: str
    many: tuple[str, ...]
    inner: Inner
    loose: object
    secret: Secret
    colour: Colour = Colour.RED
    count: int = 3


def message(text: str) -> Message:
    return Message(text, (text, "b"), Inner(text), {text: [text, 1, {"k": text}]}, Secret(text))


def test_every_text_in_a_message_is_cleaned_however_deep_but_a_secret_is_not() -> None:
    dirty = message(" e\u0301\x00 ")
    got = cleaned(dirty)
    text = "é\ufffd"
    assert (got.text, got.many, got.inner) == (text, (text, "b"), Inner(text))
    assert got.loose == {text: [text, 1, {"k": text}]}
    assert got.secret.reveal() == " e\u0301\x00 "
    assert got.colour is Colour.RED


def test_a_clean_message_is_the_very_same_object() -> None:
    neat = message("neat")
    assert cleaned(neat) is neat
    assert cleaned(neat.loose) is neat.loose
