"""Patients out of another system's CSV file: a plan made of its beginning, then entries and faults line by line. Pure.

Nothing is written here. A dry run reads the whole file and shows what would come of it; an import sends the good
entries on in batches, each a command of its own, so that the desk can write in between.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final

from hms_desktop.features.patients.domain import (
    Particulars,
    Precision,
    Sex,
    doubts,
    foreign,
    heads,
    lines,
    phone_problem,
    problems,
)
from hms_desktop.features.patients.domain.foreign import Unreadable
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.text import clean, fold

BATCH: Final = 5_000
"""Entries that one import command takes."""

_LONGEST_IDENTIFIER: Final = 60

_TEXTS: Final = frozenset(
    (
        "family", "given", "nickname", "former", "title", "phone", "email", "address", "city", "postcode", "country",
        "language", "insurer", "policy", "note",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One patient of a file: particulars, further phones, identifiers as (system, value), and the line he stood in."""

    facts: Particulars
    phones: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    line: int = 0
    unlikely: tuple[tuple[str, str], ...] = ()
    """What is possible and mostly a slip, as (field, question), for the person who reads the dry run."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be taken over: which field of it and why; field "" is the whole line."""

    line: int
    field: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a file is to be read. Made by `plan_of`, shown to a person, who may change anything in it."""

    encoding: str
    separator: str
    heads: tuple[str, ...]
    columns: tuple[str | None, ...]
    """The field of each column; None is left out."""
    is_day_first: bool = True
    is_order_sure: bool = False
    """Whether the file's own days tell their order; if not, a person is to say it."""
    is_m_female: bool = False
    has_heads: bool = True


def plan_of(head: bytes, *, encoding: str = "", separator: str = "", columns: Mapping[str, str] | None = None) -> Plan:
    """The plan for a file that begins so. `columns` says the field of columns by their heads, where these are not known
    or meant otherwise; «» leaves a column out."""
    head = head[: lines.HEAD_BYTES]
    encoding = encoding or lines.encoding_of(head)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    separator = separator or lines.separator_of(text)
    found = [item for item in lines.records(lines.lines_of((text,)), separator) if isinstance(item, tuple)]
    if not found:
        raise Invalid({"file": "There is nothing in this file that can be read"})
    names = tuple(clean(cell) for cell in found[0][1])
    fields = _fields(names, columns or {})
    _demand_names(fields)
    sample = [cells for _, cells in found[1:]]
    order = foreign.is_day_first(_column(sample, fields, "born"))
    return Plan(
        encoding=encoding,
        separator=separator,
        heads=names,
        columns=fields,
        is_day_first=order is not False,
        is_order_sure=order is not None,
        is_m_female=foreign.says_m_for_women(_column(sample, fields, "sex")),
    )


def _fields(names: tuple[str, ...], said: Mapping[str, str]) -> tuple[str | None, ...]:
    known = heads.fields_of(tuple("" if name in said else name for name in names))
    return tuple((said[name] or None) if name in said else field for name, field in zip(names, known, strict=True))


def _demand_names(fields: tuple[str | None, ...]) -> None:
    if not {"family", "given", heads.NAME} & set(fields):
        raise Invalid({"columns": "No column with names was found: say which one it is"})
    unknown = [field for field in fields if field and field not in heads.FIELDS and not _is_identifier(field)]
    if unknown:
        raise Invalid({"columns": "There is no such field"})


def _is_identifier(field: str) -> bool:
    return field.startswith(heads.IDENTIFIER) and len(field) > len(heads.IDENTIFIER)


def _column(sample: list[list[str]], fields: tuple[str | None, ...], field: str) -> list[str]:
    if field not in fields:
        return []
    place = fields.index(field)
    return [cells[place] for cells in sample if len(cells) > place]


def read(chunks: Iterable[bytes], plan: Plan, today: date) -> Iterator[Entry | Fault]:
    """Every line of a file as an entry or as its first fault, in order; `chunks` are its bytes, taken as wanted."""
    seen: dict[int, int] = {}
    found = lines.records(lines.lines_of(lines.text_of(chunks, plan.encoding)), plan.separator)
    if plan.has_heads:
        found = islice(found, 1, None)
    for item in found:
        if isinstance(item, lines.Broken):
            yield Fault(item.line, "", item.sentence)
            continue
        entry = _entry(item, plan, today)
        yield entry if isinstance(entry, Fault) else _unless_seen(entry, seen)


