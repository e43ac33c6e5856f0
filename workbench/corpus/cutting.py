"""From a row to a source with its passages: all that can be done to an article without the database."""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import NamedTuple

from workbench.corpus import mojibake
from workbench.corpus.html.page import Page, extract
from workbench.corpus.kinds import Kind, Span
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import BadRow, Row
from workbench.corpus.segmentation import segment
from workbench.errors import BadInputError, MissingExtraError

_HUGE = 5_000
_LONGEST_EXAMPLE = 80
_log = logging.getLogger(__name__)


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


class Dropped(NamedTuple):
    """How many passages were not put to annotators for one reason, and how the first of them begins."""

    passages: int
    example: str


def cut(row: Row, labelled: Collection[str]) -> Cut | BadRow:
    """Cut a row into passages, and say what is odd about them; `labelled` are the kinds put to annotators."""
    try:
        page = _repaired(row)
    except (BadInputError, MissingExtraError) as error:
        return BadRow(row.file, row.row, error.message)
    except Exception as error:  # a fault of ours: it keeps this article out, and no other
        _log.exception("%s, row %s: could not be cut", row.file, row.row)
        return BadRow(row.file, row.row, f"could not be cut ({type(error).__name__}); report it with the article")
    if not page.spans:
        return BadRow(row.file, row.row, "holds no text, only blanks")
    sha256 = hashlib.sha256(row.content).hexdigest()
    captions = _told_or_found(row.captions, page.captions, page.spans)
    odd = [*row.odd, *page.odd, *_oddities(page.spans, labelled)]
    return Cut(row, row.uid or sha256, sha256, page.source, captions, page.spans, odd)


def why_not(span: Span, labelled: Collection[str]) -> str:
    """Say why a passage is not put to annotators; empty where it is."""
    return "" if span.kind in labelled else span.reason or f"{span.kind}: context"


def dropped(spans: Sequence[Span], labelled: Collection[str]) -> dict[str, Dropped]:
    """Count the passages that are not put to annotators, by the reason."""
    counted: dict[str, Dropped] = {}
    for span in spans:
        if reason := why_not(span, labelled):
            count, example = counted.get(reason) or (0, " ".join(span.text[:_LONGEST_EXAMPLE].split()))
            counted[reason] = Dropped(count + 1, example)
    return counted


def _repaired(row: Row) -> Page:
    """Cut a row, its mojibake repaired in what a person reads and not in its source."""
    if not mojibake.is_suspect(row.source):
        return _page(row.format, row.source)
    page = _page(row.format, mojibake.with_stand_ins(row.source))
    spans, repaired = mojibake.repair(page.spans)
    told = {name: mojibake.without_stand_ins(value) for name, value in asdict(page.captions).items() if value}
    odd = [f"mojibake repaired in {repaired} {'passage' if repaired == 1 else 'passages'}"] if repaired else []
    return Page(mojibake.without_stand_ins(page.source), spans, Captions(**told), [*odd, *page.odd])


def _page(format: str, source: str) -> Page:
    return extract(source) if format == "html" else Page(source, segment(source), Captions(), [])


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
