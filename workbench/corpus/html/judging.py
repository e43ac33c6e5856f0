"""Which blocks of a page are the article: an extractor's vote, and what the page shows beside it."""

from collections.abc import Sequence
from typing import Final

from workbench.corpus.html.blocks import Block
from workbench.corpus.html.boxes import HEADING_TAGS, LIST_TAGS, Box
from workbench.corpus.html.edges import is_dated, settle_authors, settle_lead, settle_title
from workbench.corpus.html.evidence import OUTSIDE, WEAK_REGIONS, Judged, boxes, gather, seeds, settle_scope
from workbench.corpus.html.head import Head
from workbench.corpus.html.votes import squeezed
from workbench.corpus.lines import ends_sentence

_LINKS: Final = 0.6
_LINK_LINE: Final = 0.8
_LINK_LINE_LIMIT: Final = 140
_SCRAP: Final = 25
_WORD: Final = 8
_LEAD: Final = 40
_BYLINE: Final = 100
_DATED: Final = 60
# Reasons of a heading that hold for what stands below it as well.
_HEADED: Final = frozenset({"other articles", "read also", "newsletter", "share bar", "tags"})
# Regions that no vote outdoes.
_STRICT_REGIONS: Final = frozenset(
    {"comments", "cookie notice", "other articles", "about the author", "newsletter", "dialog", "call to action"}
)


def judge(blocks: Sequence[Block], votes: Sequence[float], head: Head) -> list[Judged]:
    """Decide for each block whether it is body; `head` is what the page says of itself."""
    judged = gather(blocks, votes)
    found = seeds(judged)
    if not found:
        return _without_prose(judged)
    scope = settle_scope(judged, found)
    near = {box for index in found for box in (judged[index].block.box, judged[index].block.box.parent)}
    first, last = found[0], _last(judged, found[-1], near)
    for index, one in enumerate(judged):
        one.reason = one.said or _region_reason(one) or _reason(one, near, first <= index <= last, index > last)
        if index < first and not one.reason and _is_date_line(one.block):
            one.reason = "date line"
    _settle_sections(judged, scope, first)
    _settle_comments(judged, found)
    top = settle_title(judged, first, [squeezed(title).lower() for title in head.titles])
    settle_lead(judged[top], judged[top + 1 : first], head.lead)
    settle_authors(judged, first, head.captions.author or "")
    _settle_bare_headings(judged, first)
    return judged if any(not one.reason for one in judged) else _without_prose(judged)


def _last(judged: Sequence[Judged], last: int, near: set[Box | None]) -> int:
    """Return where the article ends: what follows its last prose among the same neighbours is still text of it."""
    for index in range(last + 1, len(judged)):
        one = judged[index]
        box = one.block.box
        if one.said or one.region or one.block.link_share > _LINKS / 2:
            break
        if one.voted and one.inside and box.tag in HEADING_TAGS:
            near.add(box.parent)
        elif _is_near(box, near) and (ends_sentence(one.block.text) or box.tag in LIST_TAGS):
            last = index
        elif not one.voted:
            break
    return last


def _is_near(box: Box, near: set[Box | None]) -> bool:
    """Tell whether a box stands beside surely body, or is an item of a list that does."""
    return box.parent in near or (box.tag in LIST_TAGS and box.parent is not None and box.parent.parent in near)


def _is_date_line(block: Block) -> bool:
    """Tell whether a short line above the text holds a year or a time of day, as lines of date and author do."""
    return block.weight < _DATED and block.box.tag not in HEADING_TAGS and is_dated(block.text)


def _region_reason(one: Judged) -> str:
    """Return the region of a block, "" where a vote outdoes it."""
    if not one.voted or one.region in _STRICT_REGIONS:
        return one.region
    if one.region in WEAK_REGIONS and (one.region == "sidebar" or one.block.weight > _BYLINE):
        return ""
    return "" if one.prose and one.inside else one.region


