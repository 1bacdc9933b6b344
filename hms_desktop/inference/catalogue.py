"""Which models there are. Each is a folder with a file, its description `model.json`, and the recipe that made it.

Nothing is read before somebody asks for it, and nothing runs whose bytes are not those that the description was written
for. A model that is missing or changed is a sentence for a person: the panel over it hides, and everything else works.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from hms_desktop.inference.session import Arrays, Session
from hms_desktop.kernel.errors import NotFound, Storage
from hms_desktop.kernel.paths import program_folder

R = TypeVar("R")

DESCRIPTION: Final = "model.json"
GRAPH: Final = "onnx"
BY: Final = "@"
"""Between name and version of a folder."""
WORDS: Final = "CARD.md"
_LONGEST_WORDS: Final = 200_000
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
    kind: str = GRAPH
    """Anything else is no graph: it is read by whoever knows its kind, and cannot be run."""


class Model:
    """One model, checked and ready to run. Its folder is asked for nothing after that."""

    def __init__(self, card: Card, session: Session | None, further: Mapping[str, bytes], data: bytes = b"") -> None:
        self.card = card
        self.further = further
        self.data = data
        """The file itself where it is no graph; a graph's bytes live in its session alone."""
        self._session = session
        self._readers: dict[Callable[..., Any], Any] = {}
        self._lock = threading.Lock()

    def read_by(self, make: Callable[[Model], R]) -> R:
        """What somebody made of this model to work with it, made once: it goes when the model goes, and no global keeps
        it. Any thread may ask."""
        with self._lock:
            if make not in self._readers:
                self._readers[make] = make(self)
            found: R = self._readers[make]
            return found

    def run(self, inputs: Mapping[str, Any]) -> Arrays:
        """The outputs by name for arrays by name; Storage for what is no graph and is read, not run."""
        if self._session is None:
            raise Storage(
                "This model is not run", "«{title}» is a list to look things up in", _HINT, title=self.card.title
            )
        return self._session.run(inputs)


@dataclass(frozen=True)
class _Home:
    """One folder with one version of a model."""

    folder: Path
    is_own: bool


