"""A password, a PIN or a code on its way through the program: it shows itself nowhere by accident."""

from __future__ import annotations


class Secret:
    """Text that neither prints, compares in variable time, pickles nor formats itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text, for the one function that has to have it."""
        return self._text

    def to_bytes(self) -> bytes:
        """NFKC in UTF-8: the same password typed on two keyboards is the same bytes."""
        import unicodedata

        return unicodedata.normalize("NFKC", self._text).encode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        return isinstance(other, Secret) and compare_digest(self.to_bytes(), other.to_bytes())

    def __hash__(self) -> int:
        raise TypeError("a secret is not a key of anything")

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret does not leave its process")
