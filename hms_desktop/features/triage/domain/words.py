"""How a presenting problem is read: words, what is denied, how long, how old. The model's recipe reads the same way.

Desk shorthand is spelled out («sob», «c/o», «2/7»), a denied word is another word («no fever» is not «fever»), and a
figure is kept only for what it says. Nothing here knows a model or a rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hms_desktop.features.triage.domain.kinds import Who, in_days
from hms_desktop.kernel.text import fold

LONGEST: Final = 600
MOST_WORDS: Final = 80

_SHORT: Final = {
    "sob": "short of breath", "abd": "belly", "abdo": "belly", "ha": "headache", "loc": "passed out",
    "rta": "road traffic accident", "mva": "car crash", "uti": "urine infection", "bp": "blood pressure",
    "hr": "heart rate", "cp": "chest pain", "mi": "heart attack", "cva": "stroke", "diaphoretic": "sweating",
    "diaphoresis": "sweating",
    "od": "overdose", "gsw": "gunshot", "sz": "seizure", "gi": "belly", "swolen": "swollen", "pv": "vaginal",
    "pr": "rectal", "rlq": "right lower belly",
    "ruq": "under the right ribs", "fu": "follow up", "f/u": "follow up", "dm": "diabetes", "htn": "hypertension",
    "temp": "temperature", "preg": "pregnant", "gestation": "pregnant", "dr": "doctor", "rx": "medicine",
     "tx": "treatment",
    "fx": "fracture", "yr": "year", "yrs": "years", "wk": "week", "wks": "weeks", "hrs": "hours", "hr's": "hours",
    "diarrhea": "diarrhoea", "pediatric": "paediatric", "gyn": "gynaecology", "haemorrhage": "bleeding",
    "hemorrhage": "bleeding", "bleed": "bleeding", "tummy": "belly", "abdomen": "belly",
    "abdominal": "belly", "stomach": "belly", "tablets": "medicine", "pills": "medicine", "medication": "medicine",
    "medicines": "medicine", "throwing": "vomiting", "puking": "vomiting", "dyspnea": "short of breath",
    "dyspnoea": "short of breath", "breathless": "short of breath", "breathlessness": "short of breath",
    "pyrexia": "fever", "feverish": "fever", "convulsions": "convulsion", "seizures": "seizure", "can't": "cannot",
    "cant": "cannot", "won't": "will not", "wont": "will not", "isn't": "is not", "doesn't": "does not",
    "doesnt": "does not", "don't": "do not", "dont": "do not", "didn't": "did not", "hasn't": "has not",
    "haven't": "have not", "couldn't": "could not", "couldnt": "could not", "wasn't": "was not", "aren't": "are not",
    "kiddo": "child", "kid": "child", "mum": "mother", "mom": "mother", "w/o": "without", "neg": "no",
    "unconcious": "unconscious", "cesarean": "caesarean", "gynae": "gynaecology", "hemorrhoids": "haemorrhoids",
}  # fmt: skip
"""What is written for short, or otherwise elsewhere, and what it means here."""

_NUMBER: Final = r"(\d{1,3}(?:[.,]\d)?\s*|(?:an?|few|couple of|one|two|three|four|five|six|seven|eight|nine|ten)\s+)"
_UNIT: Final = r"(years?|yrs?|y|months?|mo|weeks?|wks?|days?|d)"
_AGED: Final = (
    re.compile(rf"\b(\d{{1,3}}(?:[.,]\d)?)[\s-]*{_UNIT}[\s-]*(?:/?\s*o(?:ld)?)\b"),
    re.compile(rf"\baged?\s+(\d{{1,3}}(?:[.,]\d)?)\s*{_UNIT}?\b"),
    re.compile(r"\b(\d{1,3})\s*(y)(?:r?s?)?\s*[/]?\s*(?:m|f|male|female)\b"),
)
_LASTED: Final = re.compile(rf"\b{_NUMBER}(hours?|hrs?|h|minutes?|mins?|{_UNIT[1:-1]})\b")
_PART_OF: Final = re.compile(r"\b(\d{1,2})\s*/\s*(7|52|12)\b")
_PARTS: Final = {"7": "days", "52": "weeks", "12": "months"}
_TOKEN: Final = re.compile(r"[a-z]+(?:['/][a-z]+)?|\d+(?:[.,]\d+)?|[.;:!?\n]|,|[^\W\d_]+")
_STOPS: Final = frozenset(".;:!?\n")

_DENIALS: Final = frozenset(
    {"no", "not", "denies", "denied", "without", "never", "nil", "negative", "none", "neither", "nor"}
)
_ENDS: Final = frozenset(
    {
        "but",
        "and",
        "has",
        "have",
        "with",
        "since",
        "because",
        "although",
        "however",
        "now",
        "only",
        "just",
        "who",
        "then",
    }
)
_CARRIES: Final = frozenset({"or", "nor", "any"})
_REACH: Final = 4
"""So many words are denied by one «no»: «no pain in the chest»."""

_POSITIVE: Final = frozenset(
    {"able", "breathe", "breathing", "breath", "respond", "responding", "answer", "answering", "wake", "waking",
     "woken",
     "drink", "drinking", "feed", "feeding", "suck", "sucking", "eat", "eating", "move", "moving", "movements",
      "movement",
     "speak", "speaking", "talk", "talking", "walk", "walking", "see", "stop", "stopping", "sleep", "sleeping",
      "slept",
     "pass", "passing", "urine", "stool", "pulse", "take", "taking", "open", "swallow", "go", "going", "cope",
      "control",
     "feeling", "fade", "working", "want", "wants", "worth", "help", "helping", "getting", "better", "well", "crying",
     "conscious", "alert", "making", "bend", "put", "stand", "sit", "hold", "lift", "wind", "pee", "know", "while",
      "out"}
)  # fmt: skip
"""After these a «not» is the complaint itself: «not drinking», «no urine», «does not stop»."""


@dataclass(frozen=True)
class Token:
    """One word, whether it is denied, and where it stood in the text."""

    word: str
    is_denied: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Told:
    """A presenting problem as read."""

    tokens: tuple[Token, ...]
    age_in_days: float | None = None
    says_male: bool = False
    says_female: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.word for token in self.tokens)

    def of(self, who: Who) -> Who:
        """The record counts; where it says nothing, what was written does."""
        sex = who.sex
        if sex == "unknown" and self.says_male is not self.says_female:
            sex = "male" if self.says_male else "female"
        return Who(self.age_in_days if who.days is None else who.days, sex)


@lru_cache(maxsize=512)
def read(problem: str) -> Told:
    """The problem's words in order. Never an error: what cannot be read has no words."""
    text = fold(problem[:LONGEST].replace("\n", " . "))
    text, days = _without_age(text)
    text = _PART_OF.sub(lambda found: f"for_{_PARTS[found[2]]}", text)
    text = _LASTED.sub(lambda found: f"for_{_unit(found[2])}", text)
    tokens = _tokens(text)
    words = {token.word for token in tokens}
    male = bool(words & {"he", "him", "his", "boy", "man", "husband", "father", "son", "male"})
    female = bool(words & {"she", "her", "girl", "woman", "wife", "mother", "daughter", "female", "pregnant", "lady"})
    return Told(tuple(tokens), days, male, female)


