"""The built pack: whole or not believed, dated, and replaced only by what a trusted hand has signed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge import pack as packs
from hms_desktop.features.knowledge.domain.alerts import Order
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.knowledge import KINDS
from hms_desktop.features.knowledge.domain.sections import FORMULARY, SECTIONS
from hms_desktop.features.knowledge.loader import digest_of, read_folder
from hms_desktop.features.knowledge.pack import Pack, Shelf, State, accepted, built, opened, read_pack, signed
from hms_desktop.kernel.errors import Storage
from tests.features.knowledge.drugs import somebody
from tests.features.knowledge.test_loader import GOOD, KNOWLEDGE, folder

DAY: Final = date(2026, 11, 21)
ORDER: Final = Order(drug="x", amount=3, times_a_day=1)


def pem(key: Any) -> bytes:  # noqa: ANN401 - a private key of any kind
    data: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return data


KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED: Final = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    """A pack of one drug, unsigned."""
    return built(read_folder(folder(tmp_path / "source", x=GOOD)))


def changed(data: bytes, **fields: Any) -> bytes:  # noqa: ANN401 - whatever the body holds
    """The same pack with other fields in its body, its digest made anew."""
    body = {**json.loads(data)["body"], **fields}
    return packs._enveloped(msgspec.json.encode(body), "")


def test_what_was_built_is_read_back_as_it_was(data: bytes) -> None:
    pack = opened(data)
    assert (pack.version, pack.date, pack.state(DAY)) == ("1.0", DAY, State.FRESH)
    drug = pack.section(FORMULARY)["formulary/x.toml"]
    assert (drug.inn, drug.renal[0].from_) == ("x", 10)


def test_building_twice_gives_the_same_bytes(data: bytes, tmp_path: Path) -> None:
    assert built(read_folder(tmp_path / "source")) == data


def test_a_section_is_decoded_once_and_only_when_it_is_asked_for(data: bytes) -> None:
    pack = opened(changed(data, sections={**json.loads(data)["body"]["sections"], "formulary": {"x": 1}}))
    assert pack.state(DAY) is State.FRESH
    with pytest.raises(Storage, match="cannot be read"):
        pack.section(FORMULARY)
    whole = opened(data)
    assert whole.section(FORMULARY) is whole.section(FORMULARY)


def test_a_pack_is_stale_after_a_year_and_not_before(data: bytes) -> None:
    pack = opened(data)
    assert pack.state(DAY + timedelta(days=365)) is State.FRESH
    assert pack.state(DAY + timedelta(days=366)) is State.STALE


def test_a_pack_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert read_pack(tmp_path / "none.json").state(DAY) is State.MISSING
    assert read_pack(tmp_path).state(DAY) is State.DAMAGED


def test_no_byte_of_a_pack_can_change_unnoticed(data: bytes) -> None:
    for place in range(0, len(data), 7):
        torn = bytearray(data)
        torn[place] ^= 1
        read = opened(bytes(torn))
        assert read.fault is State.DAMAGED or read.section(FORMULARY) == opened(data).section(FORMULARY)
    for size in range(0, len(data), 97):
        assert opened(data[:size]).fault is State.DAMAGED


@pytest.mark.parametrize("junk", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"digest": "", "body": {}}'])
def test_what_is_no_pack_is_damaged(junk: bytes) -> None:
    assert opened(junk).fault is State.DAMAGED


@settings(deadline=None)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_no_body_makes_the_reader_fail(body: object) -> None:
    assert opened(packs._enveloped(msgspec.json.encode(body), "")).fault is State.DAMAGED


def test_a_section_nested_without_end_is_a_damaged_one(data: bytes) -> None:
    body = msgspec.json.encode(json.loads(data)["body"]).replace(
        b'"sections":{', b'"sections":{"deep":' + b"[" * 50_000
    )
    assert opened(packs._enveloped(body, "")).fault is State.DAMAGED


def test_a_pack_of_another_program_is_damaged(data: bytes) -> None:
    assert opened(changed(data, program="other")).fault is State.DAMAGED


def test_a_signed_update_is_taken_over(data: bytes) -> None:
    update = signed(data, pem(KEY))
    assert accepted(update, TRUSTED, Pack(fault=State.MISSING)).version == "1.0"
    assert accepted(update, TRUSTED, opened(data)).version == "1.0"
    assert opened(update).state(DAY) is State.FRESH


def refusal(update: bytes, in_place: Pack | None = None, trusted: bytes = TRUSTED) -> str:
    with pytest.raises(Storage) as caught:
        accepted(update, trusted, in_place or Pack(fault=State.MISSING))
    assert str(caught.value).startswith("This knowledge was not taken over.")
    return str(caught.value)


def test_an_unsigned_update_is_refused(data: bytes) -> None:
    assert "not signed" in refusal(data)


def test_an_update_of_another_hand_is_refused(data: bytes) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert "not signed by a hand that this clinic trusts" in refusal(signed(data, pem(other)))


def test_an_altered_update_is_refused(data: bytes) -> None:
    update = json.loads(signed(data, pem(KEY)))
    forged = json.loads(changed(data, version="9.9"))
    assert "altered" in refusal(msgspec.json.encode({**forged, "signature": update["signature"]}))
    assert "altered" in refusal(msgspec.json.encode({**update, "signature": "!"}))
    assert "altered" in refusal(msgspec.json.encode({**update, "digest": "0" * 64}))


def test_an_update_for_another_program_is_refused(data: bytes) -> None:
    assert "another program (other)" in refusal(signed(changed(data, program="other"), pem(KEY)))


@pytest.mark.parametrize(("version", "day"), [("1.0", "2026-11-20"), ("0.9", "2026-11-21"), ("0.10", "2026-11-21")])
def test_an_older_update_is_refused(data: bytes, version: str, day: str) -> None:
    older = signed(changed(data, version=version, date=day), pem(KEY))
    assert "older" in refusal(older, opened(data))
    assert accepted(older, TRUSTED, Pack(fault=State.DAMAGED)).version == version


def test_versions_are_compared_as_numbers(data: bytes) -> None:
    ninth, tenth = (changed(data, version=version) for version in ("1.9", "1.10"))
    assert accepted(signed(tenth, pem(KEY)), TRUSTED, opened(ninth)).version == "1.10"
    assert "older" in refusal(signed(ninth, pem(KEY)), opened(tenth))


@pytest.mark.parametrize("key", [b"", b"no key", pem(generate_private_key(SECP256R1()))])
def test_only_an_ed25519_key_signs(data: bytes, key: bytes) -> None:
    with pytest.raises(Storage, match="key cannot be used"):
        signed(data, key)


def test_a_pack_that_is_too_large_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LARGEST", 100)
    with pytest.raises(Storage, match="too large"):
        built(read_folder(folder(tmp_path, x=GOOD)))


def shelf(tmp_path: Path, data: bytes) -> Shelf:
    (tmp_path / "pack.json").write_bytes(data)
    return Shelf(tmp_path / "pack.json")


def test_a_fresh_pack_checks_its_drugs(tmp_path: Path, data: bytes) -> None:
    checked = check(ORDER, somebody(), shelf(tmp_path, data).knowledge(DAY))
    assert [alert.kind for alert in checked.alerts] == ["dose"]
    assert "dose" not in {one.kind for one in checked.not_checked}


@pytest.mark.parametrize(
    ("spoil", "day", "word"),
    [
        (lambda data: data, DAY + timedelta(days=400), "fresh knowledge: what is here is of 2026-11-21"),
        (lambda data: data[:-5], DAY, "the knowledge: the pack is damaged"),
        (
            lambda data: changed(data, sections={"formulary": {"x": {"inn": 1}}}),
            DAY,
            "the knowledge: the pack is damaged",
        ),
    ],
)
def test_a_pack_that_cannot_be_relied_upon_checks_nothing(
    tmp_path: Path,
    data: bytes,
    spoil: Callable[[bytes], bytes],
    day: date,
    word: str,
) -> None:
    checked = check(ORDER, somebody(), shelf(tmp_path, spoil(data)).knowledge(day))
    unmade = {(one.kind, one.missing) for one in checked.not_checked}
    assert {(kind, word) for kind in KINDS} <= unmade


def test_a_missing_pack_checks_nothing(tmp_path: Path) -> None:
    checked = check(ORDER, somebody(), Shelf(tmp_path / "none").knowledge(DAY))
    assert {one.kind for one in checked.not_checked} == set(KINDS)
    assert "the knowledge: the pack is missing" in {one.missing for one in checked.not_checked}


def test_a_pack_grows_stale_while_the_program_runs(tmp_path: Path, data: bytes) -> None:
    one = shelf(tmp_path, data)
    assert one.knowledge(DAY).fault == ""
    assert one.knowledge(DAY + timedelta(days=400)).fault
    assert one.knowledge(DAY).fault == ""


def test_many_threads_read_the_pack_once(tmp_path: Path, data: bytes) -> None:
    one = shelf(tmp_path, data)
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(id(one.knowledge(DAY)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1


def test_the_shipped_pack_is_what_the_files_make() -> None:
    """`python -m hms_desktop knowledge build resources/knowledge resources/knowledge/pack.json` makes it anew."""
    pack = read_pack(KNOWLEDGE / packs.PACK_FILE)
    assert pack.fault is None
    assert pack.sources == digest_of(KNOWLEDGE)


def test_every_part_of_the_shipped_pack_can_be_read() -> None:
    pack = read_pack(KNOWLEDGE / packs.PACK_FILE)
    assert set(pack.sections) == {section.name for section in SECTIONS}
    for section in SECTIONS:
        assert pack.section(section)
