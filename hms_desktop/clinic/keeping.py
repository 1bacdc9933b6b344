"""Keeping house while the clinic is open: the witness reaches the disk, backups are made when due, old answers go.

Whoever keeps the program running calls `tick` each second, on a lane: what is due takes its time there, and while it
does, further ticks pass by.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Final

from hms_desktop.clinic.opening import Clinic
from hms_desktop.data.backup import Backup
from hms_desktop.data.thinning import is_due
from hms_desktop.features.workstation.service import HouseAct, KeepHouse, RecordHouseAct

_LOOK_EVERY: Final = timedelta(minutes=1)
_CLEAN_EVERY: Final = timedelta(hours=12)


class Keeper:
    """What has to happen from time to time for one clinic."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._turn = threading.Lock()
        self._looked_at = self._cleaned_at = float("-inf")

    def tick(self) -> Backup | None:
        """One look. The answer is the backup that was made, if one was due."""
        self._clinic.tick()
        if not self._clinic.is_open or not self._turn.acquire(blocking=False):
            return None
        try:
            now = self._clinic.around.clock.ticks()
            if now - self._cleaned_at >= _CLEAN_EVERY.total_seconds():
                self._cleaned_at = now
                self._clinic.opened.bus.execute(KeepHouse(id=self._clinic.around.ids.new()), self._clinic.program())
            if now - self._looked_at < _LOOK_EVERY.total_seconds():
                return None
            self._looked_at = now
            return self.back_up_if_due()
        finally:
            self._turn.release()

    def back_up_if_due(self) -> Backup | None:
        """Half-hourly if something changed and it is cheap, else hourly. Its line in the journal is inside it."""
        backups = self._clinic.backups()
        last = backups.last()
        known = last.manifest if last else None
        took = timedelta(milliseconds=known.took_ms) if known else timedelta()
        changed = known is None or self._last_seq() != known.seq
        if not is_due(known.made_at if known else None, self._clinic.around.clock.now(), took, changed=changed):
            return None
        command = RecordHouseAct(id=self._clinic.around.ids.new(), act=HouseAct.BACKED_UP)
        self._clinic.opened.bus.execute(command, self._clinic.program())
        return backups.make(self._clinic.opened.key, "every half hour")

    def _last_seq(self) -> int:
        raw = self._clinic.opened.store.engine.reading_lane().raw
        found: int = raw.execute("SELECT ifnull(max(seq), 0) FROM journal").fetchone()[0]
        return found
