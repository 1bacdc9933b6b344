"""Where and how it hurts: pain, swelling and rash take the places, characters and strengths that stand by them.

«Sharp pain in my left side and back» is one pain with a character and two places. A place belongs to the nearest thing
that can have one, within its sentence; places in a row belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hms_desktop.features.insight.domain.symptoms import cues
from hms_desktop.features.insight.domain.symptoms.lexicon import Lexicon, Match
from hms_desktop.features.insight.domain.symptoms.tokens import Token

ANCHORS: Final = {"pain": "E_55", "swelling": "E_152", "rash": "E_133", "radiates": "E_57"}
"""What can have a place, and the question that asks for it."""
OF_PAIN: Final = {"character": "E_54", "intensity": "E_56", "onset": "E_59", "precision": "E_58"}
OF_RASH: Final = {"colour": "E_130", "peels": "E_131", "size": "E_135"}
PAIN: Final = "E_53"
SWELLING: Final = "E_151"
RASH: Final = "E_129"

_FARTHEST: Final = 9
_SEEN: Final = 24
"""Words within which a place is looked for at all; what is farther is not even measured."""
_LEFT: Final = frozenset({"left", "l", "lt", "lhs"})
_RIGHT: Final = frozenset({"right", "r", "rt", "rhs"})
_BOTH: Final = frozenset({"both", "bilateral", "bilaterally", "each"})
_LINKS: Final = cues.words(", and & / or plus the my his her then left right both l r lower upper my in")


@dataclass(frozen=True)
class Part:
    """A piece of the answer: the question, the value, the words, and the anchor that it belongs to."""

    code: str
    value: str
    tokens: tuple[int, ...]
    anchor: int
    is_coarse: bool = False
    sure: float = 0.95


def parts_of(matches: Sequence[Match], tokens: Sequence[Token], lexicon: Lexicon) -> list[Part]:
    """Values for what has an anchor; `anchor` is the place of the word that a denial has to reach."""
    by_kind: dict[str, list[Match]] = {}
    for match in matches:
        if tokens[match.last].word == "sided" or _is_side_of(match, tokens):
            continue
        by_kind.setdefault(match.labels[0].kind, []).append(match)
    by_kind["radiates"] = [one for one in by_kind.get("radiates", []) if _has_before(one, by_kind.get("pain", []))]
    anchors = [one for kind in ANCHORS for one in by_kind.get(kind, [])]
    made = _placed(by_kind.get("place", []), anchors, tokens, lexicon)
    made += _shared(anchors, made, tokens)
    for kinds, anchor_kind in ((OF_PAIN, "pain"), (OF_RASH, "rash")):
        for kind, code in kinds.items():
            for match in by_kind.get(kind, []):
                if any(set(match.tokens) <= set(one.tokens) for one in by_kind.get("radiates", [])):
                    continue
                found = _nearest(match, by_kind.get(anchor_kind, []), tokens)
                if found is not None or (kind == "intensity" and "pain" in by_kind):
                    anchor = found.first if found else by_kind["pain"][0].first
                    sure = 0.9 if kind in ("character", "colour") else 0.6
                    made.append(Part(code, match.labels[0].name, match.tokens, anchor, sure=sure))
    return made


def _has_before(one: Match, pains: Sequence[Match]) -> bool:
    """Only a pain that was told of goes elsewhere."""
    return any(0 < one.first - pain.first <= _SEEN for pain in pains)


def _placed(places: list[Match], anchors: list[Match], tokens: Sequence[Token], lexicon: Lexicon) -> list[Part]:
    made: list[Part] = []
    held: dict[int, Match] = {}
    for match in sorted(places, key=lambda one: one.first):
        anchor = _nearest(match, anchors, tokens)
        before = max((last for last in held if last < match.first), default=None)
        if before is not None and _only_tells_side(match, before, tokens):
            continue
        if before is not None and _is_linked(before, match.first, tokens):
            anchor = _closer(match, anchor, held[before])
        if anchor is None:
            continue
        held[match.last] = anchor
        name, code = match.labels[0].name, ANCHORS[anchor.labels[0].kind]
        sides = _sides(match, tokens) if name.removeprefix("~") in lexicon.sided else None
        made.extend(_sided(code, match, anchor.first, sides))
    return made


def _closer(match: Match, anchor: Match | None, linked: Match) -> Match:
    """A place in a row keeps the row's anchor, unless one of its own stands right beside it."""
    if anchor is not None and 0 <= min(abs(anchor.first - match.last), abs(match.first - anchor.last)) <= 1:
        return anchor
    return linked


