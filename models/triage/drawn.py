"""Sentences for training, drawn from the phrase base: templates, synonyms, slips of the pen, denials, ages.

Everything is drawn with a given chance, so that the same seed gives the same sentences on every machine.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from hms_desktop.features.triage.domain.kinds import ADULTS, CHILDREN, Band, Kind, Stay, Urgency, Who
from hms_desktop.kernel.paths import program_folder

PHRASES = Path(__file__).parent / "phrases.json"
CODED = 0.15
"""This part of the sentences is names of conditions, which teach where a word belongs."""

_CODES = (
    (r"A0[0-9]", Kind.GENERAL), (r"B3[56]|B8[56]|L", Kind.DERMATOLOGY), (r"C4[34]", Kind.DERMATOLOGY), (r"D[5-8]|E",
     Kind.INTERNAL),
    (r"F", Kind.MENTAL), (r"H[0-5]|T15", Kind.EYE), (r"H[6-9]|J3|T1[67]", Kind.ENT), (r"J0", Kind.GENERAL),
     (r"G[0-3]|I|J[1-9]", Kind.INTERNAL),
    (r"K0|K1[0-4]", Kind.DENTAL), (r"K[2]|K[5-9]", Kind.INTERNAL), (r"K3[0-1]", Kind.INTERNAL), (r"K3|K4",
     Kind.SURGERY),
    (r"M|S|N2[0-3]|N4", Kind.SURGERY), (r"N30|N39", Kind.GENERAL), (r"N[0-3]", Kind.INTERNAL), (r"C50|N[6-9]|O|Z3",
     Kind.OBSTETRICS),
    (r"P", Kind.PAEDIATRICS), (r"T2|T3[0-2]|T3[6-9]|T[45]|T6[0-5]", Kind.EMERGENCY), (r"Z23", Kind.GENERAL),
)  # fmt: skip
_TITLED = re.compile(r"(H|L|O|S|F|K0|K1[0-4]|N[6-9]|J3|M)[0-9.]{2,4}$")

_DAYS = {
    Band.NEWBORN: (0, 27), Band.INFANT: (28, 364), Band.TODDLER: (366, 1820), Band.CHILD: (1830, 5470),
    Band.YOUNG: (5480, 14600), Band.MIDDLE: (14620, 23700), Band.OLDER: (23800, 33000),
}  # fmt: skip
_BABIES = (Band.NEWBORN, Band.INFANT)
_ONLY_SMALL = re.compile(r"baby|child|newborn|feeds|nappy|umbilical|colic|night|stool|eyes in|hands feet|school")
_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
     "k": "jl",
    "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi",
     "v": "cb",
    "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A sentence, who says it, and what it is taken for: the second department gets a part of the truth."""

    text: str
    who: Who
    kind: Kind
    also: Kind | None
    urgency: Urgency | None
    """None where only the department is known: a diagnosis says nothing of how soon."""
    stay: Stay | None


class Base:
    """The phrase base, ready to be drawn from."""

    def __init__(self, kept: Callable[[str], bool] | None = None) -> None:
        """`kept` says which phrases take part, by their text; all do without it."""
        said: dict[str, Any] = json.loads(PHRASES.read_text("utf-8"))
        self.templates, self.lasting, self.since = said["said"], said["lasting"], said["since"]
        self.denied, self.people = said["denied"], said["who"]
        self.swaps = [(word, [other for other in ring if other != word]) for ring in said["synonyms"] for word in ring]
        self.swaps.sort(key=lambda pair: -len(pair[0]))
        self.items = [
            (group, phrase) for group in said["groups"] for phrase in group["phrases"] if kept is None or kept(phrase)
        ]
        self.groups = said["groups"]
        self.coded = coded()
        counts: dict[str, int] = {}
        for group, _ in self.items:
            counts[group["to"]] = counts.get(group["to"], 0) + 1
        self.heavy = [counts[group["to"]] ** -0.6 for group, _ in self.items]

    def drawn(self, chance: random.Random, count: int) -> list[Said]:
        """So many sentences; each kind of answer is drawn about as often as another."""
        made = []
        for group, phrase in chance.choices(self.items, self.heavy, k=count):
            if chance.random() < CODED:
                text, kind = chance.choice(self.coded)
                made.append(Said(_slipped(chance, text), Who(), kind, None, None, None))
            else:
                made.append(self._second(chance, self.said(chance, group, phrase)))
        return made

    def said(self, chance: random.Random, group: dict[str, Any], phrase: str) -> Said:
        """One sentence of this phrase."""
        band, sex, kind = _someone(chance, group, phrase)
        is_told = chance.random() < 0.72
        days = float(chance.randint(*_DAYS[band])) if is_told else None
        told_sex = sex if chance.random() < 0.75 else "unknown"
        text = chance.choice(self.templates)
        if not is_told and band in CHILDREN and "{who}" not in text and "{age}" not in text and chance.random() < 0.8:
            text = chance.choice(("{who} {p}", "{age} {p}", "{p} {who}", "{p} in a {age}"))
        whole = text.format(
            p=self._reworded(chance, phrase), lasting=chance.choice(self.lasting), since=chance.choice(self.since),
            denied=chance.choice(self.denied), who=self._person(chance, band), age=_age(chance, band),
        )  # fmt: skip
        also = Kind(group["also"]) if "also" in group else None
        if kind is Kind.PAEDIATRICS and also is None and group["to"] != "paediatrics":
            also = None if group["to"] == "general" else Kind(group["to"])
        text, urgency, stay = _slipped(chance, whole), Urgency(group["urgency"]), Stay(group["stay"])
        return Said(text, Who(days, told_sex), kind, also, urgency, stay)

    def _second(self, chance: random.Random, one: Said) -> Said:
        """Now and then a lesser complaint is mentioned too, and changes nothing."""
        if chance.random() > 0.08 or one.urgency is Urgency.ROUTINE:
            return one
        more = chance.choice([phrase for group, phrase in self.items if group["urgency"] == "routine"])
        return Said(f"{one.text}, also {more}", one.who, one.kind, one.also, one.urgency, one.stay)

    def _reworded(self, chance: random.Random, phrase: str) -> str:
        text = phrase
        for word, others in self.swaps:
            if word in text and chance.random() < 0.18 and re.search(rf"\b{re.escape(word)}\b", text):
                text = re.sub(rf"\b{re.escape(word)}\b", chance.choice(others), text, count=1)
        words = text.split()
        if len(words) > 3 and chance.random() < 0.15:
            words.pop(chance.randrange(len(words)))
            text = " ".join(words) if not {"not", "no", "cannot"} & set(text.split()) else text
        return text

    def _person(self, chance: random.Random, band: Band) -> str:
        grown = "older" if band is Band.OLDER else "young"
        which = "baby" if band in _BABIES else "child" if band in CHILDREN else grown
        found: str = chance.choice(self.people[which])
        return found


