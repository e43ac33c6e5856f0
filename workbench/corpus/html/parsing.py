"""From markup to a tree, whatever the markup is like."""

import re
from typing import Final

from lxml import etree, html

_UNPARSABLE: Final = re.compile("[\x00\ud800-\udfff]")


def parse(markup: str) -> html.HtmlElement:
    """Return the tree of a page, without comments; an empty page has an empty body."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    data = _UNPARSABLE.sub("\ufffd", markup).encode()
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        return html.document_fromstring(b"<html><body></body></html>", parser=parser)
