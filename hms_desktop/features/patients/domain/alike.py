"""How alike two names are: slips of typing, sound, parts of a name, short forms. Pure; texts come folded."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Final

from jellyfish import metaphone
from rapidfuzz.distance import DamerauLevenshtein

Words = tuple[str, ...]


class Fit(IntEnum):
    """How two names stand to one another; the closer, the higher."""

    MISSING = 0
    DIFFERENT = 1
    INITIAL = 2
    SOUND = 3
    NEAR = 4
    PART = 5
    SHORT = 6
    EXACT = 7


_SHORT_FORMS: Final = (
    "alexander alex sasha alejandro sandro", "alexandra alex sasha sandra alejandra", "andreas andrew andy andres",
    "anthony tony antonio toni", "barbara basia babs", "catherine kate cathy katie kathy katherine catalina",
    "charles charlie carlos chuck", "christina tina cristina chris", "christopher chris",
    "concepcion concha conchita", "daniel dan danny dani", "dolores lola", "edward ed ted eddie eduardo",
    "elizabeth liz beth lisa betty isabel elisabeth", "ekaterina katya", "francisco paco pancho curro fran",
    "francis frank", "guadalupe lupe", "giuseppe beppe pino", "hans johannes johann", "henry harry hal enrique",
    "ignacio nacho", "ivan vanya", "jacob jack jake", "james jim jimmy jamie", "joao joaozinho",
    "john jack johnny juan", "jose pepe chepe", "joseph joe joey", "katarzyna kasia", "krzysztof krzysiek",
    "luis lucho luiz", "malgorzata gosia", "manuel manolo manu", "margaret maggie peggy meg margarita greta",
    "maria mary marie mari", "matthew matt", "michael mike mick michel miguel",
    "mohammed mohamed muhammad mehmet mohd md", "natalia natasha", "nicholas nick nicolas niko",
    "patricia pat patty tricia", "piotr peter pedro pete", "rafael rafa", "richard rick dick ricardo richie",
    "robert bob rob bobby roberto", "rosario charo", "samuel sam sami", "stephen steve steven stefan",
    "susan sue susie susana", "teresa tere theresa terry", "thomas tom tommy tomas", "vladimir volodya vova",
    "william bill will billy guillermo liam", "yusuf joseph youssef",
)  # fmt: skip
"""Given names that are the same person's in everyday use, folded; a line is one name."""


def _lines_of() -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_SHORT_FORMS):
        for word in line.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(lines) for word, lines in found.items()}


_LINES: Final = _lines_of()


def is_near(one: str, other: str) -> bool:
    """Whether a slip of typing lies between them: one in a short word, two in one of eight letters or more."""
    shorter = min(len(one), len(other))
    if shorter < 3:
        return False
    allowed = 2 if shorter >= 8 else 1
    return DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed


@lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """The phonetic key of a word in Latin letters; any other word is its own."""
    return (metaphone(word) or word) if word.isascii() else word


def is_short_form(one: str, other: str) -> bool:
    """Whether both are forms of one given name, such as Robert and Bob."""
    return bool(_LINES.get(one, frozenset()) & _LINES.get(other, frozenset()))


def word_fit(one: str, other: str) -> Fit:
    """How two single words stand to one another."""
    if one == other:
        return Fit.EXACT
    if is_near(one, other):
        return Fit.NEAR
    if len(one) == 1 or len(other) == 1:
        return Fit.INITIAL if one[0] == other[0] else Fit.DIFFERENT
    if min(len(one), len(other)) >= 4 and sound_of(one) == sound_of(other):
        return Fit.SOUND
    return Fit.DIFFERENT


def name_fit(one: Words, other: Words) -> Fit:
    """How two names of one or more words stand to one another; the order of the words does not matter."""
    if not one or not other:
        return Fit.MISSING
    if one == other:
        return Fit.EXACT
    if len(one) == 1 == len(other):
        return word_fit(one[0], other[0])
    if "".join(sorted(one)) == "".join(sorted(other)) or "".join(one) == "".join(other):
        return Fit.EXACT
    if is_near("".join(one), "".join(other)):
        return Fit.NEAR
    return _part_fit(*sorted((one, other), key=len))


def _part_fit(fewer: Words, more: Words) -> Fit:
    """The words of the shorter name, each in its best place in the longer one; the worst of these is the answer."""
    worst, free = Fit.EXACT, list(more)
    for word in fewer:
        best = max(free, key=lambda place: word_fit(word, place))
        worst = min(worst, word_fit(word, best))
        free.remove(best)
    if worst in (Fit.DIFFERENT, Fit.INITIAL):
        return worst
    return Fit.PART if free and worst is Fit.EXACT else min(worst, Fit.NEAR)


def given_fit(one: Words, other: Words) -> Fit:
    """The same for given names, which have short forms."""
    fit = name_fit(one, other)
    if fit in (Fit.DIFFERENT, Fit.SOUND, Fit.NEAR) and one and other and is_short_form(one[0], other[0]):
        return Fit.SHORT
    return fit
