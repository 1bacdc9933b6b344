"""What holds for each word of a text: denied, doubted, supposed, long ago, or said of somebody else.

A denial reaches to the end of its list («no fever, cough or rash»), not beyond «but», not into a statement that begins
behind a comma, and a denied denial denies nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hms_desktop.features.insight.domain.symptoms import cues
from hms_desktop.features.insight.domain.symptoms.tokens import QUERY, Token

_LONGEST_CUE: Final = 5
_REACH: Final = 6
_DOUBT_REACH: Final = 7
_LISTED: Final = frozenset({"or", "nor", "/"})
_JOINED: Final = frozenset({"and", "&", "+", "plus"})
_BACK: Final = frozenset({":", "-", "=", "–", "—", "("})
_ANSWERS_NO: Final = frozenset({"no", "nil", "none", "negative", "absent", "denied", "denies", "nope", "n", "not"})
_SEGMENT: Final = frozenset({",", "but", "and", "&", ":"})


@dataclass
class Scope:
    """What holds for one word. `denied_by` is the place of the word that denies it."""

    denied_by: int | None = None
    doubted_by: int | None = None
    supposed: bool = False
    worried: bool = False
    past: bool = False
    muted: bool = False


@dataclass
class _Reach:
    """A denial under way."""

    by: int
    is_near: bool
    left: int


def sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """First place and the one behind the last, of each sentence."""
    first = 0
    for at, token in enumerate(tokens):
        if token.is_stop:
            if at > first:
                yield first, at
            first = at + 1
    if first < len(tokens):
        yield first, len(tokens)


def scopes_of(tokens: Sequence[Token], is_telling: Sequence[bool], taken: Collection[int]) -> list[Scope]:
    """One scope a word. `is_telling`: words of a finding; `taken`: words of denial that a phrase has used up."""
    made = [Scope() for _ in tokens]
    for first, end in sentences(tokens):
        reader = _Sentence(tokens, (first, end), made, is_telling, taken)
        reader.mute()
        reader.deny()
        reader.answer()
        reader.take_back()
        reader.doubt()
        reader.suppose()
    return made


def cue_at(tokens: Sequence[Token], at: int, end: int, phrases: frozenset[tuple[str, ...]]) -> int:
    """How many words the longest cue that begins here has; 0 where none does."""
    words = tuple(token.word for token in tokens[at : min(at + _LONGEST_CUE, end)])
    return next((size for size in range(len(words), 0, -1) if words[:size] in phrases), 0)


class _Sentence:
    """One sentence and the scopes of all words."""

    def __init__(
        self,
        tokens: Sequence[Token],
        bounds: tuple[int, int],
        made: list[Scope],
        is_telling: Sequence[bool],
        taken: Collection[int],
    ) -> None:
        self._tokens, self._made = tokens, made
        self._first, self._end = bounds
        self._is_telling, self._taken = is_telling, taken

    def mute(self) -> None:
        """Marks denials that deny nothing."""
        at = self._first
        while at < self._end:
            size = cue_at(self._tokens, at, self._end, cues.MUTED)
            for place in range(at, at + size):
                self._made[place].muted = True
            if not size and self._tokens[at].word == "never" and self._compares(at):
                self._made[at].muted = True
            at += size or 1

    def deny(self) -> None:
        """Walks on from each denial until its scope is over."""
        reach: _Reach | None = None
        at = self._first
        while at < self._end:
            reach = None if at in self._taken or self._doubts_anew(at) else reach
            size = self._denial(at)
            if size:
                near = size == cue_at(self._tokens, at, self._end, cues.DENIES_NEAR)
                reach = _Reach(at, near, _REACH)
                at += size
                continue
            reach = self._carried(reach, at) if reach else None
            if reach and not self._made[at].muted:
                self._made[at].denied_by = reach.by
            at += 1

    def _doubts_anew(self, at: int) -> bool:
        """«No fever, maybe short of breath»: what is doubted behind a comma is not denied along with the rest."""
        is_behind_comma = at > self._first and self._tokens[at - 1].word == ","
        return is_behind_comma and bool(cue_at(self._tokens, at, self._end, cues.DOUBTS))

    def answer(self) -> None:
        """«Cough: no», «fever – none», «SOB nil,»."""
        for at in range(self._first + 1, self._end):
            last = at + 1 == self._end or self._tokens[at + 1].word in (",", ")", "/")
            marked = self._tokens[at - 1].word in _BACK
            if self._tokens[at].word in _ANSWERS_NO and last and (marked or self._is_telling[at - 1]):
                self._back(at, range(at - 1, self._start_of(at - 2 if marked else at - 1) - 1, -1))
            elif self._tokens[at].word in ("yes", "y", "positive") and last and marked:
                self._back(None, range(at - 1, self._start_of(at - 2) - 1, -1))

    def take_back(self) -> None:
        """«The fever has gone», «cough and pain have settled»."""
        for at in range(self._first + 1, self._end):
            size = cue_at(self._tokens, at, self._end, cues.GONE)
            if not size or self._made[at].muted or at in self._taken:
                continue
            behind = self._tokens[at + size].word if at + size < self._end else ","
            if not (behind in cues.AFTER_GONE or not behind.isalnum()):
                continue
            start = self._start_of(at - 1, over_and=True)
            if start > self._first and not any(self._is_telling[start:at]) and self._refers_back(start, at):
                start = self._start_of(start - 2, over_and=True)
            if any(self._is_telling[start:at]):
                self._back(at, range(start, at))

    def doubt(self) -> None:
        """«Maybe a fever», and «fever, not sure»."""
        at, last = self._first, self._end - 1
        while at < self._end:
            size = cue_at(self._tokens, at, self._end, cues.DOUBTS)
            if not size or at in self._taken or self._is_month(at) or self._made[at].denied_by is not None:
                at += 1
                continue
            closes = at + size > last or self._tokens[at + size].word == ","
            if closes and cue_at(self._tokens, at, self._end, cues.DOUBTS_BEHIND):
                self._doubt_back(at)
            for place in range(at + size, min(at + size + _DOUBT_REACH, self._end)):
                if self._tokens[place].word in (",", "but", "(", "because") or self._is_answered(at, place):
                    break
                self._made[place].doubted_by = at
            at += size
        asks = self._end < len(self._tokens) and self._tokens[self._end].word == "?"
        if asks:
            self._doubt_back(self._end)

    def suppose(self) -> None:
        """«If fever develops», «worried about a stroke», «had fits as a child»."""
        for at in range(self._first, self._end):
            size = cue_at(self._tokens, at, self._end, cues.SUPPOSES) or self._is_if(at)
            worry = cue_at(self._tokens, at, self._end, cues.WORRIES)
            for place in self._until_comma(at + max(size, worry) if size or worry else self._end):
                self._made[place].supposed |= bool(size)
                self._made[place].worried |= bool(worry)
            if cue_at(self._tokens, at, self._end, cues.PAST):
                start = self._start_of(at - 1, over_and=True) if at > self._first else at
                for place in (*range(start, at), *self._until_comma(at)):
                    self._made[place].past = True

    def _refers_back(self, start: int, at: int) -> bool:
        """«A cough, but it has gone now», «feverish on Monday, not any more»."""
        return all(token.word in cues.PRONOUNS for token in self._tokens[start:at])

    def _is_answered(self, at: int, place: int) -> bool:
        """«?DVT left calf swollen»: the mark asks for what comes next, and no more."""
        if self._tokens[at].word != QUERY or place < 2 or self._is_telling[place]:
            return False
        return any(self._is_telling[at + 1 : place])

    def _denial(self, at: int) -> int:
        if self._made[at].muted or at in self._taken:
            return 0
        size = max(
            cue_at(self._tokens, at, self._end, cues.DENIES), cue_at(self._tokens, at, self._end, cues.DENIES_NEAR)
        )
        if cue_at(self._tokens, at, self._end, cues.DOUBTS) >= size > 0:
            return 0
        word = self._tokens[at].word
        told = at > self._first and self._is_telling[at - 1] and not (at + 1 < self._end and self._is_telling[at + 1])
        if size == 1 and word == "stopped" and told:
            return 0
        if size == 1 and word in ("no", "negative", "nil") and at > self._first:
            before = self._tokens[at - 1].word
            if before in _BACK and (at + 1 == self._end or self._tokens[at + 1].word in (",", ")")):
                return 0
        return size

    def _carried(self, reach: _Reach, at: int) -> _Reach | None:
        word = self._tokens[at].word
        if word in cues.ENDS and not self._is_telling[at] and not (word == "has" and at < reach.by + 3):
            return None
        if word in (",", "("):
            return reach if self._goes_on(reach, at + 1) else None
        if word in _JOINED:
            return None if reach.is_near else reach if self._goes_on(reach, at + 1) else None
        if word in _LISTED:
            return _Reach(reach.by, reach.is_near, _REACH)
        left = reach.left - (reach.is_near and word.isalnum())
        return _Reach(reach.by, reach.is_near, left) if left >= 0 else None

    def _goes_on(self, reach: _Reach, at: int) -> bool:
        """Whether the list of a denial goes on behind a comma or «and»."""
        if at >= self._end:
            return False
        part = [token.word for token in self._tokens[at : self._part_end(at)]]
        if not part or part[0] in cues.STARTS or self._tokens[at].kind != "word":
            return bool(part) and part[0] in ("or", "nor", "any", "and")
        if part[0] in ("or", "nor", "any") or (part[0] == "and" and not reach.is_near):
            return len(part) == 1 or part[1] not in cues.STARTS
        if reach.is_near:
            return self._has_or(at)
        rest = self._tokens[at : self._part_end(at)]
        if any(token.kind in ("number", "part") or token.word in cues.CONTINUES for token in rest):
            return self._has_or(at)
        return any(self._is_telling[at : self._part_end(at)])

    def _has_or(self, at: int) -> bool:
        for token in self._tokens[at : self._end]:
            if token.word in cues.ENDS or token.word in ("no", "not", "since", "with"):
                return False
            if token.word in _LISTED:
                return True
        return False

    def _part_end(self, at: int) -> int:
        for place in range(at, self._end):
            if place > at and (self._tokens[place].word in (",", *_JOINED) or self._tokens[place].word in cues.ENDS):
                return place
        return self._end

    def _start_of(self, at: int, *, over_and: bool = False) -> int:
        """Where the clause begins that holds this place."""
        while at > self._first:
            word = self._tokens[at].word
            if word in _SEGMENT and not (over_and and word in _JOINED and self._plain_join(at)):
                return at + 1
            at -= 1
        return max(at, self._first)

    def _plain_join(self, at: int) -> bool:
        """Whether «and» joins two names of things, not two statements."""
        return at + 1 < self._end and self._tokens[at + 1].word not in cues.STARTS

    def _back(self, by: int | None, places: range) -> None:
        for place in places:
            self._made[place].denied_by = by

    def _doubt_back(self, at: int) -> None:
        """The last thing before this place is doubted."""
        place = at - 1
        while place >= self._first and not self._is_telling[place]:
            place -= 1
        while place >= self._first and self._tokens[place].word not in _SEGMENT:
            self._made[place].doubted_by = at
            place -= 1

    def _until_comma(self, at: int) -> Iterator[int]:
        for place in range(at, self._end):
            if self._tokens[place].word in (",", "but"):
                return
            yield place

    def _compares(self, at: int) -> bool:
        """«Never had a headache like this», «never coughed so much»."""
        words = [token.word for token in self._tokens[at + 1 : min(at + 9, self._end)]]
        return any(word in ("before", "like", "so") for word in words) and "or" not in words

    def _is_month(self, at: int) -> bool:
        return self._tokens[at].word == "may" and at > self._first and self._tokens[at - 1].word in ("since", "in")

    def _is_if(self, at: int) -> int:
        """«If» that opens a condition; «hurts if I cough» is how it hurts."""
        if self._tokens[at].word not in ("if", "should"):
            return 0
        before = self._tokens[at - 1].word if at > self._first else ","
        return int(
            before in (",", "back", "return", "again", "call", "ring", "come", "only", "what", "and", "gp", "help")
        )
