"""Which printer serves which kind of paper: a choice for every kind that a manifest declares, one setting for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hms_desktop.kernel.settings import Setting
from hms_desktop.ui.choice import Choice
from hms_desktop.ui.fields import Field
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_SHORT = 6


class PrintersField(Field):
    """`value` maps kinds to printers; what goes to the computer's own choice is not in it."""

    def __init__(self, place: Workplace, setting: Setting[Any]) -> None:
        self.boxes: dict[str, Choice] = {}
        editor = QWidget()
        super().__init__(setting.key, tr(setting.title), editor)
        self._place = place
        self._set: dict[str, str] = {}
        rows = QVBoxLayout(editor)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        for feature in place.standing.features:
            for kind, title in feature.papers.items():
                self._add(rows, kind, tr(title))
        self.setVisible(bool(self.boxes))
        self._remark("" if self.boxes else tr("There is no paper to print yet"), "quiet")

    def raw(self) -> dict[str, str]:
        """What is chosen; a kind of a feature that is not here keeps its printer."""
        absent = {kind: name for kind, name in self._set.items() if kind not in self.boxes}
        return {**absent, **{kind: box.currentData() for kind, box in self.boxes.items() if box.currentData()}}

    def fill(self, raw: Any) -> None:  # noqa: ANN401
        """What is set, among the printers that are here now; one that is not here stays in its place."""
        self._set = dict(raw) if isinstance(raw, Mapping) else {}
        names = self._place.prints.printers.names() if self.boxes else ()
        for kind, box in self.boxes.items():
            wanted = self._set.get(kind, "")
            box.blockSignals(True)
            box.clear()
            box.addItem(tr("The computer's own choice"), "")
            for name in names:
                box.addItem(name, name)
            if wanted and wanted not in names:
                box.addItem(tr("{printer} (not there)", printer=wanted), wanted)
            box.setCurrentIndex(max(0, box.findData(wanted)))
            box.blockSignals(False)

    def _add(self, rows: QVBoxLayout, kind: str, title: str) -> None:
        box = self.boxes[kind] = Choice()
        box.setAccessibleName(tr("Printer for: {paper}", paper=title))
        box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_SHORT)
        box.currentIndexChanged.connect(lambda _: self.edited.emit())
        rows.addWidget(label(title, "caption", buddy=box, wraps=True))
        rows.addWidget(box)
