"""The project's own marked pages: web pages written for this, each telling what of it is body and what is not.

In the files, `data-mark="body"` or `data-mark="rest"` stands on elements; text that no element holds alone stands
between `<mark-body>` or `<mark-rest>` and its end. `read` takes all of that out before anything else sees the page.

A mark is judged by runs of its visible text, white space made single: the whole text up to 120 characters; of longer
text 50 characters each from its beginning, middle and end, so that half a paragraph is not a paragraph. A body mark is
got when all its runs stand in what was taken for body, a mark of the rest is wrongly taken when any of its runs does.
F counts marks, over all pages together. These pages have about three marks of the rest for two of the body, which
weighs on every way's precision; F at par counts the rest as if it had as many marks as the body.

`python -m tests.corpus.marked` prints every way's F and the worst pages of ours; names of ways print only those.
"""

import html
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import html as lxml_html

PAGES = Path(__file__).with_name("pages")
WHOLE, RUN = 120, 50

_MARK = re.compile(r' data-mark="(?:body|rest)"|</?mark-(?:body|rest)>')
_UNSEEN = {"script", "style", "noscript", "template", "head"}
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary
    table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905 - a list of fifty strings reads worse
)


@dataclass(frozen=True)
class Mark:
    is_body: bool
    text: str

    @property
    def runs(self) -> list[str]:
        if len(self.text) <= WHOLE:
            return [self.text]
        middle = (len(self.text) - RUN) // 2
        return [part.strip() for part in (self.text[:RUN], self.text[middle : middle + RUN], self.text[-RUN:])]


@dataclass(frozen=True)
class MarkedPage:
    name: str
    markup: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Verdict:
    """What one way made of one page."""

    name: str
    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def score(self) -> float:
        return f_score([self])


@cache
def pages() -> tuple[MarkedPage, ...]:
    """Read every marked page, in the order of their names."""
    return tuple(read(path) for path in sorted(PAGES.glob("*.html")))


def read(path: Path) -> MarkedPage:
    """Read one page and take the marks out of it."""
    raw = path.read_text(encoding="utf-8")
    marks = tuple(Mark(kind == "body", visible_text(element)) for kind, element in marked_elements(raw))
    return MarkedPage(path.stem, _MARK.sub("", raw), marks)


def marked_elements(raw: str) -> list[tuple[str, lxml_html.HtmlElement]]:
    found = _tree(raw).xpath("//*[@data-mark or self::mark-body or self::mark-rest]")
    return [(element.get("data-mark") or element.tag.removeprefix("mark-"), element) for element in found]


def _tree(markup: str) -> lxml_html.HtmlElement:
    """Parse a page; its own word on its encoding, which a page kept in UTF-8 may have wrong, is not heard."""
    return lxml_html.document_fromstring(markup.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))


def visible_text(element: lxml_html.HtmlElement) -> str:
    return collapse("".join(_text_nodes(element, edge=" ")))


def _text_nodes(element: lxml_html.HtmlElement, edge: str) -> Iterable[str]:
    """Yield an element's text nodes, with the edge around blocks and for line breaks."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return
    border = edge if element.tag in _BLOCKS or element.tag == "br" else ""
    yield border
    yield element.text or ""
    for child in element:
        yield from _text_nodes(child, edge)
        yield child.tail or ""
    yield border


def collapse(text: str) -> str:
    return " ".join(text.split())


# Three ways in which scrapers strip tags.


def block_lines(markup: str) -> str:
    """Strip tags as a browser's copy would: each block on a line of its own, white space inside made single."""
    broken = "".join(_text_nodes(_with_single_spaces(_tree(markup)), edge="\n"))
    return "\n".join(line for line in map(collapse, broken.split("\n")) if line)


def _with_single_spaces(tree: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    for element in tree.iter():
        element.text = element.text and re.sub(r"\s+", " ", element.text)
        element.tail = element.tail and re.sub(r"\s+", " ", element.tail)
    return tree


def node_lines(markup: str) -> str:
    """Strip tags as `"\\n".join(tree.itertext())` does: each text node on a line."""
    tree = _tree(markup)
    nodes = tree.xpath(f"//text()[not({' or '.join(f'ancestor::{name}' for name in sorted(_UNSEEN))})]")
    return "\n".join(line for line in map(collapse, nodes) if line)


def regex_lines(markup: str) -> str:
    """Strip tags by pattern, with the lines that the page's own source has."""
    bare = re.sub(r"(?is)<(script|style|noscript|head)\b.*?</\1\s*>|<!--.*?-->|<!doctype[^>]*>", "", markup)
    return html.unescape(re.sub(r"(?s)<[^>]+>", " ", bare)).strip()


STRIPPINGS: dict[str, Callable[[str], str]] = {
    "block lines": block_lines,
    "node lines": node_lines,
    "regex lines": regex_lines,
}


# Ways of taking the body.


def ours(markup: str) -> str:
    from workbench.corpus.html.page import extract

    return _body(extract(markup).spans)


def trafilatura(markup: str) -> str:
    from trafilatura import extract

    return extract(markup, include_comments=False) or ""


def trafilatura_and_title(markup: str) -> str:
    from trafilatura import extract_metadata

    return f"{extract_metadata(markup).title or ''}\n{trafilatura(markup)}"


def ours_of_text(text: str) -> str:
    from workbench.corpus.segmentation import segment

    return _body(segment(text))


def _body(spans: Iterable) -> str:
    from workbench.corpus.kinds import Kind

    return "\n".join(span.text for span in spans if span.kind not in (Kind.BOILERPLATE, Kind.RESIDUE))


def everything(text: str) -> str:
    return text


def long_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if len(line.strip()) > 80)


