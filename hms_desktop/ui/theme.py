"""The look of the house in tokens: light, dark and high contrast, one typeface, three sizes, two weights.

Qt's own Fusion style, a palette and one small style sheet; no theme library. Every pair of colours that people read is
held to WCAG 2.2 AA by a test.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.paths import program_folder

GAP: Final = 8
"""The step of all distances, in pixels at one to one."""

TARGET: Final = 32
"""The least height of what is clicked."""


class ThemeName(StrEnum):
    """The themes that a person can choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True)
class Theme:
    """The colours by what they mean, never by what they look like."""

    ground: str
    panel: str
    text: str
    muted: str
    hairline: str
    border: str
    accent: str
    on_accent: str
    chosen: str
    banner: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str


THEMES: Final = {
    ThemeName.LIGHT: Theme(
        ground="#F5F7F9", panel="#FFFFFF", text="#1B1F24", muted="#57606A", hairline="#DDE2E7", border="#868F99",
        accent="#0B5CAD", on_accent="#FFFFFF", chosen="#DCEBFA", banner="#EEF3F7",
        good="#17702F", good_ground="#E6F5EA", warn="#805300", warn_ground="#FFF4DC",
        bad="#B42318", bad_ground="#FDECEA",
    ),
    ThemeName.DARK: Theme(
        ground="#0F1317", panel="#171C22", text="#E6EAEE", muted="#A3ADB8", hairline="#2B323A", border="#77818C",
        accent="#6CB2FF", on_accent="#0B1A2A", chosen="#1D3450", banner="#1B2530",
        good="#5BD07A", good_ground="#13301B", warn="#F2B84B", warn_ground="#33270F",
        bad="#FF8A80", bad_ground="#3A1B19",
    ),
    ThemeName.CONTRAST: Theme(
        ground="#000000", panel="#000000", text="#FFFFFF", muted="#FFFFFF", hairline="#FFFFFF", border="#FFFFFF",
        accent="#FFEB3B", on_accent="#000000", chosen="#333300", banner="#000000",
        good="#7CFF9B", good_ground="#000000", warn="#FFD54F", warn_ground="#000000",
        bad="#FF9E9E", bad_ground="#000000",
    ),
}  # fmt: skip


_TONES: Final = {
    Tone.QUIET: ("muted", "ground"),
    Tone.PLAIN: ("text", "ground"),
    Tone.GOOD: ("good", "good_ground"),
    Tone.WARN: ("warn", "warn_ground"),
    Tone.BAD: ("bad", "bad_ground"),
}


def colour_of(token: str) -> QColor:
    """A colour of the theme that is on, for what paints itself; a style sheet gets its tokens by name."""
    app = QApplication.instance()
    chosen = THEMES[app.property("theme") or ThemeName.LIGHT] if app else THEMES[ThemeName.LIGHT]
    return QColor(getattr(chosen, token))


def tone_colours(tone: Tone) -> tuple[QColor, QColor]:
    """Ink and ground of a tone in the theme that is on."""
    ink, ground = _TONES[tone]
    return colour_of(ink), colour_of(ground)


def apply(app: QApplication, theme: Theme, size: int) -> None:
    """Gives the program its style, palette, font and style sheet. `size` is the text's point size."""
    app.setProperty("theme", next(name for name, one in THEMES.items() if one is theme))
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(text_font(size))
    app.setStyleSheet(sheet(theme, size))


def palette(theme: Theme) -> QPalette:
    """Fusion's own selection fails AA, so every role that shows text is set."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = (
        (theme.ground, (role.Window, role.AlternateBase)),
        (theme.panel, (role.Base, role.Button, role.ToolTipBase, role.Light)),
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)),
        (theme.muted, (role.PlaceholderText,)),
        (theme.accent, (role.Highlight, role.Link, role.LinkVisited)),
        (theme.border, (role.Mid, role.Dark)),
    )
    for colour, roles in colours:
        for which in roles:
            made.setColor(which, QColor(colour))
    made.setColor(role.HighlightedText, QColor(theme.on_accent))
    made.setColor(role.BrightText, QColor(theme.bad))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.muted))
    return made


def text_font(size: int) -> QFont:
    """Inter with figures of one width; the system's own sans serif stands in where it is missing."""
    family = _inter()
    font = QFont(family, size) if family else QFont(QFont().defaultFamily(), size)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def strong(font: QFont) -> QFont:
    """The heavier of the two weights; a style sheet's weight does not reach a variable font's axis."""
    made = QFont(font)
    made.setVariableAxis(QFont.Tag("wght"), 650)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def small(font: QFont) -> QFont:
    """The smallest of the three sizes, for keys and quiet lines."""
    made = QFont(font)
    made.setPointSize(max(1, font.pointSize() - 1))
    return made


def large(font: QFont) -> QFont:
    """The largest of the three sizes, for a patient's name and a page's one number."""
    made = QFont(font)
    made.setPointSize(font.pointSize() + 3)
    return made


def weaker(ink: QColor, ground: QColor) -> QColor:
    """The ink drawn back towards its ground; four fifths of it keep 4.5 on every accent (tested)."""
    parts = zip(ink.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(one * 0.8 + other * 0.2) for one, other in parts))


def sheet(theme: Theme, size: int) -> str:
    """The style sheet with this theme's colours in it."""
    text = (program_folder("resources") / "qss" / "house.qss").read_text("utf-8")
    tokens = {field.name: getattr(theme, field.name) for field in fields(theme)}
    return Template(text).substitute(tokens, small=size - 1, large=size + 6, target=max(TARGET, 2 * size + 4))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_SCRIPTS: Final = {"ar": "fontpkg_noto_sans_arabic", "hi": "fontpkg_noto_sans_devanagari"}


@cache
def load_script(language: str) -> bool:
    """Makes the letters of a language known that Inter does not have; whether there are such letters to load."""
    package = find_spec(_SCRIPTS.get(language, "")) if language in _SCRIPTS else None
    if package is None or not package.submodule_search_locations:
        return False
    files = sorted(Path(package.submodule_search_locations[0]).rglob("*.ttf"))
    return any(QFontDatabase.addApplicationFont(str(path)) >= 0 for path in files)


@cache
def _inter() -> str:
    """Loads the typeface from its package without importing that, which would cost the first window time.

    Once: the same file given to Qt again is kept a second time.
    """
    package = find_spec("fontpkg_inter")
    if package is None or not package.submodule_search_locations:
        return ""
    files = sorted(Path(package.submodule_search_locations[0]).rglob("Inter*.ttf"))
    upright = [path for path in files if "Italic" not in path.name]
    for path in upright[:1]:
        families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        return families[0] if families else ""
    return ""
