"""A text to findings. Phrases are found, then each is asked: denied, doubted, whose, since when?

Nothing here knows a word of medicine: that is the lexicon's. What is found is proposed to a person and never recorded
by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from hms_desktop.features.insight.domain.symptoms import cues
from hms_desktop.features.insight.domain.symptoms.durations import Lasting, lastings_of, since
from hms_desktop.features.insight.domain.symptoms.finding import Finding, Said
from hms_desktop.features.insight.domain.symptoms.lexicon import Label, Lexicon, Match
from hms_desktop.features.insight.domain.symptoms.persons import Who, is_spoken_for, persons_of
from hms_desktop.features.insight.domain.symptoms.places import ANCHORS, PAIN, RASH, SWELLING, Part, parts_of
from hms_desktop.features.insight.domain.symptoms.scopes import Scope, scopes_of, sentences
from hms_desktop.features.insight.domain.symptoms.tokens import Token, tokens_of

_SURE, _SLIP = 0.95, 0.75
_CODES: Final = {"pain": PAIN, "swelling": SWELLING, "rash": RASH}
_DENIALS: Final = cues.words("no not without never nil cannot hardly barely unable stopped negative free neither")
_HEART, _MOTHERS_ASTHMA, _ASTHMA, _CONTACT = "E_225", "E_142", "E_87", "E_41"
_WHOOPING, _WHOOPING_CONTACT = "E_202", "E_40"
_FAMILY: Final = (Who.MOTHER, Who.RELATIVE, Who.CHILD)
_MUSCLES: Final = "E_144"
_ALL_OVER: Final = frozenset({"aching", "achy", "achey", "aches"})
"""Without a place these are said of all muscles."""
_YOUNG: Final = 50
_SOFT_REACH: Final = 4
_FLIPPED: Final = {Said.YES: Said.NO, Said.NO: Said.YES, Said.UNSURE: Said.UNSURE}


def read_symptoms(text: str, lexicon: Lexicon, today: date | None = None) -> tuple[Finding, ...]:
    """The answers that the text gives, in the order of the text; one for each code and value."""
    tokens = [lexicon.spelled(token) for token in tokens_of(text, lexicon.short, lexicon.variants)]
    if not tokens:
        return ()
    return _Reading(text, tokens, lexicon, today).findings()


def with_entailed(findings: Iterable[Finding], lexicon: Lexicon) -> tuple[Finding, ...]:
    """The same, and what a yes says besides: who has metastases has a cancer. The text's own answers count first."""
    made = list(findings)
    answered = {one.code for one in made}
    for one in tuple(made):
        for code in lexicon.entails.get(one.code, ()) if one.said is not Said.NO else ():
            if code not in answered:
                answered.add(code)
                made.append(replace(one, code=code, value=""))
    return tuple(made)


@dataclass(frozen=True)
class _Found:
    """An answer before durations and doubles are looked after."""

    code: str
    value: str
    said: Said
    tokens: tuple[int, ...]
    sure: float


