"""What came of an ingest, counted as it goes on: the same size whatever the number of articles."""

from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow

MOST_NAMED = 200
"""Articles, and rows, of each sort that are named; the rest is counted."""
_MOST_COLUMNS = 20
_MOST_EXAMPLES = 2


@dataclass
class Report:
    """Counts and a few examples, all of it plain enough for JSON.

    `kinds`: passages of new articles by kind. `dropped`: why passages of these are not put to annotators, with a count
    and examples. `oddities`: articles by what is odd about them, of `odd_articles` in all. `columns`: which columns
    were read as what, with the number of rows and the first file. `named`: the first new articles; `odd`: the first
    that deserve a look; `bad`: the first rows that were skipped.
    """

    new: int = 0
    again: int = 0
    skipped: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, dict[str, Any]] = field(default_factory=dict)
    odd_articles: int = 0
    oddities: dict[str, int] = field(default_factory=dict)
    encodings: dict[str, int] = field(default_factory=dict)
    formats: dict[str, int] = field(default_factory=dict)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: list[dict[str, Any]] = field(default_factory=list)
    odd: list[dict[str, Any]] = field(default_factory=list)
    bad: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Say whether no article is in that came."""
        return not self.new + self.again

    def add(self, outcome: Taken | BadRow) -> None:
        """Count what became of one row."""
        if isinstance(outcome, BadRow):
            self.skipped += 1
            if len(self.bad) < MOST_NAMED:
                self.bad.append(asdict(outcome))
            return
        _count(self.formats, outcome.reading.format)
        _count(self.encodings, outcome.encoding)
        self._add_columns(outcome)
        if outcome.is_new:
            self._add_new(outcome)
        else:
            self.again += 1

    def document(self) -> dict[str, Any]:
        """Return all of it as JSON has it; `Report(**document)` is the same report."""
        return asdict(self)

    def _add_columns(self, taken: Taken) -> None:
        columns = taken.reading.columns
        if columns in self.columns:
            self.columns[columns]["rows"] += 1
        elif columns and len(self.columns) < _MOST_COLUMNS:
            self.columns[columns] = {"rows": 1, "file": taken.file}

    def _add_new(self, taken: Taken) -> None:
        self.new += 1
        for kind, count in taken.passages.items():
            _count(self.kinds, kind, count)
        for reason, (count, example) in taken.dropped.items():
            told = self.dropped.setdefault(reason, {"count": 0, "examples": []})
            told["count"] += count
            if example and example not in told["examples"] and len(told["examples"]) < _MOST_EXAMPLES:
                told["examples"].append(example)
        self.odd_articles += bool(taken.odd)
        for reason in taken.odd:
            _count(self.oddities, _sort(reason))
        if taken.odd and len(self.odd) < MOST_NAMED:
            self.odd.append(_named(taken) | {"odd": taken.odd})
        if len(self.named) < MOST_NAMED:
            self.named.append(_named(taken) | {"passages": sum(taken.passages.values())})


def _count(counts: dict[str, int], name: str, count: int = 1) -> None:
    counts[name] = counts.get(name, 0) + count


def _named(taken: Taken) -> dict[str, Any]:
    return {"uid": taken.uid, "title": taken.title, "file": taken.file, "row": taken.row}


def _sort(reason: str) -> str:
    """Return an oddity without what differs from article to article."""
    return reason.partition(": ")[0].partition(" in ")[0]
