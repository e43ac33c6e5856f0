"""The outcomes of an ingest, told as they come and in memory that does not grow with them."""

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import click
import orjson

from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow


class Outcomes:
    """Writes the JSON document of `ingest --json` as it grows, and keeps the bad rows in a file until all is done."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._between = b""
        self._bad: Any = tempfile.SpooledTemporaryFile(1 << 20)  # noqa: SIM115  closed at the exit

    def __enter__(self) -> "Outcomes":
        if self._as_json:
            click.echo(b'{\n  "articles": [', nl=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the document, also where an error ends it: what is in is in."""
        if self._as_json:
            click.echo(b'\n  ],\n  "skipped": [', nl=False)
            self._between = b""
            for row in self._lines():
                self._write(row)
            click.echo(b"\n  ]\n}")
        self._bad.close()

    def tell(self, outcome: Taken | BadRow) -> None:
        """Tell what became of one row."""
        if isinstance(outcome, BadRow):
            told = {"file": outcome.file, "row": outcome.row, "reason": outcome.reason}
            self._bad.write(orjson.dumps(told) + b"\n")
        elif self._as_json:
            place = {"uid": outcome.uid, "file": outcome.file, "row": outcome.row, "title": outcome.title}
            self._write(orjson.dumps(place | {"passages": outcome.passages, "odd": outcome.odd}))

    def bad(self) -> Iterator[BadRow]:
        """Give the bad rows again, as they came."""
        return (BadRow(**orjson.loads(line)) for line in self._lines())

    def _lines(self) -> Iterator[bytes]:
        self._bad.seek(0)
        return (line.rstrip() for line in self._bad)

    def _write(self, document: bytes) -> None:
        click.echo(self._between + b"\n    " + document, nl=False)
        self._between = b","
