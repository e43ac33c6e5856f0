"""What only the neighbours of a line can tell: where the article is, its headings, and the menus around it."""

import re
from collections.abc import Sequence

from workbench.corpus.kinds import Kind
from workbench.corpus.lines import Piece
from workbench.corpus.tables import settle_columns

_WIDEST_GAP = 4
_SMALLEST_SHARE = 0.15
_ALONE = 0.5
_ALONE_BELOW = 0.25
_HEADING_LIMIT = 140
_LABEL_WEIGHT = 40
_TITLE_WEIGHT = 30
_TITLE_REACH = 6
_LONGEST_BARE_RUN = 20
# What ends an article, and how much of what came before the text below it must weigh to be the article all the same.
_ENDINGS = {"other articles": 0.4, "comments": 1.0, "about the author": 0.4}
_BAR = 3
_BAR_SHARE = 0.4
_INTERRUPTIONS = frozenset(
    {"advert", "read also", "newsletter", "photo credit", "date line", "byline", "link", "stray signs", "broken markup"}
)
_LETTER = re.compile(r"[^\W\d_]")
_BODY = frozenset({Kind.LIST, Kind.QUOTE, Kind.TABLE})


def settle_context(pieces: Sequence[Piece]) -> None:
    """Give every piece that is still undecided its kind."""
    regions = _regions(pieces)
    if not regions:
        _settle_without_prose(pieces)
        return
    upper = 0
    for start, end in regions:
        _settle_outside(pieces[upper:start])
        _settle_inside(pieces[start:end])
        upper = end
    _settle_outside(pieces[upper:])


