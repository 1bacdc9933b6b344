"""The lane that sends: everything due goes once, whatever the servers do and whenever the program ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.desk.program import DemoDesk, Desk
from hms_desktop.features.notifications.domain import Channel
from hms_desktop.features.notifications.outbox import Messages, Shelf, TryAgain
from hms_desktop.kernel.errors import Storage
from hms_desktop.kernel.secret import Secret
from tests.desk import office
from tests.desk.office import PASSWORD, founded, opened, point_at, postman, queue, states
from tests.post.servers import Broken, Gateway, Temper, broken_server, free_port, gateway, mail_server

HELLO = ("220 hello", "250 clinic", "250 from", "250 to", "354 go on")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[tuple[Clinic, Session]]:
    clinic = founded(tmp_path)
    yield clinic, clinic.sign_in("ana", PASSWORD, Secret(""))
    clinic.close()


def test_everything_due_goes_out_once(here: tuple[Clinic, Session]) -> None:
    clinic, session = here
    temper, told = Temper(), Gateway()
    with mail_server(temper) as port, gateway(told) as at:
        point_at(session, port, at)
        queue(session, 5)
        queue(session, 3, Channel.SMS)
        man = postman(clinic)
        assert man.round() == 8
        assert man.round() == 0
    assert set(temper.times().values()) == {1}
    assert len(temper.times()) == 5
    assert len({json.loads(body)["id"] for *_, body in told.got}) == len(told.got) == 3
    assert states(session) == ["sent"] * 8
    assert man.trouble() is None


def test_what_is_not_set_up_waits(here: tuple[Clinic, Session]) -> None:
    clinic, session = here
    queue(session, 2)
    assert postman(clinic).round() == 0
    assert states(session) == ["waiting"] * 2


def test_without_a_network_one_attempt_is_made_and_not_one_for_each_message(here: tuple[Clinic, Session]) -> None:
    clinic, session = here
    point_at(session, free_port())
    queue(session, 5)
    man = postman(clinic)
    assert [man.round(), man.round()] == [1, 0]
    assert states(session) == ["waiting"] * 5


def test_a_refused_address_keeps_nobody_else_from_his_message(here: tuple[Clinic, Session]) -> None:
    clinic, session = here
    with mail_server(Temper(rcpt="550 no such box")) as port:
        point_at(session, port)
        queue(session, 3)
        assert postman(clinic).round() == 3
    assert states(session) == ["failed"] * 3


def test_a_server_that_dies_over_every_message_leaves_one_open(here: tuple[Clinic, Session]) -> None:
    clinic, session = here
    broken = Broken(HELLO)
    with broken_server(broken) as port:
        point_at(session, port)
        queue(session, 4)
        man = postman(clinic)
        assert [man.round(), man.round()] == [1, 0]
    assert set(broken.whole.values()) == {1}
    assert states(session) == ["unsure", "waiting", "waiting", "waiting"]


@pytest.mark.parametrize("said", range(len(HELLO) + 1))
def test_a_kill_at_any_moment_sends_nothing_twice(tmp_path: Path, said: int) -> None:
    """`kill -9` while the server holds its next answer back; then a start with a server that takes everything."""
    clinic = founded(tmp_path)
    session = clinic.sign_in("ana", PASSWORD, Secret(""))
    broken = Broken(HELLO[:said], hangs=True)
    with broken_server(broken) as port:
        point_at(session, port)
        queue(session)
        clinic.close()
        child = subprocess.Popen([sys.executable, "-m", office.__name__, str(tmp_path)])
        assert broken.reached.wait(60)
        child.kill()
        child.wait()
    temper = Temper()
    with mail_server(temper) as port:
        clinic, session = opened(tmp_path)
        point_at(session, port)
        man = postman(clinic)
        assert [man.round(), man.round()] == [0, 0]
        assert states(session) == ["unsure"]
        (row,) = session.ask(Messages(shelf=Shelf.OPEN)).rows
        assert row.problem.value == "stopped"
        session.execute(TryAgain(id=office.new(session), uid=row.uid, version=row.version))
        assert man.round() == 1
        clinic.close()
    assert set(temper.times().values()) == {1}
    assert sum(broken.whole.values()) == (1 if said == len(HELLO) else 0)
    assert broken.whole.keys() <= temper.times().keys(), "the number is the same at each attempt"


# When it works and when it rests.


def test_it_works_while_somebody_is_signed_in_and_rests_otherwise(here: tuple[Clinic, Session], qtbot: QtBot) -> None:
    clinic, session = here
    temper, man = Temper(), postman(clinic)
    with mail_server(temper) as port:
        point_at(session, port)
        man.resume()
        queue(session)
        qtbot.waitUntil(lambda: len(temper.taken) == 1)
        man.rest()
        qtbot.waitUntil(lambda: states(session) == ["sent"])
        queue(session)
        assert man.stop()
    assert states(session) == ["sent", "waiting"]
    assert not man.resume()  # type: ignore[func-returns-value]
    assert states(session) == ["sent", "waiting"]


def test_an_attempt_that_hangs_is_cut_off_at_the_end_and_recorded(here: tuple[Clinic, Session], qtbot: QtBot) -> None:
    clinic, session = here
    broken = Broken(HELLO[:2], hangs=True)
    with broken_server(broken) as port:
        point_at(session, port)
        queue(session)
        man = postman(clinic, 60.0)
        man.resume()
        qtbot.waitUntil(broken.reached.is_set)
        assert man.stop(grace_s=0.2) or man.stop(grace_s=5)
    assert states(session) == ["waiting"]


def test_a_store_that_takes_nothing_gets_the_same_record_until_it_does(
    here: tuple[Clinic, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, session = here
    temper, man = Temper(), postman(clinic)
    bus = clinic.opened.bus
    real, refused = bus.execute, list[object]()

    def execute(command: object, actor: object) -> object:
        if type(command).__name__ == "RecordAttempt" and len(refused) < 2:
            refused.append(command)
            raise Storage("Disk full", "There is no room left on the disk; nothing was saved", "")
        return real(command, actor)  # type: ignore[arg-type]

    monkeypatch.setattr(bus, "execute", execute)
    with mail_server(temper) as port:
        point_at(session, port)
        queue(session, 2)
        assert [man.round(), man.round(), man.round()] == [0, 0, 1]
    assert set(temper.times().values()) == {1}
    assert len(temper.times()) == 2
    assert states(session) == ["sent", "sent"]
    assert refused[0] is refused[1]
    assert isinstance(man.trouble(), Storage)
    assert man.trouble() is None


def test_a_client_that_breaks_leaves_the_message_open_and_the_lane_alive(
    here: tuple[Clinic, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, session = here
    point_at(session, free_port())
    queue(session)
    man = postman(clinic)

    def breaks(*_: object) -> None:
        raise KeyError("ada@town.example")

    monkeypatch.setattr("hms_desktop.post.mail.MailClient.send", breaks)
    assert man.round() == 1
    assert states(session) == ["unsure"]
    trouble = man.trouble()
    assert trouble is not None
    assert "town.example" not in f"{trouble}{vars(trouble)}"


def test_the_desk_sends_for_whoever_signed_in_until_he_leaves(tmp_path: Path, qtbot: QtBot) -> None:
    founded(tmp_path).close()
    desk, temper = Desk(tmp_path), Temper()
    with mail_server(temper) as port:
        session = desk.sign_in("ana", PASSWORD, Secret(""))
        point_at(session, port)
        acts = desk.acts(session)
        queue(session)
        qtbot.waitUntil(lambda: states(session) == ["sent"], timeout=15_000)
        acts.leave()
        desk.tick()
        desk.leave()
    assert len(temper.taken) == 1


def test_the_demo_writes_to_nobody(tmp_path: Path) -> None:
    clinic = founded(tmp_path)
    desk = DemoDesk(tmp_path)
    desk._clinic = clinic
    desk.acts(clinic.sign_in("ana", PASSWORD, Secret(""))).leave()
    assert desk._postman is None
    clinic.close()
