"""The typeface on paper, out of its package into ReportLab. A letter that it lacks is shown as such, never dropped."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from hms_desktop.kernel.errors import Storage

TEXT: Final = "HouseText"
FIXED: Final = "Courier-Bold"
"""For codes in plain ASCII: one of the fonts that every PDF reader has."""

REPLACEMENT: Final = "\ufffd"


@lru_cache(maxsize=1)
def register() -> frozenset[int]:
    """Makes the typeface known to ReportLab; the answer is which letters it has. Once a process is enough."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(TEXT, str(_file()))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def shown(text: str) -> str:
    """The text with a visible sign for every letter that the typeface lacks."""
    known = register()
    return "".join(letter if ord(letter) in known or letter in "\n\t" else REPLACEMENT for letter in text)


def _file() -> Path:
    package = find_spec("fontpkg_noto_sans")
    places = package.submodule_search_locations if package else None
    files = sorted(Path(places[0]).rglob("NotoSans*.ttf")) if places else []
    upright = [path for path in files if "Italic" not in path.name]
    if not upright:
        raise Storage("No typeface", "The typeface for paper is not installed", "Reinstall the program")
    return upright[0]