def _without_age(text: str) -> tuple[str, float | None]:
    for form in _AGED:
        found = form.search(text)
        if found:
            days = in_days(float(found[1].replace(",", ".")), found[2] or "years")
            return f"{text[: found.start()]} {text[found.end() :]}", days
    return text, None


def _unit(word: str) -> str:
    if word.startswith(("min", "h")):
        return "minutes" if word.startswith("min") else "hours"
    if word.startswith("mo"):
        return "months"
    return {"d": "days", "w": "weeks"}.get(word[:1], "years")


def _tokens(text: str) -> list[Token]:
    made: list[Token] = []
    left, holds = 0, False
    for found in re.finditer(r"for_[a-z]+|" + _TOKEN.pattern, text):
        raw = found[0]
        if raw in _STOPS:
            left = 0
            continue
        if raw == ",":
            left = left if holds else 0
            continue
        for word in _SHORT.get(raw, raw).split():
            left, is_denied = _scope(word, left)
            holds = is_denied or (holds and word in _CARRIES)
            made.append(Token(word, is_denied, found.start(), found.end()))
            if len(made) == MOST_WORDS:
                return made
    return made


def _scope(word: str, left: int) -> tuple[int, bool]:
    """How many words the last denial still reaches after this one, and whether it reached this one."""
    if word in _DENIALS:
        return _REACH, False
    if not left:
        return 0, False
    if word in _CARRIES:
        return _REACH, False
    if word in _POSITIVE or word in _ENDS:
        return 0, False
    return left - 1, word not in _PLAIN


_QUIET: Final = (
    "a an the of in on at to for from by is are was were be been am i my his her him he she it its they them their we "
    "our you me this that these those and or any some with has have had having do does did as so very more most all "
    "there here when while after before since"
)
_PLAIN: Final = frozenset(_QUIET.split())
"""Words that say nothing of a problem, denied or not."""


def content(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words that say something."""
    return tuple(token for token in tokens if token.word not in _PLAIN and token.word not in _DENIALS)
