"""The shipped lexicon, and short ways to say what is expected of a text."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Final

from hms_desktop.features.insight.domain.symptoms.finding import Finding
from hms_desktop.features.insight.domain.symptoms.lexicon import Lexicon
from hms_desktop.features.insight.domain.symptoms.reading import read_symptoms
from tests.architecture.findings import CHECKOUT

TODAY: Final = date(2026, 11, 19)
"""A Thursday."""


@cache
def shipped() -> Lexicon:
    """The lexicon that ships, built once."""
    return Lexicon(json.loads((CHECKOUT / "models" / "symptoms" / "lexicon.json").read_text(encoding="utf-8")))


def read(text: str) -> tuple[Finding, ...]:
    """What the text says, today being a Thursday."""
    return read_symptoms(text, shipped(), TODAY)


def said(text: str) -> dict[str, str]:
    """Code, or code@value, and how it is answered."""
    return {f"{one.code}@{one.value}" if one.value else one.code: one.said.value for one in read(text)}


def lasted(text: str, code: str) -> float | None:
    """Since how many days."""
    since = next(one.since for one in read(text) if one.code == code)
    return None if since is None else since.days