def _regions(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return the stretches of the source that are the article."""
    kept = _kept(pieces)
    regions: list[tuple[int, int]] = []
    for start, end in kept:
        floor = regions[-1][1] if regions else 0
        opening = _opening(pieces, start, floor) if floor else _title(pieces, _opening(pieces, start, floor))
        closing = _closing(pieces, end)
        if regions and _is_bare_run(pieces[floor:opening]):
            regions[-1] = (regions[-1][0], closing)
        else:
            regions.append((opening, closing))
    return regions


def _kept(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return the clusters that weigh enough, beside the heaviest and beside what they come after."""
    clusters = _clusters(pieces)
    weights = [_weigh(pieces[start:end], _ALONE) for start, end in clusters]
    smallest = _SMALLEST_SHARE * max(weights, default=0)
    kept: list[tuple[int, int]] = []
    before = asked = 0.0
    listed = False
    upper = 0
    for (start, end), whole in zip(clusters, weights, strict=True):
        asked = max(asked, _asked(pieces[upper:start]))
        listed = listed or any(piece.reason == "other articles" for piece in pieces[upper:start])
        upper = end
        weight = whole
        if listed and before:
            weight = 0.0 if _are_teasers(pieces, start, end) else _weigh(pieces[start:end], _ALONE_BELOW)
        if weight >= smallest and weight >= asked * before:
            kept.append((start, end))
            before += weight
            asked, listed = 0.0, False
    return kept


def _asked(between: Sequence[Piece]) -> float:
    """Return how heavy the text below these lines must be, as a share of all above them, to be the article too."""
    endings = [_ENDINGS[piece.reason] for piece in between if piece.reason in _ENDINGS]
    bars = sum(piece.kind is Kind.BOILERPLATE and piece.reason not in _INTERRUPTIONS for piece in between)
    return max([*endings, _BAR_SHARE if bars >= _BAR else 0.0])


def _are_teasers(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Tell whether nearly each paragraph of a stretch stands alone below a title of its own, and there are several."""
    running = [index for index in range(start, end) if _is_running(pieces[index])]
    titled = sum(_is_title(pieces[index - 1]) for index in running if index)
    return titled >= 2 and titled * 10 >= len(running) * 7


def _is_title(piece: Piece) -> bool:
    return piece.kind is None and not piece.is_prose and not piece.ends_sentence and piece.weight >= _WIDEST_GAP


def _is_bare_run(pieces: Sequence[Piece]) -> bool:
    """Tell whether short lines between two stretches of an article are its own: no word of a menu among them."""
    return len(pieces) <= _LONGEST_BARE_RUN and not any(piece.kind is Kind.BOILERPLATE for piece in pieces)


def _clusters(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    clusters: list[tuple[int, int]] = []
    gap = 0
    boilerplate = Kind.BOILERPLATE
    for index, piece in enumerate(pieces):
        if _is_running(piece):
            if clusters and gap <= _WIDEST_GAP:
                clusters[-1] = (clusters[-1][0], index + 1)
            else:
                clusters.append((index, index + 1))
            gap = 0
        elif piece.kind is boilerplate:
            gap += _WIDEST_GAP + 1 if piece.reason in _ENDINGS else 1
        elif piece.kind is None and not piece.is_light:
            gap += 1
    return clusters


def _is_running(piece: Piece) -> bool:
    return piece.is_prose if piece.kind is None else piece.kind in _BODY


def _weigh(pieces: Sequence[Piece], alone: float) -> float:
    """Return how much running text a cluster holds; of a paragraph with none beside it, as in a teaser, that share."""
    total = 0.0
    beside = False
    for piece in pieces:
        if _is_running(piece):
            total += piece.weight if beside else piece.weight * alone
            beside = True
        elif piece.kind is not Kind.RESIDUE:
            beside = False
    return total


def _opening(pieces: Sequence[Piece], start: int, floor: int) -> int:
    """Return where a stretch begins with the short sentences above it and the heading above those."""
    while start > floor and pieces[start - 1].kind is None and (pieces[start - 1].is_light or _goes_on(pieces[start])):
        start -= 1
    heading = start - 1
    while heading > floor and start - heading < 3 and pieces[heading].kind is not None:
        heading -= 1
    return heading if heading >= floor and _may_head(pieces, heading, floor) else start


def _may_head(pieces: Sequence[Piece], index: int, floor: int) -> bool:
    """Tell whether a line may be a heading: the last of a run of very short ones is rather the end of a menu."""
    if pieces[index].kind is not None:
        return False
    run = pieces[max(floor, index - _WIDEST_GAP + 1) : index + 1]
    menu = len(run) == _WIDEST_GAP and all(piece.kind is None for piece in run)
    return not menu or pieces[index].weight >= _TITLE_WEIGHT


def _title(pieces: Sequence[Piece], start: int) -> int:
    """Return where the article begins with its title, which bylines and dates may part from its text."""
    opening = start
    for index in range(start - 1, max(-1, start - 1 - _TITLE_REACH), -1):
        if pieces[index].reason in _ENDINGS and pieces[index].reason != "comments":
            break
        if pieces[index].kind is None and pieces[index].weight >= _TITLE_WEIGHT:
            opening = index
    return opening


def _closing(pieces: Sequence[Piece], end: int) -> int:
    """Return where a stretch ends with the short sentences below it, an advert between them or not."""
    while end < len(pieces):
        skipped = end + (pieces[end].reason in _INTERRUPTIONS)
        if skipped == len(pieces) or not _is_short_text(pieces[skipped]):
            break
        end = skipped + 1
    last = end + 1 == len(pieces) and pieces[end].kind is None
    return end + 1 if last else end


def _is_short_text(piece: Piece) -> bool:
    return piece.kind is None and piece.is_light


def _settle_inside(pieces: Sequence[Piece]) -> None:
    for run in _short_runs(pieces):
        settle_columns(run)
        _settle_bare_list(run)
    for index, piece in enumerate(pieces):
        if piece.kind is not None:
            continue
        if piece.weight > _HEADING_LIMIT:
            piece.decide(Kind.PARAGRAPH)
            continue
        below = _nearest(pieces[index + 1 : index + 5])
        if piece.weight < _LABEL_WEIGHT and _LETTER.search(piece.text) is None:
            piece.decide(Kind.BOILERPLATE, "figures alone")
        elif _is_heading(piece, below):
            piece.decide(Kind.HEADING, "heading")
        else:
            piece.decide(Kind.PARAGRAPH)


def _short_runs(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """Return the runs of undecided lines that are no prose."""
    runs: list[Sequence[Piece]] = []
    start = 0
    for index in range(len(pieces) + 1):
        if index < len(pieces) and pieces[index].kind is None and not pieces[index].is_prose:
            continue
        if index > start:
            runs.append(pieces[start:index])
        start = index + 1
    return runs


def _settle_bare_list(run: Sequence[Piece]) -> None:
    """Take lines between the first and the last of a run of very short ones for a list, as of ingredients."""
    items = run[1:-1]
    if len(items) < 3 or run[0].kind is not None:
        return
    if all(piece.weight < _LABEL_WEIGHT and not piece.is_light and not piece.ends_sentence for piece in items):
        for piece in items:
            piece.decide(Kind.LIST)
        items[0].opens = True


def _nearest(pieces: Sequence[Piece]) -> Piece | None:
    for piece in pieces:
        if piece.kind not in (Kind.RESIDUE, Kind.BOILERPLATE):
            return piece
    return None


def _is_heading(piece: Piece, below: Piece | None) -> bool:
    text = piece.text
    if below is None or piece.is_prose:
        return False
    if _goes_on(piece) or text[-1] in ",;":
        return False
    if piece.ends_in_colon:
        return text.count(" ") < 3 and piece.weight < _LABEL_WEIGHT
    if piece.ends_sentence:
        return text[-1] in "?？؟;" and (below.is_prose or below.ends_in_colon)
    return not _goes_on(below)


def _goes_on(piece: Piece) -> bool:
    """Tell whether a line begins in the middle of a sentence."""
    return piece.text[:1].islower() or piece.text.startswith((",", ";", ")", "."))


def _settle_outside(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        if piece.kind is None:
            long = piece.is_prose or piece.is_light
            piece.decide(Kind.BOILERPLATE, "apart from the article" if long else "navigation")
        elif piece.kind in _BODY:
            piece.decide(Kind.BOILERPLATE, "apart from the article")


def _settle_without_prose(pieces: Sequence[Piece]) -> None:
    """Where no line is long: sentences are paragraphs, a few other lines too, and many of them are a menu."""
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.kind is None and not piece.is_light:
            run.append(piece)
            continue
        for short in run:
            if len(run) > _WIDEST_GAP:
                short.decide(Kind.BOILERPLATE, "navigation")
            elif piece is not None and piece.kind is None and short is run[-1] and not short.ends_sentence:
                short.decide(Kind.HEADING, "heading")
            else:
                short.decide(Kind.PARAGRAPH)
        run = []
        if piece is not None and piece.kind is None:
            piece.decide(Kind.PARAGRAPH)
