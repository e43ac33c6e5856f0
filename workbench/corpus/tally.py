"""What became of many rows, in a form that does not grow with them and can be kept beside a job."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow

LISTED = 200
"""So many of each kind of outcome are listed one by one."""


class Tally:
    """Counts outcomes, and lists the first of them."""

    def __init__(self) -> None:
        self.new = self.again = self.skipped = self.odd = 0
        self._kinds: Counter[str] = Counter()
        self._listed: dict[str, list[dict[str, Any]]] = {"taken": [], "odd": [], "skipped": []}

    def add(self, outcomes: Iterable[Taken | BadRow]) -> None:
        """Count some more outcomes."""
        for one in outcomes:
            if isinstance(one, BadRow):
                self.skipped += 1
                self._list("skipped", {"file": one.file, "row": one.row, "reason": one.reason})
            elif not one.is_new:
                self.again += 1
            else:
                self._take(one)

    def _take(self, one: Taken) -> None:
        self.new += 1
        self._kinds.update(one.passages)
        told = {"uid": one.uid, "file": one.file, "row": one.row, "title": one.title}
        self._list("taken", told | {"passages": sum(one.passages.values())})
        if one.odd:
            self.odd += 1
            self._list("odd", told | {"odd": one.odd})

    def _list(self, name: str, one: dict[str, Any]) -> None:
        if len(self._listed[name]) < LISTED:
            self._listed[name].append(one)

    def counts(self) -> dict[str, Any]:
        """Return the counts alone."""
        return {"new": self.new, "again": self.again, "skipped": self.skipped, "odd": self.odd}

    def document(self) -> dict[str, Any]:
        """Return the counts, passages by kind, and up to LISTED of what was taken, odd or skipped."""
        return {"counts": self.counts(), "kinds": dict(self._kinds.most_common()), **self._listed}
