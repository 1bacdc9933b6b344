"""A clinic's own texts of messages: what is typed is shown filled in at once, with what is wrong and how long it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QWidget

from hms_desktop.features.notifications.domain import (
    KINDS,
    PLACES,
    MessageKind,
    Wording,
    parts_of,
    places_of,
    wording_problems,
    written,
)
from hms_desktop.features.notifications.ui.words import LANGUAGES
from hms_desktop.features.notifications.wording import DropText, KeepText, TextOf, TextRow
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, LineField, TextField
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_TEXTS: Final = ("subject", "body", "short")
_LETTER_HIGH: Final = 168
_SAMPLE: Final = {"name": "Ada Hale", "doctor": "Dr Haile", "day": "2026-11-27", "minute": "570"}


class TextDialog(CommandDialog):
    """Another kind or language reads its text; what was typed and not kept is left then."""

    def __init__(self, place: Workplace) -> None:
        hints = tr("Esc closes · empty lines part paragraphs")
        super().__init__(place, Purpose(tr("Texts of messages"), tr("Keep this text"), hints=hints))
        self._row: TextRow | None = None
        self.preview = label("", wraps=True)
        self.short = label("", wraps=True)
        self.parts = label("", "quiet", wraps=True)
        self.places = label("", "quiet", wraps=True)
        self.drop = QPushButton(tr("Back to the program's text"))
        self.drop.setAccessibleName(tr("Back to the program's text"))
        self.drop.clicked.connect(self._drop_text)
        self.build({"kind": MessageKind.REMINDER.value, "language": "en"})
        for name in ("kind", "language"):
            self.fields[name].edited.connect(self._read)
        for name in _TEXTS:
            self.fields[name].edited.connect(self.show_preview)
        self._read()

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """Which text, the text, and how it will look."""
        kinds = [(kind.value, tr(word)) for kind, word in KINDS.items()]
        body = TextField("body", tr("E-mail"))
        body.text.setFixedHeight(_LETTER_HIGH)
        return (
            (ChoiceField("kind", tr("For"), kinds),),
            (ChoiceField("language", tr("Language"), LANGUAGES),),
            (LineField("subject", tr("Subject of the e-mail")),),
            (body,),
            (TextField("short", tr("SMS")),),
            (self.places,),
            (label(tr("As it will look"), "caption"),),
            (self.preview,),
            (self.short,),
            (self.parts,),
            (self.drop,),
        )

    def make(self, values: Mapping[str, Any]) -> KeepText:
        """The clinic's own text from now on."""
        version = self._row.version if self._row else 0
        texts = {name: str(values[name]) for name in _TEXTS}
        kind = MessageKind(values["kind"])
        return KeepText(id=self.command_id, kind=kind, language=values["language"], version=version, **texts)

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("The text is kept"))

    def show_preview(self) -> None:
        """What is typed, filled in; the day in the text's own language."""
        kind, language = MessageKind(self.fields["kind"].raw()), str(self.fields["language"].raw())
        typed = Wording(*(str(self.fields[name].raw()) for name in _TEXTS))
        for name in _TEXTS:
            self.fields[name].object_to(tr(wording_problems(kind, typed).get(name, "")))
        settings = self.place.standing.settings
        clinic = {"clinic": self.place.standing.clinic, "phone": str(settings.get("clinic.phone") or "555 0100")}
        sample = {name: text for name, text in _SAMPLE.items() if name in PLACES[kind] or name == "minute"}
        made = written(typed, places_of({**sample, **clinic}, language))
        self.preview.setText(f"{made.subject}\n\n{made.body}")
        self.short.setText(made.short)
        self.parts.setText(tr("{letters} letters, {parts} SMS", letters=len(made.short), parts=parts_of(made.short)))

    # Inside.

    def _read(self) -> None:
        kind, language = MessageKind(self.fields["kind"].raw()), str(self.fields["language"].raw())
        places = ", ".join("{" + name + "}" for name in sorted(PLACES[kind]))
        self.places.setText(tr("Places: {places}", places=places))
        self.place.ask(self, TextOf(kind=kind, language=language), self._fill)

    def _fill(self, row: TextRow) -> None:
        self._row = row
        self.fill({name: getattr(row.wording, name) for name in _TEXTS})
        self.drop.setVisible(row.version > 0)
        self.show_preview()

    def _drop_text(self) -> None:
        row = self._row
        if row is not None and row.version:
            command = DropText(id=self.place.new_id(), kind=row.kind, language=row.language, version=row.version)
            self.place.do(self, command, lambda _: self._dropped(), self._refuse)

    def _dropped(self) -> None:
        self.place.say(tr("The program's text is used again"))
        self._read()