def _nearest(match: Match, anchors: Sequence[Match], tokens: Sequence[Token]) -> Match | None:
    best, least = None, _FARTHEST + 1.0
    for anchor in anchors:
        if abs(anchor.first - match.first) > _SEEN:
            continue
        if set(anchor.tokens) & set(match.tokens):
            return anchor
        first, last = sorted(((anchor.first, anchor.last), (match.first, match.last)))
        between = tokens[first[1] + 1 : last[0]]
        if any(token.is_stop or token.word == "but" for token in between):
            continue
        far = len(between) + (6 if anchor.first > match.last else 1.5) * sum(token.word == "," for token in between)
        far += 3.0 * sum(token.word in ("and", "no") for token in between)
        far += 0.5 * (anchor.first > match.first and anchor.labels[0].kind == "radiates") * 10
        if far < least:
            best, least = anchor, far
    return best


def _shared(anchors: Sequence[Match], placed: Sequence[Part], tokens: Sequence[Token]) -> list[Part]:
    """«Calf pain and swelling»: what stands in a row shares a place."""
    holders = {part.anchor for part in placed}
    made = []
    for one in anchors:
        if one.first in holders or one.labels[0].kind == "radiates":
            continue
        for other in anchors:
            first, last = min(one.last, other.last), max(one.first, other.first)
            if last - first != 2:
                continue
            between = {token.word for token in tokens[first + 1 : last]}
            if other.first in holders and between <= {"and", "&", "/", "or", "+"}:
                code = ANCHORS[one.labels[0].kind]
                made += [replace(part, code=code, anchor=one.first) for part in placed if part.anchor == other.first]
    return made


def _is_side_of(match: Match, tokens: Sequence[Token]) -> bool:
    """«The right side of my head» is the head."""
    behind = tokens[match.last + 1].word if match.last + 1 < len(tokens) else ""
    return tokens[match.last].stem == "sid" and behind in ("of", "under", "below")


def _only_tells_side(match: Match, before: int, tokens: Sequence[Token]) -> bool:
    """«Earache both sides», «painful testicle left side»."""
    between = {token.word for token in tokens[before + 1 : match.first]}
    return tokens[match.last].stem == "sid" and len(between) < 4 and not between & {",", "and", "or", "to", "into"}


def _is_linked(last: int, first: int, tokens: Sequence[Token]) -> bool:
    between = tokens[last + 1 : first]
    return len(between) <= 4 and all(token.word in _LINKS for token in between)


def _sided(code: str, match: Match, anchor: int, sides: str | None) -> list[Part]:
    """The answers of a place; `sides` is None where it has none. Which part of a coarse place it is, is not known."""
    name = match.labels[0].name
    plain = name.removeprefix("~")
    coarse = plain != name
    sure = 0.5 if coarse else 0.95
    if sides is None:
        return [Part(code, plain, match.tokens, anchor, coarse, sure)]
    if sides:
        return [Part(code, f"{plain}_{side}_", match.tokens, anchor, coarse, sure) for side in sides]
    return [Part(code, f"{plain}_{side}_", match.tokens, anchor, True, 0.4) for side in "DG"]


def _sides(match: Match, tokens: Sequence[Token]) -> str:
    """Right is D, left is G, as in the release's French."""
    near = range(max(match.first - 2, 0), min(match.last + 4, len(tokens)))
    for at in sorted(near, key=lambda place: abs(place - match.first) + 2 * (place > match.last)):
        word = tokens[at].word
        if at < match.first and any(tokens[p].word in (",", "and") for p in range(at + 1, match.first)):
            continue
        if at > match.last and any(tokens[p].word in (",", "and", "in") for p in range(match.last + 1, at)):
            continue
        if word in _LEFT or word in _RIGHT:
            return "G" if word in _LEFT else "D"
        if word in _BOTH:
            return "DG"
    return _side_behind(match, tokens)


def _side_behind(match: Match, tokens: Sequence[Token]) -> str:
    """«Hip and groin pain on the right», «testicular pain, sudden, right»."""
    for at in range(match.last + 1, min(match.last + 8, len(tokens))):
        if tokens[at].is_stop:
            return ""
        closes = at + 1 == len(tokens) or not tokens[at + 1].word.isalnum() or tokens[at + 1].word in ("side", "and")
        crossed = any(token.word == "," for token in tokens[match.last + 1 : at])
        led = tokens[at - 1].word in ((",",) if crossed else ("the", "on"))
        if closes and led and tokens[at].word in _LEFT | _RIGHT:
            return "G" if tokens[at].word in _LEFT else "D"
    return ""
