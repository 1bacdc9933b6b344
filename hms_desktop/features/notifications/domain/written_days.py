"""Days as a letter in each of five languages writes them: with their weekday and the month's name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "hi": ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"),
}
_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "ar": ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
           "ديسمبر"),
    "hi": ("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर",
           "दिसंबर"),
}  # fmt: skip
_DAYS: Final[Mapping[str, str]] = {
    "en": "{weekday} {number} {month} {year}",
    "es": "{weekday} {number} de {month} de {year}",
    "fr": "{weekday} {number} {month} {year}",
    "ar": "{weekday} {number} {month} {year}",
    "hi": "{weekday}, {number} {month} {year}",
}


def day_in_words(day: date, language: str) -> str:
    """The day as a letter in this language writes it; no order of figures to mistake."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return _DAYS[language].format(
        weekday=_WEEKDAYS[language][day.weekday()],
        number=number,
        month=_MONTHS[language][day.month - 1],
        year=day.year,
    )


def minute_in_words(minute: int) -> str:
    """A time of day, 24 hours."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
