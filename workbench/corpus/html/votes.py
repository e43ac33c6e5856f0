"""What a well-kept extractor takes for the article, told for each block of ours."""

import logging
from collections.abc import Sequence
from typing import Final

import trafilatura
from lxml import html

from workbench.corpus.html.blocks import Block

_PROBE: Final = 40
_SHORT: Final = 24
_LONGEST_FAILURE: Final = 120
_SILENT: Final = logging.CRITICAL + 1


def extracted(tree: html.HtmlElement) -> tuple[list[str], str]:
    """Return the lines that trafilatura takes for the article, and what it failed of, "" where it did not.

    The tree is not changed.
    """
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(_SILENT)
    try:
        document = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except Exception as error:  # whatever it stumbles over in a page, that page is judged without its vote
        return [], f"{type(error).__name__}: {' '.join(str(error).split())[:_LONGEST_FAILURE]}".rstrip(": ")
    return str(getattr(document, "text", None) or "").splitlines(), ""


def votes(blocks: Sequence[Block], lines: Sequence[str]) -> list[float]:
    """Return for each block the share of its text that stands in some lines, blanks aside."""
    keys = [squeezed(line) for line in lines]
    short = {key.lstrip("-") for key in keys}
    whole = "\n".join(keys)
    joined = "".join(keys)
    return [_vote(squeezed(block.text), short, whole, joined) for block in blocks]


def squeezed(text: str) -> str:
    """Return a text without blanks and bars, in which extractors differ."""
    return "".join(text.split()).replace("|", "")


def _vote(key: str, short: set[str], whole: str, joined: str) -> float:
    if not key:
        return 0.0
    if len(key) < _SHORT:
        return 1.0 if key in short else 0.0
    if key in joined:
        return 1.0
    if len(key) < 2 * _PROBE:
        return 0.0
    last = len(key) - _PROBE
    probes = {0, last // 4, last // 2, 3 * last // 4, last}
    return sum(key[start : start + _PROBE] in whole for start in probes) / len(probes)
