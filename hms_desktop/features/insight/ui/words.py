"""The words of insight's screens: how likely, why silent, what an answer is not."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.insight.domain.answer import Kind, Silence
from hms_desktop.inference.interval import word
from hms_desktop.ui.words import tr

DISCLAIMER: Final = "Research model · decision support, not a diagnosis · not a medical device"
SUPPORT: Final = "Decision support, not a diagnosis · not a medical device"
RULE: Final = "Rule-based · decision support, not a diagnosis · not a medical device"

SILENCES: Final = {
    Silence.NOTHING: ("Nothing was said yet", "The answer follows as facts come in"),
    Silence.UNSURE: ("Not able to judge yet", "No answer stands out. Ask on, or examine; the list below is no finding"),
    Silence.OUTSIDE: ("Not able to judge", "These facts are outside of what the model was made for"),
    Silence.MISSING: ("Not able to judge", "The model is not installed here, or it was changed; everything else works"),
    Silence.REFUSED: ("Not able to judge", "This is not of the kind that the model knows"),
}

KINDS: Final = {
    Kind.DIAGNOSIS: "Diagnosis",
    Kind.READMISSION: "Readmission",
    Kind.MORTALITY: "Mortality",
    Kind.SCORE: "Score",
    Kind.LABORATORY: "Laboratory",
    Kind.FILM: "Film",
    Kind.TREATMENT: "Treatment",
}

_ANYTHING: Final = 0.98
"""A reach as wide as this says that nobody counted how often such a chance held."""
MODELS: Final = {
    "diagnosis": "Diagnosis",
    "film": "Film",
    "mortality": "Mortality",
    "noshow": "No-shows",
    "readmission": "Readmission",
    "symptoms": "Symptoms in words",
    "treatment": "Treatment",
    "triage": "Triage",
}
"""What the models are called on a page that lists them."""

SEXES: Final = (("female", "Female"), ("male", "Male"))


def percent(chance: float) -> str:
    """As a whole number, never 0 or 100 where it is neither."""
    if 0 < chance < 0.005:
        return "< 1"
    if 0.995 <= chance < 1:
        return "> 99"
    return str(round(chance * 100))


def in_words(chance: float) -> str:
    """A chance as people say it; the number stands beside it."""
    return tr(word(chance))


def likely(chance: float, low: float, high: float) -> str:
    """«likely, 62 %, 48 to 74»: never a bare number, and how sure it is where that is known."""
    if high - low < 0.005:
        return tr("{word}, {percent} %", word=in_words(chance), percent=percent(chance))
    if high - low > _ANYTHING:
        return tr("{word}, {percent} %, not counted how sure", word=in_words(chance), percent=percent(chance))
    return tr(
        "{word}, {percent} %, {low} to {high}",
        word=in_words(chance), percent=percent(chance), low=percent(low), high=percent(high),
    )  # fmt: skip
