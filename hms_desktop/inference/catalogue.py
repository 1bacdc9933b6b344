"""Which models there are. Each is a folder with a file, its description `model.json`, and the recipe that made it.

Nothing is read before somebody asks for it, and nothing runs whose bytes are not those that the description was written
for. A model that is missing or changed is a sentence for a person: the panel over it hides, and everything else works.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from hms_desktop.inference.session import Arrays, Session
from hms_desktop.kernel.errors import NotFound, Storage
from hms_desktop.kernel.paths import program_folder

DESCRIPTION: Final = "model.json"
LARGEST: Final = 20_000_000
"""Bytes of a model's file at the most: ours have at most one million, and a session holds about twice its file."""

_HINT: Final = "Install the program again; work goes on without this model"


@dataclass(frozen=True)
class Card:
    """What a model says of itself in `model.json`. Further files that it needs are named with their digests."""

    name: str
    title: str
    version: str
    made: str
    file: str
    sha256: str
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]
    licence: str
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    calibration: Mapping[str, Any] = field(default_factory=dict)
    quantised: str = ""
    data: tuple[Any, ...] = ()
    metrics: Mapping[str, Any] = field(default_factory=dict)
    further: Mapping[str, str] = field(default_factory=dict)
    """File name → sha256 of what stands beside the model and belongs to it, such as a vocabulary."""
    seal: str = ""
    """`seal_of` the description: a threshold that slipped is as bad as a weight that did."""


class Model:
    """One model, checked and ready to run. Its folder is asked for nothing after that."""

    def __init__(self, card: Card, session: Session, further: Mapping[str, bytes]) -> None:
        self.card = card
        self.further = further
        self._session = session

    def run(self, inputs: Mapping[str, Any]) -> Arrays:
        """The outputs by name for arrays by name."""
        return self._session.run(inputs)


class Catalogue:
    """The models of one folder. Bootstrap makes one and hands it to the store, where handlers find it."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` is None where no models are shipped at all."""
        self._folder = folder
        self._lock = threading.Lock()
        self._cards: dict[str, Card] = {}
        self._models: dict[str, Model] = {}

    def names(self) -> tuple[str, ...]:
        """The models that are there, whether they can be run or not."""
        if self._folder is None:
            return ()
        return tuple(sorted(path.parent.name for path in self._folder.glob(f"*/{DESCRIPTION}")))

    def card(self, name: str) -> Card:
        """What the model says of itself; NotFound when there is none, Storage when it cannot be understood."""
        with self._lock:
            return self._card(name)

    def model(self, name: str) -> Model:
        """The model, loaded now if nobody asked before. NotFound, or Storage when a byte of it is another one."""
        with self._lock:
            if name not in self._models:
                card = self._card(name)
                further = {file: self._bytes(card, file, digest) for file, digest in card.further.items()}
                session = Session(self._bytes(card, card.file, card.sha256), card.title)
                self._models[name] = Model(card, session, further)
            return self._models[name]

    def is_loaded(self, name: str) -> bool:
        """Whether it costs memory already."""
        return name in self._models

    def _card(self, name: str) -> Card:
        if name not in self._cards:
            self._cards[name] = _read(self._place(name, DESCRIPTION), name)
        return self._cards[name]

    def _place(self, name: str, file: str) -> Path:
        plain = all(part and Path(part).name == part and part != ".." for part in (name, file))
        place = None if self._folder is None or not plain else self._folder / name / file
        if place is None or not place.is_file():
            raise NotFound("No such model", "The model «{name}» is not installed here", _HINT, name=name)
        return place

    def _bytes(self, card: Card, file: str, digest: str) -> bytes:
        place = self._place(card.name, file)
        if place.stat().st_size > LARGEST:
            raise Storage("The model is too large", "«{title}» is larger than any of ours", _HINT, title=card.title)
        data = place.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise Storage(
                "The model was changed",
                "The file of «{title}» is not the one that was tested, so it is not used",
                _HINT,
                title=card.title,
            )
        return data


def standing() -> Catalogue:
    """The models that came with this program."""
    try:
        return Catalogue(program_folder("models"))
    except FileNotFoundError:
        return Catalogue(None)


def seal_of(said: Mapping[str, Any]) -> str:
    """The digest of a description without its seal; a recipe writes it last."""
    rest = {name: value for name, value in said.items() if name != "seal"}
    return hashlib.sha256(msgspec.json.encode(rest, order="deterministic")).hexdigest()


def _read(place: Path, name: str) -> Card:
    try:
        said = msgspec.json.decode(place.read_bytes(), type=dict[str, Any])
        card = msgspec.convert(said, type=Card)
    except (OSError, msgspec.MsgspecError):
        card = None
    if card is None or card.name != name or (card.seal and card.seal != seal_of(said)):
        raise Storage(
            "The model was changed",
            "The description of the model «{name}» is not the one that was tested, so it is not used",
            _HINT,
            name=name,
        )
    return card