class _Reading:
    """One text while it is read."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, today: date | None) -> None:
        self._text, self._tokens, self._lexicon = text, tokens, lexicon
        self._evidences = _chosen(lexicon.matches(lexicon.phrases, tokens), set())
        taking = [one for one in self._evidences if not one.labels[0].shares_words]
        barred = {at for one in taking for at in range(one.first, one.last + 1)}
        self._pieces = self._hardened(_by_kind(lexicon.matches(lexicon.parts, tokens, barred)))
        self._hurts = any(
            label.kind == "pain" for one in lexicon.matches(lexicon.parts, tokens) for label in one.labels
        )
        self._parts = parts_of(self._pieces, tokens, lexicon)
        self._scopes = self._looked_through()
        self._persons = persons_of(tokens)
        self._lastings = lastings_of(tokens, today)
        barred = {at for at in range(len(tokens)) if self._persons[at] not in _FAMILY}
        self._family = _chosen(lexicon.matches(lexicon.family, tokens, barred), barred)
        self._kin = {at for one in self._family for at in one.tokens}
        self._bounds = list(sentences(tokens))

    def findings(self) -> tuple[Finding, ...]:
        """All of them, each once."""
        found = [*self._of_evidences(), *self._of_anchors(), *self._of_parts(), *self._of_family()]
        kept: dict[tuple[str, str], _Found] = {}
        for one in sorted(found, key=lambda one: (one.tokens[0], -len(one.tokens))):
            before = kept.get((one.code, one.value))
            if before is None or _outweighs(one, before):
                kept[one.code, one.value] = one
        entailed = {
            code for one in kept.values() if one.said is Said.YES for code in self._lexicon.entails.get(one.code, ())
        }
        made = [
            self._finding(one)
            for one in kept.values()
            if one.said is not Said.NO or one.value or one.code not in entailed
        ]
        return tuple(sorted(made, key=lambda one: (one.start, one.end, one.code, one.value)))

    def _hardened(self, pieces: list[Match]) -> list[Match]:
        """«Burning» is a pain where it stands by a place and no other word for pain does."""
        places = [one for one in pieces if one.labels[0].kind == "place"]
        pains = [one for one in pieces if one.labels[0].kind == "pain"]
        made = []
        for one in pieces:
            if one.labels[0].kind != "soft":
                made.append(one)
            elif self._is_near(one, places, _SOFT_REACH) and not self._is_near(one, pains, _SOFT_REACH):
                made.append(Match(one.tokens, (Label("pain", "pain"),)))
        return made

    def _is_near(self, one: Match, others: Sequence[Match], far: int) -> bool:
        for other in others:
            first, last = min(one.last, other.last), max(one.first, other.first)
            between = self._tokens[first + 1 : last] if last - first <= far + 1 else []
            if last - first <= far + 1 and not any(token.is_stop or token.word == "but" for token in between):
                return True
        return False

    def _looked_through(self) -> list[Scope]:
        telling = [False] * len(self._tokens)
        for match in (*self._evidences, *self._pieces):
            for at in match.tokens:
                telling[at] = match.labels[0].kind != "ignored"
        taken = {at for one in self._evidences for at in one.tokens if self._tokens[at].word in _DENIALS}
        return scopes_of(self._tokens, telling, taken)

    def _said(self, tokens: Sequence[int]) -> Said:
        scopes = [self._scopes[at] for at in tokens]
        holds_denial = any(self._tokens[at].word in _DENIALS for at in tokens)
        if not holds_denial and any(one.denied_by is not None and one.denied_by not in tokens for one in scopes):
            return Said.NO
        if any(one.doubted_by is not None and one.doubted_by not in tokens for one in scopes):
            return Said.UNSURE
        return Said.YES

    def _is_passed_over(self, code: str, tokens: Sequence[int]) -> bool:
        scopes = [self._scopes[at] for at in tokens]
        if any(one.supposed for one in scopes) or (code in self._lexicon.painful and not self._hurts):
            return True
        if code in self._lexicon.antecedents:
            return any(one.worried for one in scopes)
        return code not in self._lexicon.ever and any(one.past for one in scopes)

    def _sure(self, tokens: Sequence[int], sure: float = _SURE) -> float:
        slipped = any(self._lexicon.is_slip(self._tokens[at]) for at in tokens)
        return round(sure * (_SLIP if slipped else 1.0), 3)

    def _owner(self, code: str, at: int) -> Who:
        """Whose it is; a complaint of «dad» who is written in for is the patient's."""
        who = self._persons[at]
        if who is Who.PATIENT or not is_spoken_for(self._tokens, who):
            return who
        return who if who is not Who.OTHER and code in self._lexicon.antecedents else Who.PATIENT

    def _owned(self, one: _Found) -> list[_Found]:
        """The answer itself where it is the patient's, what it says of a contact otherwise, or nothing."""
        if self._is_passed_over(one.code, one.tokens):
            return []
        who = self._owner(one.code, one.tokens[0])
        if self._kin & set(one.tokens):
            return []
        if who is Who.PATIENT or one.code in self._lexicon.kin:
            return [one]
        if one.code in self._lexicon.infections and one.said is Said.YES and self._has_it_now(who, one.tokens[0]):
            code = _WHOOPING_CONTACT if one.code == _WHOOPING else _CONTACT
            return [replace(one, code=code, value="", sure=round(one.sure * 0.8, 3))]
        return []

    def _has_it_now(self, who: Who, at: int) -> bool:
        """Of relatives only what they have now is caught from them: «sister has a cold», not «mother had pneumonia»."""
        if who in (Who.CHILD, Who.OTHER):
            return True
        return bool({token.word for token in self._tokens[max(at - 3, 0) : at]} & {"has", "have", "got", "with"})

    def _of_evidences(self) -> list[_Found]:
        made = []
        for match in self._evidences:
            for label in match.labels:
                if label.kind != "evidence":
                    continue
                said = self._said(match.tokens)
                said = _FLIPPED[said] if label.says_no else said
                code, _, value = label.name.partition("@")
                made.extend(self._owned(_Found(code, value, said, match.tokens, self._sure(match.tokens))))
        return made

    def _of_anchors(self) -> list[_Found]:
        made = []
        for match in self._pieces:
            code = _CODES.get(match.labels[0].kind)
            if code is None:
                continue
            said = self._said(match.tokens)
            if said is Said.NO and self._is_within_evidence(match):
                continue
            placed = [one for one in self._parts if one.anchor == match.first and one.code in ANCHORS.values()]
            if said is Said.NO and placed:
                if all(self._said_of(part) is Said.NO for part in placed):
                    continue
                said = Said.YES
            if not placed and self._tokens[match.first].word in _ALL_OVER:
                code = _MUSCLES
            made.extend(self._owned(_Found(code, "", said, match.tokens, self._sure(match.tokens))))
        return made

    def _is_within_evidence(self, match: Match) -> bool:
        """«No pain at rest» does not deny all pain."""
        return any(set(match.tokens) <= set(one.tokens) for one in self._evidences)

    def _of_parts(self) -> list[_Found]:
        made = []
        for part in self._parts:
            said = self._said_of(part)
            if said is None or (said is Said.NO and part.code not in ANCHORS.values()):
                continue
            said = Said.UNSURE if part.is_coarse and said is Said.YES else said
            made.extend(
                self._owned(_Found(part.code, part.value, said, part.tokens, self._sure(part.tokens, part.sure)))
            )
        return made

    def _said_of(self, part: Part) -> Said | None:
        """A place is denied with its pain when it stands before it («chest not sore»); a denied pain is not sharp."""
        own, anchor = self._said(part.tokens), self._said((part.anchor,))
        if anchor is not Said.NO:
            return own if own is not Said.YES else anchor
        if part.code not in ANCHORS.values():
            return None
        return Said.NO if part.tokens[0] < part.anchor else own

    def _of_family(self) -> list[_Found]:
        made = []
        for match in self._family:
            for label in match.labels:
                code, said = label.name, self._said(match.tokens)
                if code == _ASTHMA and self._is_mothers(match):
                    code = _MOTHERS_ASTHMA
                if code == _HEART and said is Said.YES:
                    aged = self._age_near(match.last)
                    if aged is not None and aged >= _YOUNG:
                        continue
                    said = Said.UNSURE if aged is None else said
                if not any(self._scopes[at].supposed for at in match.tokens):
                    made.append(_Found(code, "", said, match.tokens, self._sure(match.tokens)))
        return made

    def _is_mothers(self, match: Match) -> bool:
        """«Mother has asthma», «FH: asthma mother»."""
        behind = [token.word for token in self._tokens[match.last + 1 : match.last + 4]]
        return self._persons[match.first] is Who.MOTHER or bool(cues.MOTHERS & set(behind))

    def _age_near(self, at: int) -> float | None:
        """«At 45», «aged 60», «in his forties»."""
        if any(token.word == "young" for token in self._tokens[max(at - 5, 0) : at]):
            return 40.0
        for place in range(at + 1, min(at + 7, len(self._tokens))):
            token, before = self._tokens[place], self._tokens[place - 1].word
            if token.is_stop:
                return None
            if token.word in ("young", "thirties", "forties", "30s", "40s"):
                return 40.0
            if token.word in ("fifties", "sixties", "seventies", "eighties"):
                return 60.0
            if token.kind == "number" and (
                before in cues.RELATIVES or before in ("at", "aged", "age", "@", "was", "under", "before", "of", "only")
            ):
                return float(token.word.replace(",", ".")) - (before in ("under", "before"))
        return None

    def _finding(self, one: _Found) -> Finding:
        lasting = None
        if one.said is not Said.NO and one.code not in self._lexicon.antecedents:
            lasting = self._lasting(one.tokens)
        return Finding(
            one.code,
            one.value,
            one.said,
            None if lasting is None else since(lasting, self._tokens, self._text),
            self._tokens[one.tokens[0]].start,
            max(self._tokens[at].end for at in one.tokens),
            one.sure,
        )

    def _lasting(self, tokens: Sequence[int]) -> Lasting | None:
        """The nearest duration of the same sentence; one in the same part of it counts before one behind a comma."""
        bounds = next((pair for pair in self._bounds if pair[0] <= tokens[0] < pair[1]), None)
        if bounds is None:
            return None
        near = [one for one in self._lastings if bounds[0] <= one.first < bounds[1]]
        return min(near, key=lambda one: self._far(one, tokens), default=None)

    def _far(self, one: Lasting, tokens: Sequence[int]) -> int:
        first, last = min(one.last, tokens[-1]), max(one.first, tokens[0])
        return sum(
            1 + 3 * (token.word == ",") + 6 * (token.word in ("but", "now", "then"))
            for token in self._tokens[first + 1 : last]
        )


def _chosen(matches: Iterable[Match], barred: set[int]) -> list[Match]:
    """The longest ones that share no word."""
    used = set(barred)
    kept = []
    for match in matches:
        if not used & set(match.tokens):
            used.update(match.tokens)
            kept.append(match)
    return sorted(kept, key=lambda one: one.first)


def _by_kind(matches: Iterable[Match]) -> list[Match]:
    """A word may tell both that it hurts and where («earache»), so each kind chooses for itself."""
    kinds: dict[str, list[Match]] = {}
    for one in matches:
        for label in one.labels:
            kinds.setdefault(label.kind, []).append(Match(one.tokens, (label,)))
    return [one for found in kinds.values() for one in _chosen(found, set())]


def _outweighs(one: _Found, before: _Found) -> bool:
    """A plain answer counts before a doubt, and of two plain ones what was said last."""
    if one.said is Said.UNSURE:
        return False
    return before.said is Said.UNSURE or one.said is not before.said
