"""The plots of the watch: drift, reliability, weeks. This module is imported when the first of them is to be seen.

A plot is a picture with a sentence: nothing on it zooms, moves or hides, and everything that it shows stands in the
table behind `t` as well. Its library puts a handler of its own before Python's for errors that nobody caught; the
program's own is put back, since it alone knows how an error is told without a patient's data.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.watch import Line, Told, Week
from hms_desktop.inference.chances import wilson
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.theme import colour_of, small
from hms_desktop.ui.words import tr


def _library() -> Any:  # noqa: ANN401 - the library has no types
    hooks = sys.excepthook, threading.excepthook
    import pyqtgraph

    sys.excepthook, threading.excepthook = hooks
    return pyqtgraph


pg: Final = _library()
_MARKS: Final = (0.1, 0.25)
_FARTHEST: Final = 1.0
"""Bars end here, and say in figures how far they would reach: one wild input must not make the others invisible."""
_MISSING: Final = 0.01
_NAMED: Final = 6
_LEAST_REACH: Final = 0.4
_ROW_HIGH: Final = 24
_LONGEST: Final = 26
_WEEKS_NAMED: Final = 5
_DAY_AND_MONTH: Final = 6
_REPAINTED: Final = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)


class Plot(QWidget):
    """A pane of the house's colours and font, drawn anew when either changes."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(230)
        self.pane: Any = pg.PlotWidget(enableMenu=False, background=None)
        self.pane.setAntialiasing(True)
        self.pane.setMouseEnabled(x=False, y=False)
        self.pane.hideButtons()
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the wheel is the page's
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2, 2, 2, 2)
        rows.addWidget(self.pane)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or another size of text."""
        super().changeEvent(event)
        if event.type() in _REPAINTED:
            self.repaint_all()

    def repaint_all(self) -> None:
        """Everything from the beginning, in the colours that are on."""
        pane = self.pane
        pane.clear()
        pane.setBackground(colour_of("panel"))
        font = small(self.font())
        for side in ("left", "bottom"):
            axis = pane.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=-4, hideOverlappingLabels=False)
            axis.setPen(pg.mkPen(colour_of("border")))
            axis.setTextPen(pg.mkPen(colour_of("text")))
        self.paint_all()

    def paint_all(self) -> None:
        """What this plot shows; a subclass draws it."""
        raise NotImplementedError  # Qt's metaclass leaves no room for ABC's

    def say(self, words: str) -> None:
        """What is seen here, for who hears."""
        self.setAccessibleName(words)

    def write(self, text: str, x: float, y: float, anchor: tuple[float, float], ink: str = "text") -> None:
        """A few words inside the plot, on ground of their own: no line runs through them."""
        item = pg.TextItem(text, color=colour_of(ink), anchor=anchor, fill=QBrush(colour_of("panel")))
        item.setFont(small(self.font()))
        item.setPos(x, y)
        self.pane.addItem(item, ignoreBounds=True)

    def rule(self, at: float, angle: int, ink: str = "border") -> None:
        """A dashed line right across."""
        pen = pg.mkPen(colour_of(ink), width=1, style=Qt.PenStyle.DashLine)
        self.pane.addItem(pg.InfiniteLine(at, angle=angle, pen=pen), ignoreBounds=True)


class DriftPlot(Plot):
    """How far every input lies from where the model was made, the farthest on top."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """These inputs."""
        self.lines = by_distance(lines)
        self.setFixedHeight(_ROW_HIGH * len(self.lines) + 52)
        self.say(drift_told(self.lines))
        self.repaint_all()

    def paint_all(self) -> None:
        """Bars with the two marks; hatched is an alarm, and says so."""
        rows, most = self.lines, len(self.lines)
        reach = min(max([_LEAST_REACH, *(line.psi for line in rows)]), _FARTHEST)
        for mark in _MARKS:
            self.rule(mark, 90, "warn" if mark == _MARKS[0] else "bad")
        for at, row in enumerate(rows):
            y = most - 1 - at
            self._bar(y, min(row.psi, reach), row.is_alarm)
            said = tr("alarm: {what}", what=otherwise(row)) if row.is_alarm else f"{row.psi:.2f}"
            self.write(said, min(row.psi, reach), y, (-0.05, 0.5))
        names = [(most - 1 - at, _short(row.name)) for at, row in enumerate(rows)]
        self.pane.getAxis("left").setTicks([names])
        self.pane.getAxis("bottom").setTicks([[(mark, f"{mark:g}") for mark in (0, *_MARKS, 0.5, 1) if mark <= reach]])
        self.pane.setXRange(0, reach * 1.25, padding=0)
        self.pane.setYRange(-0.7, most - 0.3, padding=0)

    def _bar(self, y: float, wide: float, is_alarm: bool) -> None:
        ink = colour_of("bad" if is_alarm else "accent")
        bar = pg.BarGraphItem(
            x0=[0.0], y=[float(y)], width=[max(wide, 0.002)], height=0.62, pen=pg.mkPen(ink),
            brush=hatched(ink) if is_alarm else QBrush(ink),
        )  # fmt: skip
        self.pane.addItem(bar)


class ReliabilityPlot(Plot):
    """What was told against how often it happened; on the diagonal both are the same."""

    def __init__(self) -> None:
        super().__init__()
        self.told: tuple[Told, ...] = ()

    def show_told(self, told: Sequence[Told]) -> None:
        """These stretches of chances."""
        self.told = tuple(told)
        self.say(reliability_told(self.told))
        self.repaint_all()

    def paint_all(self) -> None:
        """Points with their reach, and how many each stands for."""
        pen = pg.mkPen(colour_of("border"), width=1.5, style=Qt.PenStyle.DashLine)
        self.pane.addItem(pg.PlotDataItem([0, 1], [0, 1], pen=pen, antialias=True))
        ink = colour_of("accent")
        for one in self.told:
            low, high = reach_of(one)
            whisker = pg.PlotDataItem([one.told, one.told], [low, high], pen=pg.mkPen(ink, width=2), antialias=True)
            self.pane.addItem(whisker)
            is_right = one.told > 0.8
            self.write(f"n {one.n}", one.told, one.happened, (1.15, 0.5) if is_right else (-0.15, 0.5))
        points = [[one.told for one in self.told], [one.happened for one in self.told]]
        self.pane.addItem(pg.ScatterPlotItem(*points, size=9, brush=QBrush(ink), pen=pg.mkPen(colour_of("panel"))))
        ticks = [(part, f"{part:.0%}") for part in (0, 0.25, 0.5, 0.75, 1)]
        for side, title in (("left", tr("happened")), ("bottom", tr("told"))):
            axis = self.pane.getAxis(side)
            axis.setTicks([ticks])
            _name_axis(axis, title, self)
        self.pane.setXRange(0, 1, padding=0.07)
        self.pane.setYRange(0, 1, padding=0.07)


class WeeksPlot(Plot):
    """Answers week by week, and of those that people decided on the share that they did not accept."""

    def __init__(self) -> None:
        super().__init__()
        self.weeks: tuple[Week, ...] = ()

    def show_weeks(self, weeks: Sequence[Week]) -> None:
        """These weeks, the oldest first."""
        self.weeks = tuple(weeks)
        self.say(weeks_told(self.weeks))
        self.repaint_all()

    def paint_all(self) -> None:
        """A bar a week, hatched as far as people did not accept; the share stands above."""
        ink, against = colour_of("accent"), colour_of("warn")
        most = max((week.answers for week in self.weeks), default=1)
        for at, week in enumerate(self.weeks):
            refused = week.dismissed + week.reported
            self._bar(at, 0, week.answers, QBrush(weak(ink)), ink)
            if refused:
                self._bar(at, 0, refused, hatched(against), against)
            if week.accepted + refused:
                self.write(f"{week.overridden:.0%}", at, week.answers + most * 0.03, (0.5, 1.0))
        step = max(1, -(-len(self.weeks) // _WEEKS_NAMED))
        days = [(at, day_text(week.first)[:_DAY_AND_MONTH]) for at, week in enumerate(self.weeks) if at % step == 0]
        self.pane.getAxis("bottom").setTicks([days])
        self.pane.getAxis("left").setTicks([[(part, str(part)) for part in _whole(most)]])
        _name_axis(self.pane.getAxis("left"), tr("answers"), self)
        self.pane.setXRange(-0.7, max(len(self.weeks), 4) - 0.3, padding=0)
        self.pane.setYRange(0, most * 1.22, padding=0)

    def _bar(self, at: float, low: float, high: float, brush: QBrush, ink: QColor) -> None:
        bar = pg.BarGraphItem(x=[float(at)], y0=[low], height=[high - low], width=0.7, brush=brush, pen=pg.mkPen(ink))
        self.pane.addItem(bar)


def hatched(ink: QColor) -> QBrush:
    """What is an alarm without its colour too."""
    return QBrush(ink, Qt.BrushStyle.BDiagPattern)


def weak(ink: QColor) -> QColor:
    """The same, a third as strong."""
    made = QColor(ink)
    made.setAlphaF(0.35)
    return made


def reach_of(one: Told) -> tuple[float, float]:
    """Where the share that happened truly lies, with 95 %."""
    return wilson(one.happened * one.n, one.n)


def spelt(name: str) -> str:
    """An input's name as words."""
    return tr(name).replace("_", " ")


