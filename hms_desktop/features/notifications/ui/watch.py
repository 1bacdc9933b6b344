"""Says quietly, once, that something new came into the inbox while its person works at something else."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from hms_desktop.features.notifications.domain import NoticeRow
from hms_desktop.features.notifications.service import MyNotices
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

_LOOKED_AT = PageRequest(size=5)


class Arrivals(QObject):
    """Knows the newest notice that was there; what is newer and unread is news."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._newest: datetime | None = None
        self._is_watching = place.may("notice.own")
        place.changed.connect(self._hear)
        if self._is_watching:
            self._ask()

    def _hear(self, changes: Changes) -> None:
        if self._is_watching and changes.touches("notice"):
            self._ask()

    def _ask(self) -> None:
        self._place.ask(self, MyNotices(page=_LOOKED_AT), self._look, self._failed)

    def _look(self, page: Page[NoticeRow]) -> None:
        before, rows = self._newest, page.rows
        self._newest = max([row.at for row in rows] + ([before] if before else []), default=self._place.now())
        fresh = [row for row in rows if before is not None and row.at > before and row.read_at is None]
        if len(fresh) == 1:
            self._place.note(tr("New in your inbox: {title}", title=tr(fresh[0].title)))
        elif fresh:
            self._place.note(tr("New in your inbox: {number} notices", number=len(fresh)))

    def _failed(self, error: KnownError | BugError) -> None:
        """It will be asked again with the next change; the inbox itself says what is wrong."""
        if isinstance(error, BugError):
            self._place.tell(error)
