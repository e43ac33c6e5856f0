"""What came of an ingest, counted as it goes on: the same size whatever the number of articles."""

from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow

MOST_NAMED = 200
"""Articles, and rows, of each sort that are named; the rest is counted."""


@dataclass
class Report:
    """Counts, passages of new articles by `kinds`, and the first that are new (`named`), look odd, or are bad rows."""

    new: int = 0
    again: int = 0
    skipped: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    odd_articles: int = 0
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
        elif outcome.is_new:
            self._add_new(outcome)
        else:
            self.again += 1

    def document(self) -> dict[str, Any]:
        """Return all of it as JSON has it."""
        return asdict(self)

    def _add_new(self, taken: Taken) -> None:
        self.new += 1
        for kind, count in taken.passages.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + count
        self.odd_articles += bool(taken.odd)
        told = {"uid": taken.uid, "file": taken.file, "row": taken.row, "title": taken.title}
        if taken.odd and len(self.odd) < MOST_NAMED:
            self.odd.append(told | {"odd": taken.odd})
        if len(self.named) < MOST_NAMED:
            self.named.append(told | {"passages": sum(taken.passages.values())})
