"""What `workbench ingest` tells, in memory that does not grow with the articles."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import click
import orjson

from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow
from workbench.errors import WorkbenchError

_INDENT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


class Telling:
    """Tells outcomes as they come: as one JSON document, or as counts and what is odd at the end.

    What is told last is set down in a file meanwhile: the bad rows, and in words the odd articles.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.new = self.again = self.skipped = 0
        self._as_json = as_json
        self._kinds: Counter[str] = Counter()
        self._is_stopped = False
        self._first_bad: BadRow | None = None
        self._bad, self._odd = (tempfile.SpooledTemporaryFile(1 << 20) for _ in range(2))  # noqa: SIM115  closed at the exit
        self._between = b""

    @property
    def articles(self) -> int:
        """How many articles are in, now or from before."""
        return self.new + self.again

    def __enter__(self) -> "Telling":
        if self._as_json:
            click.echo(b'{\n  "articles": [', nl=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the document, also where an error ends it: what is in is in."""
        if self._as_json:
            click.echo(b'],\n  "skipped": [', nl=False)
            between = b""
            for row in self._set_down(self._bad):
                click.echo(between + b"\n    " + orjson.dumps(row), nl=False)
                between = b","
            click.echo(b"]\n}")
        elif self.articles:
            self._print()
        self._bad.close()
        self._odd.close()

    def tell(self, outcomes: Iterable[Taken | BadRow]) -> None:
        """Tell some outcomes, or set them down to be told."""
        for one in outcomes:
            if isinstance(one, BadRow):
                self._skip(one)
            else:
                self._take(one)

    def stop(self) -> None:
        """Note that a person stopped it."""
        self._is_stopped = True

    def end(self) -> None:
        """Name the bad rows on standard error. Raises WorkbenchError where nothing was taken."""
        if self._is_stopped:
            click.echo(
                f"Stopped: {self.articles:,} articles are in. The same command again goes on from there.", err=True
            )
        if not self.articles and self.skipped == 1:
            raise WorkbenchError(f"Nothing was taken. {self._first_bad}")
        for row in self._set_down(self._bad):
            click.echo(f"skipped {BadRow(**row)}", err=True)
        if self._is_stopped:
            sys.exit(130)
        if not self.articles:
            raise WorkbenchError(f"Nothing was taken: {self.skipped} bad rows.")

    def _take(self, one: Taken) -> None:
        self.new += one.is_new
        self.again += not one.is_new
        told: dict[str, Any] = {"uid": one.uid, "file": one.file, "row": one.row, "title": one.title}
        told |= {"passages": one.passages, "odd": one.odd}
        if self._as_json:
            click.echo(self._between + b"\n    " + orjson.dumps(told), nl=False)
            self._between = b","
        elif one.is_new:
            self._kinds.update(one.passages)
            if one.odd:
                self._odd.write(orjson.dumps(told) + b"\n")

    def _skip(self, one: BadRow) -> None:
        self.skipped += 1
        self._first_bad = self._first_bad or one
        self._bad.write(orjson.dumps({"file": one.file, "row": one.row, "reason": one.reason}) + b"\n")

    def _set_down(self, file: Any) -> Iterable[dict[str, Any]]:
        file.seek(0)
        return (orjson.loads(line) for line in file)

    def _print(self) -> None:
        again = f", {self.again} in already" if self.again else ""
        click.echo(f"{self.new} new articles{again}.")
        for kind, count in self._kinds.most_common():
            click.echo(f"{count:>8}  {kind}")
        for one in self._set_down(self._odd):
            place = f"{one['file']}, row {one['row']}" if one["row"] else one["file"]
            click.echo(f"odd: {place}: {'; '.join(one['odd'])}")
