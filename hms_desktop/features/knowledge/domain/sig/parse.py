"""Short text to a structured order. It never raises, and what it cannot read it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from hms_desktop.features.knowledge.domain.sig import figures
from hms_desktop.features.knowledge.domain.sig.words import (
    SOLID,
    Candidate,
    Frequency,
    Language,
    Reading,
    Sig,
    Unclear,
)

Resolve = Callable[[str], tuple[Candidate, ...]]

_LONGEST: Final = 2000
_MOST_COUNTED: Final = 4
_NAME: Final = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'\-/]*[0-9]?")


def nobody(_drug: str) -> tuple[Candidate, ...]:
    """A resolver that knows no drug."""
    return ()


def parse(text: str, language: Language, resolve: Resolve = nobody) -> Reading:
    """What a line of directions says. Any text has an answer; `resolve` gives the drugs that may be meant."""
    head, mark, extra = text[:_LONGEST].partition(";")
    reader = _Reader(head, language)
    reader.read()
    left = list(reader.lost)
    if text[_LONGEST:]:
        left.append(text[_LONGEST:])
    drug = " ".join(reader.drug)
    candidates = resolve(drug) if drug else ()
    sig, unclear = _bare_figure(reader, candidates)
    sig = replace(sig, drug=drug, extra=" ".join(extra.split()) if mark else "")
    sig, asked = _ask_for_sides(sig, reader)
    return Reading(
        sig=sig if reader.is_torn else _completed(sig),
        unclear=tuple(dict.fromkeys((*reader.unclear, *unclear, *asked))),
        not_understood=tuple(left),
        candidates=candidates,
    )


class _Reader:
    """Goes through the words once, from left to right."""

    def __init__(self, text: str, language: Language) -> None:
        self.tokens = figures.tokens(text)
        self.language = language
        self.sig = Sig()
        self.drug: list[str] = []
        self.lost: list[str] = []
        self.unclear: list[Unclear] = []
        self.bare: str = ""
        self.od = False
        self.is_torn = False
        self._at = 0
        self._begun = False
        self._reasoning = False

    def read(self) -> None:
        readers = (self._taper, self._limit, self._phrase, self._figure, self._question)
        while self._at < len(self.tokens):
            if any(reader() for reader in readers):
                self._begun = True
                continue
            token = self.tokens[self._at]
            self._at += 1
            self._word(token)

    def _word(self, token: str) -> None:
        if self._reasoning and _NAME.fullmatch(token):
            self.sig = replace(self.sig, reason=f"{self.sig.reason} {token}".strip())
        elif not self._begun and _NAME.fullmatch(token):
            self.drug.append(token)
        else:
            self._reasoning = False
            self.lost.append(token)

    def _rest(self, size: int) -> str:
        return " ".join(self.tokens[self._at : self._at + size])

    def _taper(self) -> bool:
        found = figures.taper(self.tokens, self._at)
        if found is None or (self.sig.taper and len(found[0]) < 2):
            return False
        steps, end = found
        said = self._rest(end - self._at)
        self._at = end
        self._set("taper", steps, said)
        return True

    def _limit(self) -> bool:
        found = figures.limit(self.tokens, self._at)
        if found is None:
            return False
        value, end = found
        said = self._rest(end - self._at)
        self._at = end
        self._reasoning = False
        self._set("max_a_day", value, said)
        return True

    def _figure(self) -> bool:
        for reader in (figures.pattern, figures.interval, figures.course, figures.supply, figures.dose):
            found = reader(self.tokens, self._at, self.language)
            if found is None:
                continue
            values, end = found
            said = self._rest(end - self._at)
            self._at = end
            self._reasoning = False
            self._put(values, said)
            return True
        return False

    def _put(self, values: dict[str, object], said: str) -> None:
        if "bare" in values:
            if self.bare:
                self.lost.append(said)
            self.bare = self.bare or said
            return
        if any(getattr(self.sig, name) not in (None, "", ()) for name in values if name != "form"):
            self.lost.append(said)
            return
        if values.get("form", self.sig.form) != self.sig.form and self.sig.form:
            self._ask_for_form(values, said)
            return
        self.sig = replace(self.sig, **values)  # type: ignore[arg-type]

    def _ask_for_form(self, values: dict[str, object], said: str) -> None:
        """«cap 1-2 tabs»: which of the two is meant is asked, and until then neither the form nor a count is taken."""
        amount = said.rsplit(" ", 1)[0] if " " in said else said
        meanings = tuple(f"{amount} {form}" for form in (self.sig.form, values["form"]))
        self.unclear.append(Unclear(said, meanings))
        self.is_torn = True

    def _set(self, name: str, value: object, said: str) -> None:
        if getattr(self.sig, name) in (None, "", (), False, value):
            self.sig = replace(self.sig, **{name: value})  # type: ignore[arg-type]
        else:
            self.lost.append(said)

    def _phrase(self) -> bool:
        for size in range(self.language.longest, 0, -1):
            parts = tuple(token.lower() for token in self.tokens[self._at : self._at + size])
            found = self.language.phrases.get(parts) if len(parts) == size else None
            if found:
                said = self._rest(size)
                self._at += size
                self._take(*found, said)
                return True
        return False

    def _take(self, slot: str, value: str, said: str) -> None:
        self._reasoning = slot == "as_needed"
        if slot == "as_needed":
            self.sig = replace(self.sig, as_needed=True)
            if self._at < len(self.tokens) and self.tokens[self._at].lower() == "for":
                self._at += 1
        elif slot in ("form", "route", "food"):
            self._set(slot, value, said)
        elif slot == "filler":
            return
        elif slot == "frequency":
            self._when(figures.frequency(value), said)
        else:
            self.lost.append(said)

    def _when(self, asked: Frequency, said: str) -> None:
        have = self.sig.frequency
        if have is None:
            self.sig = replace(self.sig, frequency=asked)
        elif asked.moments and not (have.hours or have.pattern or have.once):
            moments = tuple(dict.fromkeys((*have.moments, *asked.moments)))
            self.sig = replace(self.sig, frequency=replace(have, moments=moments))
        elif have.moments and have == Frequency(moments=have.moments) and asked.hours is None and not asked.once:
            self.sig = replace(self.sig, frequency=replace(asked, moments=have.moments))
        elif have != asked:
            self.lost.append(said)

    def _question(self) -> bool:
        token = self.tokens[self._at]
        meanings = self.language.unclear.get(token.lower())
        if not meanings:
            return False
        self._at += 1
        self._reasoning = False
        if token.lower() == "od":
            self.od = True
        else:
            self.unclear.append(Unclear(token, meanings))
        return True


def _bare_figure(reader: _Reader, candidates: tuple[Candidate, ...]) -> tuple[Sig, list[Unclear]]:
    """A figure without a unit: a count when it is small, a strength when a drug is sold in it, else a question."""
    sig, said = reader.sig, reader.bare
    if not said:
        return sig, []
    value, to = figures.span(said)
    sold = dict.fromkeys(one for drug in candidates for one in drug.strengths if one.value == value and to is None)
    counts = value <= _MOST_COUNTED and sig.form != "" and sig.count is None
    if counts and not sold:
        unit = sig.form if sig.form in SOLID else ""
        if unit:
            return replace(sig, count=value, count_to=to, count_unit=unit), []
    if len(sold) == 1 and not counts and sig.strength is None:
        return replace(sig, strength=next(iter(sold))), []
    meanings = [figures.amount_text(one) for one in sold] or [f"{said} mg", f"{said} mcg"]
    return sig, [Unclear(said, (*meanings, f"{said} {sig.form or 'units of the form'}"))]


def _ask_for_sides(sig: Sig, reader: _Reader) -> tuple[Sig, list[Unclear]]:
    """«od» is once a day for what is swallowed; elsewhere it may be the right eye."""
    if not reader.od:
        return sig, []
    swallowed = sig.route == "oral" or (sig.route == "" and sig.form in ("tablet", "capsule"))
    if swallowed and sig.frequency is None:
        return replace(sig, frequency=Frequency(times=1)), []
    return sig, [Unclear("od", reader.language.unclear["od"])]


def _completed(sig: Sig) -> Sig:
    """One of what is counted, when a solid form and a time are given and no number: «500 mg cap tds»."""
    counted = sig.count is not None or sig.taper or (sig.frequency is not None and sig.frequency.pattern)
    if sig.form in SOLID and not counted and sig.frequency is not None:
        return replace(sig, count=Decimal(1), count_unit=sig.form)
    return sig
