"""A look at the selected patient without opening the chart: what the desk may know, and nothing clinical."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.ui.words import born_with_age, name_of, sex_of
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace


class Peek(Panel):
    """Lines of (what, value)."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(tr("At a glance"))
        self._place = place
        self._name = label("", wraps=True)
        self._name.setFont(strong(self._name.font()))
        self._values = {what: label("", wraps=True) for what in ("Born", "Sex", "Number", "Phone", "Town", "Called")}
        column = self.body()
        column.addWidget(self._name)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * GAP)
        self._form.setVerticalSpacing(6)
        for what, value in self._values.items():
            self._form.addRow(label(tr(what), "caption"), value)
        holder = QWidget()
        holder.setLayout(self._form)
        self._form.setContentsMargins(0, 0, 0, 0)
        column.addWidget(holder)
        column.addStretch(1)
        self.show_row(None)

    def show_row(self, row: PatientRow | None) -> None:
        """Another patient, or none."""
        said = _said(row, self._place) if row is not None else {}
        self._name.setText(one_line(name_of(row)) if row is not None else tr("Nobody is selected"))
        for what, value in self._values.items():
            _tell(self._form, value, said.get(what, ""))


def _said(row: PatientRow, place: Workplace) -> dict[str, str]:
    return {
        "Born": born_with_age(row, place.today()),
        "Sex": sex_of(row),
        "Number": row.number,
        "Phone": row.phone or "",
        "Town": one_line(row.city or ""),
        "Called": one_line(row.nickname),
    }


def _tell(form: QFormLayout, value: QLabel, text: str) -> None:
    """A line that says nothing takes no room."""
    value.setText(text)
    form.setRowVisible(value, bool(text))
