"""Since when: «for 3 days», «2/52», «since Tuesday», «this morning», as days before today.

Ages, doses, heights of fever and «30 weeks pregnant» are figures too, and none of them says since when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hms_desktop.features.insight.domain.symptoms import cues
from hms_desktop.features.insight.domain.symptoms.finding import Since
from hms_desktop.features.insight.domain.symptoms.tokens import Token

_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6,
    "several": 4, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "half": 0.5,
}  # fmt: skip
_UNITS: Final = {
    "minute": 1 / 1440, "minutes": 1 / 1440, "min": 1 / 1440, "mins": 1 / 1440, "hour": 1 / 24, "hours": 1 / 24,
    "hr": 1 / 24, "hrs": 1 / 24, "h": 1 / 24, "day": 1, "days": 1, "d": 1, "night": 1, "nights": 1, "week": 7,
    "weeks": 7, "wk": 7, "wks": 7, "w": 7, "fortnight": 14, "month": 30, "months": 30, "mth": 30, "mths": 30,
    "year": 365, "years": 365, "yr": 365, "yrs": 365, "y": 365,
}  # fmt: skip
_SHORT_UNITS: Final = frozenset({"h", "d", "w", "y", "min", "mins"})
_PARTS: Final = {"7": 1, "52": 7, "12": 30}
_WEEKDAYS: Final = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2, "thursday": 3,
    "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
_MONTHS: Final = {
    name: at + 1 for at, names in enumerate((
        "january jan", "february feb", "march", "april", "may", "june", "july", "august aug", "september sept",
        "october oct", "november nov", "december dec christmas",
    )) for name in names.split()
}  # fmt: skip
_OPENS: Final = cues.words(
    "for x since past last over about around approx nearly almost these roughly during within after"
)
_CLOSES: Final = cues.words("history hx duration ago now of back straight running")
_NOT_SINCE: Final = cues.words("old pregnant gestation aged per each every times daily prem premature")
_SINCE: Final = frozenset({"since", "from", "began", "started", "starting", "on"})
_YESTERDAY: Final = {"yesterday": 1, "today": 0, "tonight": 0, "overnight": 1}


@dataclass(frozen=True)
class Lasting:
    """A duration and its first and last word."""

    days: float
    first: int
    last: int


def lastings_of(tokens: Sequence[Token], today: date | None) -> list[Lasting]:
    """The durations of a text, in order. Names of days mean something only where today is known."""
    made: list[Lasting] = []
    at = 0
    while at < len(tokens):
        found = _counted(tokens, at) or _part(tokens, at) or _named(tokens, at, today)
        if found:
            made.append(found)
        at = found.last + 1 if found else at + 1
    return made


def since(lasting: Lasting, tokens: Sequence[Token], text: str) -> Since:
    """The answer, with the words as they were written."""
    return Since(round(lasting.days, 3), text[tokens[lasting.first].start : tokens[lasting.last].end])


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _counted(tokens: Sequence[Token], at: int) -> Lasting | None:
    """«3 days», «a couple of weeks», «2-3 weeks», «a week»."""
    number = _number(tokens[at])
    if number is None:
        return None
    here = at + 1
    while _word(tokens, here) in ("of", "-", "to", "or", "more", "or", "few", "couple", "and", "past"):
        number = _NUMBERS.get(_word(tokens, here), number)
        here += 1
        further = _number(tokens[here]) if here < len(tokens) else None
        if further is not None and tokens[here].word not in ("a", "an"):
            number, here = further if further >= 1 else number + further, here + 1
    unit = _UNITS.get(_word(tokens, here))
    if unit is None:
        return None
    opened = _opens(tokens, at)
    if not _is_since(tokens, at, here, opened):
        return None
    last = here + 1 if _word(tokens, here + 1) in ("ago", "now") else here
    return Lasting(number * unit, at - 1 if opened else at, last)


def _number(token: Token) -> float | None:
    if token.kind == "number":
        return float(token.word.replace(",", ".")) if len(token.word) < 5 else None
    return _NUMBERS.get(token.word)


def _opens(tokens: Sequence[Token], at: int) -> bool:
    return _word(tokens, at - 1) in _OPENS


def _is_since(tokens: Sequence[Token], at: int, unit: int, opened: bool) -> bool:
    behind = _word(tokens, unit + 1)
    words = {behind, _word(tokens, unit + 2)}
    if words & _NOT_SINCE or _word(tokens, at - 1) in ("in", "aged", "every", "next", "/", "per", "age"):
        return False
    if behind in ("time", "bag", "course", "smoker", "off", "later") or (_word(tokens, unit) == "y" and behind == "o"):
        return False
    if tokens[at].word in ("a", "an", "one"):
        return opened or behind in ("ago", "now") or _word(tokens, at + 1) in ("few", "couple")
    if _word(tokens, unit) in _SHORT_UNITS:
        return opened or behind in _CLOSES
    return True


def _part(tokens: Sequence[Token], at: int) -> Lasting | None:
    """«3/7», «2/52»."""
    if tokens[at].kind != "part":
        return None
    count, _, of = tokens[at].word.partition("/")
    return Lasting(float(count) * _PARTS[of], at - 1 if _opens(tokens, at) else at, at)


def _named(tokens: Sequence[Token], at: int, today: date | None) -> Lasting | None:
    """«Since Tuesday», «yesterday», «this morning», «since March»."""
    word, behind = tokens[at].word, _word(tokens, at + 1)
    opened = at - 1 if _word(tokens, at - 1) in _SINCE else at
    if word in _YESTERDAY:
        return Lasting(_YESTERDAY[word], opened, at)
    if word == "this" and behind in ("morning", "afternoon", "evening", "am"):
        return Lasting(0, opened, at + 1)
    if word == "last" and behind in ("night", "week", "month", "year", "weekend"):
        days = {"night": 1, "week": 7, "month": 30, "year": 365, "weekend": _weekday(today, 5) or 5}[behind]
        return Lasting(days, opened, at + 1)
    if today is not None:
        return _calendar(tokens, at, today, opened)
    return None


def _calendar(tokens: Sequence[Token], at: int, today: date, opened: int) -> Lasting | None:
    word = tokens[at].word
    is_last = _word(tokens, at - 1) in ("last", "past", "this")
    opened = at - 2 if is_last and _word(tokens, at - 2) in _SINCE else at - 1 if is_last else opened
    if word in _WEEKDAYS and (opened < at or is_last):
        return Lasting(_weekday(today, _WEEKDAYS[word]) or 7, opened, at)
    if word == "weekend" and "the" in (_word(tokens, at - 1),) and _word(tokens, at - 2) in {*_SINCE, "over", "at"}:
        return Lasting(_weekday(today, 5) or 7, at - 2, at)
    if word in _MONTHS and _word(tokens, at - 1) == "since":
        months = (today.month - _MONTHS[word]) % 12
        return Lasting(max(months * 30 + today.day - 1, 1), opened, at)
    return None


def _weekday(today: date | None, wanted: int) -> int:
    return (today.weekday() - wanted) % 7 if today else 0
