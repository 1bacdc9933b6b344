"""Settings: every one that a manifest declares, in the field that its declaration asks for, kept on leaving it.

Settings of a group of their own stand in a panel of their own, for those who may change them; a feature may put a
widget below them for what is no setting, such as a password.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from hms_desktop.features.workstation.manifest import CLINIC_ZONE, LANGUAGE, PRINTERS
from hms_desktop.features.workstation.ui.printers_field import PrintersField
from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.kernel.settings import Scope, Setting
from hms_desktop.ui.fields import ChoiceField, EnterMoves, Field, LineField, TickField
from hms_desktop.ui.languages import is_spoken
from hms_desktop.ui.page import Page
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, told, tr
from hms_desktop.ui.workplace import Workplace
from hms_desktop.ui.zones import zone_completer

_WIDE: Final = 400
_SCOPES: Final = (Scope.CLINIC, Scope.WORKSTATION, Scope.USER)


class NumberField(LineField):
    """A whole number."""

    def value(self) -> Any:  # noqa: ANN401 - what is no number is left as it was typed, and the setting says so
        text = self.raw().strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


class SettingsPage(Page):
    """Three groups side by side: the clinic's, this workstation's, one's own; further ones below them."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.fields: dict[str, Field] = {}
        self._settings: dict[str, Setting[Any]] = {}
        self._enter = EnterMoves(self)
        inside = QWidget()
        inside.setObjectName("clear")
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(14)
        columns = [QVBoxLayout() for _ in _SCOPES]
        for scope, column in zip(_SCOPES, columns, strict=True):
            column.addWidget(self._group(scope))
            across.addLayout(column, 1)
        self._add_groups(columns)
        for column in columns:
            column.setSpacing(14)
            column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("clear")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scroll)
        place.settled.connect(lambda _: self._fill())

    def show_for(self, _subject: object) -> None:
        self._fill()

    def first_field(self) -> QWidget | None:
        return next((field.editor for field in self.fields.values() if field.editor.isEnabled()), None)

    def keep(self, key: str) -> None:
        """Saves what stands in a field, if it is another value than before."""
        field, setting = self.fields[key], self._settings[key]
        value = field.value()
        if value == self.place.standing.settings.get(key):
            field.object_to("")
            return
        try:
            accepted = setting.accept(value)
        except Invalid as error:
            field.object_to(tr(error.fields[key]))
            return
        field.object_to("")
        self.place.jobs.write(
            self, lambda: self.place.acts.change_setting(key, accepted), lambda _: self._kept(key),
            lambda error: self._refuse(key, error),
        )  # fmt: skip

    # Inside.

    def _group(self, scope: Scope) -> Panel:
        titles = {Scope.CLINIC: tr("Clinic"), Scope.WORKSTATION: tr("This workstation"), Scope.USER: tr("Mine")}
        panel = self._panel(titles[scope])
        body = panel.body(spacing=GAP + 4)
        every = [one for one in self._every() if one.scope is scope and not one.group]
        if any(not self.place.may(one.permission) for one in every):
            body.addWidget(label(tr("An administrator changes these"), "caption", wraps=True))
        for setting in every:
            body.addWidget(self._bound(setting))
        return panel

    def _add_groups(self, columns: list[QVBoxLayout]) -> None:
        """Each group that this person may change, below whatever is shortest by then."""
        high = [sum(one.scope is scope and not one.group for one in self._every()) for scope in _SCOPES]
        setups = {name: (feature, made) for feature in self.place.standing.features
                  for name, made in feature.setup.items()}  # fmt: skip
        for group in dict.fromkeys(one.group for one in self._every() if one.group):
            inside = [one for one in self._every() if one.group == group]
            if not any(self.place.may(one.permission) for one in inside):
                continue
            panel = self._panel(tr(group))
            body = panel.body(spacing=GAP + 4)
            for setting in inside:
                body.addWidget(self._bound(setting))
            if group in setups:
                feature, made = setups[group]
                body.addWidget(feature.found(made)(self.place))
            at = high.index(min(high))
            high[at] += len(inside) + 2
            columns[at].addWidget(panel)

    def _every(self) -> list[Setting[Any]]:
        return [one for feature in self.place.standing.features for one in feature.settings]

    def _panel(self, title: str) -> Panel:
        panel = Panel(title)
        panel.setMinimumWidth(240)
        panel.setMaximumWidth(max(_WIDE, self.fontMetrics().averageCharWidth() * 56))
        return panel

    def _bound(self, setting: Setting[Any]) -> Field:
        if setting.key == PRINTERS.key:
            field: Field = PrintersField(self.place, setting)
        else:
            field = setting_field(setting)
        self.fields[setting.key], self._settings[setting.key] = field, setting
        field.editor.setEnabled(self.place.may(setting.permission))
        if isinstance(field.editor, QLineEdit):
            field.editor.editingFinished.connect(lambda: self.keep(setting.key))
            field.editor.installEventFilter(self._enter)
        else:
            field.edited.connect(lambda: self.keep(setting.key))
        return field

    def _fill(self) -> None:
        """What is set now; a field that the keyboard is in keeps what is being typed."""
        for key, field in self.fields.items():
            if not field.editor.hasFocus() and not field.editor.property("is_wrong"):
                field.blockSignals(True)
                field.fill(self.place.standing.settings.get(key, self._settings[key].default))
                field.blockSignals(False)

    def _kept(self, key: str) -> None:
        self.place.say(tr("Kept: {title}", title=tr(self._settings[key].title)))

    def _refuse(self, key: str, error: KnownError | BugError) -> None:
        sentence = error.fields.get(key, "") if isinstance(error, Invalid) else ""
        self.fields[key].object_to(tr(sentence) or told(error))


def setting_field(setting: Setting[Any]) -> Field:
    """The field that a declaration asks for. A language is offered under its own name, and only with a catalogue."""
    title = tr(setting.title)
    if setting.key == LANGUAGE.key:
        spoken = [one for one in setting.options if is_spoken(str(one[0]))]
        return ChoiceField(setting.key, title, spoken, tr("New words come with the next signing in"))
    if setting.options:
        return ChoiceField(setting.key, title, [(value, tr(text)) for value, text in setting.options])
    if setting.kind is bool:
        return TickField(setting.key, title)
    if setting.kind is int:
        return NumberField(setting.key, title)
    field = LineField(setting.key, title)
    if setting.key == CLINIC_ZONE.key:
        field.line.setCompleter(zone_completer(field.line))
    return field
