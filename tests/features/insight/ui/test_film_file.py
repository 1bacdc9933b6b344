"""Opening a film: by content alone, whole or not at all, in grey, with a sentence for everything that is refused."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageWriter

from hms_desktop.features.insight.domain.picture_file import LARGEST
from hms_desktop.features.insight.ui.film_file import OpenedFilm, open_bytes, open_image, open_path
from hms_desktop.kernel.errors import Invalid
from tests.conftest import ExpectedWarnings
from tests.features.insight.chests import Picture, boasting, chest, png

pytestmark = pytest.mark.usefixtures("qapp")
FORMATS = ("png", "jpeg", "bmp", "tiff")


def image_of(picture: Picture) -> QImage:
    height, width = picture.shape
    return QImage(picture.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def file(image: QImage, name: str) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(name.encode()))
    writer.setQuality(95)
    assert writer.write(image)
    del writer
    return bytes(content.data())


def seen(film: OpenedFilm) -> Picture:
    return np.frombuffer(film.grey(), np.uint8).reshape(film.size.height(), film.size.width())


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        open_bytes(data)
    return str(refused.value)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("width", "height"), [(61, 43), (1301, 50)])
def test_every_point_of_a_film_is_opened(name: str, width: int, height: int) -> None:
    picture = chest(width, height)
    found = seen(open_bytes(file(image_of(picture), name)))
    assert found.shape == picture.shape
    assert abs(found.astype(int) - picture).max() <= (12 if name == "jpeg" else 0)


def test_the_name_of_a_file_is_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "film.jpg"
    path.write_bytes(png(chest(50, 40)))
    assert open_path(path).size.width() == 50


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
def test_nothing_of_a_torn_file_is_shown(name: str, part: float) -> None:
    whole = file(image_of(chest(200, 150)), name)
    said = refusal(whole[: max(int(len(whole) * part), 4)])
    assert "from byte" in said or "no PNG" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "empty"), (b"\0" * 128 + b"DICM" + b"\0" * 99, "DICOM"), (b"%PDF-1.7", "PDF"),
     (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>", "no PNG, JPEG, BMP or TIFF"),
     (b"GIF89a" + b"\0" * 99, "no PNG, JPEG, BMP or TIFF"), (b"hello", "no PNG, JPEG, BMP or TIFF")],
)  # fmt: skip
def test_what_is_no_film_is_refused_with_its_reason(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_picture_that_says_it_is_huge_is_refused_before_it_is_decoded() -> None:
    assert "40 million" in refusal(boasting(60_000, 60_000))


def test_a_picture_too_small_to_be_read_is_refused() -> None:
    assert "28 points" in refusal(png(chest(90, 27)))


def test_a_file_that_is_none_or_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as made:
        made.truncate(LARGEST + 1)
    fifo = tmp_path / "pipe.png"
    os.mkfifo(fifo) if hasattr(os, "mkfifo") else fifo.mkdir()
    for path, said in ((large, "50 MB"), (tmp_path, "no such file"), (tmp_path / "none.png", "no such file"),
                       (fifo, "no such file")):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            open_path(path)
    with pytest.raises(Invalid, match="50 MB"):
        open_bytes(b"\x89PNG" + b"\0" * LARGEST)


def test_colour_and_what_is_seen_through_become_grey_over_black() -> None:
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 255, 255, 0))
    for at in range(40):
        image.setPixelColor(at, 20, QColor(255, 255, 255))
        image.setPixelColor(at, 30, QColor(200, 30, 30))
    found = seen(open_bytes(file(image, "png")))
    assert set(found[20].tolist()) == {255}
    assert found[0].max() == 0
    assert 60 < found[30, 0] < 120


def test_a_grey_film_saved_in_colours_keeps_its_greys() -> None:
    picture = chest(60, 50)
    coloured = image_of(picture).convertToFormat(QImage.Format.Format_RGB32)
    np.testing.assert_array_equal(seen(open_bytes(file(coloured, "png"))), picture)


def test_of_several_pages_the_first_is_the_film_and_that_is_said() -> None:
    assert open_bytes(png(chest(40, 40), (b"acTL", b"\0\0\0\2\0\0\0\0"))).is_first_of_more
    assert not open_bytes(png(chest(40, 40))).is_first_of_more


def test_large_films_have_smaller_copies_for_the_screen() -> None:
    film = open_image(image_of(chest(2500, 1300)))
    assert [one.width() for one in film.copies] == [2500, 1250, 625]
    assert {one.format() for one in film.copies} == {QImage.Format.Format_Grayscale8}


def test_a_copied_picture_is_held_to_the_same_sizes() -> None:
    with pytest.raises(Invalid, match="no picture"):
        open_image(QImage())
    with pytest.raises(Invalid, match="28 points"):
        open_image(image_of(chest(27, 90)))


def test_spoilt_bytes_are_opened_or_refused_and_never_worse(expected_warnings: ExpectedWarnings) -> None:
    drawn = np.random.default_rng(5)
    outcomes = set()
    for name in FORMATS:
        whole = file(image_of(chest(80, 60)), name)
        for _ in range(60):
            spoilt = bytearray(whole)
            for at in drawn.integers(4, min(len(whole), 300), 3):
                spoilt[at] = drawn.integers(0, 256)
            try:
                outcomes.add(open_bytes(bytes(spoilt)).size.isValid())
            except Invalid:
                outcomes.add(False)
    assert outcomes == {True, False}
    expected_warnings.said.clear()  # decoders say what they think of it
