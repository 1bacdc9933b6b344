"""The command line. Without a word it opens the program; each word's work is imported only when it is asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hms_desktop import __version__
from hms_desktop.kernel.errors import BugError, KnownError

if TYPE_CHECKING:
    import argparse

_WORDS: Final = {
    "create": "found a new clinic here and write its recovery sheet",
    "backup": "make a backup now and check that it opens",
    "restore": "bring the clinic back from a backup",
    "verify": "prove journal, witness, pages, rows and backups",
    "knowledge": "look over, build, sign or take over the clinical knowledge",
}


def parser() -> argparse.ArgumentParser:
    """The words and their options."""
    import argparse  # late: a plain start has no use for it

    made = argparse.ArgumentParser(prog="hms-desktop", description="A clinic's workstation.")
    made.add_argument("--version", action="version", version=f"HMS Desktop {__version__}")
    made.add_argument("--demo", action="store_true", help="open a demo clinic that is thrown away afterwards")
    made.add_argument("--root", type=Path, help="the folder of the clinic (else HMS_CLINIC, else the system's place)")
    made.add_argument("--picture", type=Path, metavar="FILE", help="draw the first window into a PNG and end")
    made.add_argument(
        "--self-test", action="store_true", help="try what this program is built of, in a throwaway folder"
    )
    made.add_argument("--accept-unproved", action="store_true", help="go on without a readable witness; it is recorded")
    words = made.add_subparsers(dest="word", metavar="WORD")
    for word, told in _WORDS.items():
        one = words.add_parser(word, help=told, description=told)
        if word == "knowledge":
            _knowledge_words(one)
            continue
        one.add_argument(
            "--password-stdin", action="store_true", help="read the secrets from standard input, a line each"
        )
        one.add_argument("--login", default="", help="who signs in, or is to be the first to do so")
        if word == "create":
            one.add_argument("--name", required=True, help="the clinic's name")
            one.add_argument("--person", required=True, help="the first administrator's name")
            one.add_argument("--sheet", type=Path, required=True, help="where the recovery sheet is written (PDF)")
            one.add_argument("--no-keyring", action="store_true", help="keep this computer's part of the key in a file")
        if word == "restore":
            one.add_argument("--from", dest="source", type=Path, required=True, help="the backup's folder")
            one.add_argument("--recovery-code", action="store_true", help="open it with the printed code")
            one.add_argument("--no-keyring", action="store_true", help="keep this computer's part of the key in a file")
    return made


def _knowledge_words(one: argparse.ArgumentParser) -> None:
    acts = one.add_subparsers(dest="act", metavar="ACT", required=True)
    lint = acts.add_parser("lint", help="object to what cannot be right in the files")
    lint.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="else the folder that came with the program")
    build = acts.add_parser("build", help="make one pack out of the files")
    build.add_argument("folder", type=Path, metavar="DIR", help="the folder with pack.toml")
    build.add_argument("out", type=Path, metavar="OUT", help="where the pack is written")
    schema = acts.add_parser("schema", help="write the JSON Schema of a drug's file, for editors")
    schema.add_argument("out", type=Path, metavar="OUT")
    sign = acts.add_parser("sign", help="sign a pack, so that clinics that trust the key take it over")
    sign.add_argument("pack", type=Path, metavar="PACK")
    sign.add_argument("key", type=Path, metavar="KEYFILE", help="an Ed25519 key in PEM, without a password")
    widen = acts.add_parser("widen", help="turn the ANSM thesaurus (JSON) into rules that never interrupt")
    widen.add_argument("pairs", type=Path, metavar="THESAURUS")
    widen.add_argument("index", type=Path, metavar="SUBSTANCES")
    widen.add_argument("out", type=Path, metavar="DIR", help="the folder «interactions» of the clinic's own knowledge")
    accept = acts.add_parser("accept", help="take a signed pack over for this clinic, as an administrator")
    accept.add_argument("pack", type=Path, metavar="PACK")
    accept.add_argument("key", type=Path, metavar="PUBLICKEY", help="the key that this clinic trusts, in PEM")
    accept.add_argument("--login", default="", help="who signs in")
    accept.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def main(argv: list[str] | None = None) -> int:
    """Runs a word and answers the exit status: 0 done, 1 not proved, 2 refused with a sentence, 3 our fault."""
    given = sys.argv[1:] if argv is None else argv
    try:
        if not given:
            return _open_program()
        return _carried_out(parser().parse_args(given))
    except KnownError as error:
        print(error, file=sys.stderr)
        return 2
    except BugError as error:
        print(error.report, file=sys.stderr)
        return 3
    except Exception as error:  # the boundary: a text of somebody else's could quote what nobody may read here
        print(BugError(error, "working at the command line").report, file=sys.stderr)
        return 3


def _carried_out(asked: argparse.Namespace) -> int:
    if asked.self_test:
        from hms_desktop.self_test import told

        return told(print)
    if asked.word is None:
        return _open_program(asked.root, asked.picture, demo=asked.demo, accept_unproved=asked.accept_unproved)
    from hms_desktop.cli import run

    return run(asked)


def _open_program(
    root: Path | None = None, picture: Path | None = None, *, demo: bool = False, accept_unproved: bool = False
) -> int:
    from hms_desktop.desk.program import open_program

    status = open_program(root, picture, demo=demo, accept_unproved=accept_unproved)
    if picture:
        print(f"There is no display, so the first window was drawn into {picture}")
    return status


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing  # in a frozen build the worker process starts by this same file

        multiprocessing.freeze_support()
    sys.exit(main())
