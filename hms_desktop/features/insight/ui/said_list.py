"""What was said in an interview, the last first; each answer can be dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from hms_desktop.features.insight.complaints import Read
from hms_desktop.features.insight.domain.interview import Evidence, Said
from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.chip import ChipLabel
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr

_WORDS: Final = {True: ("yes", Tone.WARN), False: ("no", Tone.QUIET), None: ("not known", Tone.QUIET)}


class SaidList(Rebuilt):
    """Lines of question and answer."""

    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__(spacing=2)

    def show_said(self, said: Sequence[Said], names: Mapping[str, Evidence], words: Mapping[str, Read]) -> None:
        """These, the last one first; what was read in a text stands in its own words beside it."""
        self.show_parts(self._line(one, names.get(one.code), words.get(one.code)) for one in reversed(said))

    def _line(self, said: Said, evidence: Evidence | None, read: Read | None) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GAP)
        word, tone = _WORDS[said.answer]
        name = tr(evidence.short) if evidence else said.code
        across.addWidget(ChipLabel(tr(word), tone))
        across.addWidget(label(name, wraps=True), 1)
        if read is not None and read.words:
            since = f" · {one_line(read.since)}" if read.since else ""
            quoted = f"«{one_line(read.words)}»{since}"
            across.addWidget(label(quoted, "quiet", wraps=True), 1)
        drop = QPushButton(tr("Drop"))
        drop.setObjectName("quiet")
        drop.setAccessibleName(tr("Drop: {name}", name=name))
        drop.clicked.connect(partial(self.dropped.emit, said.code))
        across.addWidget(drop)
        return made
