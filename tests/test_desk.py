"""What a closed clinic shows at its door."""

from __future__ import annotations

from pathlib import Path

from hms_desktop.clinic.card import Card
from hms_desktop.clinic.people import write_card
from hms_desktop.desk import Desk
from tests.clinic.acts import enter, world


def notices(root: Path) -> str:
    return " ".join(Desk(root).plate().notices)


def test_a_door_without_names_says_so_until_somebody_came_in(tmp_path: Path) -> None:
    here = world(tmp_path)
    assert "list of names is missing" not in notices(tmp_path)
    Card.remove(here.places)
    assert Desk(tmp_path).plate().people == ()
    assert "list of names is missing" in notices(tmp_path)
    write_card(here.clinic, enter(here.clinic))
    assert [person.login for person in Desk(tmp_path).plate().people] == ["ana", "ben"]
    assert "list of names is missing" not in notices(tmp_path)
    here.clinic.close()
