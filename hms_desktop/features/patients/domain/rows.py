"""Patients as lists, charts and papers get them: frozen rows. What a role may not read is None or empty here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from hms_desktop.features.patients.domain.names import shown_name
from hms_desktop.features.patients.domain.numbers import record_number
from hms_desktop.features.patients.domain.particulars import Particulars, Precision, Sex
from hms_desktop.kernel.chart import BannerLine
from hms_desktop.kernel.days import age_text, day_text


class Relation(StrEnum):
    """What somebody is to a patient."""

    MOTHER = "mother"
    FATHER = "father"
    CHILD = "child"
    PARTNER = "partner"
    SIBLING = "sibling"
    GUARDIAN = "guardian"
    EMPLOYER = "employer"
    OTHER = "other"


class ListOrder(StrEnum):
    """What a list of patients is sorted by. Birth dates are not among them: of some nobody knows any."""

    NAME = "name"
    GIVEN = "given"
    NUMBER = "number"


@dataclass(frozen=True)
class PatientRow:
    """A patient in a list or on a banner; `phone` and `city` are None for a role that does not see contacts."""

    uid: UUID
    version: int
    number: str
    family: str
    given: str
    sex: Sex
    born: date | None
    precision: Precision
    phone: str | None = None
    city: str | None = None
    nickname: str = ""
    title: str = ""
    is_deceased: bool = False
    is_restricted: bool = False
    is_archived: bool = False
    merged_into: UUID | None = None

    @property
    def name(self) -> str:
        """FAMILY, Given."""
        return shown_name(self.family, self.given)

    @property
    def born_text(self) -> str:
        """14-Jul-1985, about 1962; nothing where nobody knows."""
        return day_text(self.born, self.precision) if self.born else ""


@dataclass(frozen=True, slots=True)
class NameRow:
    """Who somebody is, for another feature's list of hundreds: what tells him from his namesakes and nothing more."""

    uid: UUID
    family: str
    given: str
    sex: Sex
    born: date | None
    precision: Precision
    serial: int
    is_restricted: bool
    is_deceased: bool

    @property
    def name(self) -> str:
        """FAMILY, Given."""
        return shown_name(self.family, self.given)

    @property
    def number(self) -> str:
        """The record number with its check digit."""
        return record_number(self.serial)

    @property
    def born_text(self) -> str:
        """14-Jul-1985, about 1962; nothing where nobody knows."""
        return day_text(self.born, self.precision) if self.born else ""

    def age(self, on: date) -> str:
        """The age on a day: 34y, ~70y, 5m; nothing where nobody knows."""
        about = "" if self.precision is Precision.DAY else "~"
        return f"{about}{age_text(self.born, on)}" if self.born else ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """How somebody is reached. `asked` is the record that was asked for; joined to another, it leads to that one.

    Phone, e-mail and language are None for a role that does not see contacts."""

    asked: UUID
    uid: UUID
    family: str
    given: str
    is_deceased: bool
    joined: tuple[UUID, ...] = ()
    """Every record that leads here."""
    phone: str | None = None
    email: str | None = None
    language: str | None = None

    @property
    def records(self) -> tuple[UUID, ...]:
        """All the records that are this person's."""
        return (self.uid, *self.joined)

    @property
    def name(self) -> str:
        """FAMILY, Given."""
        return shown_name(self.family, self.given)

    @property
    def addressed(self) -> str:
        """The name as a letter says it: Given Family."""
        return " ".join(part for part in (self.given, self.family) if part)


@dataclass(frozen=True, kw_only=True)
class NewPhone:
    """A further number for a patient."""

    number: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class NewIdentifier:
    """An identity number for a patient."""

    system: str
    value: str


@dataclass(frozen=True, kw_only=True)
class NewRelation:
    """Somebody who belongs to a patient."""

    kind: Relation
    name: str = ""
    other: UUID | None = None
    phone: str = ""
    is_guarantor: bool = False
    is_emergency: bool = False
    note: str = ""


@dataclass(frozen=True)
class Hit:
    """A patient who was found, and by what: name, words, phone, number, identifier, born, typo, sound, seen."""

    row: PatientRow
    why: str


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the same person: how likely, from 0 to 1, and why, in short sentences."""

    row: PatientRow
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PhoneRow:
    """A further phone number."""

    uid: UUID
    version: int
    label: str
    number: str


@dataclass(frozen=True)
class IdentifierRow:
    """A number that somebody else gave the patient."""

    uid: UUID
    version: int
    system: str
    value: str


@dataclass(frozen=True)
class RelationRow:
    """Somebody who belongs to the patient; `other` is his own record if he is a patient too."""

    uid: UUID
    version: int
    kind: Relation
    name: str
    phone: str
    other: UUID | None
    is_guarantor: bool
    is_emergency: bool
    note: str


@dataclass(frozen=True)
class ChartRow:
    """Everything that opening a chart shows before the timeline."""

    patient: PatientRow
    facts: Particulars
    died_on: date | None
    photo: UUID | None
    phones: tuple[PhoneRow, ...]
    identifiers: tuple[IdentifierRow, ...]
    relations: tuple[RelationRow, ...]
    lookalikes: tuple[PatientRow, ...]
    merged_from: tuple[UUID, ...]
    banner: tuple[BannerLine, ...]


@dataclass(frozen=True)
class HistoryLine:
    """What one field said before and after one change."""

    at: datetime
    who: str
    device: UUID
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class MergeRow:
    """One joining of two records: which, when, and whether it was taken back."""

    uid: UUID
    survivor: UUID
    loser: UUID
    loser_number: str
    at: datetime
    undone_at: datetime | None
