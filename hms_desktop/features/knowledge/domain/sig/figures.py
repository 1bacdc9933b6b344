"""The figures of a line of directions: doses, intervals, courses, amounts to supply."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from hms_desktop.features.knowledge.domain.sig.words import (
    MOMENTS,
    SOLID,
    Amount,
    Frequency,
    Language,
    Step,
    figure,
)

Found = tuple[dict[str, object], int] | None

_NUMBER: Final = r"(?:[0-9]{1,7}(?:\.[0-9]{1,4})?|\.[0-9]{1,4})"
_PART: Final = r"(?:[0-9]{1,2} ?)?[½¼¾⅓⅔]|[1-9]/[2-8]|" + _NUMBER
_SPAN: Final = re.compile(rf"({_PART})(?:(?:-|–|to)({_PART}))?")
_PARTS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_UNITS: Final = {
    "mg": "mg",
    "g": "g",
    "gm": "g",
    "mcg": "mcg",
    "µg": "mcg",
    "μg": "mcg",
    "ug": "mcg",
    "u": "units",
    "iu": "units",
    "unit": "units",
    "units": "units",
    "meq": "mEq",
    "mmol": "mmol",
    "%": "%",
    "ml": "mL",
    "mls": "mL",
    "cc": "mL",
}
_COUNTED: Final = {"puff": "puff", "puffs": "puff", "drop": "drop", "drops": "drop", "gtt": "drop", "gtts": "drop"}
_MORE_COUNTED: Final = {
    "spray": "spray",
    "sprays": "spray",
    "application": "application",
    "applications": "application",
}
_DAYS: Final = {"d": 1, "day": 1, "days": 1, "w": 7, "wk": 7, "wks": 7, "week": 7, "weeks": 7}
_MONTHS: Final = {"month": 30, "months": 30, "mo": 30, "12": 30}
_SPLIT: Final = re.compile(rf"^({_NUMBER})([a-zµμ%]+)((?:/.*)?)$", re.IGNORECASE)
_RATIO: Final = re.compile(rf"({_NUMBER})(mg|g|mcg|units)/({_NUMBER})?(ml|mls)", re.IGNORECASE)
_SPACED: Final = re.compile(r"([0-9]) ?(mg|g|mcg|units) ?/ ?([0-9.]{0,6}) ?(mls?)\b", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,.])")
_PATTERN: Final = re.compile(rf"({_PART})-({_PART})-({_PART})(?:-({_PART}))?")
_INTERVAL: Final = re.compile(rf"q({_NUMBER})(?:-({_NUMBER}))?(?:h|hr|hrs|hrly|hourly)", re.IGNORECASE)
_COURSE: Final = re.compile(r"(?:x|×)?([0-9]{1,3})(?:/(7|52|12)|(d|days?|w|wks?|weeks?|months?|mo))", re.IGNORECASE)
_SUPPLY: Final = re.compile(rf"#({_NUMBER})(?:ml)?", re.IGNORECASE)
_REFILLS: Final = re.compile(r"(?:r|rf|refill|refills)[:x×]?([0-9]{1,2})", re.IGNORECASE)


def tokens(text: str) -> list[str]:
    """The words of a text; a comma or a full stop at a word's end, and a decimal comma, are not part of it."""
    found = []
    text = _SPACED.sub(r"\1\2/\3\4", _THOUSANDS.sub(lambda said: said[0].replace(",", ""), text))
    for word in text.split():
        if word[0] == "," and word.strip(",")[:1].isdigit():
            found.append(word)  # «,5» may be a half: without its comma it would be tenfold
            continue
        bare = word.strip(",") if not word.endswith(".") else word.strip(",").rstrip(".")
        if bare:
            found.append(bare)
        elif word.strip(",."):
            found.append(word)
    return found


def number(text: str) -> Decimal:
    """A figure, a fraction or both: «2», «.5», «½», «1½», «1/2»."""
    if text[-1] in _PARTS:
        whole = text[:-1].strip()
        return (Decimal(whole) if whole else Decimal(0)) + _PARTS[text[-1]]
    if text[-1] in "⅓⅔" or "/" in text:
        top, _, under = text.partition("/") if "/" in text else (("1" if text[-1] == "⅓" else "2"), "/", "3")
        return (Decimal(top) / Decimal(under)).quantize(Decimal("0.0001")).normalize()
    return Decimal(text)


