"""The pictures for looking are written, and each shows its page in its own look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.pictures import LOOKS, take


def test_every_page_of_a_role_is_pictured_in_each_look(qapp: QApplication, tmp_path: Path) -> None:
    taken = list(take(qapp, tmp_path, ("receptionist",)))
    assert {path.name for path in taken} >= {f"patients-{look}.png" for look in LOOKS}
    shown = {look: QImage(str(tmp_path / f"patients-{look}.png")) for look in LOOKS}
    assert all(image.width() == 1366 for image in shown.values())
    assert len({image.pixelColor(700, 4).name() for image in shown.values()}) == 3
