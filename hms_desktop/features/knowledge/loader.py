"""Reads the knowledge's TOML files into their types: the slow, strict way, for the linter and for building a pack.

A mistake in a file is told to whoever wrote it, a pharmacist as a rule: file, table, field and what is wrong there, all
mistakes at once. A field that nobody knows is a mistake as well, because it is a known one misspelt.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import msgspec

from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.sections import SECTIONS, Contents, PackHead, Section
from hms_desktop.kernel.errors import Invalid

T = TypeVar("T")

HEAD_FILE: Final = "pack.toml"
SCHEMA_FILE: Final = "formulary/schema.json"
ALLERGY_FILE: Final = "allergies.toml"
_PLACE: Final = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<place>.*?)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")
_KINDS: Final[Mapping[str, str]] = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date",
    "null": "nothing",
}
_FOREIGN: Final[Mapping[str, str]] = {"from": "from_", "with": "with_"}
"""Names in the files that Python keeps for itself."""


@dataclass(frozen=True)
class Folder:
    """A knowledge folder as read: typed, and plain for the pack, with the digest of all that was read."""

    contents: Contents
    plain: Mapping[str, Mapping[str, object]] = field(repr=False)
    digest: str = ""


def read_folder(folder: Path, sections: Sequence[Section[Any]] = SECTIONS) -> Folder:
    """Everything below the folder that a section names; Invalid with every mistake when there is one."""
    problems: dict[str, str] = {}
    head = _read(folder, folder / HEAD_FILE, PackHead, problems)
    typed: dict[str, dict[str, object]] = {}
    plain: dict[str, dict[str, object]] = {}
    for section in sections:
        typed[section.name], plain[section.name] = {}, {}
        for file in files_of(folder, section):
            name = file.relative_to(folder).as_posix()
            found = _read(folder, file, section.kind, problems)
            if found is not None:
                plain[section.name][name], typed[section.name][name] = found
    if problems or head is None:
        raise Invalid({name: text.replace("{", "{{").replace("}", "}}") for name, text in problems.items()})
    return Folder(Contents(head[1], typed), plain, digest_of(folder, sections))


def files_of(folder: Path, section: Section[Any]) -> list[Path]:
    """The files of a section, in the order of their names."""
    return sorted(file for file in folder.glob(section.files) if file.is_file())


def digest_of(folder: Path, sections: Sequence[Section[Any]] = SECTIONS) -> str:
    """SHA-256 over the names and bytes of all files that go into a pack; tells whether a built pack is up to date."""
    whole = hashlib.sha256()
    for file in [folder / HEAD_FILE, *(file for section in sections for file in files_of(folder, section))]:
        data = file.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows is no other knowledge
        name = file.relative_to(folder).as_posix()
        whole.update(f"{name}\n{hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()


def allergy_ids(folder: Path) -> frozenset[str] | None:
    """The ids of allergies.toml, for the linter; None where there is no such file, or it cannot be read."""
    try:
        groups = tomllib.loads((folder / ALLERGY_FILE).read_text(encoding="utf-8"))["groups"]
        return frozenset(str(group["id"]) for group in groups)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def parse(text: str, kind: type[T], name: str) -> T:
    """One file's text in its type; Invalid with each mistake's place."""
    problems: dict[str, str] = {}
    found = _parsed(text, kind, name, problems)
    if found is None:
        raise Invalid({key: told.replace("{", "{{").replace("}", "}}") for key, told in problems.items()})
    return found[1]


def _read(folder: Path, file: Path, kind: type[T], problems: dict[str, str]) -> tuple[object, T] | None:
    name = file.relative_to(folder).as_posix()
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError:
        problems[name] = "The file cannot be read"
        return None
    except UnicodeDecodeError:
        problems[name] = "The file is not in UTF-8"
        return None
    return _parsed(text, kind, name, problems) if kind is not str else (text, cast("T", text))


def _parsed(text: str, kind: type[T], name: str, problems: dict[str, str]) -> tuple[object, T] | None:
    try:
        plain = _renamed(tomllib.loads(text.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as error:
        problems[name] = f"This is not TOML: {error}"
        return None
    except RecursionError:
        problems[name] = "The brackets are nested too deeply"
        return None
    try:
        typed = msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        where, what = told(str(error))
        problems[f"{name}, {where}" if where else name] = what
        return None
    strange = list(_strangers(plain, msgspec.to_builtins(typed), ()))
    for path in strange:
        problems[f"{name}, {', '.join(path)}"] = "There is no such field; is it misspelt?"
    return None if strange else (plain, typed)


def _renamed(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    if isinstance(value, dict):
        return {_FOREIGN.get(key, key): _renamed(part) for key, part in value.items()}
    return [_renamed(part) for part in value] if isinstance(value, list) else value


def _strangers(given: object, taken: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where the file says something that the type has no place for."""
    if isinstance(given, dict) and isinstance(taken, dict):
        for key, part in given.items():
            if key in taken:
                yield from _strangers(part, taken[key], (*path, _native(key)))
            else:
                yield (*path, _native(key))
    elif isinstance(given, list) and isinstance(taken, list | tuple) and len(given) == len(taken):
        for number, (part, other) in enumerate(zip(given, taken, strict=True), start=1):
            yield from _strangers(part, other, (*path[:-1], f"{path[-1]} {number}") if path else (str(number),))


def told(error: str) -> tuple[str, str]:
    """msgspec's words as a place («doses 2, unit») and a sentence."""
    found = _PLACE.fullmatch(error)
    what, place = (found["what"], found["place"] or "") if found else (error, "")
    steps: list[str] = []
    for step in _STEP.finditer(place):
        if step["name"]:
            steps.append(_native(step["name"]))
        elif steps and step["index"].isdigit():
            steps[-1] = f"{steps[-1]} {int(step['index']) + 1}"
    return ", ".join(steps), _sentence(what)


def _sentence(what: str) -> str:
    missing = re.fullmatch(r"Object missing required field `(\w+)`", what)
    if missing:
        return f"The field «{_native(missing[1])}» is missing"
    wrong = re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what)
    if wrong:
        return f"Expected {_kinds(wrong[1])}, found {_kinds(wrong[2])}"
    size = re.fullmatch(r"Expected `array` of length (\d+), got (\d+)", what)
    if size:
        return f"Expected {size[1]} values in brackets, found {size[2]}"
    enum = re.fullmatch(r"Invalid enum value '(.*)'", what)
    return f"«{enum[1]}» is none of the words that may stand here" if enum else what


def _kinds(text: str) -> str:
    return " or ".join(dict.fromkeys(_KINDS.get(part.strip(), part.strip()) for part in text.split("|")))


def _native(name: str) -> str:
    return next((file for file, python in _FOREIGN.items() if python == name), name)


def formulary_schema() -> bytes:
    """The JSON Schema of a formulary file, for editors that check while one types; made from the types."""
    schema = msgspec.json.schema(Drug)
    for kind in schema.get("$defs", {}).values():
        if "properties" in kind:
            kind["properties"] = {_native(name): part for name, part in kind["properties"].items()}
            kind["required"] = sorted(_native(name) for name in kind.get("required", ()))
            kind["additionalProperties"] = kind.get("additionalProperties", False)
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"