def span(text: str) -> tuple[Decimal, Decimal | None]:
    """«1-2» is one to two; a single figure has no end."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return Decimal(0), None
    return number(found[1]), number(found[2]) if found[2] else None


def amount_text(amount: Amount) -> str:
    """«250 mg/5 mL», as a strength is safe to print."""
    unit = amount.unit if amount.unit == "%" else f" {amount.unit}"
    return f"{figure(amount.value)}{unit}" + (f"/{figure(amount.per)} mL" if amount.per is not None else "")


def frequency(value: str) -> Frequency:
    """The value of a table's frequency: «times:3», «days:7», «moments:bedtime», «once»."""
    kind, _, said = value.partition(":")
    if kind == "times":
        return Frequency(times=int(said))
    if kind == "days":
        return Frequency(every_days=int(said))
    if kind == "hours":
        return Frequency(hours=Decimal(said))
    return Frequency(once=True) if kind == "once" else Frequency(moments=tuple(said.split("+")))


def pattern(words: list[str], at: int, _language: Language) -> Found:
    """«1-0-1»: how many in the morning, at noon, in the evening (and at bedtime)."""
    found = _PATTERN.fullmatch(words[at])
    if found is None:
        return None
    counts = tuple(number(part) for part in found.groups() if part is not None)
    if len(counts) > len(MOMENTS) or not any(counts):
        return None
    return {"frequency": Frequency(pattern=counts)}, at + 1


def interval(words: list[str], at: int, _language: Language) -> Found:
    """«q8h», «q4-6h», «every 8 hours», «8 hourly»."""
    low = [word.lower() for word in words[at : at + 3]]
    end = at + 1
    found = _INTERVAL.fullmatch(low[0])
    if found is None and low[0] in ("every", "q") and len(low) == 3 and low[2] in ("hours", "hour", "hrs", "hr", "h"):
        found, end = _INTERVAL.fullmatch(f"q{low[1]}h"), at + 3
    if found is None and len(low) > 1 and low[1] in ("hourly", "hrly"):
        found, end = _INTERVAL.fullmatch(f"q{low[0]}h"), at + 2
    if found is None or not 0 < Decimal(found[1]) <= 168:
        return None
    to = Decimal(found[2]) if found[2] else None
    return {"frequency": Frequency(hours=Decimal(found[1]), hours_to=to)}, end


def course(words: list[str], at: int, _language: Language) -> Found:
    """«5d», «x5d», «5/7», «2/52», «1/12», «for 5 days», «x 2 weeks»."""
    start = at + 1 if words[at].lower() in ("for", "x", "×") and at + 1 < len(words) else at
    said = words[start]
    end = start + 1
    if said.lstrip("x×X").isdecimal() and said.isascii() and end < len(words) and words[end].lower() in _PERIODS:
        said, end = said + words[end], end + 1
    found = _COURSE.fullmatch(said)
    if found is None or found[1].strip("0") == "":
        return None
    length = {"7": 1, "52": 7, "12": 30}[found[2]] if found[2] else _PERIODS[found[3].lower()]
    return {"days": int(found[1]) * length}, end


_PERIODS: Final = {**_DAYS, "month": 30, "months": 30, "mo": 30}


def supply(words: list[str], at: int, _language: Language) -> Found:
    """«#15», «# 15», «r2», «2 refills», «no refills»."""
    low = [word.lower() for word in words[at : at + 2]]
    if low[0] == "#" and len(low) == 2 and _SUPPLY.fullmatch(f"#{low[1]}"):
        return {"quantity": Decimal(low[1].removesuffix("ml"))}, at + 2
    bottle = _SUPPLY.fullmatch(low[0])
    if bottle:
        return {"quantity": Decimal(bottle[1])}, at + 1
    refills = _REFILLS.fullmatch(low[0])
    if refills:
        return {"refills": int(refills[1])}, at + 1
    if len(low) == 2 and low[1] in ("refill", "refills", "repeats", "repeat"):
        many = "0" if low[0] == "no" else low[0]
        if re.fullmatch("[0-9]{1,2}", many):
            return {"refills": int(many)}, at + 2
    return None


