"""The side of a chart: how to reach him, who he is elsewhere, who belongs to him, who pays."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hms_desktop.features.patients.domain import SYSTEMS, ChartRow, Particulars
from hms_desktop.features.patients.ui.words import LANGUAGES, RELATIONS, born_of, name_of
from hms_desktop.ui.panel import Panel, Section, line
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

Lines = Iterable[tuple[str, str]]
_LONGEST = 400
_PHOTO = 96


class Sides(QWidget):
    """One panel of sections, made anew for each chart: sections that are empty are left out."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._place = place
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)

    def show_chart(self, chart: ChartRow) -> None:
        """Everything of the chart before is gone first."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        panel = Panel(tr("Particulars"))
        self._add_photo(panel, chart)
        sections = [
            (tr("Contact"), list(_contact(chart))),
            (tr("Identity numbers"), list(_identifiers(chart))),
            (tr("Family and contacts"), list(_relations(chart))),
            (tr("Insurance"), list(_insurance(chart.facts))),
            (tr("Looks like"), list(_lookalikes(chart))),
        ]
        shown = [(title, lines) for title, lines in sections if lines]
        for at, (title, lines) in enumerate(shown):
            panel.rows.addWidget(_section(title, lines))
            if at < len(shown) - 1:
                panel.rows.addWidget(line())
        if not shown:
            panel.body().addWidget(label(tr("Nothing more is known. Ctrl+Enter adds it."), "caption", wraps=True))
        panel.rows.addStretch(1)
        self._rows.addWidget(panel)

    def _add_photo(self, panel: Panel, chart: ChartRow) -> None:
        """The place is there at once, the face when it was read; another patient's never comes into it."""
        if chart.photo is None:
            return
        shown = QLabel()
        shown.setFixedSize(_PHOTO, _PHOTO)
        shown.setAccessibleName(tr("Photo"))
        panel.body(spacing=0).addWidget(shown)
        photo, acts = chart.photo, self._place.acts
        self._place.jobs.read(shown, lambda: acts.picture(photo), lambda data: _show(shown, data))


def _show(shown: QLabel, data: bytes) -> None:
    made = QPixmap()
    made.loadFromData(data)
    shown.setPixmap(_fit(made))


def _fit(photo: QPixmap) -> QPixmap:
    whole, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return photo.scaled(_PHOTO, _PHOTO, whole, smooth)


def _section(title: str, lines: Lines) -> Section:
    made = Section(title)
    for what, value in lines:
        if what:
            made.rows.addWidget(label(what, "quiet"))
        made.rows.addWidget(label(value[:_LONGEST], wraps=True))
    return made


def _contact(chart: ChartRow) -> Lines:
    facts = chart.facts
    if facts.phone:
        yield tr("Phone"), facts.phone
    for phone in chart.phones:
        yield phone.label or tr("Phone"), phone.number
    if facts.email:
        yield tr("E-mail"), facts.email
    place = " ".join(part for part in (facts.postcode, facts.city) if part)
    address = "\n".join(part for part in (facts.address, place, facts.country) if part)
    if address:
        yield tr("Address"), address
    if facts.language:
        yield tr("Language"), tr(dict(LANGUAGES).get(facts.language, facts.language))
    if facts.note:
        yield tr("For the desk"), facts.note


def _identifiers(chart: ChartRow) -> Lines:
    names = SYSTEMS
    for one in chart.identifiers:
        yield tr(names.get(one.system, one.system)), one.value


def _relations(chart: ChartRow) -> Lines:
    for one in chart.relations:
        roles = [tr(RELATIONS[one.kind])]
        roles += [tr("emergency")] if one.is_emergency else []
        roles += [tr("pays")] if one.is_guarantor else []
        yield ", ".join(roles), "  ·  ".join(part for part in (one.name, one.phone) if part)


def _insurance(facts: Particulars) -> Lines:
    if facts.insurer or facts.policy:
        yield "", "  ·  ".join(part for part in (facts.insurer, facts.policy) if part)


def _lookalikes(chart: ChartRow) -> Lines:
    for row in chart.lookalikes:
        yield "", f"{name_of(row)}  ·  {born_of(row)}  ·  {row.number}"
