"""How patients are put into words on the screen: names, days, sexes; the same everywhere, whatever the language."""

from __future__ import annotations

from datetime import date
from typing import Final

from hms_desktop.features.patients.domain import PatientRow, Precision, Relation, Sex, shown_name
from hms_desktop.kernel.days import age_text, day_text
from hms_desktop.ui.words import tr

SEXES: Final = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.OTHER: "Other", Sex.UNKNOWN: "Not known"}

LANGUAGES: Final = (
    ("", "Not known"), ("en", "English"), ("es", "Spanish"), ("fr", "French"), ("ar", "Arabic"), ("hi", "Hindi"),
    ("am", "Amharic"), ("bn", "Bengali"), ("de", "German"), ("el", "Greek"), ("fa", "Persian"), ("he", "Hebrew"),
    ("id", "Indonesian"), ("it", "Italian"), ("ja", "Japanese"), ("ko", "Korean"), ("nl", "Dutch"), ("pl", "Polish"),
    ("pt", "Portuguese"), ("ro", "Romanian"), ("ru", "Russian"), ("so", "Somali"), ("sw", "Swahili"), ("ta", "Tamil"),
    ("ti", "Tigrinya"), ("tr", "Turkish"), ("uk", "Ukrainian"), ("ur", "Urdu"), ("vi", "Vietnamese"), ("zh", "Chinese"),
)  # fmt: skip
"""What people are spoken to in; the program itself speaks fewer."""


def name_of(row: PatientRow) -> str:
    """FAMILY, Given."""
    return shown_name(row.family, row.given)


def born_of(row: PatientRow) -> str:
    """14-Jul-1985, about 1962, or «Not known»: never an empty place that looks like a mistake."""
    return day_text(row.born, row.precision) if row.born else tr("Not known")


def born_with_age(row: PatientRow, today: date, died_on: date | None = None) -> str:
    """The birth date with the age; of the dead, the age at death."""
    if not row.born:
        return tr("Not known")
    age = age_text(row.born, died_on or today)
    about = "~" if row.precision is not Precision.DAY else ""
    return f"{born_of(row)} ({about}{age})" if age else born_of(row)


def sex_of(row: PatientRow) -> str:
    """In a word."""
    return tr(SEXES[row.sex])


def detail_of(row: PatientRow) -> str:
    """What tells a patient from his namesakes, in one line."""
    parts = (born_of(row), sex_of(row), row.number, row.phone or "")
    return "  ·  ".join(part for part in parts if part)


RELATIONS: Final = {
    Relation.MOTHER: "mother", Relation.FATHER: "father", Relation.CHILD: "child", Relation.PARTNER: "partner",
    Relation.SIBLING: "brother or sister", Relation.GUARDIAN: "guardian", Relation.EMPLOYER: "employer",
    Relation.OTHER: "other",
}  # fmt: skip

FIELDS: Final = {
    "family": "Family name", "given": "Given name", "nickname": "Called", "former": "Former family names",
    "title": "Title", "sex": "Sex", "born": "Born", "precision": "How well the birth date is known", "phone": "Phone",
    "email": "E-mail", "address": "Address", "city": "Town", "postcode": "Postcode", "country": "Country",
    "language": "Language", "insurer": "Insurer", "policy": "Insurance number", "note": "A word for the desk",
    "is_deceased": "Deceased", "died_on": "Died on", "is_restricted": "Restricted", "archived_at": "Archived",
}  # fmt: skip
"""What the fields of a record are called."""
