"""The words of the command line: create, backup, restore, verify, knowledge. Secrets are asked for, never arguments."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hms_desktop.clinic.computer import surroundings
from hms_desktop.clinic.founding import FirstPerson, Founded, Plan, found
from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.clinic.proving import prove
from hms_desktop.clinic.restoring import Way, WithPassword, WithRecoveryCode, restore
from hms_desktop.data import backup as backups
from hms_desktop.data.device_secret import KeyringSecrets
from hms_desktop.data.durable import storage_problem, write_whole
from hms_desktop.data.keys import calibrate
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.features.users.document import recovery_sheet
from hms_desktop.features.workstation.service import HouseAct, RecordHouseAct
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Storage
from hms_desktop.kernel.paths import clinic_folder, program_folder
from hms_desktop.kernel.secret import Secret

Ask = Callable[[str], Secret]


def run(asked: argparse.Namespace) -> int:
    """Runs the word that was asked for."""
    if asked.word == "knowledge":
        return _ACTS[asked.act](asked)
    places = Places((asked.root or clinic_folder()).resolve())
    ask = _from_stdin if asked.password_stdin else _from_keyboard
    return _WORDS[asked.word](asked, places, ask)


def _keyring(*, without: bool) -> str:
    return FILE_KIND if without else KeyringSecrets().kind


def _create(asked: argparse.Namespace, places: Places, ask: Ask) -> int:
    around = surroundings(places)
    sheet: Path = asked.sheet.resolve()
    if sheet.exists():
        raise Conflict("Not founded", "There is a file where the recovery sheet would go", "Name another file")
    keyring = _keyring(without=asked.no_keyring)
    person = FirstPerson(asked.login, asked.person, (Role.ADMINISTRATOR,), ask("Password of the administrator: "))
    plan = Plan(asked.name, (person,), keyring, calibrate(around.clock.ticks))

    def hand_over(founded: Founded) -> None:
        lines = founded.recovery_code.lines()
        write_whole(sheet, recovery_sheet(asked.name, founded.clinic, lines, around.clock.now()))

    try:
        found(places, plan, around, hand_over)
    except BaseException:
        if not places.has_clinic():
            sheet.unlink(missing_ok=True)
        raise
    print(f"The clinic is founded. Print {asked.sheet}, lock it away, and delete the file.")
    return 0


def _backup(asked: argparse.Namespace, places: Places, ask: Ask) -> int:
    clinic, session = _opened(asked, places, ask)
    try:
        made = clinic.backups().make(clinic.opened.key, "asked for")
        _record(clinic, session, HouseAct.BACKED_UP)
        print(f"Backup made and checked: {made.folder}")
        return 0
    finally:
        clinic.close()


def _restore(asked: argparse.Namespace, places: Places, ask: Ask) -> int:
    around = surroundings(places)
    if asked.recovery_code:
        code, password = ask("Recovery code: "), ask(f"New password of {asked.login}: ")
        way: Way = WithRecoveryCode(code, asked.login, password, _keyring(without=asked.no_keyring))
    else:
        way = WithPassword(asked.login, ask(f"Password of {asked.login}: "))
    done = restore(backups.read(asked.source.resolve()), places, around, way)
    print("The clinic is restored.")
    if done.aside:
        print(f"What stood here before was set aside: {done.aside}")
    if done.lost:
        print(f"{done.lost:,} attachments were not whole in this backup and are lost; «hms-desktop verify» names them")
    if done.without_password:
        print(f"These people need a new password: {', '.join(done.without_password)}")
    return 0


def _verify(asked: argparse.Namespace, places: Places, ask: Ask) -> int:
    clinic, session = _opened(asked, places, ask)
    try:
        proofs = list(prove(clinic))
        for proof in proofs:
            print(f"{'holds ' if proof.holds else 'BROKEN'}  {proof.what}: {proof.seen}")
        broken = sum(not proof.holds for proof in proofs)
        print(f"{len(proofs) - broken} proofs hold, {broken} do not")
        _record(clinic, session, HouseAct.VERIFIED)
        return 1 if broken else 0
    finally:
        clinic.close()


def _opened(asked: argparse.Namespace, places: Places, ask: Ask) -> tuple[Clinic, Session]:
    clinic = Clinic(places, surroundings(places, accept_unproved=asked.accept_unproved))
    session = clinic.sign_in(asked.login, ask(f"Password of {asked.login}: "), Secret(os.environ.get("HMS_CODE", "")))
    return clinic, session


def _record(clinic: Clinic, session: Session, act: HouseAct, reason: str = "") -> None:
    command = RecordHouseAct(id=clinic.around.ids.new(), act=act, reason=reason)
    session.bus.execute(command, clinic.program(session.actor.user))


def _lint(asked: argparse.Namespace) -> int:
    """Looks over the files: 1 when there is anything to object to, 2 when they cannot even be read."""
    from hms_desktop.features.knowledge.domain.lint import lint
    from hms_desktop.features.knowledge.loader import allergy_ids, read_folder

    folder = asked.folder or program_folder("resources") / "knowledge"
    contents = read_folder(folder.resolve()).contents
    findings = lint(contents, allergy_ids(folder.resolve()), begins_a_code())
    for finding in findings:
        print(finding)
    files = sum(len(part) for part in contents.parts.values())
    print(f"{files} files looked over, {len(findings)} objections")
    return 1 if findings else 0


def begins_a_code() -> Callable[[str], bool]:
    """Whether an ICD-10-CM code begins so. The list is read as a file: its package takes two seconds to import."""
    from importlib.util import find_spec

    found = find_spec("simple_icd_10_cm")
    folders = found.submodule_search_locations if found else None
    lists = [file for folder in folders or () for file in Path(folder, "data").glob("code-list-*.txt")]
    lines = [line for file in lists for line in file.read_text(encoding="utf-8").splitlines()]
    codes = [line.strip().replace(".", "") for line in lines if line[:1].isalpha() and "-" not in line]
    beginnings = {code[:size] for code in codes for size in range(1, len(code) + 1)}
    return lambda prefix: prefix.replace(".", "").upper() in beginnings


def _build(asked: argparse.Namespace) -> int:
    from hms_desktop.features.knowledge.loader import read_folder
    from hms_desktop.features.knowledge.pack import built

    folder = read_folder(asked.folder.resolve())
    pack = built(folder)
    write_whole(asked.out.resolve(), pack)
    print(f"Pack {folder.contents.head.version} written: {asked.out} ({len(pack)} bytes)")
    return 0


def _schema(asked: argparse.Namespace) -> int:
    from hms_desktop.features.knowledge.loader import formulary_schema

    write_whole(asked.out.resolve(), formulary_schema())
    print(f"Schema written: {asked.out}")
    return 0


def _sign(asked: argparse.Namespace) -> int:
    from hms_desktop.features.knowledge.pack import signed

    write_whole(asked.pack.resolve(), signed(_bytes(asked.pack), _bytes(asked.key)))
    print(f"Signed: {asked.pack}")
    return 0


def _widen(asked: argparse.Namespace) -> int:
    from hms_desktop.features.knowledge.domain.assembly import rules_of
    from hms_desktop.features.knowledge.domain.thesaurus import as_toml, entries, listed, wider
    from hms_desktop.features.knowledge.pack import shipped

    pack = shipped().pack()
    names = rules_of(pack, pack.date).names
    try:
        pairs, index = entries(_bytes(asked.pairs)), listed(_bytes(asked.index))
    except ValueError:  # msgspec's own words could be long and are no help
        pairs, index = (), ()
    if not pairs or not index:
        raise Storage("Nothing was written", "This is not a thesaurus of the ANSM with its index, in JSON")
    found = wider(pairs, index, names, asked.pairs.stem)
    for name, text in zip(("groups-wider.toml", "rules-wider.toml"), as_toml(found), strict=True):
        write_whole(asked.out.resolve() / name, text.encode())
    print(f"{len(found.rules)} rules written; {found.left_out} pairs name what is not known here")
    return 0


def _accept(asked: argparse.Namespace) -> int:
    from hms_desktop.features.knowledge.pack import PACK_FILE, accepted, public_key, standing

    places = Places((asked.root or clinic_folder()).resolve())
    data = _bytes(asked.pack)
    pack = accepted(data, public_key(_bytes(asked.key)), standing(places.knowledge).pack())
    clinic, session = _opened(asked, places, _from_stdin if asked.password_stdin else _from_keyboard)
    try:
        clinic.opened.store.access.demand(session.actor, "settings.change")
        _record(clinic, session, HouseAct.KNOWLEDGE, f"version {pack.version} of {pack.date.isoformat()}")
        places.knowledge.mkdir(exist_ok=True, mode=0o700)
        write_whole(places.knowledge / PACK_FILE, data)
    finally:
        clinic.close()
    print(f"The clinic relies on version {pack.version} of {pack.date.isoformat()} from its next start on.")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = storage_problem(error)
    raise problem


def _from_stdin(_: str) -> Secret:
    return Secret(sys.stdin.readline().rstrip("\r\n"))


def _from_keyboard(prompt: str) -> Secret:
    return Secret(getpass.getpass(prompt))


_WORDS: Final = {"create": _create, "backup": _backup, "restore": _restore, "verify": _verify}
_ACTS: Final = {"lint": _lint, "build": _build, "schema": _schema, "sign": _sign, "accept": _accept, "widen": _widen}
