"""The data key, the work of a password, the recovery code, and which passwords are good enough."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator

import pytest

from hms_desktop.data.keys import MEMORY_KIB, DataKey, Kdf, RecoveryCode, calibrate, password_key
from hms_desktop.data.passwords import common_words, password_problem
from hms_desktop.data.sealing import new_pair, seal, unseal, unwrap, wrap
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.secret import Secret

WEAK = Kdf.weak_for_tests()


def test_each_label_gives_a_key_of_its_own() -> None:
    key = DataKey(bytes(32))
    derived = {key.page, key.backup, key.witness, key.vault_mac, key.inbox, key.reveal()}
    assert len(derived) == 6
    assert DataKey(bytes(32)).page == key.page


def test_the_derived_page_key_never_changes_with_a_release() -> None:
    assert DataKey(bytes(32)).page.hex() == PAGE_KEY_OF_ZEROS


PAGE_KEY_OF_ZEROS = "ffab78608d1995e0e0c7b15ef1a57a78fbcef49651e6d3dd8c479754582bcde0"


def test_a_data_key_shows_itself_nowhere() -> None:
    key = DataKey(bytes(range(32)))
    assert repr(key) == f"{key}" == "DataKey(…)"
    for act in (lambda: pickle.dumps(key), lambda: hash(key)):
        with pytest.raises(TypeError):
            act()


def test_a_wiped_key_is_used_by_nobody() -> None:
    key = DataKey.new()
    kept = key._raw
    key.wipe()
    assert bytes(kept) == bytes(32)
    with pytest.raises(ValueError, match="wiped"):
        _ = key.page


def test_less_than_64_mib_cannot_even_be_built_unless_it_says_that_it_is_for_tests() -> None:
    with pytest.raises(ValueError, match="64 MiB"):
        Kdf(MEMORY_KIB - 1, 3, 4)
    with pytest.raises(ValueError, match="64 MiB"):
        Kdf(WEAK.memory_kib, WEAK.rounds, WEAK.lanes)
    assert WEAK.for_tests


@pytest.mark.parametrize(("seconds", "rounds"), [(0.2, 3), (0.05, 12), (5.0, 2), (0.0, 64)])
def test_the_work_is_set_by_rounds_to_about_300_ms_and_never_below_the_floor(seconds: float, rounds: int) -> None:
    ticks = iter((10.0, 10.0 + seconds))
    kdf = calibrate(lambda: next(ticks))
    assert (kdf.memory_kib, kdf.rounds, kdf.for_tests) == (MEMORY_KIB, rounds, False)


def test_a_key_needs_the_password_and_the_computer() -> None:
    salt = bytes(16)
    right = password_key(WEAK, Secret("a"), salt, bytes(32))
    assert password_key(WEAK, Secret("a"), salt, bytes(32)) == right
    assert password_key(WEAK, Secret("a"), salt, bytes([1] * 32)) != right
    assert password_key(WEAK, Secret("b"), salt, bytes(32)) != right


def test_one_password_typed_on_two_keyboards_is_one_key() -> None:
    assert WEAK.work(Secret("caf\u00e9"), bytes(16)) == WEAK.work(Secret("cafe\u0301"), bytes(16))


def test_a_box_opens_only_with_its_key_in_its_place() -> None:
    box = wrap(bytes(32), b"plain", b"here")
    assert unwrap(bytes(32), box, b"here") == b"plain"
    assert unwrap(bytes(32), box, b"there") is None
    assert unwrap(bytes([1] * 32), box, b"here") is None
    assert unwrap(bytes(32), box[:5], b"here") is None


def test_what_is_sealed_opens_for_the_private_key_alone() -> None:
    private, public = new_pair()
    box = seal(public, b"plain", b"here")
    assert box
    assert unseal(private, box, b"here") == b"plain"
    assert unseal(private, box, b"there") is None
    assert unseal(new_pair()[0], box, b"here") is None
    assert unseal(private, b"", b"here") is None


def test_a_public_key_that_makes_the_secret_known_is_none() -> None:
    assert seal(bytes(32), b"plain", b"") is None
    assert seal(b"short", b"plain", b"") is None


def test_a_recovery_code_is_read_as_people_write_it() -> None:
    code = RecoveryCode.new()
    printed = "\n".join(code.lines())
    careless = printed.lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    for text in (printed, printed.replace(" ", ""), careless, f"  {printed}\n"):
        assert RecoveryCode.parse(Secret(text)).lines() == code.lines()
    assert repr(code) == "RecoveryCode(…)"


def _slips(text: str, draw: random.Random) -> Iterator[str]:
    """Every place with another letter, and every two unlike neighbours swapped."""
    for at, letter in enumerate(text):
        if letter in " \n":
            continue
        other = draw.choice([sign for sign in "23456789ABCDEFGHJKMNPQRSTVWXYZ" if sign != letter])
        yield text[:at] + other + text[at + 1 :]
        if at + 1 < len(text) and text[at + 1] not in (" ", "\n", letter):
            yield text[:at] + text[at + 1] + letter + text[at + 2 :]


def test_every_single_slip_and_every_swap_in_a_recovery_code_is_found_with_its_line() -> None:
    draw = random.Random(20260302)
    printed = "\n".join(RecoveryCode(draw.randbytes(32)).lines())
    for text in _slips(printed, draw):
        changed = next(line for line in range(4) if text.splitlines()[line] != printed.splitlines()[line])
        with pytest.raises(Invalid) as told:
            RecoveryCode.parse(Secret(text))
        assert told.value.values == {"line": changed + 1}


def test_two_lines_of_a_recovery_code_in_the_wrong_order_are_found() -> None:
    first, second, third, fourth = RecoveryCode.new().lines()
    with pytest.raises(Invalid, match="line 1"):
        RecoveryCode.parse(Secret("\n".join((second, first, third, fourth))))


@pytest.mark.parametrize("text", ["", "ABC", "U" * 60, "é" * 60, "0" * 61])
def test_what_cannot_be_a_recovery_code_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(Invalid, match=r"\."):
        RecoveryCode.parse(Secret(text))


GOOD = (
    "purple turnips at noon",
    "correct horse battery staple",
    "ich esse gern zwölf Knödel",
    "dragon monkey football sunshine",
    "x9#Lq0!vT7pz@Rw",
    "831945027716452",
    "Ana and Ben count the purple clouds",
)
BAD = (
    "short",
    "passwordpassword",
    "Password12345678",
    "P@ssw0rd!P@ssw0rd!",
    "p4ssw0rd20262026",
    "qwertyuiop123456",
    "1q2w3e4r5t6y7u8i9o0p",
    "123456789012345",
    "abcdefghijklmnopq",
    "aaaaaaaaaaaaaaaaaaaa",
    "welcomewelcome2026",
    "letmein123letmein123",
    "ana.morales2026!!!!",
    "SunriseClinic2026",
    "sunrise clinic 123",
    "x" + "ab" * 70,
)


@pytest.mark.parametrize("text", GOOD)
def test_a_long_password_of_unrelated_words_is_good_whatever_its_signs(text: str) -> None:
    assert password_problem(Secret(text), ("Ana Morales", "Sunrise Clinic")) is None


@pytest.mark.parametrize("text", BAD)
def test_what_everybody_tries_first_is_refused_in_every_disguise(text: str) -> None:
    assert password_problem(Secret(text), ("Ana Morales", "Sunrise Clinic"))


def test_eight_characters_are_enough_only_with_a_second_factor() -> None:
    text = Secret("vqz7kdlw")
    assert password_problem(text)
    assert password_problem(text, second_factor=True) is None
    assert password_problem(Secret("football"), second_factor=True)


def test_a_password_has_at_most_128_characters() -> None:
    words = "turnip granite teapot lantern orchestra velvet cactus walnut "
    assert password_problem(Secret((words * 3)[:128])) is None
    assert password_problem(Secret((words * 3)[:129]))


def test_the_list_of_common_words_is_as_the_reader_needs_it() -> None:
    words = common_words()
    assert len(words) >= 3_000
    assert all(word == word.casefold().strip() and len(word) >= 3 for word in words)
