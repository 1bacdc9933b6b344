"""The parent's side: starts children, hears what they tell, kills them, and knows that they are gone."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from tests.durability.child import Job, Told

PATIENCE_S = 60.0
_CHECKOUT = Path(__file__).resolve().parents[2]


class Child:
    """One running child."""

    def __init__(self, number: int, answers: IO[bytes], pipe: int) -> None:
        self._number, self._answers, self._pipe = number, answers, pipe
        self._text = b""
        self.told: list[Told] = []

    def wait_for(self, heard: Callable[[Told], bool]) -> bool:
        """Listens until it tells this; False if it ended before."""
        while not any(map(heard, self.told)):
            if not self._listen():
                return any(map(heard, self.told))
        return True

    def wait_for_answers(self, count: int) -> None:
        """Listens until so many acts were acknowledged."""
        while sum(1 for told in self.told if told.line and told.line.answer is not None) < count:
            if not self._listen():
                return

    def kill(self, after_s: float = 0.0) -> None:
        time.sleep(after_s)
        with contextlib.suppress(ProcessLookupError):  # it was faster, and is gone
            os.kill(self._number, signal.SIGKILL)

    def end(self) -> int:
        """Its exit code once it is gone (negative: the signal), with all that it told."""
        while self._listen():
            pass
        os.close(self._pipe)
        code = int(self._answers.readline())
        failed = [told.step for told in self.told if told.step.startswith("failed")]
        if failed:
            raise RuntimeError(failed[0])
        return code

    @property
    def steps(self) -> list[str]:
        return [told.step for told in self.told if told.step]

    def _listen(self) -> bool:
        ready, _, _ = select.select([self._pipe], [], [], PATIENCE_S)
        if not ready:
            raise TimeoutError("a child says nothing")
        data = os.read(self._pipe, 1 << 16)
        *lines, self._text = (self._text + data).split(b"\n")
        self.told += [msgspec.json.decode(line, type=Told) for line in lines]
        return bool(data)


class Nursery:
    """The warm process that forks, for as long as one proof runs. One child at a time."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="hms-pipe-")
        words = [sys.executable, "-m", "tests.durability.child"]
        self._process = subprocess.Popen(words, cwd=_CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._count = 0
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        if kind:
            self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def start(
        self, name: str, root: Path, *, seed: str = "", at: int = 0, words: dict[str, str] | None = None
    ) -> Child:
        """A child for this job. The pipe is open here before the child opens it, so nothing is missed."""
        assert self._process.stdin
        assert self._process.stdout
        self._count += 1
        path = Path(self._folder.name) / str(self._count)
        os.mkfifo(path)
        pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(pipe, True)
        job = Job(name, str(root), str(path), seed, at, words or {})
        self._process.stdin.write(msgspec.json.encode(job) + b"\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()), self._process.stdout, pipe)