def coded() -> list[tuple[str, Kind]]:
    """Names of conditions and who sees them: our own synonyms, and titles of ICD-10-CM (public domain)."""
    said = tomllib.loads((program_folder("resources") / "knowledge" / "icd" / "synonyms.toml").read_text("utf-8"))
    found = [(text, kind) for code, texts in said["synonyms"].items() if (kind := _kind_of(code)) for text in texts]
    found = found * 2
    spec = find_spec("simple_icd_10_cm")
    assert spec is not None
    assert spec.submodule_search_locations
    tabular = sorted((Path(spec.submodule_search_locations[0]) / "data").glob("*tabular*.xml"))[0]
    for diag in ElementTree.parse(tabular).iter("diag"):
        code, title = diag.findtext("name") or "", diag.findtext("desc") or ""
        kind = _kind_of(code)
        if kind and _TITLED.match(code):
            found.append((re.sub(r",? (un|other )?specified.*|\[.*?\]|\(.*?\)", "", title.lower()), kind))
    return found


def _kind_of(code: str) -> Kind | None:
    return next((kind for form, kind in _CODES if re.match(form, code)), None)


def _someone(chance: random.Random, group: dict[str, Any], phrase: str) -> tuple[Band, str, Kind]:
    ages, kind = group.get("ages", "any"), Kind(group["to"])
    bands = {
        "adult": ADULTS, "fertile": (Band.YOUNG, Band.YOUNG, Band.MIDDLE), "older": (Band.OLDER, Band.OLDER,
         Band.MIDDLE),
        "baby": _BABIES, "child": CHILDREN[1:], "any": (*ADULTS, *ADULTS, Band.TODDLER, Band.CHILD),
    }[ages]  # fmt: skip
    band = chance.choice(bands)
    sex = group.get("sex") or chance.choice(("female", "male"))
    if "grown" in group and not _ONLY_SMALL.search(phrase) and chance.random() < 0.25:
        return chance.choice(ADULTS), sex, Kind(group["grown"])
    if kind is Kind.GENERAL and chance.random() < 0.2:
        return chance.choice(CHILDREN[1:]), sex, Kind.PAEDIATRICS
    return band, sex, kind


def _age(chance: random.Random, band: Band) -> str:
    days = chance.randint(*_DAYS[band])
    if band is Band.NEWBORN:
        return f"{max(1, days)} day old"
    if band is Band.INFANT:
        return f"{max(1, days // 30)} month old"
    years = max(1, days // 365)
    return chance.choice((f"{years} yo", f"{years} year old", f"{years}y/o", f"aged {years}"))


def _slipped(chance: random.Random, text: str) -> str:
    """A slip of the pen in a third of the sentences."""
    if chance.random() > 0.33:
        return text
    places = [found.span() for found in re.finditer(r"[A-Za-z]{4,}", text)]
    if not places:
        return text
    start, end = chance.choice(places)
    word, at = text[start:end], chance.randrange(1, end - start - 1)
    kind = chance.randrange(4)
    if kind == 0:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == 1:
        word = word[:at] + word[at + 1 :]
    elif kind == 2:
        word = word[:at] + word[at] + word[at:]
    else:
        word = word[:at] + chance.choice(_NEAR.get(word[at].lower(), "e")) + word[at + 1 :]
    return text[:start] + word + text[end:]


def nonsense(chance: random.Random) -> str:
    """Words of no language: the model learns to know nothing about them."""
    parts = (
        "ba",
        "ko",
        "zi",
        "tre",
        "lum",
        "vax",
        "nor",
        "qui",
        "sha",
        "del",
        "mop",
        "fru",
        "gli",
        "yan",
        "uro",
        "esp",
    )
    return " ".join(
        "".join(chance.choice(parts) for _ in range(chance.randint(1, 4))) for _ in range(chance.randint(1, 6))
    )
