"""What a web page declares its encoding to be, as browsers understand the name."""

import codecs
import re

_HEAD = 8192
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{2,40})|<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# https://encoding.spec.whatwg.org/#names-and-labels: labels that browsers read as a larger set than their name says.
_LARGER = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc-jp",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
}


def declared_encoding(content: bytes) -> str | None:
    """Return the encoding that a page declares, None for none, for one unknown and for one that it cannot be in."""
    match = _DECLARED.search(content[:_HEAD])
    if match is None:
        return None
    label = (match[1] or match[2]).decode("ascii", "replace").lower()
    name = _LARGER.get(label) or _known(label)
    # A page whose declaration could be read as ASCII is in neither of these.
    return None if name is None or name.startswith(("utf-16", "utf-32", "utf-7")) else name


def _known(label: str) -> str | None:
    try:
        b" ".decode(label)
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return _LARGER.get(name, name)
