"""Which blocks of a page are the article: an extractor's vote, and what the page shows beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbench.corpus.html.blocks import Block
from workbench.corpus.html.boxes import HEADING_TAGS, Box
from workbench.corpus.html.votes import squeezed
from workbench.corpus.lines import ends_sentence, has_sentences
from workbench.corpus.markers import Notices, line_reason

OUTSIDE: Final = "outside the main text"

# A part of the page that holds more of its prose than this is not what its name says.
_MOST_PROSE: Final = {"comments": 0.85, "other articles": 0.5, "cookie notice": 0.5}
_MOST_PROSE_ELSE: Final = 0.4
_WEAK: Final = frozenset({"byline", "tags", "about the author", "sidebar", "page header"})
_SURE: Final = 0.6
_SCOPE_SHARE: Final = 0.9


@dataclass(slots=True, eq=False)
class Judged:
    """A block with what is known of it: `reason` says why it is no body, "" where it is."""

    block: Block
    vote: float
    region: str = ""
    prose: bool = False
    reason: str = ""


def judge(blocks: Sequence[Block], votes: Sequence[float], title: str) -> list[Judged]:
    """Decide for each block whether it is body."""
    judged = [Judged(block, vote, prose=_is_prose(block)) for block, vote in zip(blocks, votes, strict=True)]
    _settle_regions(judged)
    seeds = _seeds(judged)
    if not seeds:
        return _all_that_is_no_marker(judged)
    scope = _scope([judged[seed] for seed in seeds])
    notices = Notices("\n".join(block.text for block in blocks))
    first, last = seeds[0], seeds[-1]
    for index, one in enumerate(judged):
        one.reason = _reason(one, _is_inside(one.block.box, scope), (index > first) - (index > last), notices, before=index < first)
    _settle_title(judged, first, title)
    return judged


def _is_prose(block: Block) -> bool:
    text = block.text
    if block.weight < 80 or block.link_share > 0.4:
        return False
    return block.weight > 160 or ends_sentence(text) or text[-1] in ":：" or has_sentences(text)


def _settle_regions(judged: Sequence[Judged]) -> None:
    total = 0
    for one in judged:
        if one.prose:
            total += one.block.weight
            box: Box | None = one.block.box
            while box is not None:
                box.prose += one.block.weight
                box = box.parent
    known: dict[Box, str] = {}
    for one in judged:
        one.region = _region(one.block.box, total, known)


def _region(box: Box, total: int, known: dict[Box, str]) -> str:
    chain = []
    above: Box | None = box
    while above is not None and above not in known:
        chain.append(above)
        above = above.parent
    region = known[above] if above is not None else ""
    for one in reversed(chain):
        if one.region and one.prose <= _MOST_PROSE.get(one.region, _MOST_PROSE_ELSE) * total:
            region = region if region and region not in _WEAK else one.region
        known[one] = region
    return region


def _seeds(judged: Sequence[Judged]) -> list[int]:
    voted = [i for i, one in enumerate(judged) if one.vote >= _SURE and one.prose and (not one.region or one.region in _WEAK)]
    own = [i for i, one in enumerate(judged) if one.prose and not one.region]
    return voted or own


def _scope(seeds: Sequence[Judged]) -> Box:
    total = sum(one.block.weight for one in seeds)
    sums: dict[Box, int] = {}
    for one in seeds:
        box: Box | None = one.block.box
        while box is not None:
            sums[box] = sums.get(box, 0) + one.block.weight
            box = box.parent
    box = max(seeds, key=lambda one: one.block.weight).block.box
    while box.parent is not None and sums[box] < _SCOPE_SHARE * total:
        box = box.parent
    return box


def _is_inside(box: Box | None, scope: Box) -> bool:
    while box is not None:
        if box is scope:
            return True
        box = box.parent
    return False


def _reason(one: Judged, inside: bool, within: int, notices: Notices, *, before: bool) -> str:
    block = one.block
    said = line_reason(block.text, block.weight) or notices.reason(block.text, block.weight)
    if said:
        return said
    if one.region and (one.region not in _WEAK or one.vote < _SURE):
        if not (one.vote >= _SURE and one.prose and one.region not in ("comments", "cookie notice", "other articles")):
            return one.region
    if one.vote >= _SURE:
        return ""
    if inside and within:
        if block.link_share > 0.6 and not one.vote:
            return "links"
        return ""
    if inside and one.prose and block.link_share < 0.3:
        return ""
    return OUTSIDE


def _settle_title(judged: Sequence[Judged], first: int, title: str) -> None:
    key = squeezed(title)
    heads = [one for one in judged[: first + 1] if one.block.box.tag == "h1"]
    named = [one for one in heads if squeezed(one.block.text) in key and len(one.block.text) > 15]
    for one in named[-1:] or heads[-1:]:
        one.reason = ""


def _all_that_is_no_marker(judged: list[Judged]) -> list[Judged]:
    for one in judged:
        one.reason = line_reason(one.block.text, one.block.weight) or one.region
    return judged
