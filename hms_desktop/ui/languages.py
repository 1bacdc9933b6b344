"""The languages of the screen: catalogues of sentences in `resources/i18n`, one file a language, English being none.

A sentence that a catalogue lacks stays English: a word too few is better than a wrong one. Names, doses, numbers and
days are not translated but written in the clinic's one way.
"""

from __future__ import annotations

import json
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from hms_desktop.kernel.paths import program_folder
from hms_desktop.ui.theme import load_script

MIRRORED: Final = frozenset({"ar", "he", "fa", "ur"})
PSEUDO: Final = "pseudo"
"""A language for tests: every sentence longer, accented and in brackets, so that what is not translated is seen."""

_ACCENTS: Final = str.maketrans("aeiouyAEIOUYcnsz", "áéíóúýÁÉÍÓÚÝçñšž")


class Catalogue(QTranslator):
    """Sentences of one language."""

    def __init__(self, sentences: dict[str, str], parent: QObject | None = None, *, is_pseudo: bool = False) -> None:
        super().__init__(parent)
        self._sentences, self._is_pseudo = sentences, is_pseudo

    def isEmpty(self) -> bool:
        """Qt leaves an empty one out."""
        return not self._sentences and not self._is_pseudo

    def translate(self, context: str, text: str, _note: str | None = None, _count: int = -1) -> str | None:
        """The sentence in this language, or nothing, and Qt goes on to the next."""
        if context != "HMS":
            return None
        return pseudo(text) if self._is_pseudo else self._sentences.get(text)


def catalogue(language: str) -> dict[str, str]:
    """The sentences of a language as its file has them; none for English."""
    path = program_folder("resources") / "i18n" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def is_spoken(language: str) -> bool:
    """Whether the screen can be shown in this language: English needs no catalogue."""
    return language == "en" or bool(catalogue(language))


def speak(app: QCoreApplication, language: str) -> bool:
    """Has the program speak this language from now on; whether it runs from right to left."""
    for before in app.findChildren(Catalogue):
        app.removeTranslator(before)
        before.setParent(None)
    load_script(language)
    made = Catalogue(catalogue(language), app, is_pseudo=language == PSEUDO)
    if not made.isEmpty():
        app.installTranslator(made)
    return language in MIRRORED


def pseudo(text: str) -> str:
    """The sentence as no language has it, a third longer; its places for values stay as they are."""
    if not text:
        return text
    parts, inside = [], False
    for sign in text:
        inside = sign == "{" or (inside and sign != "}")
        parts.append(sign if inside else sign.translate(_ACCENTS))
    return f"[{''.join(parts)}{'~' * (len(text) // 3)}]"
