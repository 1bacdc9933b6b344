"""Reads «Hb 9.1 MCV 72 ferritin 6 creat 180 umol/l was 90 2d ago» into values; what is not understood is said.

A figure without a unit is read in the system of units that the person chose; one that cannot be in that unit is not
turned into another: it is said, and left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hms_desktop.features.insight.domain.labs.words import UNKNOWABLE, key, names_of, unit_key, unit_of
from hms_desktop.features.knowledge.domain import Analyte

LONGEST: Final = 4_000
_MOST_WORDS: Final = 4
_ADULT_MONTHS: Final = 216
_DAYS: Final = {"h": 1 / 24, "hour": 1 / 24, "hours": 1 / 24, "hrs": 1 / 24, "d": 1.0, "day": 1.0, "days": 1.0,
                "w": 7.0, "wk": 7.0, "week": 7.0, "weeks": 7.0, "mo": 30.0, "month": 30.0, "months": 30.0,
                "y": 365.0, "year": 365.0, "years": 365.0}  # fmt: skip
_EARLIER: Final = ("was", "before", "prev", "previous", "previously", "earlier", "baseline", "from")
_SKIPPED: Final = ("", "and", "is", "of", "the", "=", ":", "-")
_FIGURE: Final = re.compile(r"(?P<bound>[<>]=?)?(?P<figure>\d+(?:[.,]\d+)?)(?P<unit>.*)")
_SPAN: Final = re.compile(r"\(?(?P<many>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]+)\)?", re.IGNORECASE)

POSSIBLE: Final = {
    "sodium": (90, 200), "potassium": (0.5, 15), "chloride": (50, 160), "bicarbonate": (1, 60),
    "glucose": (10, 1800), "glucose-fasting": (10, 1800), "hba1c": (3, 25), "urea-nitrogen": (1, 300),
    "creatinine": (0.1, 40), "calcium": (3, 25), "calcium-ionised": (1, 14), "phosphate": (0.2, 25),
    "magnesium": (0.3, 15), "uric-acid": (0.2, 40), "protein": (1, 20), "albumin": (0.5, 8), "bilirubin": (0.05, 80),
    "bilirubin-direct": (0.01, 60), "lactate": (1, 320), "haemoglobin": (1, 27), "haematocrit": (4, 80),
    "mchc": (15, 50), "rdw": (5, 50), "ph-arterial": (6.3, 8.0), "pco2-arterial": (5, 200), "po2-arterial": (10, 700),
    "cholesterol": (20, 1500), "triglycerides": (10, 15000), "transferrin-saturation": (1, 100), "mcv": (40, 160),
    "platelets": (0, 3000), "white-cells": (0, 900), "inr": (0.5, 25), "osmolality": (180, 500),
    "albumin-creatinine-urine": (0.1, 40000), "beta-hydroxybutyrate": (0, 30), "digoxin": (0, 30), "lithium": (0, 12),
    "t4-free": (0.02, 8), "ast": (1, 30000), "alt": (1, 30000), "alp": (1, 10000), "troponin-t-hs": (0, 100000),
}  # fmt: skip
"""What can be in a living patient, in the unit `us`; ours, wide, to notice a figure in the wrong unit or a slip."""


SAME_IN_BOTH: Final = frozenset({
    "ast", "alt", "alp", "ggt", "ldh", "ck", "amylase", "lipase", "ferritin", "crp", "crp-hs", "troponin-t-hs",
    "haematocrit", "rdw", "transferrin-saturation", "reticulocytes",
})  # fmt: skip
"""Where laboratories of both systems print the unit `us`; the other one is taken only when it is said."""

ALWAYS_SAID: Final = {"lactate": ("us",), "troponin-i": ("us", "si")}
"""Where figures without a unit are too often meant in the other one: it has to be said."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as it was typed. `is_assumed` where no unit was said and the chosen system's was taken."""

    analyte: str
    value: float
    unit: str
    bound: str = ""
    is_assumed: bool = False
    earlier: float | None = None
    earlier_unit: str = ""
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What was not taken, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """All of a line."""

    values: tuple[Typed, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass
class _Reader:
    """Goes through the words of a line once."""

    words: Sequence[str]
    analytes: Mapping[str, Analyte]
    names: Mapping[str, str]
    system: str
    at: int = 0
    values: list[Typed] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def run(self) -> Read:
        """Everything that the words say."""
        while self.at < len(self.words):
            self._step()
        return Read(tuple(self.values), tuple(self.unread))

    def _step(self) -> None:
        word = self.words[self.at]
        name, size = self._name()
        if name:
            self.at += size
            self._value(name, " ".join(self.words[self.at - size : self.at]))
        elif key(word) in _EARLIER and self.values and self.values[-1].earlier is None:
            self.at += 1
            self._earlier()
        elif key(word) in _SKIPPED:
            self.at += 1
        else:
            self._strange(word)

    def _name(self) -> tuple[str, int]:
        """The longest name that begins here, and of how many words it is."""
        for size in range(min(_MOST_WORDS, len(self.words) - self.at), 0, -1):
            found = self.names.get(key(" ".join(self.words[self.at : self.at + size])))
            if found:
                return found, size
        return "", 0

    def _value(self, name: str, typed: str) -> None:
        while self.at < len(self.words) and key(self.words[self.at]) in _SKIPPED:
            self.at += 1
        analyte = self.analytes[name]
        start = self.at
        said = self._figure(analyte)
        if not isinstance(said, str) and key(typed) == "urea" and said.unit != analyte.si:
            said = f"urea is given in {analyte.si}, or as BUN in {analyte.us}"
        if isinstance(said, str):
            self.unread.append(Unread(" ".join((typed, *self.words[start : self.at])), said))
        elif any(one.analyte == name for one in self.values):
            self.unread.append(Unread(f"{typed} {said.value:g}", "given twice; the first one counts"))
        else:
            self.values.append(said)

    def _figure(self, analyte: Analyte) -> Typed | str:
        """The figure with its unit, or why it is none."""
        found = _FIGURE.fullmatch(self.words[self.at]) if self.at < len(self.words) else None
        if found is None:
            return "no figure stands behind it"
        self.at += 1
        value, typed = float(found["figure"].replace(",", ".")), found["unit"]
        if not typed and self.at < len(self.words) and self._is_unit(self.words[self.at]):
            typed = self.words[self.at]
            self.at += 1
        unit = unit_of(analyte, typed, self.system) if typed else _bare_unit(analyte, self.system)
        problem = _problem(analyte, value, unit, typed)
        if problem or unit is None:
            return problem
        is_assumed = not typed and bool(analyte.factor != 1 or analyte.plus) and analyte.id not in SAME_IN_BOTH
        return Typed(analyte.id, value, unit, found["bound"] or "", is_assumed)

    def _earlier(self) -> None:
        """«was 90», with or without a unit of its own, and how long ago."""
        last = self.values[-1]
        analyte, system = self.analytes[last.analyte], self.system
        self.system = "us" if last.unit == analyte.us else "si"
        said = self._figure(analyte)
        self.system = system
        if isinstance(said, str):
            self.unread.append(Unread(f"{analyte.short} before", said))
            return
        self.values[-1] = replace(last, earlier=said.value, earlier_unit=said.unit, days=self._days())

    def _days(self) -> float | None:
        for size in (2, 1):
            found = _SPAN.fullmatch(" ".join(self.words[self.at : self.at + size]))
            if found and found["unit"].lower() in _DAYS:
                self.at += size
                if self.at < len(self.words) and key(self.words[self.at]) == "ago":
                    self.at += 1
                return float(found["many"].replace(",", ".")) * _DAYS[found["unit"].lower()]
        return None

    def _is_unit(self, word: str) -> bool:
        """A word behind a figure that is no name, no figure and no word of ours is meant for a unit."""
        if word[:1].isdigit() and "/" not in word and "^" not in word:
            return False
        is_ours = key(word) in self.names or key(word) in (*_EARLIER, *_SKIPPED, *UNKNOWABLE)
        return ("/" in word or "%" in word or not is_ours) and any(
            unit_key(unit) == unit_key(word) or "/" in word
            for one in self.analytes.values()
            for unit in (one.us, one.si)
        )

    def _strange(self, word: str) -> None:
        """A word that nobody knows is said, with the figure behind it."""
        self.at += 1
        why = UNKNOWABLE.get(key(word), "not known")
        text = word
        while self.at < len(self.words) and (
            _FIGURE.fullmatch(self.words[self.at]) or (text != word and self._is_unit(self.words[self.at]))
        ):
            text += f" {self.words[self.at]}"
            self.at += 1
        self.unread.append(Unread(text, why))


def read_line(text: str, analytes: Sequence[Analyte], system: str = "us") -> Read:
    """The values of a text. `system` is «us» or «si», for figures without a unit."""
    by_id = {one.id: one for one in analytes}
    names = names_of(analytes)
    words: list[str] = []
    for word in re.split(r"[\s;|]+|,(?=\s|$)", text[:LONGEST]):
        words.extend(_parts(word, names) if word else ())
    return _Reader(words, by_id, names, system).run()


def _parts(word: str, names: Mapping[str, str]) -> list[str]:
    """«Na142» and «K=4.1» are a name and a figure; «B12» is a name."""
    plain = word.strip("()")
    if key(plain) in names or key(plain) in UNKNOWABLE:
        return [plain]
    found = re.fullmatch(r"(?P<name>[A-Za-z][A-Za-z0-9₀-₉+\-]*?)[:=]?(?P<rest>[<>]?=?\d[\d.,]*\D*)", plain)
    if found and key(found["name"]) in names:
        return [found["name"], found["rest"]]
    return [plain.rstrip(",;:") or plain]


def _bare_unit(analyte: Analyte, system: str) -> str | None:
    """The unit of a figure that has none; None where it has to be said."""
    if system in ALWAYS_SAID.get(analyte.id, ()):
        return None
    return analyte.us if analyte.id in SAME_IN_BOTH else str(getattr(analyte, system))


def _problem(analyte: Analyte, value: float, unit: str | None, typed: str) -> str:
    """Why a figure cannot be taken; empty where it can."""
    if unit is None:
        return f"{typed} is none of its units: {_units(analyte)}" if typed else f"say the unit: {_units(analyte)}"
    if not _is_possible(analyte, value, unit):
        return f"{value:g} cannot be in {unit}; say the unit ({_units(analyte)}) or look again"
    if not typed and unit == analyte.us and _is_doubtful(analyte, value, analyte.us, analyte.si):
        return f"say the unit: in {analyte.us} it would be critical, in {analyte.si} not"
    if not typed and unit == analyte.si and _is_doubtful(analyte, value, analyte.si, analyte.us):
        return f"say the unit: in {analyte.si} it would be critical, in {analyte.us} not"
    return ""


def _is_doubtful(analyte: Analyte, value: float, taken: str, other: str) -> bool:
    """Critical in the unit that would be taken and ordinary in the other one: more likely a slip of the unit."""
    if unit_key(taken) == unit_key(other) or analyte.id in SAME_IN_BOTH or not _is_possible(analyte, value, other):
        return False
    return _is_critical(analyte, value, taken) and not _is_critical(analyte, value, other)


def _is_critical(analyte: Analyte, value: float, unit: str) -> bool:
    ours = analyte.converted(value, unit, analyte.us)
    return any(
        (one.low is not None and ours < one.low) or (one.high is not None and ours > one.high)
        for one in analyte.critical
        if one.to_months > _ADULT_MONTHS
    )


def _units(analyte: Analyte) -> str:
    return analyte.us if analyte.us == analyte.si else f"{analyte.us} or {analyte.si}"


def _is_possible(analyte: Analyte, value: float, unit: str) -> bool:
    low, high = POSSIBLE.get(analyte.id, (0.0, float("inf")))
    ours = analyte.converted(value, unit, analyte.us)
    return low * (1 - 1e-9) <= ours <= high * (1 + 1e-9)
