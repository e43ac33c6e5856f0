"""Cutting on all cores: in processes of their own, where there is enough to cut that starting them pays."""

import logging
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

from workbench.corpus import cutting
from workbench.corpus.cutting import Dropped
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import WorkbenchError

PAYS = 2_000_000
"""Characters after which processes pay: starting two takes as long as cutting about as many."""
_AHEAD = 2
"""Batches that wait for each process: enough that none idles, few enough that memory stays flat."""
_DEATHS = 3
_LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)

Tag = TypeVar("Tag")


@dataclass(frozen=True, slots=True)
class Ready:
    """What is stored of a row, worked out without the database.

    `source` is None where it is the row's own; `gives_back` says whether encoding it makes the row's bytes again. A
    passage is (position, kind, labelled, start, end, text, reason, pointer): plain, so that it travels cheaply.
    """

    uid: str
    sha256: str
    source: str | None
    captions: Captions
    odd: list[str]
    kinds: dict[str, int]
    dropped: dict[str, Dropped]
    gives_back: bool
    passages: list[tuple[int, str, bool, int, int, str, str, str | None]]


def ready(row: Row, labelled: Collection[str]) -> Ready | BadRow:
    """Cut a row and make it ready to be stored; `labelled` are the kinds put to annotators."""
    cut = cutting.cut(row, labelled)
    if isinstance(cut, BadRow):
        return cut
    passages = []
    for position, span in enumerate(cut.spans):
        reason = cutting.why_not(span, labelled)
        place = (span.start, span.end, span.text)
        passages.append((position, span.kind.value, not reason, *place, reason, span.pointer))
    return Ready(
        uid=cut.uid,
        sha256=cut.sha256,
        source=None if cut.source == row.source else cut.source,
        captions=cut.captions,
        odd=cut.odd,
        kinds=dict(Counter(passage[1] for passage in passages)),
        dropped=cutting.dropped(cut.spans, labelled),
        gives_back=_gives_back(cut.source, row),
        passages=passages,
    )


def _gives_back(source: str, row: Row) -> bool:
    try:
        return source.encode(row.encoding) == row.content
    except UnicodeEncodeError:
        return False


def in_order(
    batches: Iterable[tuple[Tag, Sequence[Row]]], labelled: Collection[str], *, pays: int = PAYS, processes: int = 0
) -> Generator[tuple[Tag, list[Ready | BadRow]], None, None]:
    """Cut batches of rows, and give them back in the order they came; what stands beside a batch is handed through.

    The first `pays` characters are cut here and now; what comes after them by `processes` processes (0: one for each
    core), with a window of batches in flight. Raises WorkbenchError where the processes end again and again.
    """
    processes = processes or _cores()
    read = iter(batches)
    characters = 0
    while characters < pays or processes == 1:
        batch = next(read, None)
        if batch is None:
            return
        yield batch[0], [ready(row, labelled) for row in batch[1]]
        characters += sum(len(row.source) for row in batch[1])
    cutters = _Cutters(frozenset(labelled), processes)
    try:
        yield from _window(cutters, read, processes * (1 + _AHEAD))
    finally:
        cutters.end()


def _window(
    cutters: "_Cutters", batches: Iterable[tuple[Tag, Sequence[Row]]], width: int
) -> Iterator[tuple[Tag, list[Ready | BadRow]]]:
    in_flight: deque[tuple[Tag, _Sent]] = deque()
    for tag, rows in batches:
        in_flight.append((tag, _Sent(rows, cutters.send(rows))))
        if len(in_flight) >= width:
            yield _next(cutters, in_flight)
    while in_flight:
        yield _next(cutters, in_flight)


@dataclass(slots=True)
class _Sent:
    """A batch that is being cut, kept until it is."""

    rows: Sequence[Row]
    future: "Future[list[Ready | BadRow]]"


def _next(cutters: "_Cutters", in_flight: "deque[tuple[Tag, _Sent]]") -> tuple[Tag, list[Ready | BadRow]]:
    tag, sent = in_flight.popleft()
    try:
        return tag, sent.future.result()
    except BrokenProcessPool:
        _log.warning("A process that cuts articles ended. Its articles are cut again, one by one.")
    cutters.start_again()
    found = [cutters.cut_alone(row) for row in sent.rows]
    for _, other in in_flight:
        other.future = cutters.send(other.rows)
    return tag, found


class _Cutters:
    """Processes that cut. They know no database; one that dies takes no article with it but the one that kills it."""

    def __init__(self, labelled: frozenset[str], processes: int) -> None:
        self._labelled, self._processes = labelled, processes
        self._deaths = 0
        self._executor = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # Spawned, not forked: whoever calls has threads and open databases, which no fork may inherit.
        return ProcessPoolExecutor(self._processes, get_context("spawn"), initializer=_begin, initargs=(os.getpid(),))

    def send(self, rows: Sequence[Row]) -> "Future[list[Ready | BadRow]]":
        """Have rows cut; what has become of the processes is told by the result."""
        try:
            return self._executor.submit(_cut, rows, self._labelled)
        except BrokenProcessPool as error:
            broken: Future[list[Ready | BadRow]] = Future()
            broken.set_exception(error)
            return broken

    def cut_alone(self, row: Row) -> Ready | BadRow:
        """Cut one row while nothing else is in flight, so that it is known to be the one if a process dies of it."""
        try:
            (found,) = self.send([row]).result()
        except BrokenProcessPool as error:
            self.start_again()
            self._deaths += 1
            if self._deaths >= _DEATHS:
                raise WorkbenchError(
                    "The processes that cut articles end again and again; is this machine out of memory?"
                ) from error
            return BadRow(row.file, row.row, "the process that cut it ended; it may want more memory than there is")
        self._deaths = 0
        return found

    def start_again(self) -> None:
        """Put new processes in the place of those that are broken."""
        self.end()
        self._executor = self._started()

    def end(self) -> None:
        """End the processes once what is in hand is cut."""
        self._executor.shutdown(cancel_futures=True)


def _begin(parent: int) -> None:
    """Leave Ctrl-C to the parent, and go when the parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with, args=(parent,), daemon=True).start()


def _go_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def _cut(rows: Sequence[Row], labelled: Collection[str]) -> list[Ready | BadRow]:
    return [ready(row, labelled) for row in rows]


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not told on macOS and Windows
        return os.cpu_count() or 1
