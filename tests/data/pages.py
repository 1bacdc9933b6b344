"""A look past SQLCipher: every page of a file in clear, the free ones too, as a thief with the key sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE: Final = 4096
_SALT: Final = 16
_RESERVE: Final = 80
"""At the end of a page: sixteen bytes of IV, and the page's own MAC."""


def decrypted(path: Path, key: bytes) -> Iterator[bytes]:
    """The pages of the file as they are in clear."""
    data = path.read_bytes()
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        body = page[_SALT if start == 0 else 0 : PAGE - _RESERVE]
        initial = page[PAGE - _RESERVE : PAGE - _RESERVE + 16]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(initial)).decryptor()
        yield decryptor.update(body) + decryptor.finalize()


def holding(path: Path, key: bytes, word: bytes) -> list[int]:
    """The numbers of the pages that hold a word."""
    return [number for number, page in enumerate(decrypted(path, key), start=1) if word in page.lower()]
