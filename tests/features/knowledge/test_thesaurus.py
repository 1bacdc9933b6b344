"""The wider source: known pairs become rules that are shown and never interrupt; unknown ones are counted."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import msgspec
import pytest

from hms_desktop.__main__ import main
from hms_desktop.features.knowledge.domain.alerts import Level, Order, Patient
from hms_desktop.features.knowledge.domain.interactions import GroupsFile, RulesFile, interactions, rulebook
from hms_desktop.features.knowledge.domain.names import Named, Names, NamesFile
from hms_desktop.features.knowledge.domain.thesaurus import as_toml, english, entries, listed, wider

PAIRS = json.dumps(
    [
        {
            "main_drug": "DIGOXINE",
            "between_main_and_plus_drug": "x",
            "plus_drug": "BRADYCARDISANTS",
            "severity_levels": [
                {"level": "Précaution d'emploi", "info": "Surveiller «l'ECG»\n\x7f"},
                {"level": "Association DECONSEILLEE", "info": ""},
            ],
            "interaction_mechanism": "Troubles de\nla conduction.",
            "description": "x",
        },
        {
            "main_drug": "INCONNU",
            "plus_drug": "DIGOXINE",
            "severity_levels": [{"level": "CONTRE-INDICATION", "info": "a"}],
            "interaction_mechanism": "b",
        },
        {"main_drug": "DIGOXINE", "plus_drug": "VÉRAPAMIL", "severity_levels": [], "interaction_mechanism": "b"},
    ]
).encode()
INDEX = json.dumps(
    [
        {"substance": "vérapamil", "drug_classes": ["bradycardisants"]},
        {"substance": "inconnu", "drug_classes": ["bradycardisants"]},
        {"substance": "digoxine", "drug_classes": []},
    ]
).encode()
NAMES = Names.of((), (NamesFile(names=(Named(inn="digoxin"), Named(inn="verapamil"), Named(inn="valproic acid"))),))
FOUND = wider(entries(PAIRS), listed(INDEX), NAMES, "2020")


@pytest.mark.parametrize(
    ("french", "inn"),
    [("DIGOXINE", "digoxin"), ("vérapamil", "verapamil"), ("acide valproique", None), ("rien", None)],
)
def test_a_french_name_is_found_or_left_alone(french: str, inn: str | None) -> None:
    assert english(french, NAMES) == inn


def test_the_gravest_of_several_levels_counts_and_what_is_unknown_is_counted() -> None:
    (rule,) = FOUND.rules
    assert (rule.level, rule.tier, FOUND.left_out) == (Level.MAJOR, 2, 2)
    assert [group.members for group in FOUND.groups] == [("verapamil",)]


def test_its_files_are_read_back_and_the_alert_never_interrupts() -> None:
    groups, rules = as_toml(FOUND)
    read = msgspec.convert(tomllib.loads(rules), RulesFile).rules
    assert read == FOUND.rules
    book = rulebook(msgspec.convert(tomllib.loads(groups), GroupsFile).groups, read, (), NAMES, date(2026, 11, 21))
    (alert,) = interactions(Order(drug="verapamil"), Patient(current=(Order(drug="digoxin"),)), book).alerts
    assert (alert.level, alert.tier, alert.interrupts) == (Level.MAJOR, 2, False)


def test_the_command_line_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pairs.json").write_bytes(PAIRS)
    (tmp_path / "index.json").write_bytes(INDEX)
    words = ["knowledge", "widen", str(tmp_path / "pairs.json"), str(tmp_path / "index.json"), str(tmp_path)]
    assert main(words) == 0
    assert "1 rules" in capsys.readouterr().out
    assert {path.name for path in tmp_path.glob("*.toml")} == {"groups-wider.toml", "rules-wider.toml"}


def test_what_is_no_thesaurus_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pairs.json").write_bytes(b"[{}")
    words = ["knowledge", "widen", str(tmp_path / "pairs.json"), str(tmp_path / "pairs.json"), str(tmp_path)]
    assert main(words) == 2
    assert "not a thesaurus" in capsys.readouterr().err
