"""What stands around the text of an article: its headline, its lead, and who wrote it."""

import re
from collections.abc import Sequence
from typing import Final

from workbench.corpus.html.boxes import HEADING_TAGS
from workbench.corpus.html.evidence import OUTSIDE, Judged
from workbench.corpus.html.votes import squeezed
from workbench.corpus.lines import ends_sentence

_LINKS: Final = 0.6
_SITE_NAME: Final = 25
_TITLE: Final = 15
_LEAD: Final = 40
_LEAD_REACH: Final = 12
_BYLINE: Final = 100
_DATED: Final = 60
_ABOUT: Final = 400
_NAMES: Final = re.compile(r"\s*[,;/&|]\s*|\s+(?:and|und|et|y|e|en|och|og|i|и)\s+")
_NAME: Final = 7
_NAME_REACH: Final = 30
_NAME_PREFIX: Final = 6
_ENDING: Final = 2
_DATE: Final = re.compile(r"(?<!\d)(?:[12][0-9]:[0-5]\d|0?\d:[0-5]\d|(?:19|20)\d{2}|25\d{2}|1[34]\d{2})(?!\d)")


def is_dated(text: str) -> bool:
    """Tell whether a text holds a time of day or a year, of the common, Buddhist, Persian or Islamic era."""
    return _DATE.search(text) is not None


def settle_title(judged: Sequence[Judged], first: int, titles: Sequence[str]) -> int:
    """Take the headline into the body, and return where it stands, `first` where there is none."""
    top = range(min(first + 1, len(judged)))
    named = [index for index in top if any(_is_named(judged[index], title) for title in titles)]
    heads = [index for index in top if judged[index].block.box.tag == "h1" and not _is_link(judged[index])]
    heads = heads or [index for index in top if judged[index].block.box.tag == "h2" and not judged[index].region]
    best = [index for index in named if judged[index].block.box.tag in HEADING_TAGS] or heads or named
    for index in best[-1:]:
        judged[index].reason = ""
        return index
    return first


def _is_named(one: Judged, title: str) -> bool:
    key = squeezed(one.block.text).lower()
    return (
        len(key) >= _TITLE
        and 2 * len(key) >= len(title) > 0
        and (key in title or title in key)
        and len(key) < 3 * len(title)
    )


def _is_link(one: Judged) -> bool:
    return one.block.link_share > _LINKS and one.block.weight < _SITE_NAME


def settle_lead(head: Judged, between: Sequence[Judged], lead: str) -> None:
    """Take what stands between the headline and the text for its lead, if it reads like one."""
    key = squeezed(lead)
    open_ = [one for one in between if one.reason in (OUTSIDE, "teaser") and one.block.link_share < _LINKS / 2]
    for one in open_:
        block = one.block
        told = block.weight >= _LEAD and squeezed(block.text)[:_LEAD] in key
        beside = block.box.parent is head.block.box.parent and block.weight >= 2 * _LEAD and not is_dated(block.text)
        reads = ends_sentence(block.text) or block.box.tag in HEADING_TAGS or beside
        if told or block.box.caption or (len(open_) <= _LEAD_REACH and block.weight >= _LEAD and reads):
            one.reason = ""


def settle_authors(judged: Sequence[Judged], first: int, authors: str) -> None:
    """Take lines around the text that begin with an author's name for the byline, or for a word about the author."""
    keys = [key for key in (squeezed(name).lower() for name in _NAMES.split(authors)) if len(key) >= _NAME]
    body = [index for index, one in enumerate(judged) if not one.reason and index >= first]
    above = [index for index in range(first) if not judged[index].reason]
    if len(body) <= _ENDING:
        return
    for index in (*above, *body[-_ENDING:]):
        block = judged[index].block
        named = squeezed(block.text[: _NAME_REACH + len(authors)]).lower()
        found = block.box.tag not in HEADING_TAGS and any(-1 < named.find(key) <= _NAME_PREFIX for key in keys)
        opens = index > first and block.weight < _ABOUT and named.startswith(tuple(keys))
        if found and (opens or block.weight < _BYLINE):
            judged[index].reason = "byline" if block.weight < _DATED else "about the author"
