"""How a run is watched: figures, what observers are told, and the two that the command line uses.

An observer is called by the thread that runs the engine, a few times a second at most; the app has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from assess.evidence.collectors import JobResult

_LINE_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run is. `planned` grows when jobs find further targets; `left` is None until something was
    measured."""

    planned: int = 0
    done: int = 0
    refused: int = 0
    failed: int = 0
    skipped: int = 0
    calls: int = 0
    seconds: float = 0.0
    left: float | None = None
    running: int = 0
    """Reads that workers have in hand, without a result yet."""

    @property
    def ended(self) -> int:
        """Jobs that have a result."""
        return self.done + self.refused + self.failed + self.skipped

    @property
    def sentence(self) -> str:
        """The figures in words, without those that are zero."""
        words = [f"{self.ended} of {self.planned} reads"]
        if self.running:
            words.append(f"{self.running} running")
        words += [f"{count} {name}" for name, count in self.troubles if count]
        if self.left is not None and self.ended < self.planned:
            words.append(f"about {spell_seconds(self.left)} left")
        return ", ".join(words)

    @property
    def troubles(self) -> tuple[tuple[str, int], ...]:
        """What was not read, by kind."""
        return (("refused", self.refused), ("failed", self.failed), ("skipped", self.skipped))


class Progress(Protocol):
    """An observer of a run."""

    def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
        """Called a few times a second with the figures, and once for the results of each shard."""
        ...

    def end(self, status: Status) -> None:
        """Called once, also after an error."""
        ...


class Silent:
    """Watches and says nothing."""

    def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
        """Nothing."""

    def end(self, status: Status) -> None:
        """Nothing."""


class Lines:
    """One plain line every few seconds, and one at the end: for logs and screen readers."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = 0.0
        self._said = ""

    def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
        """As `Progress.tell`."""
        if status.seconds - self._last >= _LINE_EVERY:
            self._last = status.seconds
            self._say(status)

    def end(self, status: Status) -> None:
        """As `Progress.end`."""
        self._say(status)

    def _say(self, status: Status) -> None:
        if status.sentence != self._said:
            self._said = status.sentence
            print(status.sentence, file=self._stream, flush=True)


class Bar:
    """A bar that moves, on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
        """As `Progress.tell`."""
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
            self._bar = Progress(*columns, console=Console(file=self._stream), redirect_stdout=False)
            self._bar.start()
            self._task = self._bar.add_task(status.sentence, total=None)
        if self._task is not None:
            total = status.planned or None
            self._bar.update(self._task, total=total, completed=status.ended, description=status.sentence)

    def end(self, status: Status) -> None:
        """As `Progress.end`."""
        if self._bar is not None:
            self.tell(status)
            self._bar.stop()


@contextmanager
def looking(stream: TextIO, sentence: str) -> Iterator[None]:
    """Says on a terminal what is being looked for while nothing can be counted yet; nothing elsewhere."""
    if not stream.isatty():
        yield
        return
    from rich.console import Console

    with Console(file=stream).status(sentence):
        yield


def chosen(stream: TextIO) -> Progress:
    """A bar where the stream is a terminal, plain lines elsewhere."""
    return Bar(stream) if stream.isatty() else Lines(stream)


def spell_seconds(seconds: float) -> str:
    """A duration as people say it: `8 s`, `3 min`, `2 h 10 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
