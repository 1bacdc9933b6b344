"""What is on its way to a printer: in order, kept when it is refused, tried again on demand, and told truly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import BugError
from hms_desktop.ui.print_queue import Print, PrintQueue
from tests.ui.printers import FakePrinters, jam, pdf


def queue_of(printers: FakePrinters) -> tuple[PrintQueue, list[str]]:
    queue, told = PrintQueue(printers), list[str]()
    queue.printed.connect(lambda paper: told.append(f"printed {paper.title}"))
    queue.refused.connect(lambda paper: told.append(f"refused {paper.title}"))
    return queue, told


def paper(title: str, printer: str = "Laser", lines: int = 1) -> Print:
    return Print(title, printer, pdf(lines))


def test_papers_come_out_whole_and_in_order(qtbot: QtBot) -> None:
    printers = FakePrinters()
    queue, told = queue_of(printers)
    queue.put(paper("one", lines=40))
    queue.put(paper("two", "Slips"))
    assert queue.state() == "Printing …"
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["printed one", "printed two"]
    assert printers.printed == [("Laser", 0), ("Laser", 1), ("Slips", 0)]
    assert queue.state() == "Printer ready"


def test_the_window_is_asked_between_two_pages(qtbot: QtBot) -> None:
    printers, seen = FakePrinters(), set[int]()
    queue, told = queue_of(printers)
    window = QTimer(interval=0)
    window.timeout.connect(lambda: seen.add(len(printers.printed)))
    window.start()
    queue.put(paper("long", lines=120))
    qtbot.waitUntil(lambda: bool(told))
    window.stop()
    assert set(range(1, len(printers.printed))) <= seen
    assert len(printers.printed) > 2


@pytest.mark.parametrize("after", [0, 1])
def test_what_a_printer_refuses_waits_and_keeps_nothing_else(qtbot: QtBot, after: int) -> None:
    printers = FakePrinters(problem=jam(), after=after)
    queue, told = queue_of(printers)
    queue.put(paper("stuck", lines=40))
    qtbot.waitUntil(lambda: told == ["refused stuck"])
    assert queue.state_of_waiting() == "1 paper waits"
    assert [str(one.problem) for one in queue.waiting] == ["Not printed. The paper is stuck. Open the lid."]
    printers.problem = None
    queue.put(paper("other"))
    qtbot.waitUntil(lambda: told[-1] == "printed other")
    assert [one.title for one in queue.waiting] == ["stuck"]


def test_tried_again_it_comes_out_once_and_waits_no_more(qtbot: QtBot) -> None:
    printers = FakePrinters(problem=jam())
    queue, told = queue_of(printers)
    for title in ("one", "two"):
        queue.put(paper(title))
    qtbot.waitUntil(lambda: len(queue.waiting) == 2)
    assert queue.state_of_waiting() == "2 papers wait"
    printers.problem = None
    queue.retry(queue.waiting[1])
    queue.retry()
    qtbot.waitUntil(lambda: len(told) == 4)
    assert told[2:] == ["printed two", "printed one"]
    assert queue.waiting == ()
    assert len(printers.printed) == 2


def test_a_printer_that_is_away_is_named_and_its_paper_waits_for_it(qtbot: QtBot) -> None:
    printers = FakePrinters(here=("Laser",))
    queue, told = queue_of(printers)
    queue.put(paper("slip", "Slips"))
    qtbot.waitUntil(lambda: told == ["refused slip"])
    assert "«Slips» is not there" in str(queue.waiting[0].problem)
    printers.here = ("Laser", "Slips")
    queue.retry()
    qtbot.waitUntil(lambda: printers.printed == [("Slips", 0)])


def test_a_drivers_own_error_is_told_without_its_text_and_the_paper_waits(qtbot: QtBot) -> None:
    printers = FakePrinters(problem=RuntimeError("PATIENT 0012344"))
    queue, _ = queue_of(printers)
    queue.put(paper("sheet"))
    qtbot.waitUntil(lambda: len(queue.waiting) == 1)
    problem = queue.waiting[0].problem
    assert isinstance(problem, BugError)
    assert "0012344" not in problem.report


def test_what_is_no_paper_waits_too(qtbot: QtBot) -> None:
    queue, told = queue_of(FakePrinters())
    queue.put(Print("torn", "Laser", b"no pdf"))
    queue.put(paper("good"))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["refused torn", "printed good"]


def test_one_that_is_given_up_is_gone(qtbot: QtBot) -> None:
    queue, _ = queue_of(FakePrinters(problem=jam()))
    queue.put(paper("one"))
    qtbot.waitUntil(lambda: len(queue.waiting) == 1)
    one = queue.waiting[0]
    queue.drop(one)
    queue.retry(one)
    assert (queue.waiting, queue.state()) == ((), "")


def test_nothing_is_said_of_printers_before_anybody_looked() -> None:
    queue, _ = queue_of(FakePrinters())
    assert queue.state() == ""
    queue.look()
    assert queue.state() == "Printer ready"
    none, _ = queue_of(FakePrinters(here=()))
    none.look()
    assert none.state() == "No printer"
