"""A structured order in a patient's words. Nothing on the Joint Commission's and ISMP's lists is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from hms_desktop.features.knowledge.domain.sig.words import MOMENTS, SOLID, Amount, Frequency, Language, Sig, figure

_SPELLED: Final[Mapping[str, str]] = {
    "u": "units",
    "iu": "units",
    "qd": "once a day",
    "q.d": "once a day",
    "q.d.": "once a day",
    "qod": "every other day",
    "q.o.d": "every other day",
    "q.o.d.": "every other day",
    "ms": "morphine or magnesium (unclear)",
    "mso4": "morphine sulfate",
    "mgso4": "magnesium sulfate",
    "µg": "mcg",
    "μg": "mcg",
    "ug": "mcg",
    "cc": "mL",
    "hs": "half strength or bedtime (unclear)",
    "od": "once a day or right eye (unclear)",
    "o.d": "once a day or right eye (unclear)",
    "os": "left eye or by mouth (unclear)",
    "ou": "both eyes",
    "au": "both ears",
    "ad": "right ear",
    "sc": "under the skin",
    "sq": "under the skin",
    "subq": "under the skin",
    "tiw": "three times a week",
    "biw": "twice a week",
    "qhs": "at bedtime",
    "ss": "half or sliding scale (unclear)",
    "ssi": "sliding scale insulin",
    "d/c": "stop or discharge (unclear)",
    "qn": "at night",
    "q1d": "once a day",
    "bt": "bedtime",
}
_Words = Mapping[str, Any]
_WORDY: Final = re.compile(r"(?<![\w])(?:[qodQOD]\.[\w.]+|[A-Za-zµμ]+(?:/[Cc])?[0-9]?[A-Za-z]?)(?![\w])")
_TRAILING: Final = re.compile(r"(?<![\d.])(\d+)\.0+(?![\d])")
_LEADING: Final = re.compile(r"(?<!\d)\.(?=\d)")
_JOINED: Final = re.compile(r"(\d)(units?|u|iu|cc|µg|μg|ug|mg|mcg|g|ml)\b", re.IGNORECASE)


def safe(text: str) -> str:
    """Typed words with what must not be printed spelled out; characters that print nothing are dropped."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    shown = _TRAILING.sub(r"\1", _LEADING.sub("0.", _JOINED.sub(r"\1 \2", shown)))
    return " ".join(_WORDY.sub(lambda found: _SPELLED.get(found[0].lower(), found[0]), shown).split())


def render(sig: Sig, language: Language) -> str:
    """Sentences for the patient in this language. Any order has words; one that says nothing has none."""
    words = language.words
    parts = [_dose(sig, words), _route(sig, words)]
    parts += _when(sig.frequency, words) if sig.frequency else []
    if sig.as_needed:
        parts.append(words["as_needed_for"].format(reason=safe(sig.reason)) if sig.reason else words["as_needed"])
    parts.append(words["food"].get(sig.food, ""))
    if sig.days is not None:
        parts.append(_many(words["for_days"], Decimal(sig.days)))
    first = " ".join(part for part in parts if part)
    sentences = [first, _taper(sig, words)]
    if sig.max_a_day is not None:
        sentences.append(words["max"].format(n=figure(sig.max_a_day)))
    if sig.quantity is not None:
        sentences.append(_supply(sig, words))
    if sig.refills is not None:
        sentences.append(words["no_refills"] if sig.refills == 0 else _many(words["refills"], Decimal(sig.refills)))
    sentences.append(safe(sig.extra))
    return " ".join(one[:1].upper() + one[1:] + ("" if one.endswith(".") else ".") for one in sentences if one)


def _route(sig: Sig, words: _Words) -> str:
    if sig.count_unit == "puff" and sig.route == "inhaled":
        return ""  # the verb says it
    return str(words["routes"].get(sig.route, safe(sig.route)))


