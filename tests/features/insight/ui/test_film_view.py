"""Looking at a film: keys and mouse do the same, and the heat map lies on its places however it is looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hms_desktop.features.insight.domain.film import PLACES
from hms_desktop.features.insight.ui.film_file import open_bytes
from hms_desktop.features.insight.ui.film_heat import AGAINST, FOR, Heat
from hms_desktop.features.insight.ui.film_sight import CLOSEST, Sight
from hms_desktop.features.insight.ui.film_tools import FilmTools
from hms_desktop.features.insight.ui.film_view import FilmView
from tests.features.insight.chests import chest, png

MAP = tuple(tuple((row - 3) * 0.2 + (column - 3) * 0.05 for column in range(PLACES)) for row in range(PLACES))
VIEW, FILM = QSize(500, 400), QSize(300, 200)
Shift = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def look(qtbot: QtBot) -> FilmView:
    view = FilmView()
    qtbot.addWidget(view)
    view.resize(VIEW)
    view.show_film(open_bytes(png(chest(FILM.width(), FILM.height()))))
    view.show_heat(MAP)
    view.show()
    view.setFocus()
    return view


SIGHTS = st.builds(
    Sight, zoom=st.floats(1, CLOSEST), x=st.floats(-4000, 4000), y=st.floats(-4000, 4000),
    quarters=st.integers(0, 3), is_mirrored=st.booleans(),
)  # fmt: skip


@given(SIGHTS)
def test_however_it_is_looked_at_a_place_lies_where_its_part_of_the_film_is(qapp: QApplication, sight: Sight) -> None:
    assert qapp is not None
    view = FilmView()
    view.resize(VIEW)
    view.show_film(open_bytes(png(chest(FILM.width(), FILM.height()))))
    view.show_heat(MAP)
    view.sight = sight.held(view.size(), view.film_size)
    for row, column in ((0, 0), (3, 3), (6, 2), (0, 6)):
        middle = view.transform().map(view.cell(row, column).center())
        assert view.place_at(middle) == (row, column)
    outside = view.transform().map(QPointF(10, 100))  # left of the square that was read
    assert view.place_at(outside) is None
    view.deleteLater()


@given(SIGHTS)
def test_no_black_is_shown_where_film_could_be(sight: Sight) -> None:
    held = sight.held(VIEW, FILM)
    shown = held.place(VIEW, FILM).mapRect(QRectF(QPointF(), FILM.toSizeF()))
    for least, most, room in (
        (shown.left(), shown.right(), VIEW.width()), (shown.top(), shown.bottom(), VIEW.height()),
    ):  # fmt: skip
        is_over = most - least > room + 0.01
        assert not is_over or (least <= 0.01 and most >= room - 0.01)
        assert is_over or abs(least - (room - most)) < 0.02


@given(SIGHTS, st.integers(-200, 200), st.integers(-200, 200), st.floats(-3, 3))
def test_what_the_mouse_points_at_stays_under_it(sight: Sight, x: int, y: int, steps: float) -> None:
    at = QPointF(x, y)
    middle = QPointF(VIEW.width() / 2, VIEW.height() / 2)
    back, _ = sight.place(VIEW, FILM).inverted()
    on_film = back.map(middle + at)
    after = sight.closer(steps, at).place(VIEW, FILM).map(on_film) - middle
    assert (after.x(), after.y()) == pytest.approx((x, y), abs=0.1)


@given(SIGHTS)
def test_four_turns_and_two_mirrors_are_none(sight: Sight) -> None:
    assert sight.turned().turned().turned().turned() == sight
    assert sight.mirrored().mirrored() == sight


@given(SIGHTS)
def test_a_turn_is_to_the_right_as_one_sees_it(sight: Sight) -> None:
    """What lay above the middle of the view lies right of it."""
    middle = QPointF(VIEW.width() / 2, VIEW.height() / 2)
    before, after = sight.place(VIEW, FILM), sight.turned().place(VIEW, FILM)
    back, _ = before.inverted()
    moved = after.map(back.map(middle + QPointF(0, -30))) - after.map(back.map(middle))
    assert moved.x() > 0
    assert moved.y() == pytest.approx(0, abs=0.01)


def test_brightness_and_contrast_are_a_line_through_the_greys() -> None:
    assert Sight().lights() == list(range(256))
    assert Sight(is_negative=True).lights() == list(range(255, -1, -1))
    hard = Sight().windowed(0, -200).lights()
    assert hard[0] == 0
    assert hard[255] == 255
    assert sum(0 < one < 255 for one in hard) < 60
    assert sum(Sight().windowed(-40, 0).lights()) > sum(Sight().lights())


@pytest.mark.parametrize(
    ("key", "is_so"),
    [("+", lambda s: s.zoom > 1), ("n", lambda s: s.is_negative), ("N", lambda s: s.is_negative),
     ("r", lambda s: s.quarters == 1), ("m", lambda s: s.is_mirrored), ("]", lambda s: s.width < 256),
     ("[", lambda s: s.width > 256), (";", lambda s: s.level > 128), ("'", lambda s: s.level < 128)],
)  # fmt: skip
def test_every_way_of_looking_has_a_key_and_home_takes_all_back(
    look: FilmView, key: str, is_so: Callable[[Sight], bool]
) -> None:
    QTest.keyClicks(look, key)
    assert is_so(look.sight)
    QTest.keyClick(look, Qt.Key.Key_Home)
    assert look.sight == Sight()


def test_arrows_push_a_film_that_is_larger_than_the_view(look: FilmView) -> None:
    QTest.keyClick(look, Qt.Key.Key_Right)
    assert look.sight.x == 0
    QTest.keyClicks(look, "+++")
    QTest.keyClick(look, Qt.Key.Key_Right)
    assert look.sight.x < 0
    QTest.keyClicks(look, "0")
    assert (look.sight.zoom, look.sight.x) == (1, 0)


def test_shift_and_arrows_walk_as_one_sees_it_and_say_each_place(look: FilmView) -> None:
    QTest.keyClick(look, Qt.Key.Key_Down, Shift)
    assert look.place == (3, 3)
    QTest.keyClick(look, Qt.Key.Key_Down, Shift)
    assert look.place == (4, 3)
    assert "row 5, column 4: speaks for pneumonia, +0.20" in look.accessibleDescription()
    QTest.keyClicks(look, "r")
    QTest.keyClick(look, Qt.Key.Key_Left, Shift)
    assert look.place == (5, 3)
    for _ in range(9):
        QTest.keyClick(look, Qt.Key.Key_Up, Shift)
    assert look.place == (5, 0)
    QTest.keyClicks(look, "m")
    QTest.keyClick(look, Qt.Key.Key_Right, Shift)
    assert look.place == (6, 0)


def test_the_mouse_asks_pushes_and_brightens(look: FilmView) -> None:
    QTest.mouseMove(look, look.transform().map(look.cell(1, 2).center()).toPoint())
    assert look.place == (1, 2)
    look.closer(6)
    QTest.mousePress(look, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    drag(look, QPoint(230, 210), Qt.MouseButton.LeftButton)
    assert (look.sight.x, look.sight.y) == (30, 10)
    QTest.mouseRelease(look, Qt.MouseButton.LeftButton)
    QTest.mousePress(look, Qt.MouseButton.RightButton, pos=QPoint(200, 200))
    drag(look, QPoint(190, 180), Qt.MouseButton.RightButton)
    assert (look.sight.level, look.sight.width) == (108, 246)


def test_only_with_ctrl_the_wheel_makes_larger(look: FilmView) -> None:
    wheel(look, Qt.KeyboardModifier.NoModifier)
    assert look.sight.zoom == 1
    wheel(look, Qt.KeyboardModifier.ControlModifier)
    assert look.sight.zoom > 1


def test_the_heat_map_is_seen_and_put_away_by_a_key(look: FilmView) -> None:
    bare = colours(look, shows=False)
    both = colours(look, shows=True)
    assert bare.isGrayscale()
    assert not both.isGrayscale()


def test_for_and_against_are_blue_and_yellow_which_nearly_everybody_tells_apart() -> None:
    assert 190 <= FOR.hue() <= 250
    assert 35 <= AGAINST.hue() <= 60


def test_a_place_says_its_sign_in_words() -> None:
    heat = Heat(MAP)
    assert "against" in heat.said(0, 0)
    assert "−0.75" in heat.said(0, 0)
    assert "for pneumonia, +0.75" in heat.said(6, 6)
    assert heat.part(6, 6) == pytest.approx(1)


def test_a_map_of_nothing_is_painted_as_nothing(look: FilmView) -> None:
    look.show_heat([[0.0] * PLACES] * PLACES)
    assert look.grab().toImage().copy(5, 5, VIEW.width() - 10, VIEW.height() - 10).isGrayscale()


def test_another_film_takes_the_map_and_the_place_of_the_first_off(look: FilmView) -> None:
    look.ask_about((1, 1))
    look.turn()
    look.show_film(open_bytes(png(chest(100, 100))))
    assert (bool(look.heat), look.place, look.sight) == (False, None, Sight())
    assert look.place_at(QPointF(250, 200)) is None


def test_without_a_film_keys_do_nothing(qtbot: QtBot) -> None:
    view = FilmView()
    qtbot.addWidget(view)
    for key in "+-0nrmh[];'":
        QTest.keyClicks(view, key)
    assert view.sight == Sight()
    assert view.accessibleName() == "No film is open"


def test_the_tools_do_what_their_keys_do_and_follow_the_film(qtbot: QtBot, look: FilmView) -> None:
    tools = FilmTools(look)
    qtbot.addWidget(tools)
    assert not tools.legend.isHidden()
    tools.heat.click()
    assert not look.shows_heat
    assert tools.legend.isHidden()
    tools.opacity.setValue(80)
    assert look.opacity == pytest.approx(0.8)
    look.ask_about((6, 6))
    assert "speaks for pneumonia" in tools.place.text()
    look.show_heat(())
    assert not tools.heat.isEnabled()


def colours(look: FilmView, *, shows: bool) -> QImage:
    """The view without its frame."""
    if look.shows_heat is not shows:
        QTest.keyClicks(look, "h")
    return look.grab().toImage().copy(5, 5, VIEW.width() - 10, VIEW.height() - 10)


def drag(look: FilmView, to: QPoint, button: Qt.MouseButton) -> None:
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(to), QPointF(look.mapToGlobal(to)), Qt.MouseButton.NoButton,
                        button, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(look, moved)


def wheel(look: FilmView, modifier: Qt.KeyboardModifier) -> None:
    at = QPointF(250, 200)
    event = QWheelEvent(at, look.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifier,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(look, event)