def alarms_of(lines: Sequence[Line], most: int = _NAMED) -> str:
    """The inputs that look otherwise, by name and with what is other, the farthest first."""
    found = [line for line in by_distance(lines) if line.is_alarm]
    names = [f"{spelt(line.name)} ({otherwise(line)})" for line in found[:most]]
    more = len(found) - len(names)
    return "; ".join([*names, tr("{count} more", count=str(more))] if more else names)


def by_distance(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Alarms first, and of each the farthest: by how its values lie, then by how often there is none."""
    return tuple(
        sorted(lines, key=lambda line: (not line.is_alarm, -line.psi, -abs(line.missing_now - line.missing_then)))
    )


def otherwise(line: Line) -> str:
    """What is other about it: how its values lie, or that there often is none."""
    if line.psi >= _MARKS[0] or abs(line.missing_now - line.missing_then) < _MISSING:
        return f"{line.psi:.2f}"
    return tr("missing {now}, was {then}", now=f"{line.missing_now:.0%}", then=f"{line.missing_then:.0%}")


def drift_told(lines: Sequence[Line]) -> str:
    """The first plot in words."""
    alarms = alarms_of(lines)
    if not alarms:
        return tr("Inputs against where the model was made: none of {count} looks otherwise", count=str(len(lines)))
    return tr("Inputs against where the model was made: {names} look otherwise, of {count}",
              names=alarms, count=str(len(lines)))  # fmt: skip


def reliability_told(told: Sequence[Told]) -> str:
    """The second one."""
    parts = (
        tr("told {told}, happened {happened}, {n} answers", told=f"{one.told:.0%}", happened=f"{one.happened:.0%}",
           n=str(one.n)) for one in told
    )  # fmt: skip
    return tr("Told against happened: {parts}", parts="; ".join(parts))


def weeks_told(weeks: Sequence[Week]) -> str:
    """The third one, the newest week first."""
    parts = (
        tr("week of {day}: {count} answers, {share} not accepted", day=day_text(week.first), count=str(week.answers),
           share=share_of(week)) for week in reversed(weeks)
    )  # fmt: skip
    return tr("Answers by the week: {parts}", parts="; ".join(parts))


def share_of(week: Week) -> str:
    """Not accepted, of those decided on; nobody's decision is none."""
    return f"{week.overridden:.0%}" if week.accepted + week.dismissed + week.reported else "—"


def _name_axis(axis: Any, title: str, plot: QWidget) -> None:  # noqa: ANN401 - the library has no types
    axis.setLabel(title)
    axis.label.setFont(small(plot.font()))
    axis.label.setDefaultTextColor(colour_of("muted"))


def _whole(most: int) -> tuple[int, ...]:
    step = max(1, round(most / 4))
    return tuple(range(0, most + 1, step))


def _short(name: str) -> str:
    """Cut where it tells least: of «source=7» the end says which."""
    said = spelt(name)
    if len(said) <= _LONGEST:
        return said
    return f"…{said[1 - _LONGEST :]}" if "=" in said else f"{said[: _LONGEST - 1]}…"