def _reason(one: Judged, near: set[Box | None], within: bool, below: bool) -> str:
    block = one.block
    linked = block.link_share >= _LINK_LINE and block.weight < _LINK_LINE_LIMIT and block.box.tag not in HEADING_TAGS
    if linked and not (one.voted and ends_sentence(block.text)):
        return "links"
    if one.voted:
        return _reason_voted(one, below)
    if not one.inside and not (within and block.box.caption):
        return OUTSIDE
    if within:
        return _reason_within(one, near)
    return "" if one.prose and block.link_share < _LINKS / 2 else OUTSIDE


def _reason_voted(one: Judged, below: bool) -> str:
    """Say why a block is none of the article though an extractor took it: scraps around the text."""
    block = one.block
    if below and not one.prose and block.link_share > _LINKS:
        return "links"
    if block.weight < _SCRAP and not any(map(str.isalpha, block.text)) and block.box.tag in ("div", "p"):
        return OUTSIDE
    scrap = block.weight < (2 * _LEAD if below else _LEAD) and block.box.tag not in HEADING_TAGS and not block.is_table
    return OUTSIDE if scrap and not one.inside else ""


def _reason_within(one: Judged, near: set[Box | None]) -> str:
    """Say why a block in the middle of the article is none of it, though no extractor took it."""
    block = one.block
    if block.link_share > _LINKS:
        return "links"
    short = block.weight < _SCRAP and not ends_sentence(block.text)
    beside = block.weight >= _WORD and (block.box in near if block.box.tag != "p" else block.box.parent in near)
    kept = beside or block.box.tag in HEADING_TAGS or block.box.caption or block.is_table
    return OUTSIDE if short and not kept else ""


def _settle_sections(judged: Sequence[Judged], scope: Box, first: int) -> None:
    """Take what stands below a heading such as `Related` for that: all in its box, or the links that follow it."""
    around = set(boxes(scope))
    index = first
    while index < len(judged):
        head = judged[index]
        index += 1
        if head.reason not in _HEADED or head.block.box.tag not in HEADING_TAGS:
            continue
        parent = head.block.box.parent
        while index < len(judged) and judged[index].block.box.tag not in HEADING_TAGS:
            one = judged[index]
            apart = parent is not None and parent not in around and parent in boxes(one.block.box)
            if not apart and not (one.block.link_share > _LINKS / 2 and one.block.box.tag in LIST_TAGS):
                break
            one.reason = head.reason if one.reason in ("", OUTSIDE) else one.reason
            index += 1


def _settle_comments(judged: Sequence[Judged], found: Sequence[int]) -> None:
    """Take all that stands below a heading such as `12 comments` for comments, once most of the article is above it."""
    total = sum(judged[index].block.weight for index in found)
    above = 0
    sure = set(found)
    for index, one in enumerate(judged):
        above += one.block.weight if index in sure else 0
        heads = one.said == "comments" and one.block.link_share < _LINKS and one.block.box.tag in HEADING_TAGS
        if heads and above * 2 >= total:
            for later in judged[index:]:
                later.reason = "comments" if later.reason in ("", OUTSIDE) else later.reason
            return


def _settle_bare_headings(judged: Sequence[Judged], first: int) -> None:
    """Drop the headings below which nothing of the article stands, down to the next heading of their level."""
    below, level = OUTSIDE, ""
    for one in reversed(judged[first:]):
        tag = one.block.box.tag
        if tag not in HEADING_TAGS:
            below = below and one.reason
            continue
        if not one.reason and not one.prose and below and tag >= level and (below != OUTSIDE or not one.voted):
            one.reason = below
        level = "" if one.reason else tag
        below = OUTSIDE


def _without_prose(judged: list[Judged]) -> list[Judged]:
    """Keep what was voted for, else all that no word and no region speaks against, else everything."""
    for one in judged:
        one.reason = "" if one.voted and not one.said else one.said or one.region or OUTSIDE
    for test in (
        lambda one: not one.said and not one.region and one.block.link_share < _LINKS,
        lambda one: not one.said,
        lambda one: True,
    ):
        if any(not one.reason for one in judged):
            break
        for one in judged:
            one.reason = "" if test(one) else one.reason
    return judged
