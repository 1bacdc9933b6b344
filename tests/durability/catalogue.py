"""The proofs by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.durability.backing import backing, password
from tests.durability.disk import disk
from tests.durability.flip import flip
from tests.durability.instances import second
from tests.durability.kill import kill
from tests.durability.migrating import migrating
from tests.durability.rekey import rekey
from tests.durability.restoring import restoring
from tests.durability.result import Result
from tests.durability.rollback import rollback

PROOFS: Final[dict[str, Callable[[int, int], Result]]] = {
    "kill": kill,
    "rekey": rekey,
    "migrate": migrating,
    "restore": restoring,
    "backup": backing,
    "password": password,
    "disk": disk,
    "flip": flip,
    "rollback": rollback,
    "second": second,
}
