"""Parts of a page of which one is in front: a bar of their names, turned with Ctrl+PageDown or the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QTabBar


class Tabs(QTabBar):
    """The names alone; what belongs to them stands elsewhere."""

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("tabs")
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for title in titles:
            self.addTab(title)

    def turn(self, by: int) -> None:
        """The next one, round and round."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())
