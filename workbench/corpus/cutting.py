"""From a row to a source with its passages: all that can be done to an article without the database."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

from workbench.corpus.kinds import Kind, Span
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import BadRow, Row
from workbench.corpus.segmentation import segment

_HUGE = 5_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A row with its passages, ready to be stored; `source` is what the passages' offsets count in."""

    row: Row
    uid: str
    sha256: str
    source: str
    captions: Captions
    spans: list[Span]
    odd: list[str]


def cut(row: Row, labelled: Collection[str]) -> Cut | BadRow:
    """Cut a row into passages, and say what is odd about them; `labelled` are the kinds put to annotators."""
    source, spans, found = _passages(row)
    if not spans:
        return BadRow(row.file, row.row, "holds no text, only blanks")
    sha256 = hashlib.sha256(row.content).hexdigest()
    captions = _told_or_found(row.captions, found, spans)
    odd = [*row.odd, *_oddities(spans, labelled)]
    return Cut(row, row.uid or sha256, sha256, source, captions, spans, odd)


def _passages(row: Row) -> tuple[str, list[Span], Captions]:
    if row.format == "html":
        from workbench.corpus.html.page import extract

        page = extract(row.source)
        return page.source, page.spans, page.captions
    return row.source, segment(row.source), Captions()


def _told_or_found(told: Captions, found: Captions, spans: Sequence[Span]) -> Captions:
    """Prefer what was told beside an article to what its page says, and both to its first heading."""
    values = {one.name: getattr(told, one.name) or getattr(found, one.name) for one in fields(Captions)}
    heading = spans[0].text if spans[0].kind == Kind.HEADING else None
    return Captions(**(values | {"title": values["title"] or heading}))


def _oddities(spans: Sequence[Span], labelled: Collection[str]) -> list[str]:
    """Say why an article deserves a look before it is labelled."""
    put = [span for span in spans if span.kind in labelled]
    residue = sum(span.end - span.start for span in spans if span.kind in {Kind.BOILERPLATE, Kind.RESIDUE})
    odd = [] if put else ["nothing labelled"]
    odd += ["one huge passage"] if any(len(span.text) > _HUGE for span in put) else []
    odd += ["mostly residue"] if residue * 2 > sum(span.end - span.start for span in spans) else []
    return odd
