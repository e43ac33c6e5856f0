"""From markup to a tree, whatever the markup is like."""

import re
from typing import Final

from lxml import etree, html

_UNPARSABLE: Final = re.compile("[\x00\ud800-\udfff]")
_LONG_TAG: Final = re.compile(r"<([A-Za-z][\w:-]{0,40})\s([^<>]{5000,})>")
_MOST_ATTRIBUTES: Final = 500
_ANY_TAG: Final = re.compile(r"</?(?!(?:script|style|title|head|body|html)\b)[A-Za-z][^<>]*>", re.IGNORECASE)


def parse(markup: str) -> tuple[html.HtmlElement, bool]:
    """Return the tree of a page, without comments, and whether it is the page's own.

    An empty page has an empty body. Elements that stand thousands deep, where the parser would lose their text, are
    parsed again as paragraphs, one after another: that tree is not the page's own.
    """
    safe = _LONG_TAG.sub(_without_attributes, _UNPARSABLE.sub("\ufffd", markup))
    root, lost = _parsed(safe)
    if not lost:
        return root, True
    return _parsed(_ANY_TAG.sub("<br><br>", safe))[0], False


def is_light(root: html.HtmlElement, *, elements: int, depth: int) -> bool:
    """Tell whether a tree has no more elements than so many, none deeper than that."""
    count = level = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        count += event == "start"
        if count > elements or level > depth:
            return False
    return True


def _parsed(markup: str) -> tuple[html.HtmlElement, bool]:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(markup.encode(), parser=parser)
    except etree.ParserError:
        return html.document_fromstring(b"<html><body></body></html>"), False
    return root, any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)


def _without_attributes(tag: re.Match[str]) -> str:
    """Return a tag bare if it has more attributes than the parser takes in a sensible time."""
    return f"<{tag[1]}>" if len(tag[2].split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES else tag[0]