def _many(forms: list[str], value: Decimal) -> str:
    return forms[0 if value == 1 else 1].format(n=figure(value))


def _count(value: Decimal, words: _Words) -> str:
    text = figure(value)
    return str(words["numbers"].get(text, text))


def _strength(amount: Amount, words: _Words) -> str:
    unit = words["units"].get(amount.unit, amount.unit)
    text = f"{figure(amount.value)}{unit}" if unit == "%" else f"{figure(amount.value)} {unit}"
    return text if amount.per is None else str(words["in_volume"]).format(amount=text, n=figure(amount.per))


def _dose(sig: Sig, words: _Words) -> str:
    """«Take one 500 mg capsule», «Take 5 mL (250 mg in 5 mL)», «Take 500 mg»."""
    strength = _strength(sig.strength, words) if sig.strength else ""
    verb = _verb(sig, words)
    if sig.count is not None:
        many = sig.count_to or sig.count
        what = _noun(sig.count_unit or sig.form, many, words)
        count = _count(sig.count, words)
        if sig.count_to is not None:
            count = words["range"].format(a=count, b=_count(sig.count_to, words))
        if strength and sig.count_unit in SOLID:
            said = words["dose"].format(count=count, strength=strength, form=what)
        else:
            said = f"{count} {what}" + (f" ({strength})" if strength else "")
        return f"{verb} {said}"
    form = _noun(sig.form, Decimal(1), words) if sig.form else ""
    if strength and form:
        return f"{verb} {strength} ({form})"
    return f"{verb} {strength or form}".strip() if strength or form else ""


def _verb(sig: Sig, words: _Words) -> str:
    verbs = words["verbs"]
    for key in (sig.route, sig.count_unit, sig.form):
        if key in verbs:
            return str(verbs[key])
    return str(verbs["other"])


def _noun(form: str, value: Decimal, words: _Words) -> str:
    forms = words["forms"].get(form)
    if not forms:
        return safe(form)
    return str(forms[0 if value <= 1 else 1])


def _when(frequency: Frequency, words: _Words) -> list[str]:
    found: list[str] = []
    if frequency.once:
        found.append(words["once"])
    if frequency.times is not None:
        known = words["times"].get(str(frequency.times))
        found.append(known or words["n_times"].format(n=frequency.times))
    if frequency.hours is not None:
        hours = figure(frequency.hours)
        if frequency.hours_to is not None:
            hours = words["range"].format(a=hours, b=figure(frequency.hours_to))
        found.append(words["hours"].format(n=hours))
    if frequency.every_days is not None:
        known = words["every_days"].get(str(frequency.every_days))
        found.append(known or words["n_days"].format(n=frequency.every_days))
    if frequency.pattern:
        moments = zip(frequency.pattern, _moments(frequency.pattern), strict=False)
        said = [f"{_count(count, words)} {words['moments'][one]}" for count, one in moments if count]
        found.append(_joined(said, words))
    if frequency.moments:
        found.append(_joined([words["moments"].get(one, safe(one)) for one in frequency.moments], words))
    return found


def _moments(pattern: tuple[Decimal, ...]) -> tuple[str, ...]:
    return MOMENTS[: len(pattern)]


def _joined(said: list[str], words: _Words) -> str:
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {words['and']} {said[-1]}"


def _taper(sig: Sig, words: _Words) -> str:
    steps = []
    for step in sig.taper:
        length = _many(words["for_days"], Decimal(step.days))
        steps.append(f"{_strength(step.amount, words)} {length}")
    return f", {words['then']} ".join(steps)


def _supply(sig: Sig, words: _Words) -> str:
    quantity = sig.quantity or Decimal(0)
    unit = sig.count_unit if sig.count_unit in (*SOLID, "mL") else sig.form if sig.form in SOLID else ""
    if not unit:
        return str(words["quantity"]).format(n=figure(quantity))
    return f"{figure(quantity)} {_noun(unit, quantity, words)}"
