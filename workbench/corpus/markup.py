"""Markup that a scraper left behind: telling it from text, and taking it out of what a person reads."""

import html
import re
from collections.abc import Callable
from functools import lru_cache

# So many tags and scraps of them, which come again and again, are each judged once.
_REMEMBERED = 5000
_STYLE_TAGS = frozenset({"b", "big", "code", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup", "u"})
INLINE_TAGS = _STYLE_TAGS | frozenset({"a", "abbr", "cite", "del", "ins", "q", "time"})
TABLE_TAGS = frozenset({"table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_LIST_TAGS = frozenset({"dd", "dl", "dt", "li", "ol", "ul"})
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXT_TAGS = _LIST_TAGS | _HEADING_TAGS | frozenset({"blockquote", "br", "center", "div", "hr", "p", "pre"})
_PAGE_TAGS = frozenset({"article", "aside", "body", "footer", "header", "html", "main", "nav", "section"})
_FIGURE_TAGS = frozenset({"caption", "figcaption", "figure", "iframe", "img", "picture", "svg", "video"})
_FORM_TAGS = frozenset({"button", "form", "input", "label", "option", "select"})
_HEAD_TAGS = frozenset({"link", "meta", "noscript", "script", "style"})
_TAGS = INLINE_TAGS | TABLE_TAGS | _TEXT_TAGS | _PAGE_TAGS | _FIGURE_TAGS | _FORM_TAGS | _HEAD_TAGS
# Ends of names that are left when a scraper loses the first letters of a tag ("</thead>" as "head />").
_TAG_ENDS = frozenset({"row", "head", "foot"})

_WORD = re.compile(r"[^\W_]")
_SUSPECT = re.compile(r"[<>&*_|{}`\[\\\x00-\x1f\x7f-\xa0\xad\u2000-\u200b\u2028-\u202f\u3000\ufeff]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\ufeff]")
_ENTITY = re.compile(r"(&\s?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2})\s?;)")
_COMMENT = re.compile(r"<!--[^<>]{0,2000}-->")
_TAG = re.compile(r"<([^<>]{1,400})>")
_TAG_BODY = re.compile(r"\s?/?\s?([A-Za-z][A-Za-z0-9]{0,11})((?:\s[^<>]*)?/?\s?)", re.DOTALL)
_OPENING = re.compile(r"<\s?/?\s?([A-Za-z]{1,8})[\s/>]")
_ATTRIBUTE = re.compile(r"\s*[A-Za-z][\w:-]{0,30}\s?=\s?[\"'“”‘’«]")
_NAME = "[A-Za-z][A-Za-z0-9]{0,11}"
_DANGLING = re.compile(rf"<\s?/?\s?({_NAME})\s?/?(?=\s|$)|(?<!\S)/\s?({_NAME})\s?/?>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])([^*_]{1,400})(?<=\S)\1(?![\w*_])")
_TAG_SIGNS = re.compile("[<>/]")
_TAG_LETTERS = re.compile(r"[\s<>/A-Za-z0-9]++")
_SEPARATORS = re.compile(r"[\s<>/]+")
_CODE_SHAPE = re.compile(
    r"\)\s?\{|\};|\}\)|\(\)\s?[;{]|^\s?(?:var|let|const|function|window|document|@media|@import|@font-face)\b.{0,80}[={(]"
    r"|^[.#@]?[\w\s.,#>:-]{1,120}\{[^{}]{0,200}:|[\"']\s?:\s?[\"'{\[].{0,200}[\"'}\]],?$"
)
_CODE_SIGNS = re.compile(r"[{}();=\[\]\"]")


def is_clean(raw: str) -> bool:
    """Tell whether a text holds none of the signs that markup is made of, and single blanks only."""
    if "  " in raw:
        return False
    # Twice as fast as the pattern, whose other signs cannot be printed.
    if "<" in raw or ">" in raw or "&" in raw or "*" in raw or "_" in raw or "|" in raw:
        return False
    if "{" in raw or "}" in raw or "`" in raw or "[" in raw or "\\" in raw:
        return False
    return raw.isprintable() or _SUSPECT.search(raw) is None


def is_plain(raw: str) -> bool:
    """Tell whether a text is free of all that markup, code and tables are made of, but the signs of a heading."""
    return is_clean(raw) and "/" not in raw and "();" not in raw and "+--" not in raw


def is_tag(body: str) -> bool:
    """Tell whether the text between two angle brackets is a tag, in whatever spacing."""
    if body.startswith(("!", "?")):
        return True
    match = _TAG_BODY.fullmatch(body)
    if match is None:
        return False
    name, rest = match[1].lower(), match[2] or ""
    if _ATTRIBUTE.match(rest) is not None:
        return True
    return name in _TAGS and rest.strip(" /") == ""


def tag_names(raw: str) -> frozenset[str]:
    """Return the names in a line that holds nothing but scraps of tags, an empty set for any other line."""
    if len(raw) > 400 or _TAG_SIGNS.search(raw) is None or _TAG_LETTERS.fullmatch(raw) is None:
        return frozenset()
    return _names(raw)


@lru_cache(maxsize=_REMEMBERED)
def _names(raw: str) -> frozenset[str]:
    names = [name for name in _SEPARATORS.split(raw.lower()) if name]
    if any(name not in _TAGS and name not in _TAG_ENDS for name in names):
        return frozenset()
    if not ("<" in raw or ">" in raw) and (len(names) != 1 or len(names[0]) == 1):
        return frozenset()
    return frozenset(names)


def has_words(text: str) -> bool:
    """Tell whether a text holds any letter or digit."""
    return _WORD.search(text) is not None


def is_code(raw: str) -> bool:
    """Tell whether a line is script, style or data rather than language."""
    if "{" not in raw and "}" not in raw and "();" not in raw:
        return False
    sample = raw[:2000]
    return _CODE_SHAPE.search(sample) is not None and len(_CODE_SIGNS.findall(sample)) * 25 > len(sample)


def opens_with_scrap(raw: str) -> bool:
    """Tell whether a line begins with the scraps of an inline tag, as items of lists without their tags do."""
    if raw[0] == ">":
        return True
    if raw[0] != "<":
        return False
    match = _OPENING.match(raw)
    return match is not None and match[1].lower() in INLINE_TAGS


def is_link_only(raw: str) -> bool:
    """Tell whether a line is one markdown link or image and nothing else."""
    if "](" not in raw or len(raw) > 1000:
        return False
    return not has_words(_LINK.sub("", raw))


def readable(raw: str) -> str:
    """Return what a person reads of a text: no tags, no entities, no markdown signs, single blanks."""
    if is_clean(raw):
        return raw
    if "&" in raw:
        raw = _mapped(_ENTITY, _decoded, raw)
        if "&" in raw:
            raw = _mapped(_ENTITY, _decoded, raw)
    if "<" in raw or ">" in raw:
        raw = _without_tags(raw)
    if "](" in raw:
        raw = _LINK.sub(r"\1", raw)
    if "*" in raw or "_" in raw:
        raw = _EMPHASIS.sub(r"\2", raw)
    if "  " not in raw and raw.isprintable():
        return raw.strip()
    text = " ".join(raw.split())
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())


def _mapped(pattern: re.Pattern[str], read: Callable[[str], str], raw: str) -> str:
    """Return a text with what the one group of a pattern matches read; twice as fast as `sub`, which makes matches."""
    parts = pattern.split(raw)
    parts[1::2] = map(read, parts[1::2])
    return "".join(parts)


@lru_cache(maxsize=_REMEMBERED)
def _decoded(entity: str) -> str:
    tight = f"&{entity[1:-1].strip()};"
    decoded = html.unescape(tight)
    return entity if decoded == tight else decoded


def _without_tags(raw: str) -> str:
    if "<!--" in raw:
        raw = _COMMENT.sub(" ", raw)
    raw = _mapped(_TAG, _reads_as, raw)
    if "<" not in raw and ">" not in raw:
        return raw.strip()
    raw = _DANGLING.sub(_drop_dangling, raw)
    return _without_tail(_without_head(raw.strip())).strip()


@lru_cache(maxsize=_REMEMBERED)
def _reads_as(body: str) -> str:
    """Return what a person reads of what stands between two angle brackets."""
    name = body.strip(" /")
    if name not in INLINE_TAGS and not is_tag(body):
        return f"<{body}>"
    return "" if name.lower() in INLINE_TAGS else " "


def _drop_dangling(match: re.Match[str]) -> str:
    name = (match[1] or match[2]).lower()
    return " " if name in _TAGS and len(name) > 1 else match[0]


def _without_head(text: str) -> str:
    """Cut the end of a tag whose beginning is lost: `h2 id = "x">Title`, `>Title`, `/ li />Title`."""
    close = text.find(">", 0, 400)
    if close < 0:
        return text
    head = text[:close]
    if head.strip(" /") and not (is_tag(head) and (len(head.strip(" /")) > 1 or head[-1:] != " ")):
        return text
    return text[close:].lstrip("> ")


def _without_tail(text: str) -> str:
    """Cut the beginning of a tag whose end is lost: `Title<`, `Title< / li`."""
    opening = text.rfind("<", max(0, len(text) - 400))
    if opening < 0:
        return text
    tail = text[opening + 1 :]
    return text[:opening].rstrip("< ") if not tail.strip(" /") or is_tag(tail) else text
