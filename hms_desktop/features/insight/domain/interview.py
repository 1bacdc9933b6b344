"""The interview as a person holds it: what was said, what to ask next, and what each answer would do. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hms_desktop.features.insight.domain.answer import Opinion, Share

_OPEN: Final = ("where ", "how ", "what ", "characterize ", "which ")
LONGEST: Final = 60
"""Answers at the most: more than there are questions worth asking."""

_STARTS: Final = re.compile(
    r"^(?:do you (?:currently )?(?:have|feel|take)|are you (?:currently )?|have you (?:ever |recently )?(?:had |been )?"
    r"|did you |is your |is the |does the |do you |are your )\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a question: yes, no, or None where the patient does not know (the question is not put again)."""

    code: str
    answer: bool | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an answer would put in front, and how likely that would be."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question worth asking. `parent` is the question that it belongs to, in words."""

    code: str
    text: str
    gain: float
    if_yes: Outlook | None = None
    if_no: Outlook | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """What speaks for and against one candidate; they add up, with `others`, to how far it came from the start."""

    subject: str
    shares: tuple[Share, ...]
    others: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """Where an interview stands."""

    opinion: Opinion
    questions: tuple[Question, ...] = ()
    reasons: tuple[Reasons, ...] = ()
    grave: tuple[str, ...] = ()
    """What must not be missed and is not excluded, likeliest first, whether it is among the first or not."""
    asked: int = 0
    """Questions answered with yes or no after the complaint."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that can be asked: its code, its question, the one it belongs to, and whether it is of the history."""

    code: str
    question: str
    parent: str = ""
    is_history: bool = False

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it can be answered with yes or no: «where» and «how much» cannot, and are not put."""
        return not self.question.lower().startswith(_OPEN)

    @property
    def short(self) -> str:
        """The question as a heading, for bars and lists."""
        return heading(self.question)


def heading(question: str) -> str:
    """A question without its question words: «Do you have a fever (…)?» is «A fever (…)»."""
    left = _STARTS.sub("", question.strip().rstrip("?:")).strip()
    return (left[:1].upper() + left[1:]) if left else question


def settled(said: Iterable[Said]) -> tuple[Said, ...]:
    """One answer a question, the last one that was given, in the order of asking."""
    last: dict[str, Said] = {}
    for one in said:
        last[one.code] = one
    return tuple(last.values())[:LONGEST]


def found(evidences: Iterable[Evidence], text: str, limit: int = 8) -> tuple[Evidence, ...]:
    """Questions that hold every word that was typed, the shortest first: for what no text was understood of."""
    words = [word for word in re.findall(r"\w+", text.lower()) if len(word) > 1]
    if not words:
        return ()
    fits = [one for one in evidences if all(word in one.question.lower() for word in words)]
    return tuple(sorted(fits, key=lambda one: (len(one.question), one.code))[:limit])
