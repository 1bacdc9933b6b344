"""Cards taken apart: every word of them stays, none of them is obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.insight.domain.card import Part, blocks
from tests.architecture.findings import CHECKOUT

CARD = """# Sepsis
A **calibrated** chance
over two lines. <!-- hidden -->

## Data
- one point
  that goes on
- another, see [the paper](https://doi.org/10.1/x)

| figure | measured |
|---|---|
| auc | 0.7 |

```
python train.py
  --data here
```
<script>alert(1)</script>
"""


def test_a_card_is_taken_apart_into_heads_text_points_tables_and_code() -> None:
    found = [(one.part, one.text or one.rows) for one in blocks(CARD)]
    assert found == [
        (Part.TITLE, "Sepsis"),
        (Part.TEXT, "A calibrated chance over two lines."),
        (Part.HEAD, "Data"),
        (Part.POINT, "one point that goes on"),
        (Part.POINT, "another, see the paper (https://doi.org/10.1/x)"),
        (Part.TABLE, (("figure", "measured"), ("auc", "0.7"))),
        (Part.CODE, "python train.py\n  --data here"),
        (Part.TEXT, "<script>alert(1)</script>"),
    ]


@pytest.mark.parametrize("name", [place.parent.name for place in sorted((CHECKOUT / "models").glob("*/CARD.md"))])
def test_the_cards_that_ship_begin_with_a_title_and_lose_no_figure(name: str) -> None:
    text = (CHECKOUT / "models" / name / "CARD.md").read_text(encoding="utf-8")
    found = blocks(text)
    assert found[0].part is Part.TITLE
    whole = " ".join(one.text + " ".join(cell for row in one.rows for cell in row) for one in found)
    for line in text.splitlines():
        if line.startswith("| ") and "---" not in line:
            assert all(cell.strip().replace("`", "").replace("**", "") in whole for cell in line.strip("| ").split("|"))


@given(st.text())
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert all(one.text or one.rows for one in blocks(text))