def _unless_seen(entry: Entry, seen: dict[int, int]) -> Entry | Fault:
    """The same name and birth date a second time; hashes are kept instead of names, because a file may be long."""
    if entry.facts.born is None:
        return entry
    names = sorted(fold(f"{entry.facts.family} {entry.facts.given}").split())
    before = seen.setdefault(hash((*names, entry.facts.born)), entry.line)
    return entry if before == entry.line else Fault(entry.line, "", f"The same name and birth date as in line {before}")


def _entry(record: lines.Record, plan: Plan, today: date) -> Entry | Fault:
    line, cells = record
    if len(cells) > len(plan.columns) and any(cell.strip() for cell in cells[len(plan.columns) :]):
        return Fault(line, "", "This line has more cells than the file has columns")
    values: dict[str, str] = {}
    for field, cell in zip(plan.columns, cells, strict=False):
        text = clean(cell)
        if not field or not text:
            continue
        if "\n" in text and field not in ("address", "note"):
            return Fault(line, field, "There is a line break in it")
        values[field] = text
    try:
        entry = _made(line, values, plan, today)
    except _Unfit as unfit:
        return Fault(line, unfit.field, str(unfit))
    for field, sentence in (problems(entry.facts, today) | further_problems(entry)).items():
        return Fault(line, field, sentence)
    unlikely = doubts(entry.facts, today)
    return replace(entry, unlikely=tuple(unlikely.items())) if unlikely else entry


def further_problems(entry: Entry) -> dict[str, str]:
    """Field → sentence, for phones and identifiers that cannot be accepted."""
    wrong = [told for phone in entry.phones if (told := phone_problem(phone))]
    found = {heads.PHONE_2: wrong[0]} if wrong else {}
    for system, value in entry.identifiers:
        if not system or not fold(value) or len(value) > _LONGEST_IDENTIFIER or len(system) > _LONGEST_IDENTIFIER:
            found[f"{heads.IDENTIFIER}{system[:_LONGEST_IDENTIFIER]}"] = "This is not a number that somebody could have"
    return found


class _Unfit(Exception):
    """A value that cannot be read, with its field."""

    def __init__(self, field: str, cause: Unreadable) -> None:
        super().__init__(str(cause))
        self.field = field


def _made(line: int, values: dict[str, str], plan: Plan, today: date) -> Entry:
    told: dict[str, str] = {field: text for field, text in values.items() if field in _TEXTS}
    if heads.NAME in values:
        family, given = foreign.names_of(values[heads.NAME])
        told = {"family": family, "given": given, **told}
    if "language" in told:
        told["language"] = _read("language", foreign.language_of, told["language"])
    born, precision = _born(values.get("born", ""), plan, today)
    facts = Particulars(**{"family": "", **told}, sex=_sex(values.get("sex", ""), plan), born=born, precision=precision)
    identifiers = tuple((field.removeprefix(heads.IDENTIFIER), text) for field, text in values.items() if ":" in field)
    phones = (values[heads.PHONE_2],) if heads.PHONE_2 in values else ()
    if phones and not facts.phone:
        facts, phones = replace(facts, phone=phones[0]), ()
    return Entry(facts=facts, phones=phones, identifiers=identifiers, line=line)


def _read(field: str, read_it: Callable[[str], str], text: str) -> str:
    try:
        return read_it(text)
    except Unreadable as error:
        cause = error
    raise _Unfit(field, cause)


def _born(text: str, plan: Plan, today: date) -> tuple[date | None, Precision]:
    try:
        return foreign.born_of(text, today, day_first=plan.is_day_first)
    except Unreadable as error:
        cause = error
    raise _Unfit("born", cause)


def _sex(text: str, plan: Plan) -> Sex:
    try:
        return foreign.sex_of(text, is_m_female=plan.is_m_female)
    except Unreadable as error:
        cause = error
    raise _Unfit("sex", cause)


def batches(items: Iterable[Entry | Fault], faults: list[Fault], size: int = BATCH) -> Iterator[tuple[Entry, ...]]:
    """The good entries in batches; the faults between them go into `faults`."""
    ready: list[Entry] = []
    for item in items:
        if isinstance(item, Fault):
            faults.append(item)
            continue
        ready.append(item)
        if len(ready) == size:
            yield tuple(ready)
            ready = []
    if ready:
        yield tuple(ready)
