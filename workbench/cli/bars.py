"""How long work shows on a terminal how far it is: a bar with rate and time left. In a pipe nothing is drawn."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

import click

_SECONDS_BETWEEN = 0.2


class Bars:
    """One bar on standard error for each step in turn, where that is a terminal.

    with Bars() as bars:
        for one in …:
            bars.show("Reading", one.done, one.total, unit="bytes", items=one.articles, items_are="articles")
    """

    def __init__(self) -> None:
        self._is_drawn = sys.stderr.isatty()
        self._step = ""
        self._bar: Any = None
        self._began = self._drawn = 0.0

    def __enter__(self) -> "Bars":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()

    def show(
        self, step: str, done: int, total: int, *, unit: str = "bytes", items: int = 0, items_are: str = ""
    ) -> None:
        """Draw how far a step is: `done` of `total` in its unit, and how many items that was."""
        if not self._is_drawn:
            return
        if step != self._step:
            self._finish()
            self._begin(step, total)
        if done < total and time.monotonic() - self._drawn < _SECONDS_BETWEEN:
            return
        self._drawn = time.monotonic()
        seconds = self._drawn - self._began
        self._bar.length = max(total, 1)
        self._bar.update(max(done - self._bar.pos, 0), rates(done, seconds, unit, items, items_are))

    def _begin(self, step: str, total: int) -> None:
        self._step, self._began = step, time.monotonic()
        self._bar = click.progressbar(
            length=max(total, 1), label=step, file=sys.stderr, show_eta=True, item_show_func=lambda told: told
        )
        self._bar.__enter__()

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar = None


def rates(done: int, seconds: float, unit: str, items: int, items_are: str) -> str:
    """Write how fast it goes: `4.1 MB/s, 410 articles/s`."""
    if seconds <= 0:
        return ""
    own = f"{done / seconds / 1e6:.1f} MB/s" if unit == "bytes" else f"{done / seconds:,.0f} {unit}/s"
    return f"{own}, {items / seconds:,.0f} {items_are}/s" if items else own


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Have Ctrl-C, or being told to end, wait for the batch in hand: ask what this gives whether to stop.

    A second Ctrl-C stops at once.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        asked.append(number)
        if sys.stderr.isatty():
            click.echo("\nStopping after the batch in hand. Once more stops at once.", err=True)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
