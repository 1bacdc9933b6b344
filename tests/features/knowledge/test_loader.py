"""The files as a pharmacist writes them: what is wrong is told by file, table and field, all at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.sections import FORMULARY, SECTIONS, Section
from hms_desktop.features.knowledge.loader import SCHEMA_FILE, digest_of, files_of, formulary_schema, parse, read_folder
from hms_desktop.features.knowledge.pack import built, opened
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.paths import program_folder

KNOWLEDGE: Final = program_folder("resources") / "knowledge"
GOOD: Final = """
inn = "x"
classes = ["c"]
atc = "A01AA01"
[sources]
label = "Label of x, section 2"
[[forms]]
form = "tablet"
route = "oral"
strengths = ["1 mg"]
[[doses]]
group = "adult"
indication = "usual"
route = "oral"
unit = "mg"
single = [1, 2]
max_single = 2
max_daily = 4
source = "label"
[[renal]]
below = 30
from = 10
advice = "Halve it"
source = "label"
[hepatic]
level = "compatible"
advice = "None"
source = "label"
[pregnancy]
level = "compatible"
advice = "None"
source = "label"
[lactation]
level = "compatible"
advice = "None"
source = "label"
"""


def folder(tmp_path: Path, **files: str) -> Path:
    """A knowledge folder with these drugs."""
    (tmp_path / "formulary").mkdir(parents=True)
    (tmp_path / "pack.toml").write_text('version = "1.0"\ndate = 2026-11-21\n', encoding="utf-8")
    (tmp_path / "classes.toml").write_text('[[classes]]\nid = "c"\nname = "C"\n', encoding="utf-8")
    for name, text in files.items():
        (tmp_path / "formulary" / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def wrong(text: str) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        parse(text, Drug, "formulary/x.toml")
    assert str(caught.value)
    return dict(caught.value.fields)


def test_a_good_file_is_read_into_its_types() -> None:
    drug = parse(GOOD, Drug, "formulary/x.toml")
    assert drug.doses[0].single == (1.0, 2.0)
    assert (drug.renal[0].from_, drug.renal[0].below) == (10, 30)
    assert drug.doses[0].max_daily == 4


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('inn = "x"\n', "", "formulary/x.toml", "The field «inn» is missing"),
        ('unit = "mg"\n', "", "formulary/x.toml, doses 1", "The field «unit» is missing"),
        ('unit = "mg"', "unit = 5", "formulary/x.toml, doses 1, unit", "Expected text, found a number"),
        ("from = 10", 'from = "ten"', "formulary/x.toml, renal 1, from", "Expected a number, found text"),
        (
            "single = [1, 2]",
            "single = [1]",
            "formulary/x.toml, doses 1, single",
            "Expected 2 values in brackets, found 1",
        ),
        (
            'level = "compatible"',
            'level = "fine {so}"',
            "formulary/x.toml, hepatic, level",
            "«fine {{so}}» is none of the words that may stand here",
        ),
        (
            "max_daily = 4",
            "max_dayly = 4",
            "formulary/x.toml, doses 1, max_dayly",
            "There is no such field; is it misspelt?",
        ),
        ("[hepatic]", "[liver]", "formulary/x.toml", "The field «hepatic» is missing"),
        ('inn = "x"', 'inn = "x', "formulary/x.toml", ""),
    ],
)
def test_a_mistake_is_told_by_its_place(old: str, new: str, where: str, what: str) -> None:
    told = wrong(GOOD.replace(old, new, 1))
    assert list(told) == [where]
    assert what in told[where]


@settings(deadline=None, max_examples=200)
@given(
    st.text(),
    st.integers(0, GOOD.count("\n")),
    st.sampled_from(["", "x = ", "[sources]\n", "from = ", "level = ", "[[renal]]\n", "single = ["]),
)
def test_no_text_makes_the_reader_fail_but_with_a_sentence(typed: str, line: int, before: str) -> None:
    lines = GOOD.splitlines()
    lines.insert(line, before + typed)
    told = {"": "fine"}
    try:
        parse("\n".join(lines), Drug, "x.toml")
    except Invalid as error:
        told = {"": str(error), **error.fields}
    assert all(text.strip() for text in told.values())


def test_brackets_without_end_are_told_as_such() -> None:
    assert wrong(GOOD + "a = " + "[" * 100_000) == {"formulary/x.toml": "The brackets are nested too deeply"}


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    made = folder(tmp_path, x=GOOD.replace('unit = "mg"', "unit = 5"), y="nonsense", z=GOOD)
    (made / "formulary" / "w.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid) as caught:
        read_folder(made)
    assert sorted(caught.value.fields) == ["formulary/w.toml", "formulary/x.toml, doses 1, unit", "formulary/y.toml"]


def test_a_folder_without_its_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_folder(tmp_path)
    assert list(caught.value.fields) == ["pack.toml"]


def test_every_file_of_a_section_is_read_and_no_other(tmp_path: Path) -> None:
    made = folder(tmp_path, x=GOOD, y=GOOD.replace('"x"', '"y"'))
    (made / "formulary" / "schema.json").write_text("{}", encoding="utf-8")
    read = read_folder(made)
    assert list(read.contents.section(FORMULARY)) == ["formulary/x.toml", "formulary/y.toml"]
    assert read.contents.head.version == "1.0"


def test_a_section_of_text_is_taken_as_it_is_and_read_back_so(tmp_path: Path) -> None:
    made = folder(tmp_path, x=GOOD)
    (made / "growth").mkdir()
    (made / "growth" / "a.csv").write_bytes("age,µ\n1,2\n".encode())
    growth = Section("growth", "growth/*.csv", str)
    read = read_folder(made, (*SECTIONS, growth))
    assert read.contents.section(growth) == {"growth/a.csv": "age,µ\n1,2\n"}
    assert opened(built(read)).section(growth) == {"growth/a.csv": "age,µ\n1,2\n"}
    assert read.digest != digest_of(made)


def test_the_digest_changes_with_any_file_and_with_nothing_else(tmp_path: Path) -> None:
    made = folder(tmp_path, x=GOOD)
    before = digest_of(made)
    (made / "README.md").write_text("told", encoding="utf-8")
    (made / "formulary" / "x.toml").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert digest_of(made) == before
    for file in ("pack.toml", "classes.toml", "formulary/x.toml"):
        text = (made / file).read_text(encoding="utf-8")
        (made / file).write_text(text + "\n# told\n", encoding="utf-8")
        assert digest_of(made) != before
        (made / file).write_text(text, encoding="utf-8", newline="")
    (made / "formulary" / "y.toml").write_text(GOOD, encoding="utf-8")
    assert digest_of(made) != before


def test_the_shipped_files_are_read_without_a_mistake() -> None:
    read = read_folder(KNOWLEDGE)
    for section in SECTIONS:
        assert len(read.contents.section(section)) == len(files_of(KNOWLEDGE, section))


def test_the_schema_of_the_formulary_is_up_to_date() -> None:
    """`python -m hms_desktop knowledge schema` writes it anew."""
    assert (KNOWLEDGE / SCHEMA_FILE).read_bytes() == formulary_schema()


def test_the_schema_knows_the_names_of_the_files_and_no_others() -> None:
    kinds = json.loads(formulary_schema())["$defs"]
    assert "from" in kinds["RenalTier"]["properties"]
    assert "from_" not in kinds["RenalTier"]["properties"]
    assert kinds["Dose"]["additionalProperties"] is False
    assert kinds["Drug"]["properties"]["sources"]["additionalProperties"] == {"type": "string"}
