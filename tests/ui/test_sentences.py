"""What people read goes through `tr`, whole: nothing is put together before it is translated, nothing is left out."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from hms_desktop.kernel.paths import program_folder
from hms_desktop.ui.shell_actions import window_actions
from tests.ui.sentences import HOUSE, sentences, tr_calls

_SHOWS: Final = frozenset(
    {
        "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "label", "primary", "KeyButton", "setText",
        "setPlaceholderText", "setAccessibleName", "setAccessibleDescription", "setToolTip", "setWindowTitle",
    }
)  # fmt: skip
_KEYS: Final = frozenset({"Esc", "Enter", "HMS Desktop"})
"""The keys' own words and the program's name are the same in every language."""

_SCREENS: Final = sorted(path for path in HOUSE.rglob("*.py") if "ui" in path.relative_to(HOUSE).parts)


def composed(source: str) -> list[int]:
    """Lines where `tr` is given something that was put together, which no catalogue can have."""
    wrong = (ast.JoinedStr, ast.BinOp)
    made = ("format", "join", "lower", "upper", "title", "capitalize")
    return [
        call.lineno
        for call in tr_calls(ast.parse(source))
        for node in ast.walk(call.args[0])
        if isinstance(node, wrong)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in made)
    ]


def untranslated(source: str) -> list[int]:
    """Lines where a literal is shown without `tr`."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _shows_bare(node)]


def _shows_bare(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in _SHOWS and bool(call.args) and any(_is_word(text) for text in _bare(call.args[0]))


def _bare(node: ast.expr) -> Iterator[str]:
    """Literals of an argument that are shown as they stand, also one of two of a choice."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*_bare(node.body), *_bare(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield from (str(part.value) for part in node.values if isinstance(part, ast.Constant))


def _is_word(text: str) -> bool:
    return any(sign.isalpha() for sign in text) and text.strip() not in _KEYS


@pytest.mark.parametrize("path", _SCREENS, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_what_is_shown_is_translated_and_translated_whole(path: Path) -> None:
    source = path.read_text("utf-8")
    assert composed(source) == []
    assert untranslated(source) == []


@pytest.mark.parametrize("plant", ['tr(f"Hello {name}")', 'tr("Hello " + name)', 'tr("{a}".format(a=1))'])
def test_the_guard_sees_what_was_put_together(plant: str) -> None:
    assert composed(plant) == [1]
    assert composed('tr("Hello {name}", name=name)') == []


@pytest.mark.parametrize(
    "plant", ['QLabel("Hello")', 'one.setText("Yes" if it else tr("No"))', 'label(f"Born {day}")', 'primary("Save")']
)
def test_the_guard_sees_what_is_not_translated(plant: str) -> None:
    assert untranslated(plant) == [1]
    assert (
        untranslated('label("", "caption"); label(tr("Hello")); label(name); label("Esc"); label(f"{a} · {b}")') == []
    )


@pytest.mark.parametrize(
    "path", sorted((program_folder("resources") / "i18n").glob("*.json")), ids=lambda one: one.stem
)
def test_translators_are_given_every_sentence_that_a_catalogue_has(path: Path) -> None:
    known = sentences()
    assert [text for text in json.loads(path.read_text("utf-8")) if text not in known] == []


def test_what_the_window_can_do_is_among_the_sentences() -> None:
    class Window:
        def __getattr__(self, _: str) -> object:
            return lambda: None

    assert {spec.text for spec in window_actions(Window())} <= set(sentences())  # type: ignore[arg-type]
