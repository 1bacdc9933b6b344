"""From a template to a message: places filled in one pass, days in the language's words, numbers that can be dialled.

A line of which a place says nothing is left out («With {doctor}.», where nobody is named), so no message has a hole.
What is put in has one line and no signs that turn a text around; nothing of it can be a header or a place. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hms_desktop.features.notifications.domain.messages import MessageKind
from hms_desktop.features.notifications.domain.written_days import day_in_words, minute_in_words
from hms_desktop.kernel.posting import is_mail_address

LANGUAGES: Final = ("en", "es", "fr", "ar", "hi")
LONGEST_BODY: Final = 4_000
LONGEST_SHORT: Final = 480
LONGEST_VALUE: Final = 120
_APPOINTMENT: Final = frozenset({"name", "doctor", "day", "time", "clinic", "phone"})
_STAFF: Final = frozenset({"doctor", "clinic", "phone"})

PLACES: Final[Mapping[MessageKind, frozenset[str]]] = {
    MessageKind.REMINDER: _APPOINTMENT,
    MessageKind.CANCELLED: _APPOINTMENT,
    MessageKind.OFFER: _APPOINTMENT,
    MessageKind.ASSIGNED: _STAFF,
    MessageKind.DISCHARGED: _STAFF,
    MessageKind.TEST: frozenset({"clinic", "phone"}),
}
"""What may be named in each. A message to a colleague names no patient: mail is read on many screens."""

NEEDED: Final[Mapping[MessageKind, frozenset[str]]] = {
    kind: frozenset({"day", "time"}) if PLACES[kind] == _APPOINTMENT else frozenset() for kind in MessageKind
}

_PLACE: Final = re.compile(r"\{([a-z]+)\}")
_TURNING: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True)
class Wording:
    """A message's text in one language: subject and body of an e-mail, and the short one of an SMS."""

    subject: str
    body: str
    short: str


def language_of(*wanted: str) -> str:
    """The first of these languages that messages are written in; English at the last."""
    return next((one for one in wanted if one in LANGUAGES), "en")


def places_of(values: Mapping[str, str], language: str) -> dict[str, str]:
    """What a template may say: a stored day and minute in the language's words, everything else as it is."""
    found = dict(values)
    if "day" in values:
        found["day"] = day_in_words(date.fromisoformat(values["day"]), language)
    if "minute" in values:
        found["time"] = minute_in_words(int(found.pop("minute")))
    return {name: plain(text) for name, text in found.items()}


def plain(text: str) -> str:
    """One line without control signs and without those that turn a text around, and no longer than a name can be."""
    kept = (sign for sign in text[: 4 * LONGEST_VALUE] if sign not in _TURNING)
    spaced = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") else sign for sign in kept)
    return " ".join(spaced.split())[:LONGEST_VALUE]


def filled(text: str, places: Mapping[str, str]) -> str:
    """The text with its places filled, each once; lines of which a place says nothing are left out."""
    lines = []
    for line in text.split("\n"):
        named = _PLACE.findall(line)
        if all(places.get(name) for name in named):
            lines.append(_PLACE.sub(lambda found: places[found[1]], line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def written(wording: Wording, places: Mapping[str, str]) -> Wording:
    """The whole message; an SMS is one line, and so is a subject."""
    return Wording(
        " ".join(filled(wording.subject, places).split()),
        filled(wording.body, places),
        " ".join(filled(wording.short, places).split()),
    )


def wording_problems(kind: MessageKind, wording: Wording) -> dict[str, str]:
    """Field → sentence, for a clinic's own text."""
    longest = {"subject": LONGEST_VALUE, "body": LONGEST_BODY, "short": LONGEST_SHORT}
    found = {}
    for name, limit in longest.items():
        text = getattr(wording, name)
        problem = _text_problem(kind, text, is_whole=name != "subject")
        if not text.strip():
            found[name] = "A text is needed"
        elif len(text) > limit:
            found[name] = "This is longer than it can be"
        elif problem:
            found[name] = problem
    return found


def _text_problem(kind: MessageKind, text: str, *, is_whole: bool) -> str:
    named = set(_PLACE.findall(text))
    left = _PLACE.sub("", text)
    if named - PLACES[kind] or "{" in left or "}" in left:
        return "There is no such place: they are chosen from the list below"
    return "The day and the time have to be in it" if is_whole and NEEDED[kind] - named else ""


def address_problem(text: str) -> str | None:
    """What is wrong with an e-mail address, or nothing; none at all is an answer."""
    return None if not text or is_mail_address(text) else "An e-mail address looks like name@example.org"


_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE: Final = frozenset("^{}\\[~]|€\f")


def parts_of(text: str) -> int:
    """How many SMS a text takes; source: 3GPP TS 23.038 (alphabet) and TS 23.040 (160 or 70 signs, 153 or 67 each)."""
    if set(text) <= _GSM | _GSM_TWICE:
        long, one, each = sum(2 if sign in _GSM_TWICE else 1 for sign in text), 160, 153
    else:
        long, one, each = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if long <= one else -(-long // each)


def dialled(phone: str, prefix: str) -> str:
    """A phone number as a gateway dials it, or nothing when it is none; `prefix` is the country's, such as +34."""
    figures = "".join(str(unicodedata.decimal(sign)) for sign in phone if sign.isdecimal())
    is_abroad = phone.strip().startswith("+")
    if not is_abroad and figures.startswith("00"):
        figures, is_abroad = figures[2:], True
    if not 4 <= len(figures) <= 15 or any(sign.isalpha() for sign in phone):
        return ""
    if is_abroad:
        return f"+{figures}"
    own = prefix_figures(prefix)
    return f"+{own}{figures.removeprefix('0')}" if own else figures


def prefix_figures(prefix: str) -> str:
    """The figures of a country's prefix."""
    return "".join(sign for sign in prefix if sign.isascii() and sign.isdigit())


def prefix_problem(prefix: str) -> str | None:
    """What is wrong with a country's prefix."""
    return None if not prefix or re.fullmatch(r"\+[1-9]\d{0,3}", prefix) else "A prefix looks like +34"