class Catalogue:
    """The models of this program's folder, and of the clinic's own, where other versions may stand beside them.

    A folder is called by its model, `mortality`, or by model and version, `mortality@1.1.0`. Without a version the
    shipped one is meant: which version a clinic uses is decided by people, and kept elsewhere. What stands in the
    clinic's folder came from elsewhere, so it is refused without a seal. Any thread may ask.
    """

    def __init__(self, folder: Path | None, own: Path | None = None) -> None:
        """`folder` is None where no models are shipped at all; `own` need not exist."""
        self._shelves = [(place, place is own) for place in (folder, own) if place is not None]
        self._lock = threading.Lock()
        self._cards: dict[Path, Card] = {}
        self._models: dict[Path, Model] = {}

    def names(self) -> tuple[str, ...]:
        """The models that are there, whether they can be run or not."""
        found = {
            path.parent.name.partition(BY)[0] for place, _ in self._shelves for path in place.glob(f"*/{DESCRIPTION}")
        }
        return tuple(sorted(found - {""}))

    def versions(self, name: str) -> tuple[str, ...]:
        """The versions that can be used, oldest first; those that are not as their author left them are not among."""
        with self._lock:
            return tuple(sorted({card.version for card in self._readable(name)}, key=_age))

    def card(self, name: str, version: str | None = None) -> Card:
        """What the model says of itself; NotFound when there is none, Storage when it cannot be understood."""
        with self._lock:
            return self._found(name, version)[1]

    def model(self, name: str, version: str | None = None) -> Model:
        """The model, loaded now if nobody asked before. NotFound, or Storage when a byte of it is another one."""
        with self._lock:
            home, card = self._found(name, version)
            if home.folder not in self._models:
                self._models[home.folder] = _loaded(home.folder, card)
            return self._models[home.folder]

    def words(self, name: str) -> str:
        """The card that its author wrote, for people; it is text, and nothing is done with it but shown."""
        with self._lock:
            place = self._found(name, None)[0].folder / WORDS
        if not place.is_file() or place.stat().st_size > _LONGEST_WORDS:
            raise NotFound("No such card", "The model «{name}» came without a card", _HINT, name=name)
        return place.read_text(encoding="utf-8", errors="replace")

    def is_loaded(self, name: str, version: str | None = None) -> bool:
        """Whether it, or any version of it, costs memory already."""
        with self._lock:
            return any(_is(model.card, name, version) for model in self._models.values())

    def unload(self, name: str, version: str | None = None) -> None:
        """Forgets a version, or all of them; the memory is free once nobody holds the model. It is read anew when
        somebody asks again."""
        with self._lock:
            gone = [folder for folder, card in self._cards.items() if _is(card, name, version)]
            for folder in gone:
                del self._cards[folder]
                self._models.pop(folder, None)

    def _found(self, name: str, version: str | None) -> tuple[_Home, Card]:
        if version is None:
            homes = self._homes(name, name)
            if homes:
                return homes[0], self._card(homes[0], name)
            known = sorted(self._readable(name), key=lambda card: _age(card.version))
            version = known[-1].version if known else ""
        for home in (*self._homes(name, f"{name}{BY}{version}"), *self._homes(name, name)):
            card = self._card(home, name)
            if card.version == version:
                return home, card
        raise NotFound("No such model", "The model «{name}» is not installed here", _HINT, name=name)

    def _readable(self, name: str) -> list[Card]:
        folders = {
            path.parent.name for place, _ in self._shelves for path in place.glob(f"*/{DESCRIPTION}")
            if path.parent.name.partition(BY)[0] == name
        }  # fmt: skip
        found = []
        for home in (home for folder in folders for home in self._homes(name, folder)):
            with suppress(Storage):
                found.append(self._card(home, name))
        return found

    def _homes(self, name: str, folder: str) -> list[_Home]:
        """Where a folder of this name stands, the shipped one first."""
        if BY in name or not _is_plain(folder):
            return []
        homes = [_Home(place / folder, is_own) for place, is_own in self._shelves]
        return [home for home in homes if (home.folder / DESCRIPTION).is_file()]

    def _card(self, home: _Home, name: str) -> Card:
        if home.folder not in self._cards:
            card = _read(home.folder / DESCRIPTION, name)
            _, _, version = home.folder.name.partition(BY)
            if (home.is_own and not card.seal) or version not in ("", card.version):
                raise _not_the_tested(name)
            self._cards[home.folder] = card
        return self._cards[home.folder]


def standing(own: Path | None = None) -> Catalogue:
    """The models that came with this program, and those in the clinic's own folder."""
    try:
        return Catalogue(program_folder("models"), own)
    except FileNotFoundError:
        return Catalogue(None, own)


def _loaded(folder: Path, card: Card) -> Model:
    further = {file: _bytes(folder, card, file) for file in card.further}
    data = _bytes(folder, card, card.file)
    if card.kind != GRAPH:
        return Model(card, None, further, data)
    return Model(card, Session(data, card.title), further)


def _bytes(folder: Path, card: Card, file: str) -> bytes:
    """A file that belongs to the model, when it is the one that was tested."""
    place, digest = folder / file, card.further.get(file, card.sha256)
    if not _is_plain(file) or not place.is_file():
        raise NotFound("No such model", "The model «{name}» is not installed here", _HINT, name=card.name)
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


def _is_plain(part: str) -> bool:
    return bool(part) and Path(part).name == part and part != ".."


def _is(card: Card, name: str, version: str | None) -> bool:
    return card.name == name and version in (None, card.version)


def _age(version: str) -> tuple[tuple[int, int | str], ...]:
    """1.10 comes after 1.9."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"[.+-]", version))


def _not_the_tested(name: str) -> Storage:
    return Storage(
        "The model was changed",
        "The description of the model «{name}» is not the one that was tested, so it is not used",
        _HINT,
        name=name,
    )


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
        raise _not_the_tested(name)
    return card
