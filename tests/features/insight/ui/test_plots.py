"""The plots: what is drawn is what is told, wild figures keep the others visible, and a built program can draw them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from hms_desktop.features.insight.domain.watch import Line, Told, Week
from hms_desktop.features.insight.ui.plots import (
    DriftPlot,
    Plot,
    ReliabilityPlot,
    WeeksPlot,
    alarms_of,
    hatched,
    reach_of,
)
from hms_desktop.features.insight.ui.watch_view import Figure
from hms_desktop.ui.theme import colour_of
from tests.architecture.findings import CHECKOUT

LINES = (
    Line("age", 0.02, 0.1, 0.0, 0.0, is_alarm=False),
    Line("num_medications", 7.5, 0.9, 0.0, 0.0, is_alarm=True),
    Line("race", 0.0, 0.0, 0.02, 0.98, is_alarm=True),
)
WEEKS = (Week(date(2026, 11, 9), 4), Week(date(2026, 11, 16), 10, accepted=3, dismissed=1))

_AS_BUILT = """
import sys
sys.path.insert(0, "installer")
from freeze import LEFT_OUT
class LeftOut:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in LEFT_OUT):
            raise ImportError(name)
sys.meta_path.insert(0, LeftOut())
from PySide6.QtWidgets import QApplication
app = QApplication([])
from hms_desktop.features.insight.ui.plots import WeeksPlot
plot = WeeksPlot()
plot.show_weeks(())
print("drawn", plot.grab().width() > 0)
"""


def bars(plot: Plot) -> list[float]:
    """The widths of the bars, from below."""
    found = [item.opts["width"][0] for item in plot.pane.getPlotItem().items if hasattr(item, "opts") and
             isinstance(item.opts.get("width"), list)]  # fmt: skip
    return list(reversed(found))


def test_a_wild_input_ends_at_the_edge_and_the_others_stay_visible(qtbot: QtBot) -> None:
    plot = DriftPlot()
    qtbot.addWidget(plot)
    plot.show_lines(LINES)
    assert [line.name for line in plot.lines] == ["num_medications", "race", "age"]
    assert bars(plot)[-1] == 1.0
    assert bars(plot)[0] == pytest.approx(0.02)


def test_alarms_say_whether_values_or_their_being_there_are_otherwise() -> None:
    assert alarms_of(LINES) == "num medications (7.50); race (missing 98%, was 2%)"
    assert alarms_of(LINES, most=1).endswith("1 more")
    assert alarms_of(LINES[:1]) == ""


def test_every_plot_says_in_words_what_it_shows(qtbot: QtBot) -> None:
    drift, told, weeks = DriftPlot(), ReliabilityPlot(), WeeksPlot()
    for plot in (drift, told, weeks):
        qtbot.addWidget(plot)
    drift.show_lines(LINES[:1])
    told.show_told((Told(12, 0.2, 0.25),))
    weeks.show_weeks(WEEKS)
    assert "none of 1 looks otherwise" in drift.accessibleName()
    assert "told 20%, happened 25%, 12 answers" in told.accessibleName()
    assert "16-Nov-2026: 10 answers, 25% not accepted" in weeks.accessibleName()
    assert "09-Nov-2026: 4 answers, — not accepted" in weeks.accessibleName()


@pytest.mark.parametrize(("n", "happened"), [(1, 0.0), (1, 1.0), (7, 3 / 7), (500, 0.1)])
def test_whiskers_hold_what_happened_and_stay_between_nought_and_one(n: int, happened: float) -> None:
    low, high = reach_of(Told(n, 0.5, happened))
    assert 0 <= low <= happened <= high <= 1
    assert low < high


def test_an_alarm_is_not_told_by_its_colour_alone() -> None:
    ink = colour_of("bad")
    assert hatched(ink).style() is not type(hatched(ink))(ink).style()


def test_a_figure_that_has_nothing_to_draw_says_so_and_draws_again_later(qtbot: QtBot) -> None:
    figure = Figure("Weeks", "")
    qtbot.addWidget(figure)
    figure.say("chart-bar", "Nothing yet", "Ask")
    assert figure.is_empty
    plot = WeeksPlot()
    figure.show_plot(plot, (("Week",), ("16-Nov-2026",)))
    assert figure.stack.currentWidget() is plot
    figure.as_table(True)
    assert "16-Nov-2026" in figure.table.text()
    figure.say("chart-bar", "Nothing yet", "Ask")
    assert figure.is_empty


def test_a_built_program_can_draw_with_what_it_leaves_out() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _AS_BUILT], cwd=CHECKOUT, capture_output=True, text=True, timeout=100, check=False
    )
    assert "drawn True" in ran.stdout, ran.stderr[-800:]
