"""The quiet line at the foot: how the records stand, what is parked, the last backup, what is running, printer, clock.

Nothing here blinks or asks. It is always true: what is not known is not shown as good.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from hms_desktop.kernel.days import day_text
from hms_desktop.ui.jobs import Job, Jobs
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_CLOCK_MS: Final = 5_000
_LOOK_MS: Final = 1_500
"""Printers are looked for once the window stands: a network's may take a moment to answer."""


class StatusBar(QFrame):
    """A line of quiet words; the drafts, a long job and what waits for a printer are buttons."""

    parked_wanted = Signal()
    papers_wanted = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("status")
        self._place = place
        self._job: Job | None = None
        self.sync, self.backup, self.printer, self.clock = (label("", "quiet") for _ in range(4))
        self.drafts, self.running, self.papers = _quiet_button(), _quiet_button(), _quiet_button()
        self.drafts.clicked.connect(self.parked_wanted)
        self.running.clicked.connect(self._cancel)
        self.papers.clicked.connect(self.papers_wanted)
        self._warned = ""
        self._lay_out()
        self._time = QTimer(self, interval=_CLOCK_MS)
        self._time.timeout.connect(self._tick)
        self._time.start()
        self.show_standing()
        self.show_drafts(0)
        self._listen(place.jobs)
        place.settled.connect(lambda _: self.show_standing())
        place.prints.changed.connect(self.show_prints)
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(place.prints.look)
        self._look.start()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(2 * GAP, 0, 2 * GAP, 0)
        across.setSpacing(3 * GAP)
        for part in (self.sync, self.drafts, self.backup, self.running):
            across.addWidget(part)
        across.addStretch(1)
        across.addWidget(self.papers)
        across.addWidget(self.printer)
        across.addWidget(self.clock)

    def show_standing(self) -> None:
        """Says how the clinic stands."""
        standing = self._place.standing
        self.sync.setText(f"● {standing.server or tr('Works alone · no server')}")
        at = standing.backup_at.astimezone(standing.zone) if standing.backup_at else None
        if at is None:
            told = tr("No backup yet")
        elif at.date() == self._place.today():
            told = tr("Backup verified {time}", time=f"{at:%H:%M}")
        else:
            told = tr("Backup verified {day}", day=f"{day_text(at.date())} {at:%H:%M}")
        self.backup.setText(told)
        self.show_prints()
        self._tick()

    def warn(self, text: str) -> None:
        """Something that passes soon, in the place of the printer's state."""
        self._warned = text
        self.show_prints()
        self.printer.setObjectName("bad" if text else "quiet")
        self.printer.style().unpolish(self.printer)
        self.printer.style().polish(self.printer)

    def show_prints(self) -> None:
        """Whether there is a printer, and what waits for one."""
        prints = self._place.prints
        self.printer.setText(self._warned or prints.state())
        self.papers.setText(prints.state_of_waiting())
        self.papers.setVisible(bool(prints.waiting))

    def show_drafts(self, number: int) -> None:
        """How much half-done work is parked."""
        text = tr("{number} parked (Ctrl J)", number=number) if number != 1 else tr("1 parked (Ctrl J)")
        self.drafts.setText(text)
        self.drafts.setVisible(number > 0)

    def _listen(self, jobs: Jobs) -> None:
        jobs.slow.connect(self._show_job)
        jobs.long.connect(self._show_job)
        jobs.ended.connect(self._ended)

    def _show_job(self, job: Job) -> None:
        """One job is told of at a time, the one that began last; a long one can be given up."""
        self._job = job
        name = tr(job.title) if job.title else tr("Working")
        self.running.setText(tr("{name} … cancel", name=name) if job.was_long else f"{name} …")
        self.running.setEnabled(job.was_long)
        self.running.show()

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.running.hide()

    def _cancel(self) -> None:
        if self._job:
            self._job.cancel()
            self._job = None
            self.running.hide()

    def _tick(self) -> None:
        self.clock.setText(f"{self._place.now():%H:%M}")


def _quiet_button() -> QPushButton:
    made = QPushButton()
    made.setObjectName("quiet")
    made.hide()
    return made


def quiet_text(part: QLabel | QPushButton) -> str:
    """What a part says when it is seen."""
    return part.text() if part.isVisible() else ""
