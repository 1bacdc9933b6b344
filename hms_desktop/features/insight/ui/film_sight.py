"""How a film is looked at: how large and from where, turned and mirrored, and how greys become light.

All of it is looking only. The model has read the film as it lies in its file, and nothing here changes that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QSize, QSizeF
from PySide6.QtGui import QTransform

CLOSEST: Final = 32.0
"""How many times larger than fitting a film can be shown."""
_STEP: Final = 1.25
_GREYS: Final = 256
_NARROWEST, _WIDEST = 2, 512
_QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Sight:
    """One way of looking. `zoom` 1 shows the whole film; `x` and `y` say how far its middle is off the view's."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    quarters: int = 0
    is_mirrored: bool = False
    level: int = 128
    width: int = 256
    is_negative: bool = False

    def place(self, view: QSize, film: QSize) -> QTransform:
        """From the film's points to the view's."""
        scale = self.scale(view, film)
        made = QTransform()
        made.translate(view.width() / 2 + self.x, view.height() / 2 + self.y)
        made.scale(-scale if self.is_mirrored else scale, scale)
        made.rotate(90 * self.quarters)
        made.translate(-film.width() / 2, -film.height() / 2)
        return made

    def scale(self, view: QSize, film: QSize) -> float:
        """Points of the view for one of the film."""
        lies = self._lying(film)
        fit = min(view.width() / lies.width(), view.height() / lies.height())
        return max(fit, 0.001) * self.zoom

    def held(self, view: QSize, film: QSize) -> Sight:
        """Never so far away that black is shown where film could be."""
        lies, scale = self._lying(film), self.scale(view, film)
        free_x = max((lies.width() * scale - view.width()) / 2, 0.0)
        free_y = max((lies.height() * scale - view.height()) / 2, 0.0)
        return replace(self, x=min(max(self.x, -free_x), free_x), y=min(max(self.y, -free_y), free_y))

    def closer(self, steps: float, about: QPointF) -> Sight:
        """Larger, or smaller for steps below nought; what lies at `about` (seen from the view's middle) stays there."""
        zoom = min(max(self.zoom * _STEP**steps, 1.0), CLOSEST)
        by = zoom / self.zoom
        x, y = about.x() - (about.x() - self.x) * by, about.y() - (about.y() - self.y) * by
        return replace(self, zoom=zoom, x=x, y=y)

    def moved(self, x: float, y: float) -> Sight:
        """The film pushed by so many points of the view."""
        return replace(self, x=self.x + x, y=self.y + y)

    def turned(self) -> Sight:
        """A quarter to the right, as one sees it."""
        back = self.is_mirrored  # the mirror stands before the turn
        return replace(self, quarters=(self.quarters + (3 if back else 1)) % _QUARTERS, x=-self.y, y=self.x)

    def mirrored(self) -> Sight:
        """Left for right, as one sees it."""
        return replace(self, is_mirrored=not self.is_mirrored, x=-self.x)

    def windowed(self, level: float, width: float) -> Sight:
        """Brighter for a lower level, harder for a smaller width."""
        return replace(
            self,
            level=round(min(max(self.level + level, 0), _GREYS - 1)),
            width=round(min(max(self.width + width, _NARROWEST), _WIDEST)),
        )

    def lights(self) -> list[int]:
        """What each of 256 greys is shown as."""
        low = self.level - self.width / 2
        found = [round(min(max((grey - low) / (self.width - 1), 0.0), 1.0) * 255) for grey in range(_GREYS)]
        return [255 - one for one in found] if self.is_negative else found

    def _lying(self, film: QSize) -> QSizeF:
        size = QSizeF(film)
        return size.transposed() if self.quarters % 2 else size
