"""Who has what is told: the patient, a relative, a child that is spoken for, or somebody whom the patient knows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from hms_desktop.features.insight.domain.symptoms import cues
from hms_desktop.features.insight.domain.symptoms.scopes import sentences
from hms_desktop.features.insight.domain.symptoms.tokens import Token

_OPENING: Final = 6
_TELLS: Final = cues.words(
    "worried think noticed want need would can could called found took brought wonder guess suppose gave checked "
    "called calling am was will hope know do noticed just booked"
)
_FOR_OTHERS: Final = cues.words(
    "worried calling ringing his her the concerned bringing booking not sure mum mother dad"
)
_BACK_TO_PATIENT: Final = cues.words("no denies now nil complains complaining presents currently but today himself")
_OWNS: Final = cues.words("my his her the our their both")
_SMALL: Final = cues.words("also just even often sometimes who that is always")


class Who(Enum):
    """Whose it is."""

    PATIENT = auto()
    MOTHER = auto()
    RELATIVE = auto()
    CHILD = auto()
    OTHER = auto()


def persons_of(tokens: Sequence[Token]) -> list[Who]:
    """One answer a word."""
    made = [Who.PATIENT] * len(tokens)
    speaks = _speaks_of_self(tokens)
    for first, end in sentences(tokens):
        who = Who.PATIENT
        for at in range(first, end):
            who = _next(tokens, at, end, who)
            made[at] = who
            if _is_in_family(tokens, at, first):
                for place in range(first, at):
                    made[place] = _kind(tokens[at].word) or Who.RELATIVE
    if not speaks:
        made = [Who.PATIENT if who is Who.CHILD else who for who in made]
    return made


def is_spoken_for(tokens: Sequence[Token], who: Who) -> bool:
    """Whether a grown person other than who writes is the patient («dad has chest pain»)."""
    if _speaks_of_self(tokens):
        return False
    kinds = (Who.OTHER,) if who is Who.OTHER else (Who.MOTHER, Who.RELATIVE)
    opening = [_kind(token.word) for token in tokens[:_OPENING] if token.word not in ("family", "fhx", "fh")]
    return who in kinds and who in opening and "history" not in [token.word for token in tokens[:_OPENING]]


def _next(tokens: Sequence[Token], at: int, end: int, who: Who) -> Who:
    word = tokens[at].word
    kind = _kind(word)
    if kind is not None:
        return kind if _is_subject(tokens, at, end) else who
    if who is Who.PATIENT:
        return who
    follows = tokens[at + 1].word if at + 1 < end else ""
    if word in cues.FIRST_PERSON or word == "but":
        return Who.PATIENT
    if word == "my" and _kind(follows) is None and follows not in ("own", "maternal", "paternal", "older", "younger"):
        return Who.PATIENT
    if word in (",", "and") and follows in _BACK_TO_PATIENT:
        return Who.PATIENT
    return who


def _kind(word: str) -> Who | None:
    if word in cues.MOTHERS:
        return Who.MOTHER
    if word in cues.RELATIVES:
        return Who.RELATIVE
    if word in cues.CHILDREN:
        return Who.CHILD
    return Who.OTHER if word in cues.OTHERS else None


def _is_subject(tokens: Sequence[Token], at: int, end: int) -> bool:
    """«My mother has …» is, «lives with my mother» and «my mother says …» are not."""
    before = at - 1
    while before >= 0 and tokens[before].word in _OWNS:
        before -= 1
    if before >= 0 and tokens[before].word in cues.COMPANY:
        return False
    behind = at + 1
    while behind < end and tokens[behind].word in _SMALL | {"has"} and behind - at < 3:
        if tokens[behind].word == "has" and not (behind + 1 < end and tokens[behind + 1].word in cues.REPORTING):
            break
        behind += 1
    return not (behind < end and tokens[behind].word in cues.REPORTING)


def _is_in_family(tokens: Sequence[Token], at: int, first: int) -> bool:
    """«Asthma in the family», «heart attack in his father»."""
    if _kind(tokens[at].word) not in (Who.MOTHER, Who.RELATIVE) or at - first < 2:
        return False
    before = at - 1
    while before > first and tokens[before].word in _OWNS:
        before -= 1
    return tokens[before].word == "in"


def _speaks_of_self(tokens: Sequence[Token]) -> bool:
    """Whether the writer is the patient: «I have», «my chest», and not «I noticed that he»."""
    for at, token in enumerate(tokens[:-1]):
        follows = tokens[at + 1].word
        if (
            token.word == "my"
            and _kind(follows) is None
            and follows not in ("little", "older", "younger", "elderly", "year")
        ):
            return not follows.isdigit() or _speaks_of_self(tokens[at + 1 :])
        if token.word == "i" and follows not in _TELLS:
            return True
        if token.word == "i" and follows == "am" and at + 2 < len(tokens) and tokens[at + 2].word not in _FOR_OTHERS:
            return True
    return False
