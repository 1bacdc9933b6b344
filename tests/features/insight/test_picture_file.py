"""A picture's file before anything decodes it: known by its content, and whole or refused with the place."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hms_desktop.features.insight.domain.picture_file import OPENED, FileKind, has_more, kind_of, torn_at
from tests.features.insight.chests import chest, png

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}), "jpeg": ("JPEG", {}), "jpeg in scans": ("JPEG", {"progressive": True}), "bmp": ("BMP", {}),
    "tiff": ("TIFF", {}), "tiff packed": ("TIFF", {"compression": "tiff_lzw"}),
}  # fmt: skip


def file(way: str) -> bytes:
    name, more = WAYS[way]
    content = io.BytesIO()
    Image.fromarray(chest(60, 50)).save(content, name, **more)
    return content.getvalue()


FILES = {way: file(way) for way in WAYS}


@pytest.mark.parametrize("way", WAYS)
def test_a_file_is_known_by_its_content_and_found_whole(way: str) -> None:
    kind = kind_of(FILES[way])
    assert kind.value == way.split(maxsplit=1)[0]
    assert torn_at(FILES[way], kind) is None
    assert not has_more(FILES[way], kind)


@pytest.mark.parametrize("way", WAYS)
def test_wherever_a_file_is_torn_it_is_noticed(way: str) -> None:
    whole = FILES[way]
    kind = kind_of(whole)
    for end in range(8, len(whole) - 2):  # the last two may be filling
        place = torn_at(whole[:end], kind)
        assert place is not None, end
        assert 0 <= place <= len(whole), end


def test_a_byte_that_changed_in_a_png_is_noticed_with_its_place() -> None:
    whole = bytearray(FILES["png"])
    at = bytes(whole).find(b"IDAT")
    whole[at + 9] ^= 1
    assert torn_at(bytes(whole), FileKind.PNG) == at - 4


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\0" * 128 + b"DICM" + b"\0" * 40, FileKind.DICOM), (b"%PDF-1.7 and so on", FileKind.PDF),
     (b"GIF89a" + b"\0" * 40, FileKind.UNKNOWN), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", FileKind.UNKNOWN),
     (b"", FileKind.UNKNOWN), (b"\x89PNG", FileKind.UNKNOWN)],
)  # fmt: skip
def test_what_cannot_be_opened_is_told_apart(data: bytes, kind: FileKind) -> None:
    assert kind_of(data) is kind
    assert kind not in OPENED


def test_a_file_with_more_than_one_picture_says_so() -> None:
    content = io.BytesIO()
    page = Image.fromarray(chest(60, 50))
    page.save(content, "TIFF", save_all=True, append_images=[page])
    assert has_more(content.getvalue(), FileKind.TIFF)
    assert torn_at(content.getvalue(), FileKind.TIFF) is None
    assert has_more(png(chest(40, 40), (b"acTL", b"\0" * 8)), FileKind.PNG)


@given(st.sampled_from(OPENED), st.binary(max_size=400))
def test_whatever_stands_in_a_file_the_place_lies_in_it(kind: FileKind, data: bytes) -> None:
    starts = {FileKind.PNG: b"\x89PNG\r\n\x1a\n", FileKind.JPEG: b"\xff\xd8\xff", FileKind.BMP: b"BM",
              FileKind.TIFF: b"II*\0"}  # fmt: skip
    whole = starts[kind] + data
    place = torn_at(whole, kind)
    assert place is None or 0 <= place <= len(whole)
