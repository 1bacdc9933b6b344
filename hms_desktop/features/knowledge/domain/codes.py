"""How a clinician's words are read when a diagnosis is looked for, and what ranks first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

_SPELLINGS: Final = (
    ("anaes", "anes"),
    ("aem", "em"),
    ("haem", "hem"),
    ("oed", "ed"),
    ("oea", "ea"),
    ("oeso", "eso"),
    ("oestr", "estr"),
    ("foet", "fet"),
    ("coel", "cel"),
    ("paed", "ped"),
    ("gynae", "gyne"),
    ("caec", "cec"),
    ("faec", "fec"),
    ("tumour", "tumor"),
    ("labour", "labor"),
    ("odour", "odor"),
    ("colour", "color"),
    ("fibre", "fiber"),
    ("leuco", "leuko"),
    ("isation", "ization"),
    ("aemo", "emo"),
    ("dyspnoe", "dyspne"),
    ("apnoe", "apne"),
    ("haema", "hema"),
    ("ischaem", "ischem"),
    ("sulph", "sulf"),
    ("mould", "mold"),
)
_KEPT: Final = ("diabetes", "herpes", "ascites", "caries", "rabies", "scabies", "tabes", "pes", "his", "series")
_LEFT_OUT: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "for",
        "by",
        "or",
        "is",
        "has",
        "had",
        "due",
        "since",
        "from",
        "pt",
        "patient",
        "new",
        "onset",
        "complains",
        "complaining",
        "my",
        "s",
        "t",
        "nos",
        "dx",
        "suspected",
        "possible",
        "probable",
        "likely",
    ]
)
_SAME: Final[Mapping[str, str]] = {
    "hx": "history",
    "lt": "left",
    "rt": "right",
    "previous": "history",
    "prior": "history",
    "past": "history",
    "ache": "pain",
    "aching": "pain",
    "painful": "pain",
    "sore": "pain",
    "hemorrhaging": "bleeding",
    "exac": "exacerbation",
    "flare": "exacerbation",
    "worsening": "exacerbation",
}
_WORD: Final = re.compile(r"[a-z0-9]+")
_CODE: Final = re.compile(r"[a-z][0-9][0-9a-z](\.?[0-9a-z]{0,4})?")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code as it is offered. `matched` is the synonym that led to it, empty when the title itself did."""

    code: str
    title: str
    is_billable: bool
    chapter: str
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Synonym:
    """A phrase as people say it, its words as they are compared, and the codes or prefixes it means, usual first."""

    phrase: str
    words: frozenset[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What is authored: the synonyms, the short words inside a longer phrase, and the codes that rank first."""

    synonyms: tuple[Synonym, ...] = ()
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """One lower-case word in American spelling and without its plural, the same for what is typed and for titles."""
    for british, american in _SPELLINGS:
        if british in word:
            word = word.replace(british, american)
    if len(word) < 4 or word in _KEPT or word.endswith(("ss", "us", "is", "as")) or not word.endswith("s"):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def words(text: str) -> tuple[str, ...]:
    """The telling words of a text, each once and in its order; a text of any length or kind has an answer."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text[:_LONGEST])
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    low = text[:_LONGEST].lower().replace("h/o", " history ").replace("'s ", " ").replace("w/o", " without ")
    low = low.replace("f/u", " followup ").replace("s/p", " status ").replace("c/o", " ").replace("w/", " ")
    found = (plain(_SAME.get(word, word)) for word in _WORD.findall(low))
    return tuple(dict.fromkeys(word for word in found if word not in _LEFT_OUT))


def phrases_of(said: Mapping[str, Any], pinned: Mapping[str, Any]) -> Phrases:
    """The authored words out of `synonyms.toml` and `pinned.toml` as they were read; a missing table is a KeyError."""
    synonyms = [
        Synonym(phrase, frozenset(words(phrase)), tuple(codes.split()))
        for codes, phrases in said["synonyms"].items()
        for phrase in phrases
    ]
    return Phrases(
        synonyms=tuple(synonyms),
        expansions={plain(short): words(long) for short, long in said["short"].items()},
        pinned=frozenset(code for codes in pinned["pinned"].values() for code in codes),
    )


def as_code(text: str) -> str:
    """The code, or its beginning, that a text spells («j45.9», «J459»), or an empty one when it is no code."""
    low = text.strip().lower()
    if not _CODE.fullmatch(low):
        return ""
    bare = low.replace(".", "").upper()
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"


def dotted(bare: str) -> str:
    """«J45909» as it is written: «J45.909»."""
    return bare if len(bare) <= 3 or "-" in bare else f"{bare[:3]}.{bare[3:]}"


def ancestors(code: str) -> tuple[str, ...]:
    """The prefixes of a code that may be codes, nearest first: J45.90, J45.9, J45."""
    found = [code[:end].rstrip(".") for end in range(len(code) - 1, 2, -1)]
    return tuple(dict.fromkeys(found))


def weight(code: str, title: str, asked: frozenset[str]) -> float:
    """How likely a code is what a clinician means, beside its words: 1 is usual, less is rarer."""
    low = title.lower()
    factor = 1.0
    if code[0] in "OPVWXY" and not asked & _SPECIAL.get(code[0], frozenset()):
        factor *= 0.6
    if (code[:3] >= "T36" and code[:3] <= "T88") or (code[:1] == "Z" and not asked & _SPECIAL["Z"]):
        factor *= 0.75
    if code[0] == "Q" and "congenital" not in asked:
        factor *= 0.85
    if "unspecified" in low:
        factor *= 1.08
    if low.startswith("other ") or "other specified" in low or "sequela" in low:
        factor *= 0.85
    if "elsewhere" in low:
        factor *= 0.8
    return factor


_PREGNANT: Final = frozenset(
    ["pregnancy", "pregnant", "gestational", "labor", "delivery", "postpartum", "puerperal", "maternal", "obstetric"]
)
_SPECIAL: Final[Mapping[str, frozenset[str]]] = {
    "O": _PREGNANT,
    "P": frozenset(["newborn", "neonatal", "neonate", "perinatal", "birth"]),
    "V": frozenset(["collision", "accident", "traffic", "car"]),
    "W": frozenset(["fall", "contact", "struck", "bitten"]),
    "X": frozenset(["exposure", "self", "harm", "assault"]),
    "Y": frozenset(["place", "activity", "assault"]),
    "Z": frozenset(
        [
            "history",
            "encounter",
            "status",
            "screening",
            "exam",
            "examination",
            "presence",
            "acquired",
            "family",
            "vaccination",
        ]
    ),
}