OF_HTML: dict[str, Callable[[str], str]] = {
    "ours": ours,
    "trafilatura": trafilatura,
    "trafilatura and title": trafilatura_and_title,
    "everything": block_lines,
}
OF_TEXT: dict[str, Callable[[str], str]] = {
    "ours": ours_of_text,
    "everything": everything,
    "lines over 80": long_lines,
}


def judge(page: MarkedPage, body: str) -> Verdict:
    """Compare what was taken for body with a page's marks."""
    taken = collapse(body)
    missed = [mark.text for mark in page.marks if mark.is_body and not all(run in taken for run in mark.runs)]
    wrong = [mark.text for mark in page.marks if not mark.is_body and any(run in taken for run in mark.runs)]
    right = sum(mark.is_body for mark in page.marks) - len(missed)
    return Verdict(page.name, right, tuple(wrong), tuple(missed))


def f_score(verdicts: Iterable[Verdict]) -> float:
    verdicts = list(verdicts)
    right = sum(one.right for one in verdicts)
    errors = sum(len(one.wrong) + len(one.missed) for one in verdicts)
    return 2 * right / (2 * right + errors) if right else 0.0


def f_score_at_par(verdicts: Iterable[Verdict]) -> float:
    """Compute F with the marks of the rest weighted so that together they weigh what the body's marks do."""
    verdicts = list(verdicts)
    kinds = Counter(mark.is_body for page in pages() for mark in page.marks)
    right, missed = sum(one.right for one in verdicts), sum(len(one.missed) for one in verdicts)
    wrong = sum(len(one.wrong) for one in verdicts) * kinds[True] / kinds[False]
    return 2 * right / (2 * right + wrong + missed)


@cache
def of_html(way: str) -> list[Verdict]:
    """Judge one way of OF_HTML on every page."""
    return [judge(page, OF_HTML[way](page.markup)) for page in pages()]


def of_text(way: str, stripping: str) -> list[Verdict]:
    """Judge one way of OF_TEXT on every page, its tags stripped in one of STRIPPINGS."""
    return [judge(page, OF_TEXT[way](STRIPPINGS[stripping](page.markup))) for page in pages()]


def _print_all(chosen: list[str]) -> None:
    from workbench.errors import NotBuiltError

    tables = {f"HTML, {way}": lambda way=way: of_html(way) for way in OF_HTML}
    tables |= {f"{how}, {way}": lambda way=way, how=how: of_text(way, how) for how in STRIPPINGS for way in OF_TEXT}
    marks = [mark for page in pages() for mark in page.marks]
    print(f"{len(pages())} pages, {sum(mark.is_body for mark in marks)} marks of body, {len(marks)} in all")
    for title, run in tables.items():
        if chosen and not any(word in title for word in chosen):
            continue
        try:
            verdicts = run()
        except NotBuiltError as error:
            print(f"{title:30} {error}")
            continue
        print(f"{title:30} {_figures(verdicts)}")
        if "ours" in title or chosen:
            _print_worst(verdicts)


def _figures(verdicts: list[Verdict]) -> str:
    right = sum(one.right for one in verdicts)
    missed = sum(len(one.missed) for one in verdicts)
    wrong = sum(len(one.wrong) for one in verdicts)
    figures = {
        "F": f_score(verdicts),
        "at par": f_score_at_par(verdicts),
        "precision": right / max(right + wrong, 1),
        "recall": right / (right + missed),
        "mean of pages": sum(one.score for one in verdicts) / len(verdicts),
    }
    return "  ".join(f"{name} {figure:.3f}" for name, figure in figures.items())


def _print_worst(verdicts: list[Verdict]) -> None:
    for one in sorted(verdicts, key=lambda verdict: verdict.score)[:12]:
        if one.score < 1:
            print(f"    {one.score:.2f} {one.name}")
            for sign, texts in (("missed", one.missed), ("wrong ", one.wrong)):
                for text in texts[:8]:
                    print(f"         {sign} {text[:90]}")


if __name__ == "__main__":
    _print_all(sys.argv[1:])
