"""The catalogues of sentences: whole, with the places of the English ones, and nothing in them that nobody says."""

from __future__ import annotations

import ast
import json
import string
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hms_desktop.features.workstation.domain import LANGUAGES
from hms_desktop.features.workstation.manifest import LANGUAGE
from hms_desktop.features.workstation.ui.settings_page import setting_field
from hms_desktop.kernel.paths import program_folder
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.fields import ChoiceField
from hms_desktop.ui.theme import load_script

_FOLDER = program_folder("resources") / "i18n"
_HOUSE = Path(__file__).parents[2] / "hms_desktop"
_FILES = sorted(_FOLDER.glob("*.json"))
_each = pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def _places(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@cache
def _said() -> frozenset[str]:
    """Every literal of the house."""
    trees = (ast.parse(path.read_text("utf-8")) for path in _HOUSE.rglob("*.py"))
    literals = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(value for value in literals if isinstance(value, str))


def test_there_are_catalogues() -> None:
    assert {path.stem for path in _FILES} >= {"es", "fr"}


@_each
def test_a_translation_has_the_places_of_its_sentence(path: Path) -> None:
    wrong = [english for english, told in _read(path).items() if _places(english) != _places(told)]
    assert not wrong


@_each
def test_no_sentence_is_empty(path: Path) -> None:
    assert not [english for english, told in _read(path).items() if not english.strip() or not told.strip()]


@_each
def test_a_catalogue_has_only_sentences_that_the_house_says(path: Path) -> None:
    assert not _read(path).keys() - _said()


@_each
def test_a_catalogue_is_sorted_and_names_each_sentence_once(path: Path) -> None:
    names: list[str] = []
    json.loads(path.read_text("utf-8"), object_pairs_hook=lambda pairs: names.extend(name for name, _ in pairs))
    assert names == sorted(set(names))


def test_the_settings_offer_english_and_each_language_that_has_a_catalogue_under_its_own_name(qtbot: QtBot) -> None:
    field = setting_field(LANGUAGE)
    qtbot.addWidget(field)
    assert isinstance(field, ChoiceField)
    assert isinstance(field.editor, Choice)
    offered = [(field.editor.itemData(at), field.editor.itemText(at)) for at in range(field.editor.count())]
    spoken = {"en", *(path.stem for path in _FILES)}
    assert spoken <= set(LANGUAGES)
    assert offered == [one for one in LANGUAGE.options if one[0] in spoken]


@pytest.mark.parametrize(("language", "letter"), [("hi", "क"), ("ar", "ع")])
def test_the_letters_of_a_language_come_with_it(qapp: QApplication, language: str, letter: str) -> None:
    assert load_script(language)
    scripts = {"hi": QFontDatabase.WritingSystem.Devanagari, "ar": QFontDatabase.WritingSystem.Arabic}
    assert any("Noto" in family for family in QFontDatabase.families(scripts[language])), letter
    assert qapp is QApplication.instance()
