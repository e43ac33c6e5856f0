"""The visible text of a page as blocks: what a reader sees between two breaks of the line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from workbench.corpus.html.boxes import BLOCK_TAGS, UNSEEN_TAGS, Box, names_caption, region_of
from workbench.corpus.html.grids import data_tables, rows_text
from workbench.corpus.lines import weigh

_BREAK: Final = "\x00"
_INVISIBLE: Final = re.compile("[\xad\u200b\ufeff\u2060]")
_HIDING_STYLE: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PALING_STYLE: Final = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
# An element of so much text that is made invisible, yet keeps its place, is shown once a script has run.
_SHOWN_LATER: Final = 500
_SIMPLE_TAG: Final = re.compile(r"[a-z][a-z0-9]*")
_LINE_OF_PROSE: Final = 80
# Deeper elements point at their ancestor of this depth: addresses of broken pages must not grow without end.
_DEEPEST: Final = 200


@dataclass(slots=True, eq=False)
class Block:
    """A run of text without a break of the line but <br>; `links` and `strong` count characters in such elements."""

    text: str
    box: Box
    links: int = 0
    strong: int = 0
    is_table: bool = False
    weight: int = field(init=False)

    def __post_init__(self) -> None:
        self.weight = weigh(self.text)

    @property
    def link_share(self) -> float:
        """Return the share of its characters that stand in links."""
        return min(1.0, self.links / max(1, len(self.text)))


@dataclass(slots=True)
class _Frame:
    """An element that is being read: the block that its text falls to, its address, how many children were met."""

    box: Box
    path: str
    depth: int = 0
    breaks: bool = False
    link: bool = False
    strong: bool = False
    counts: dict[str, int] = field(default_factory=dict)


def read_blocks(root: etree._Element, *, hidden: bool = False) -> list[Block]:
    """Return the blocks of a page in order; with `hidden`, also what its markup keeps from sight."""
    return _Reader(root, hidden=hidden).read()


def told_blocks(text: str, pointer: str) -> list[Block]:
    """Return a text that a page holds for machines as the blocks that it would be if the page showed it."""
    box = Box("p", pointer, None)
    return [Block(" ".join(line.split()), box) for line in text.splitlines() if line.strip()]


class _Reader:
    def __init__(self, root: etree._Element, *, hidden: bool) -> None:
        self.root = root
        self.hidden = hidden
        self.shown_later = False
        self.tables = data_tables(root)
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.links = self.strong = 0
        top = f"/{root.tag}"
        self.frames = [_Frame(Box(root.tag, top, None), top, breaks=True)]

    def read(self) -> list[Block]:
        walker = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walker:
            if element is self.root:
                continue
            if event == "end":
                self._leave(element)
            elif not self._enter(element):
                walker.skip_subtree()
        self._flush()
        return self.blocks

    def _enter(self, element: etree._Element) -> bool:
        """Take in how an element begins; False where nothing inside it is to be read."""
        tag = element.tag
        above = self.frames[-1]
        frame = _frame(tag, above)
        seen = self._is_seen(element, tag)
        if tag == "br":
            self.pieces.append(_BREAK)
        elif seen and tag in BLOCK_TAGS:
            self._flush()
            frame.breaks = True
            frame.box = _box(element, tag, frame.path, above.box)
        self.frames.append(frame)
        if seen and element in self.tables:
            self.blocks.append(Block(rows_text(element), frame.box, _length_of_links(element), is_table=True))
            return False
        if seen:
            self._add(element.text)
        return seen

    def _leave(self, element: etree._Element) -> None:
        if self.frames[-1].breaks:
            self._flush()
        self.frames.pop()
        self._add(element.tail)

    def _is_seen(self, element: etree._Element, tag: str) -> bool:
        if tag in UNSEEN_TAGS:
            return self.hidden and tag in ("noscript", "noframes")
        if self.hidden or not element.attrib:
            return True
        if element.get("hidden", "until-found") != "until-found":
            return False
        style = element.get("style")
        if style is None:
            return True
        if _PALING_STYLE.search(style):
            self.shown_later = self.shown_later or weigh(" ".join("".join(element.itertext()).split())) > _SHOWN_LATER
            return self.shown_later
        return _HIDING_STYLE.search(style) is None

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self.pieces.append(text.replace(_BREAK, " "))
        frame = self.frames[-1]
        if frame.link or frame.strong:
            length = len(text.strip())
            self.links += length if frame.link else 0
            self.strong += length if frame.strong else 0

    def _flush(self) -> None:
        if not self.pieces:
            return
        whole = _INVISIBLE.sub("", "".join(self.pieces))
        box, links, strong = self.frames[-1].box, self.links, self.strong
        self.pieces, self.links, self.strong = [], 0, 0
        if box.tag in ("pre", "xmp"):
            whole = whole.replace("\n", _BREAK)
        texts = list(_paragraphs(whole))
        total = sum(map(len, texts))
        for text in texts:
            share = len(text) / total
            self.blocks.append(Block(text, box, round(links * share), round(strong * share)))


def _frame(tag: str, above: _Frame) -> _Frame:
    name = tag if _SIMPLE_TAG.fullmatch(tag) else "*"
    counts = above.counts
    counts["*"] = counts.get("*", 0) + 1
    if name != "*":
        counts[name] = counts.get(name, 0) + 1
    path = above.path if above.depth >= _DEEPEST else f"{above.path}/{name}[{counts[name]}]"
    link, strong = above.link or tag == "a", above.strong or tag in ("b", "strong")
    return _Frame(above.box, path, above.depth + 1, link=link, strong=strong)


def _box(element: etree._Element, tag: str, path: str, above: Box) -> Box:
    names = f"{element.get('class', '')} {element.get('id', '')}".strip() if element.attrib else ""
    region = region_of(tag, element.get("role", ""), names)
    return Box(tag, path, above, region, tag == "figcaption" or names_caption(names))


def _paragraphs(whole: str) -> Iterator[str]:
    """Yield the paragraphs of a run of text: two breaks part them, one does so between long lines."""
    if _BREAK not in whole:
        text = " ".join(whole.split())
        if text:
            yield text
        return
    group: list[str] = []
    for line in [*whole.split(_BREAK), ""]:
        text = " ".join(line.split())
        if text:
            group.append(text)
            continue
        yield from _lines(group)
        group = []


def _lines(group: list[str]) -> Iterator[str]:
    long = sum(weigh(line) >= _LINE_OF_PROSE for line in group)
    if long * 2 > len(group):
        yield from group
    elif group:
        yield "\n".join(group)


def _length_of_links(element: etree._Element) -> int:
    return sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
