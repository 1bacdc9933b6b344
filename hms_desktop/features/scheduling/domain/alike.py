"""Who of today could be taken for somebody else: the same first letters of both names. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from hms_desktop.kernel.text import fold

_LETTERS = 4
"""Of the family name: «Oyelaran» and «Oyelowo» sound alike when they are called across a room."""


def alike(people: Iterable[tuple[UUID, str]]) -> frozenset[UUID]:
    """Those whose name begins as another one's of the same day."""
    by_start: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for uid, name in people:
        family, _, given = fold(name).partition(",")
        if family:
            by_start[family[:_LETTERS], given.strip()[:1]].add(uid)
    return frozenset(uid for uids in by_start.values() if len(uids) > 1 for uid in uids)
