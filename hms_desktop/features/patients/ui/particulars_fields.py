"""The fields of a person's particulars, as registering and editing ask them: a few always, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.ui.words import LANGUAGES, SEXES
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.fields import ChoiceField, DayField, Field, LineField, TextField
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

Rows = tuple[tuple[Field, ...], ...]


class ParticularsFields:
    """One set of fields, and the particulars that they mean."""

    def __init__(self, place: Workplace) -> None:
        self.family = LineField("family", tr("Family name"))
        self.given = LineField("given", tr("Given name"))
        self.born = DayField("born", tr("Born"), place.today, is_birth=True)
        self.sex = ChoiceField("sex", tr("Sex"), [(sex.value, tr(word)) for sex, word in SEXES.items()])
        self.phone = LineField("phone", tr("Phone"))
        self.city = LineField("city", tr("Town"))
        self.nickname = LineField("nickname", tr("Called"))
        self.former = LineField("former", tr("Former family names"))
        self.title = LineField("title", tr("Title"))
        self.email = LineField("email", tr("E-mail"))
        self.address = TextField("address", tr("Address"))
        self.postcode = LineField("postcode", tr("Postcode"))
        self.country = LineField("country", tr("Country"))
        self.language = ChoiceField("language", tr("Language"), [(code, tr(name)) for code, name in LANGUAGES])
        self.insurer = LineField("insurer", tr("Insurer"))
        self.policy = LineField("policy", tr("Insurance number"))
        self.note = TextField("note", tr("A word for the desk"), tr("nothing clinical"))

    def asked(self) -> Rows:
        """What the desk always asks."""
        return (self.family, self.given), (self.born, self.sex), (self.phone, self.city)

    def folded(self) -> Rows:
        """What may wait."""
        return (
            (self.nickname, self.former),
            (self.title, self.language),
            (self.email,),
            (self.address,),
            (self.postcode, self.country),
            (self.insurer, self.policy),
            (self.note,),
        )

    def show_folded(self, shown: bool) -> None:
        """Unfolds the rest, or folds it away."""
        for row in self.folded():
            for field in row:
                field.setVisible(shown)

    def folded_content(self, content: Mapping[str, Any]) -> list[object]:
        """What a draft holds in the folded fields."""
        names = [field.name for row in self.folded() for field in row]
        return [content[name] for name in names if content.get(name)]

    def facts(self, values: Mapping[str, Any]) -> Particulars:
        """The particulars that these values mean."""
        texts = {one.name: values[one.name] for one in fields(Particulars) if one.name not in _MADE}
        read = self.born.read()
        return Particulars(
            **texts,
            sex=Sex(values["sex"]),
            born=read.day if read else None,
            precision=Precision(read.kind.value) if read else Precision.DAY,
        )


_MADE = frozenset({"sex", "born", "precision"})


def content_of(facts: Particulars) -> dict[str, Any]:
    """What the fields show of a record as it is now."""
    content: dict[str, Any] = {one.name: getattr(facts, one.name) for one in fields(Particulars)}
    content["sex"] = facts.sex.value
    content["born"] = day_text(facts.born, facts.precision) if facts.born else ""
    return content
