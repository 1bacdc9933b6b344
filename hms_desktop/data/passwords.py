"""Which passwords are good enough: long, not one of those that everybody tries first, and not the clinic's own name.

No rule asks for capitals or signs; they make passwords that are hard to remember and easy to guess (NIST SP 800-63B-4).
The list of common words is a resource; disguises (digits behind, 0 for o, twice the same word) are undone here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from hms_desktop.kernel.paths import program_folder
from hms_desktop.kernel.secret import Secret

LEAST: Final = 15
LEAST_WITH_SECOND_FACTOR: Final = 8
MOST: Final = 128

_JOINTS: Final = re.compile(r"[\s\-_.,]+")
"""What stands between words that are only put one behind the other."""
_DISGUISES: Final = str.maketrans("013457@$!€|", "oieastasiei")
_FEWEST_SIGNS: Final = 5
_FEWEST_PARTS: Final = 3
_SHORTEST_NAME: Final = 3


def password_problem(password: Secret, names: Iterable[str] = (), *, second_factor: bool = False) -> str | None:
    """The sentence that says why not, or None. `names`, the clinic's and the person's, count as common words."""
    text = password.to_bytes().decode("utf-8", "replace")
    least = LEAST_WITH_SECOND_FACTOR if second_factor else LEAST
    if len(text) < least:
        return f"A password has at least {least} characters; a short sentence is easy to remember"
    if len(text) > MOST:
        return f"A password has at most {MOST} characters"
    folded = text.casefold()
    if len(set(folded)) < _FEWEST_SIGNS or _is_run(folded):
        return "These are the same few characters or a run of them; a short sentence is easy to remember"
    words = common_words() | _name_words(names)
    if min(_parts(one, words) for one in (folded, _once(_JOINTS.sub("", folded)))) < _FEWEST_PARTS:
        return "This is made of a word that everybody tries first, or of a name; put a few unrelated words together"
    return None


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words of `resources/common_passwords.txt`; a line that begins with # is about the list."""
    lines = (program_folder("resources") / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _name_words(names: Iterable[str]) -> frozenset[str]:
    """Each name whole and each of its words, as it would be typed."""
    found: set[str] = set()
    for name in names:
        words = unicodedata.normalize("NFKC", name).casefold().replace("@", " ").replace(".", " ").split()
        found.update(words, {"".join(words)})
    return frozenset(word for word in found if len(word) >= _SHORTEST_NAME)


def _is_run(text: str) -> bool:
    """Whether nearly every character is the one before, its neighbour, or a leap back to the start of the run."""
    steps = [ord(new) - ord(old) for old, new in pairwise(text)]
    return sum(step in (-1, 0, 1) for step in steps) >= len(steps) - max(2, len(steps) // 8)


def _once(text: str) -> str:
    """A text that only repeats itself, once: «passwordpassword» is «password»."""
    return text[: (text + text).find(text, 1)]


def _parts(text: str, words: frozenset[str]) -> int:
    """Of how few common words and single letters the text can be put together; digits and signs count for nothing.

    Nothing but digits gives no parts at all and is let through as many: a long random number is no common password.
    """
    if not any(letter.isalpha() for letter in text):
        return _FEWEST_PARTS
    plain = text.translate(_DISGUISES)
    longest = max(map(len, words), default=0)
    best = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        best[end] = best[end - 1] + text[end - 1].isalpha()
        for start in range(max(0, end - longest), end - 2):
            if text[start:end] in words or plain[start:end] in words:
                best[end] = min(best[end], best[start] + 1)
    return best[len(text)]
