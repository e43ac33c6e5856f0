"""What taking articles in consists of: the ingest, then whatever grows with a corpus. Commands and jobs share it."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workbench.corpus import ingest
from workbench.corpus.duplicates import growing as duplicates
from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow, Row
from workbench.corpus.stories import growing as stories
from workbench.projects.models import Project

INGEST = "Reading and cutting articles"


class Counted(Protocol):
    """How far something has come."""

    @property
    def done(self) -> int:
        """How many are done."""

    @property
    def total(self) -> int:
        """How many there are."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come; `unit` is what is counted, and `outcomes` what was just taken in or refused."""

    step: str
    done: int
    total: int
    unit: str = "bytes"
    outcomes: Sequence[Taken | BadRow] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that grows as articles come in, in transactions of its own; run again it goes on where it stopped."""

    says: str
    unit: str
    grow: Callable[[Project], Iterator[Counted]]


# What follows an ingest, in this order: put a step here, and every ingest and job does it and shows how far it is.
AFTER: tuple[Step, ...] = (
    Step("Looking for near-duplicates", "passages", duplicates.grow),
    Step("Grouping stories", "articles", stories.grow),
)


def take_in(
    project: Project,
    rows: Iterable[Row | BadRow],
    size: int,
    *,
    strictly: bool = False,
    since: datetime | None = None,
) -> Generator[Progress, None, None]:
    """Ingest rows of `size` bytes in all, then let grow what follows; tell how far each step is.

    Close this generator to stop after the batch in hand. Strictly, all rows are taken or none. `since` as in
    `ingest.batches`.
    """
    if strictly:
        outcomes = ingest.run_strictly(project, rows)
        yield Progress(INGEST, size, size, outcomes=outcomes)
        if any(isinstance(one, BadRow) for one in outcomes):
            return
    else:
        yield from _ingest(project, rows, size, since)
    yield from follow(project)


def follow(project: Project) -> Generator[Progress, None, None]:
    """Let grow what follows an ingest, as far as it has not; tell how far each step is."""
    for step in AFTER:
        for one in step.grow(project):
            yield Progress(step.says, one.done, one.total, step.unit)


def _ingest(
    project: Project, rows: Iterable[Row | BadRow], size: int, since: datetime | None
) -> Generator[Progress, None, None]:
    done = 0
    for batch in ingest.batches(project, rows, since=since):
        done += batch.size
        # What is read of a file may be more than the file: an archive unpacks, a table repeats its heads.
        yield Progress(INGEST, min(done, size), size, outcomes=batch.outcomes)
    yield Progress(INGEST, size, size)
