"""Numbers that wait on pages, in the rail: each page's manifest names the query that counts and what may change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.manifest import Feature, PageSpec
from hms_desktop.kernel.messages import Query
from hms_desktop.ui.workplace import Workplace


@dataclass(eq=False)
class _Counted:
    """A page with its number. `is_stale`: something changed while it was being counted."""

    page: str
    query: type[Query[int]]
    kinds: tuple[str, ...]
    is_asking: bool = False
    is_stale: bool = False


class Badges(QObject):
    """Counts once at the beginning and again whenever one of the named kinds changed; never two at a time."""

    def __init__(self, place: Workplace, show: Callable[[str, int], None]) -> None:
        super().__init__()
        self._place, self._show = place, show
        self._counted: list[_Counted] = []
        place.changed.connect(self._hear)
        place.renewed.connect(self._count_all)

    def begin(self, features: Iterable[Feature], pages: Iterable[PageSpec]) -> None:
        """These pages of the person's have numbers."""
        home = {page.id: feature for feature in features for page in feature.pages}
        for page in pages:
            if page.badge is not None:
                query = home[page.id].found(page.badge.query)
                self._counted.append(_Counted(page.id, query, page.badge.kinds))
        self._count_all()

    def _hear(self, changes: Changes) -> None:
        for one in self._counted:
            if any(changes.touches(kind) for kind in one.kinds):
                self._count(one)

    def _count_all(self) -> None:
        for one in self._counted:
            self._count(one)

    def _count(self, one: _Counted) -> None:
        if one.is_asking:
            one.is_stale = True
            return
        one.is_asking = self._place.ask(self, one.query(), lambda number: self._counted_now(one, number),
                                        lambda error: self._failed(one, error)) is not None  # fmt: skip

    def _counted_now(self, one: _Counted, number: int) -> None:
        one.is_asking = False
        self._show(one.page, number)
        if one.is_stale:
            one.is_stale = False
            self._count(one)

    def _failed(self, one: _Counted, error: Any) -> None:  # noqa: ANN401 - a KnownError or a BugError
        one.is_asking = one.is_stale = False
        self._place.tell(error)
