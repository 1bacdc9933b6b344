"""The queries, and the command line that makes and looks over the pack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hms_desktop import bootstrap
from hms_desktop.__main__ import main
from hms_desktop.features.knowledge.domain.alerts import Order
from hms_desktop.features.knowledge.domain.finding import drugs_like
from hms_desktop.features.knowledge.loader import formulary_schema, read_folder
from hms_desktop.features.knowledge.pack import Shelf, State, built, opened
from hms_desktop.features.knowledge.service import DrugSheet, DrugsLike, KnowledgeState, OrderChecks
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import NotFound
from tests.features.knowledge.drugs import KNOWLEDGE, drug, knowledge, somebody
from tests.features.knowledge.test_loader import GOOD, folder
from tests.features.knowledge.test_pack import KEY, TRUSTED, pem
from tests.support import Desk


@pytest.fixture
def house(desk: Desk, tmp_path: Path) -> Desk:
    """A clinic with a pack of two drugs."""
    other = GOOD.replace('inn = "x"', 'inn = "yttrium"\nbrands = ["Xenon Forte"]\ntall_man = "yTTRIUM"')
    data = built(read_folder(folder(tmp_path / "source", x=GOOD, yttrium=other)))
    (tmp_path / "pack.json").write_bytes(data)
    with_pack = replace(desk.house, shelf=Shelf(tmp_path / "pack.json"))
    store, bus = bootstrap.store_of(with_pack, desk.engine, bootstrap.Means(desk.clock, desk.ids))
    return replace(desk, store=store, bus=bus, house=with_pack)


def test_a_screen_learns_which_knowledge_is_in_place(house: Desk) -> None:
    standing = house.ask(KnowledgeState(), Role.NURSE)
    assert (standing.version, standing.date, standing.drugs) == ("1.0", date(2026, 11, 21), 2)
    expected = State.STALE if house.clock.now().date() - date(2026, 11, 21) > timedelta(days=365) else State.FRESH
    assert standing.state is expected


def test_drugs_are_found_by_substance_and_by_brand(house: Desk) -> None:
    lines = house.ask(DrugsLike(text="x"), Role.DOCTOR)
    assert [(line.inn, line.shown, line.hit) for line in lines] == [
        ("x", "x", "x"),
        ("yttrium", "yTTRIUM", "Xenon Forte"),
    ]
    assert house.ask(DrugsLike(text="x", limit=1), Role.DOCTOR) == lines[:1]
    assert house.ask(DrugsLike(text="x", limit=-1), Role.DOCTOR) == ()
    assert house.ask(DrugsLike(text="  "), Role.DOCTOR) == ()


def test_a_word_within_a_name_is_found_after_its_beginning() -> None:
    known = knowledge(drug("acid alpha"), drug("alpha-beta"), drug("zeta", brands=("Alpha",)))
    assert [line.inn for line in drugs_like(known, "Alpha", 9)] == ["alpha-beta", "zeta", "acid alpha"]
    assert [line.inn for line in drugs_like(known, "beta", 9)] == ["alpha-beta"]
    assert drugs_like(known, "lpha", 9) == ()


def test_a_drugs_sheet_is_found_by_any_of_its_names(house: Desk) -> None:
    assert house.ask(DrugSheet(inn="Xenon forte"), Role.PHARMACIST).inn == "yttrium"
    with pytest.raises(NotFound):
        house.ask(DrugSheet(inn="zinc"), Role.PHARMACIST)


def test_an_order_is_checked_through_the_door(house: Desk) -> None:
    order = Order(drug="x", amount=3, times_a_day=1)
    checked = house.ask(OrderChecks(order=order, patient=somebody()), Role.DOCTOR)
    assert [alert.kind for alert in checked.alerts] == ["dose"]


def test_the_program_comes_with_its_knowledge(desk: Desk) -> None:
    standing = desk.ask(KnowledgeState(), Role.DOCTOR)
    assert standing.version
    assert standing.drugs >= 1
    assert desk.ask(DrugSheet(inn="Amoxil"), Role.NURSE).inn == "amoxicillin"


def test_without_a_pack_the_queries_answer_and_say_so(desk: Desk, tmp_path: Path) -> None:
    bare = replace(desk.house, shelf=Shelf(tmp_path / "none"))
    _, bus = bootstrap.store_of(bare, desk.engine, bootstrap.Means(desk.clock, desk.ids))
    house = replace(desk, bus=bus)
    standing = house.ask(KnowledgeState(), Role.LAB)
    assert (standing.version, standing.date, standing.state, standing.drugs) == ("", None, State.MISSING, 0)
    assert house.ask(DrugsLike(text="a"), Role.LAB) == ()


def test_a_pack_of_another_shape_is_called_damaged(desk: Desk, tmp_path: Path) -> None:
    source = read_folder(folder(tmp_path / "source", x=GOOD))
    odd = replace(source, plain={"formulary": {"x": {"inn": 1}}})
    (tmp_path / "pack.json").write_bytes(built(odd))
    bare = replace(desk.house, shelf=Shelf(tmp_path / "pack.json"))
    _, bus = bootstrap.store_of(bare, desk.engine, bootstrap.Means(desk.clock, desk.ids))
    standing = replace(desk, bus=bus).ask(KnowledgeState(), Role.LAB)
    assert (standing.state, standing.drugs) == (State.DAMAGED, 0)


def test_the_command_line_builds_signs_and_looks_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, pack, key = folder(tmp_path / "source", x=GOOD), tmp_path / "pack.json", tmp_path / "key.pem"
    key.write_bytes(pem(KEY))
    assert main(["knowledge", "lint", str(source)]) == 0
    assert "0 objections" in capsys.readouterr().out
    assert main(["knowledge", "build", str(source), str(pack)]) == 0
    assert opened(pack.read_bytes()).version == "1.0"
    assert main(["knowledge", "sign", str(pack), str(key)]) == 0
    assert json.loads(pack.read_bytes())["signature"]
    assert Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw() == TRUSTED


def test_the_command_line_objects_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", y=GOOD)
    assert main(["knowledge", "lint", str(source)]) == 1
    assert "is to be called x.toml" in capsys.readouterr().out
    (source / "allergies.toml").write_text('[[groups]]\nid = "a"\nname = "A"\nsource = "s"\n', encoding="utf-8")
    (source / "formulary" / "y.toml").write_text('allergy_groups = ["a", "b"]\n' + GOOD, encoding="utf-8")
    assert main(["knowledge", "lint", str(source)]) == 1
    said = capsys.readouterr().out
    assert "There is no group «b» in allergies.toml" in said
    assert "«a»" not in said
    bad = GOOD + '[[contraindications]]\nicd = ["K25.4", "Q99.12"]\nlevel = "avoid"\nwhy = "w"\nsource = "label"\n'
    (source / "formulary" / "y.toml").write_text(bad, encoding="utf-8")
    assert main(["knowledge", "lint", str(source)]) == 1
    said = capsys.readouterr().out
    assert "No ICD-10-CM code begins with «Q99.12»" in said
    assert "K25.4" not in said
    (source / "formulary" / "y.toml").write_text("nonsense", encoding="utf-8")
    assert main(["knowledge", "build", str(source), str(tmp_path / "pack.json")]) == 2
    assert "This is not TOML" in capsys.readouterr().err
    assert not (tmp_path / "pack.json").exists()
    assert main(["knowledge", "sign", str(tmp_path / "none"), str(tmp_path / "none")]) == 2


def test_the_command_line_looks_over_what_came_with_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "lint"]) in (0, 1)
    assert "files looked over" in capsys.readouterr().out


def test_the_command_line_writes_the_schema(tmp_path: Path) -> None:
    assert main(["knowledge", "schema", str(tmp_path / "schema.json")]) == 0
    assert (tmp_path / "schema.json").read_bytes() == formulary_schema()


def test_knowledge_is_known_by_its_substance_names() -> None:
    assert KNOWLEDGE.find("AMOXYCILLIN") is KNOWLEDGE.find("amoxicillin")
    assert KNOWLEDGE.find("") is None
    assert knowledge(drug("co-trimoxazole"), drug("a + b")).find("Co trimoxazole") is not None
    assert knowledge(drug("co-trimoxazole"), drug("a + b")).find("a/b") is not None
