"""Where rooms and beds stand on a ward's map: rooms as cards beside and below one another, beds as tiles in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize

from hms_desktop.features.wards.domain import BedRow

_GAP: Final = 8
_CARD_GAP: Final = 12
_EDGE: Final = 14
_WIDEST: Final = 4
"""Tiles beside one another in a room; more go below."""
_STRETCHED: Final = 1.5
"""A tile takes so much of room that is left over, for long names."""


@dataclass(frozen=True)
class Card:
    """A room: its name and where it stands."""

    name: str
    rect: QRect


@dataclass(frozen=True)
class Plan:
    """All of it, for one width; `tile` is the size of every tile in it."""

    cards: tuple[Card, ...]
    tiles: tuple[QRect, ...]
    size: QSize
    tile: QSize


def plan_of(beds: Sequence[BedRow], width: int, tile: QSize, head: int, *, is_mirrored: bool = False) -> Plan:
    """The cards in reading order; in each row of cards the highest one says how high the row is."""
    rooms = [(name, len(tuple(group))) for name, group in groupby(beds, key=lambda bed: bed.room)]
    inside = max(width - 2 * _EDGE, tile.width() + 2 * _GAP)
    made = _laid(rooms, inside, tile, head)
    taken = max((card.rect.right() - _EDGE + 1 for card in made.cards), default=inside)
    across = max((sum(one.top() == rect.top() for one in made.tiles) for rect in made.tiles[:200]), default=1)
    wide = min(tile.width() + (inside - taken) // across, round(tile.width() * _STRETCHED))
    wider = _laid(rooms, inside, QSize(wide, tile.height()), head)
    made = wider if wider.size == made.size else made
    if not is_mirrored:
        return made
    cards = tuple(Card(card.name, _mirrored(card.rect, width)) for card in made.cards)
    return Plan(cards, tuple(_mirrored(rect, width) for rect in made.tiles), made.size, made.tile)


def _laid(rooms: Sequence[tuple[str, int]], width: int, tile: QSize, head: int) -> Plan:
    cards: list[Card] = []
    tiles: list[QRect] = []
    x, y, row_high = _EDGE, _EDGE, 0
    for name, count in rooms:
        across = _across(count, width, tile)
        size = _card_size(count, across, tile, head)
        if x > _EDGE and x + size.width() > width + _EDGE:
            x, y, row_high = _EDGE, y + row_high + _CARD_GAP, 0
        place = QRect(QPoint(x, y), size)
        cards.append(Card(name, place))
        tiles += [_tile(place, at, across, tile, head) for at in range(count)]
        x, row_high = x + size.width() + _CARD_GAP, max(row_high, size.height())
    return Plan(tuple(cards), tuple(tiles), QSize(width + 2 * _EDGE, y + row_high + _EDGE), tile)


def _across(count: int, width: int, tile: QSize) -> int:
    fits = max(1, (width - _GAP) // (tile.width() + _GAP))
    return min(count, fits, _WIDEST if count <= 2 * _WIDEST else fits)


def _card_size(count: int, across: int, tile: QSize, head: int) -> QSize:
    rows = -(-count // across)
    return QSize(across * (tile.width() + _GAP) + _GAP, head + rows * (tile.height() + _GAP))


def _tile(card: QRect, at: int, across: int, tile: QSize, head: int) -> QRect:
    row, column = divmod(at, across)
    left = card.left() + _GAP + column * (tile.width() + _GAP)
    return QRect(QPoint(left, card.top() + head + row * (tile.height() + _GAP)), tile)


def _mirrored(rect: QRect, width: int) -> QRect:
    made = QRect(rect)
    made.moveLeft(width - rect.right() - 1)
    return made


def neighbour(tiles: Sequence[QRect], at: int, across: int, down: int) -> int | None:
    """The tile that an arrow leads to: the nearest one that way, or none."""
    here = tiles[at].center()
    found, best = None, None
    for other, rect in enumerate(tiles):
        there = rect.center()
        dx, dy = there.x() - here.x(), there.y() - here.y()
        way, aside = (dx * across, abs(dy)) if across else (dy * down, abs(dx))
        if way <= 0 or (across and aside > rect.height() // 2):
            continue
        score = (way // 4 + aside * 3) if across else (way * 3 + aside)
        if best is None or score < best:
            found, best = other, score
    return found
