"""Everything in the pack has a source that may be passed on, and every file has one."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import pytest

from tests.architecture.findings import CHECKOUT

PACK: Final = CHECKOUT / "resources" / "knowledge"
ITSELF: Final = ("licences.toml", "README.md")
LOINC: Final = "LOINC® is a registered United States trademark of Regenstrief Institute, Inc."


def wrong(sources: list[dict[str, Any]], files: list[str]) -> list[str]:
    """Sources that bind or say too little, and files that no source covers."""
    found = [
        f"{source.get('name', '?')}: {field}"
        for source in sources
        for field in ("name", "what", "licence", "credit", "covers")
        if not source.get(field)
    ]
    found += [
        f"{source['name']} may not be passed on" for source in sources if source.get("redistributable") is not True
    ]
    patterns = [pattern for source in sources for pattern in source["covers"]]
    return found + [file for file in files if not any(fnmatch(file, pattern) for pattern in patterns)]


def sources() -> list[dict[str, Any]]:
    """The rows of licences.toml."""
    rows: list[dict[str, Any]] = tomllib.loads((PACK / "licences.toml").read_text(encoding="utf-8"))["sources"]
    return rows


def files() -> list[str]:
    """All files of the pack, by their place in it."""
    found = (file.relative_to(PACK).as_posix() for file in PACK.rglob("*") if file.is_file())
    return sorted(file for file in found if file not in ITSELF)


def test_every_file_of_the_pack_has_a_source_that_may_be_passed_on() -> None:
    assert files()
    assert not wrong(sources(), files())


@pytest.mark.parametrize(
    ("change", "file"),
    [
        ({"redistributable": False}, "pack.toml"),
        ({"redistributable": "yes"}, "pack.toml"),
        ({"licence": ""}, "pack.toml"),
        ({}, "ddinter/pairs.csv"),
    ],
)
def test_a_source_that_binds_and_a_file_without_one_are_found(change: dict[str, Any], file: str) -> None:
    planted = [{**sources()[0], **change}]
    assert wrong(planted, [file])


def test_the_notice_of_loinc_goes_with_its_codes() -> None:
    assert any(source["name"] == "LOINC" and LOINC in source["credit"] for source in sources())


def test_a_growth_table_names_who_published_it() -> None:
    for file in sorted(Path(PACK / "growth").glob("*.csv")):
        head = file.read_text(encoding="utf-8").splitlines()[3]
        assert head.startswith("# source = ")
        assert ("WHO" in head) == file.name.startswith("who-")
        assert ("public domain" in head) == file.name.startswith("cdc-")
