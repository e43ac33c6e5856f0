"""What is known of each block before anything is decided: its part of the page, its vote, where the article lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.corpus.html.blocks import Block
from workbench.corpus.html.boxes import HEADING_TAGS, Box
from workbench.corpus.lines import ends_sentence, has_sentences
from workbench.corpus.markers import NOTICE_LIMIT, Notices, line_reason

OUTSIDE: Final = "outside the main text"
VOTED: Final = 0.6
# Regions whose name is often given to the article itself, or to a part of it: a vote outdoes them.
WEAK_REGIONS: Final = frozenset({"byline", "tags", "sidebar", "page header", "teaser", "video"})

# A part of the page that holds more of its prose than this is not what its name says.
_MOST_PROSE: Final = {"comments": 0.85, "other articles": 0.5, "cookie notice": 0.5}
_MOST_PROSE_ELSE: Final = 0.4
_ENOUGH_VOTED: Final = 200
_SCOPE_SHARE: Final = 0.9
_LINKED: Final = 0.4
# So many times more prose than it took, and so much of it, show that an extractor missed the article.
_MISSED: Final = 4
_MUCH_PROSE: Final = 1000
_ALL_LINKED: Final = 0.9
_TEASER_TAGS: Final = frozenset({"article", "section", "div", "li", "td"})
_TEASER_BLOCKS: Final = 4
_TEASER_TITLE: Final = 30
_TEASER_LIMIT: Final = 500
_ACT_LIMIT: Final = 40


@dataclass(slots=True, eq=False)
class Judged:
    """A block with what is known of it.

    `vote`: the share of it that an extractor took. `region`: the part of the page it stands in. `said`: what its own
    words say it is. `reason`: why it is no body, "" where it is.
    """

    block: Block
    vote: float
    prose: bool
    said: str = ""
    region: str = ""
    inside: bool = False
    reason: str = ""

    @property
    def voted(self) -> bool:
        """Tell whether an extractor took most of it."""
        return self.vote >= VOTED


def gather(blocks: Sequence[Block], votes: Sequence[float]) -> list[Judged]:
    """Return the blocks with what is known of each alone and of the boxes that it stands in."""
    folded = [block.text.lower() for block in blocks]
    whole = "\n".join(folded)
    notices = Notices(whole, whole)
    judged = []
    for block, text, vote in zip(blocks, folded, votes, strict=True):
        said = line_reason(block.text, block.weight)
        if not said and block.weight <= NOTICE_LIMIT:
            said = notices.reason(text, block.weight)
        judged.append(Judged(block, vote, _is_prose(block), "" if block.is_table else said))
    _settle_regions(judged)
    _settle_teasers(judged)
    return judged


def seeds(judged: Sequence[Judged]) -> list[int]:
    """Return which blocks are surely body: the prose that was voted for, else the prose that no region claims.

    The latter too where the extractor took next to nothing of it.
    """
    clear = [index for index, one in enumerate(judged) if one.prose and not one.said and one.region != "comments"]
    voted = [index for index in clear if judged[index].voted]
    sure = [index for index in voted if not judged[index].region or judged[index].region in WEAK_REGIONS]
    free = [index for index in clear if not judged[index].region]
    if _weigh(judged, free) > max(_MUCH_PROSE, _MISSED * _weigh(judged, sure or voted)):
        return free
    return sure or voted or free


def _weigh(judged: Sequence[Judged], some: Sequence[int]) -> int:
    return sum(judged[index].block.weight for index in some)


def settle_scope(judged: Sequence[Judged], found: Sequence[int]) -> Box:
    """Mark the blocks inside the smallest box that holds nearly all that is surely body, and return that box."""
    total = sum(judged[index].block.weight for index in found)
    sums: dict[Box, int] = {}
    for index in found:
        for box in boxes(judged[index].block.box):
            sums[box] = sums.get(box, 0) + judged[index].block.weight
    heaviest = max(found, key=lambda index: judged[index].block.weight)
    scope = next(box for box in boxes(judged[heaviest].block.box) if sums[box] >= _SCOPE_SHARE * total)
    inner: dict[Box, bool] = {scope: True}
    for one in judged:
        one.inside = _is_inner(one.block.box, inner)
    return scope


def boxes(box: Box | None) -> Iterator[Box]:
    """Yield a box and those around it."""
    while box is not None:
        yield box
        box = box.parent


def _settle_teasers(judged: Sequence[Judged]) -> None:
    """Tell small boxes that lead elsewhere: teasers of other articles, and calls to act, if more than them is left."""
    members: dict[Box, list[Judged]] = {}
    for one in judged:
        for box in boxes(one.block.box.parent if one.block.box.tag in HEADING_TAGS else one.block.box):
            if box.tag in _TEASER_TAGS:
                members.setdefault(box, []).append(one)
                break
    told = {one: reason for some in members.values() for reason in (_leads_away(some),) if reason for one in some}
    if any(one.prose and one.voted and not one.region and one not in told for one in judged):
        for one, reason in told.items():
            one.region = reason if not one.region or one.region in WEAK_REGIONS else one.region


def _leads_away(some: Sequence[Judged]) -> str:
    """Return where a box leads: by a linked title to another article, by a link or button below a heading to an act."""
    head, *others = some
    block = head.block
    if not 0 < len(others) <= _TEASER_BLOCKS or sum(one.block.weight for one in others) >= _TEASER_LIMIT:
        return ""
    if block.box.tag == "h1" or not (block.box.tag in HEADING_TAGS or block.weight >= _TEASER_TITLE):
        return ""
    if block.link_share > _ALL_LINKED:
        return "other articles"
    acts = [one for one in others if one.block.box.tag == "button" or _is_short_link(one.block)]
    return "call to action" if acts and block.box.tag in HEADING_TAGS and len(acts) < len(others) else ""


def _is_short_link(block: Block) -> bool:
    return block.link_share > _ALL_LINKED and block.weight < _ACT_LIMIT


def _is_prose(block: Block) -> bool:
    text = block.text
    if block.weight < 80 or block.link_share > _LINKED:
        return False
    return block.weight > 160 or ends_sentence(text) or text[-1] in ":：" or has_sentences(text)


def _is_inner(box: Box, inner: dict[Box, bool]) -> bool:
    chain = []
    for one in boxes(box):
        if one in inner:
            break
        chain.append(one)
    else:
        one = chain[-1]
    answer = inner.get(one, False)
    inner.update(dict.fromkeys(chain, answer))
    return answer


def _settle_regions(judged: Sequence[Judged]) -> None:
    """Give each block the region of the boxes around it, but for boxes that hold most of what may be the article."""
    prose = [one for one in judged if one.prose]
    voted = [one for one in prose if one.voted]
    counted = voted if sum(one.block.weight for one in voted) >= _ENOUGH_VOTED else prose
    total = sum(one.block.weight for one in counted)
    sums: dict[Box, int] = {}
    for one in counted:
        sums[one.block.box] = sums.get(one.block.box, 0) + one.block.weight
    held: dict[Box, int] = {}
    for box, weight in sums.items():
        for above in boxes(box):
            held[above] = held.get(above, 0) + weight
    # The headline's own box is no sidebar and no comment, whatever its name.
    heads = [one.block for one in judged if one.block.box.tag == "h1" and one.block.link_share < _ALL_LINKED / 2]
    known = {box: "" for block in heads for box in boxes(block.box)}
    for one in judged:
        one.region = _region(one.block.box, held, total, known)


def _region(box: Box, held: dict[Box, int], total: int, known: dict[Box, str]) -> str:
    chain: list[Box] = []
    region = ""
    for above in boxes(box):
        if above in known:
            region = known[above]
            break
        chain.append(above)
    for one in reversed(chain):
        if one.region and held.get(one, 0) <= _MOST_PROSE.get(one.region, _MOST_PROSE_ELSE) * total:
            region = one.region if not region or region in WEAK_REGIONS else region
        known[one] = region
    return region
