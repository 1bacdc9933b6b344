"""Texts and values that have broken programs before, for hypothesis to mix."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st

from hms_desktop.kernel.text import clean, cleaned
from tests.samples import Colour

TEXTS: Final = (
    "",
    "'",
    '"',
    "\\",
    "\\u0041\\",
    "a\x00b",
    "\x01\x08\x09\x0a\x0b\x0c\x0d\x1b\x1f\x7f\x80\x9f",
    "\u2028\u2029\ufeff\u200b\u200d",
    "\u202eevil\u202c",
    "مرحبا",
    "e\u0301 \u212b ﬁ",
    "👩🏽‍⚕️ 😀",
    "\ud800",
    "\udfff\ud800",
    "%s %(a)s {0} :x ?",
    "'; DROP TABLE patient; --",
    '{"a": [1, null]}',
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "NULL",
    "x" * 300,
    "\uffff\ufdd0\U0010ffff",
)


def text() -> st.SearchStrategy[str]:
    return st.sampled_from(TEXTS) | st.text(st.characters(codec=None), max_size=20)


def clean_text() -> st.SearchStrategy[str]:
    return text().map(clean)


def plain() -> st.SearchStrategy[Any]:
    """Data as it comes through the bus: cleaned."""
    whole = st.integers(-(2**63), 2**63 - 1)
    leaf = st.booleans() | whole | st.floats(allow_nan=False, allow_infinity=False) | text()
    nested = st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text(), inner, max_size=3), max_leaves=5
    )
    return nested.map(cleaned)


def sample() -> st.SearchStrategy[dict[str, Any]]:
    """The columns of a Sample, each null now and then."""
    values: dict[str, st.SearchStrategy[Any]] = {
        "words": text(),
        "colour": st.sampled_from(Colour),
        "born": st.dates(),
        "at": st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
        "number": st.integers(-(2**63), 2**63 - 1),
        "price": st.integers(-(2**63), 2**63 - 1),
        "flag": st.booleans(),
        "raw": st.binary(max_size=20),
        "plain": plain(),
        "ref": st.uuids(),
        "own": text(),
    }
    return st.fixed_dictionaries({name: st.none() | value for name, value in values.items()})
