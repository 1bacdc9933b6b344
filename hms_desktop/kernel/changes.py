"""What one command changed, read back from the journal: windows repaint from it and never call one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

LIMIT: Final = 2_000
"""More ids of one kind than this and the kind is said to have changed as a whole (an import, a page of sync)."""


@dataclass(frozen=True)
class Changes:
    """Entity kind → the ids that changed; ``None`` stands for «many, read again»."""

    by_kind: Mapping[str, frozenset[UUID] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, UUID]]) -> Changes:
        """The pairs may say an id several times, and may stop after LIMIT + 1 of a kind: so these are counted as they
        come, and a kind that changed more often than LIMIT changed as a whole, however few ids were seen of it."""
        found: dict[str, list[UUID]] = {}
        for kind, uid in pairs:
            found.setdefault(kind, []).append(uid)
        return cls({kind: frozenset(ids) if len(ids) <= LIMIT else None for kind, ids in found.items()})

    def touches(self, kind: str, uid: UUID | None = None) -> bool:
        """Whether this kind changed, or this one of it."""
        if kind not in self.by_kind:
            return False
        ids = self.by_kind[kind]
        return uid is None or ids is None or uid in ids

    def __bool__(self) -> bool:
        return bool(self.by_kind)
