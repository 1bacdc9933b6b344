"""Values as other systems write them: days, sexes, whole names. Pure; what cannot be read raises `Unreadable`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from hms_desktop.features.patients.domain import Precision, Sex
from hms_desktop.kernel.text import fold


class Unreadable(ValueError):
    """A value that no rule here reads; its text is the sentence for it, without the value."""


_SEXES: Final[Mapping[Sex, str]] = {
    Sex.FEMALE: (
        "f female woman girl mujer femenino femme feminin w weiblich frau feminino mulher femmina donna 2 k"
        " kobieta v vrouw انثى महिला स्त्री"
    ),
    Sex.MALE: (
        "m male man boy hombre h masculino varon homme masculin mannlich mann homem maschio uomo 1 mezczyzna"
        " ذكر पुरुष"
    ),
    Sex.OTHER: "o other otro autre divers d x diverse outro altro 3 non-binary nonbinary",
    Sex.UNKNOWN: "u unknown ? - 0 9 desconocido inconnu unbekannt desconhecido n/a na",
}  # fmt: skip
_SEX_OF: Final = {fold(word): sex for sex, text in _SEXES.items() for word in text.split()}

_LANGUAGES: Final = (
    "ar arabic arabe arabisch العربية", "de german aleman allemand deutsch alemao", 
    "en english ingles anglais englisch",
    "es spanish espanol castellano espagnol spanisch castilian", "fr french frances francais franzosisch",
    "hi hindi हिन्दी हिंदी", "it italian italiano italien italienisch", "nl dutch neerlandes neerlandais nederlands",
    "pl polish polaco polonais polnisch polski", "pt portuguese portugues portugais portugiesisch",
    "ro romanian rumano roumain romana", "ru russian ruso russe russisch", "tr turkish turco turc turkce",
    "uk ukrainian ucraniano ukrainien", "zh chinese chino chinois chinesisch mandarin",
)  # fmt: skip
_LANGUAGE_OF: Final = {fold(word): line.split()[0] for line in _LANGUAGES for word in line.split()}

_MONTHS: Final = (
    "jan january ene enero janv janvier januar janeiro gennaio",
    "feb february febrero fevr fev fevrier februar fevereiro febbraio",
    "mar march marzo mars mar marz marco mrz",
    "apr april abr abril avr avril aprile",
    "may mayo mai maio maggio",
    "jun june junio juin juni junho giugno",
    "jul july julio juil juillet juli julho luglio",
    "aug august ago agosto aout",
    "sep sept september septiembre setiembre septembre setembro settembre",
    "oct october octubre octobre okt oktober out outubro ottobre",
    "nov november noviembre novembre novembro",
    "dec december dic diciembre dec decembre dez dezember dezembro dicembre",
)
_MONTH_OF: Final = {word: number for number, text in enumerate(_MONTHS, start=1) for word in text.split()}
_ABOUT: Final = re.compile(r"^(?:~|≈|about|abt|approx\.?|circa|ca?\.?|aprox\.?|hacia|vers|env\.?|etwa|um)\s*(\d{4})$")
_NOBODY_KNOWS: Final = frozenset({"", "-", "?", "unknown", "null", "none", "n/a", "na", "00/00/0000", "0000-00-00"})

UNREADABLE_DAY: Final = "This day cannot be read"

Born = tuple[date | None, Precision]


def sex_of(text: str, *, is_m_female: bool = False) -> Sex:
    """The sex that a word says; `is_m_female` where a file says H and M for «hombre» and «mujer»."""
    word = fold(text)
    if not word:
        return Sex.UNKNOWN
    if is_m_female and word == "m":
        return Sex.FEMALE
    found = _SEX_OF.get(word)
    if found is None:
        raise Unreadable("This is none of the words for a sex")
    return found


def language_of(text: str) -> str:
    """The two letters of a language: «es», «es-ES», «Spanish», «español»."""
    word = fold(text)
    code = word.replace("_", "-").partition("-")[0]
    found = _LANGUAGE_OF.get(word) or (code if len(code) == 2 and code.isalpha() and code.isascii() else "")
    if not found:
        raise Unreadable("This language is not known; write its two letters, such as en")
    return found


def says_m_for_women(values: Iterable[str]) -> bool:
    """Whether a column says H and M in Spanish, where M is «mujer»: there is an H and nobody is an F."""
    found = {fold(value) for value in values}
    return "h" in found and "f" not in found


def is_day_first(values: Iterable[str]) -> bool | None:
    """The order of days in a column: True for 31/12, False for 12/31, None when no value tells."""
    days = months = 0
    for value in values:
        parts = re.match(r"^\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{2,4}", value)
        if parts:
            days += int(parts[1]) > 12
            months += int(parts[2]) > 12
    return None if days == months else days > months


@lru_cache(maxsize=65536)
def born_of(text: str, today: date, *, day_first: bool = True) -> Born:
    """A birth date in any usual writing, with how well it is known. A month of 13 is refused, never turned round."""
    plain = _plain(text)
    if plain in _NOBODY_KNOWS:
        return None, Precision.DAY
    about = _ABOUT.match(plain)
    if about:
        return _day(int(about[1]), 1, 1), Precision.ESTIMATED
    plain = re.sub(r"[t ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*(am|pm|z|[+-]\d{2}:?\d{2})?$", "", plain)
    parts = re.findall(r"[^\W\d_]+|\d+", plain)
    if not parts or len("".join(parts)) + 4 < len(plain):
        raise Unreadable(UNREADABLE_DAY)
    if len(parts) == 1:
        return _from_one(parts[0], today, day_first)
    if len(parts) == 2:
        return _from_month(parts)
    return _from_three([part for part in parts if part not in ("de", "of", "th", "st", "nd", "rd")], today, day_first)


def _plain(text: str) -> str:
    folded = fold(text)
    if folded.isascii():
        return folded
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)


def _from_one(digits: str, today: date, day_first: bool) -> Born:
    if not digits.isdecimal():
        raise Unreadable(UNREADABLE_DAY)
    if len(digits) == 4:
        return _day(int(digits), 1, 1), Precision.YEAR
    if len(digits) == 5:
        raise Unreadable("This is a spreadsheet's number for a day; format the column as a date there first")
    if len(digits) == 8:
        if digits[:2] in ("18", "19", "20") and int(digits[4:6]) <= 12:
            return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:])), Precision.DAY
        return _ordered(digits[:2], digits[2:4], int(digits[4:]), day_first)
    if len(digits) == 6:
        return _ordered(digits[:2], digits[2:4], _century(int(digits[4:]), today), day_first)
    raise Unreadable(UNREADABLE_DAY)


def _from_month(parts: list[str]) -> Born:
    month, year = (parts[1], parts[0]) if len(parts[0]) == 4 and parts[0].isdecimal() else (parts[0], parts[1])
    if not year.isdecimal() or len(year) != 4:
        raise Unreadable(UNREADABLE_DAY)
    return _day(int(year), _month(month), 1), Precision.MONTH


def _from_three(parts: list[str], today: date, day_first: bool) -> Born:
    if len(parts) != 3:
        raise Unreadable(UNREADABLE_DAY)
    one, two, three = parts
    if len(one) == 4 and one.isdecimal():
        return _day(int(one), _month(two), _number(three)), Precision.DAY
    year = _number(three)
    if len(three) not in (2, 4):
        raise Unreadable(UNREADABLE_DAY)
    year = _century(year, today) if len(three) == 2 else year
    if not one.isdecimal():
        return _day(year, _month(one), _number(two)), Precision.DAY
    if not two.isdecimal():
        return _day(year, _month(two), int(one)), Precision.DAY
    return _ordered(one, two, year, day_first)


def _ordered(one: str, two: str, year: int, day_first: bool) -> Born:
    day, month = (one, two) if day_first else (two, one)
    return _day(year, int(month), int(day)), Precision.DAY


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    found = _MONTH_OF.get(text)
    if found is None:
        raise Unreadable("This month's name is not known")
    return found


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Unreadable(UNREADABLE_DAY)
    return int(text)


def _century(two: int, today: date) -> int:
    """A birth year of two figures: in this century if that is past, else in the last."""
    year = today.year // 100 * 100 + two
    return year if year <= today.year else year - 100


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        pass
    raise Unreadable("There is no such day")


def names_of(whole: str) -> tuple[str, str]:
    """Family and given name out of one text: «García, José» by its comma, else the last word is the family name."""
    family, comma, given = whole.partition(",")
    if comma:
        return family.strip(), given.strip()
    given, _, family = whole.strip().rpartition(" ")
    return family, given.strip()