def dose(words: list[str], at: int, language: Language) -> Found:
    """«500 mg», «500mg», «250mg/5ml», «5 ml», «2 puffs», «1-2 tabs», «½ tab», or a figure that says no more."""
    ratio = _RATIO.fullmatch(words[at])
    if ratio:
        per = Decimal(ratio[3]) if ratio[3] else Decimal(1)
        return {"strength": Amount(Decimal(ratio[1]), _UNITS[ratio[2].lower()], per)}, at + 1
    said, unit, end = words[at], "", at + 1
    joined = _SPLIT.fullmatch(said)
    if joined and not joined[3]:
        said, unit = joined[1], joined[2]
    elif end < len(words):
        unit, end = words[end], end + 1
    found = _SPAN.fullmatch(said)
    if found is None or (joined and not joined[3] and not _known_unit(unit, language)):
        return None
    return _dose(said, unit.lower(), at, end, language, is_joined=bool(joined))


def _dose(said: str, unit: str, at: int, end: int, language: Language, *, is_joined: bool) -> Found:  # noqa: PLR0913
    value, to = span(said)
    if value <= 0 or (to is not None and to <= value):
        return None
    per = re.fullmatch(rf"({'|'.join(_UNITS)})/({_NUMBER})?(ml|mls)", unit)
    if per and to is None:
        inside = Decimal(per[2]) if per[2] else Decimal(1)
        return {"strength": Amount(value, _UNITS[per[1]], inside)}, end
    counted = {**_COUNTED, **_MORE_COUNTED}.get(unit) or ("mL" if _UNITS.get(unit) == "mL" else "")
    if counted:
        return {"count": value, "count_to": to, "count_unit": counted}, end
    if unit in _UNITS and to is None:
        return {"strength": Amount(value, _UNITS[unit])}, end
    slot, form = language.phrases.get((unit,), ("", ""))
    is_part = "/" in said or said[-1] in "½¼¾⅓⅔" or to is not None
    if slot == "form" and form in SOLID and is_part:
        return {"count": value, "count_to": to, "count_unit": form, "form": form}, end
    return None if is_joined else ({"bare": said}, at + 1)


def _known_unit(unit: str, language: Language) -> bool:
    low = unit.lower()
    counted = low in _UNITS or low in _COUNTED or low in _MORE_COUNTED
    return counted or language.phrases.get((low,), ("", ""))[0] == "form"


def limit(words: list[str], at: int) -> tuple[Decimal, int] | None:
    """«max 8/day», «max 8 a day», «max 8 per day»."""
    low = [word.lower() for word in words[at : at + 4]]
    if low[0] not in ("max", "maximum") or len(low) < 2:
        return None
    short = re.fullmatch(rf"({_NUMBER})/(?:d|day|24h)", low[1])
    if short:
        return Decimal(short[1]), at + 2
    if len(low) == 4 and re.fullmatch(_NUMBER, low[1]) and low[2] in ("a", "per") and low[3] == "day":
        return Decimal(low[1]), at + 4
    return None


def taper(words: list[str], at: int) -> tuple[tuple[Step, ...], int] | None:
    """«40 mg 5d then 20 mg 5d»: two steps at the least."""
    steps: list[Step] = []
    here = at
    while (step := _step(words, here)) is not None:
        steps.append(step[0])
        here = step[1]
        if here >= len(words) or words[here].lower() != "then":
            break
        here += 1
    if len(steps) < 2 or words[here - 1].lower() == "then":
        return None
    return tuple(steps), here


def _step(words: list[str], at: int) -> tuple[Step, int] | None:
    if at >= len(words):
        return None
    empty = Language(phrases={})
    amount = dose(words, at, empty)
    strength = amount[0].get("strength") if amount else None
    if amount is None or not isinstance(strength, Amount) or amount[1] >= len(words):
        return None
    length = course(words, amount[1], empty)
    days = length[0]["days"] if length else None
    return (Step(amount=strength, days=days), length[1]) if length and isinstance(days, int) else None
