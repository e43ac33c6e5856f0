"""What a page says of itself: title, outlet, author, date, language, address, and its text for machines."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import html

from workbench.corpus.readers import captions
from workbench.corpus.readers.captions import Captions

_LONGEST: Final = 2_000
_LONGEST_SCRIPT: Final = 2_000_000
_ARTICLE: Final = re.compile(r"Article|Posting|Report|Recipe|Review|HowTo|FAQPage|QAPage|Question|Opinion|Analysis")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_PARTS_OF_TITLE: Final = re.compile(r"\s+[|»·•–—-]\s+|\s*\|\s*")
_HEADLINE: Final = 8
_BY: Final = re.compile(r"(?:by|von|par|por|di|door|av|af)\s+(?=\w)", re.IGNORECASE)
_DATE_IN_PATH: Final = re.compile(r"/((?:19|20)\d{2})[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=\D)")
_TAG: Final = re.compile(r"<[^<>]{1,400}>")

_TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
_OUTLETS: Final = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
_AUTHORS: Final = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
)
_DATES: Final = (
    "article:published_time", "datepublished", "og:published_time", "pubdate", "publishdate", "publish-date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_LANGUAGES: Final = ("content-language", "language", "dc.language", "og:locale")
_LEADS: Final = ("description", "og:description", "twitter:description")


@dataclass(frozen=True, slots=True)
class Head:
    """A page's captions, its titles, its lead, and the texts of the article that it holds for machines.

    Each of `bodies` is a text and the address of the script that holds it.
    """

    captions: Captions
    titles: tuple[str, ...]
    lead: str
    bodies: tuple[tuple[str, str], ...]


def read_head(root: html.HtmlElement) -> Head:
    """Read what a page says of itself; what it does not say is None or empty."""
    metas = _metas(root)
    found = list(_told(root))
    told = [one for one, _ in found]
    page_title = _text(root.findtext(".//head/title")) or _text(root.findtext(".//title"))
    headings = _named(root, "h1")
    shown = [heading for heading in headings if len(heading) >= _HEADLINE and heading in page_title]
    title = _first(_metas_of(metas, _TITLES), _values(told, "headline"), shown, [page_title], headings)
    outlet = _first(_metas_of(metas, _OUTLETS[:1]), _names(told, "publisher"), _metas_of(metas, _OUTLETS[1:]))
    url = _url(root, metas, told)
    values = {
        "title": _without_outlet(title, outlet),
        "outlet": outlet.lstrip("@"),
        "author": _without_by(_author(root, metas, told)),
        "published_at": _first(_values(told, "datePublished"), _metas_of(metas, _DATES), _times(root), _dates_of(url)),
        "language": _language(root, metas, told),
        "url": url,
    }
    kept = {name: value for name, value in values.items() if value and len(value) <= _LONGEST}
    leads = [*_metas_of(metas, _LEADS), *_values(told, "description")]
    bodies = tuple((_TAG.sub(" ", text), path) for one, path in found for text in _bodies(one))
    return Head(captions.read(kept), tuple(one for one in (page_title, title) if one), "\n".join(leads), bodies)


def _bodies(one: Mapping[str, object]) -> list[str]:
    return [text for text in (one.get("articleBody"), one.get("text")) if isinstance(text, str)]


def _metas(root: html.HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = _text(meta.get("content"))
        if name and content:
            metas.setdefault(name.lower(), []).append(content)
    return metas


def _metas_of(metas: Mapping[str, list[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in metas.get(name, ())]


def _told(root: html.HtmlElement) -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield the articles of a page's JSON-LD, in order, each with the address of its script."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _LONGEST_SCRIPT:
            continue
        try:
            found = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _nodes(found):
            kinds = one.get("@type")
            if any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield one, root.getroottree().getpath(script)


def _nodes(found: object) -> Iterator[Mapping[str, object]]:
    waiting = [found]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if key in one)


def _values(told: Iterable[Mapping[str, object]], key: str) -> list[str]:
    return [_text(one[key]) for one in told if isinstance(one.get(key), str)]


def _names(told: Iterable[Mapping[str, object]], key: str) -> list[str]:
    found: list[str] = []
    for one in told:
        values = one.get(key)
        names = [_name(value) for value in (values if isinstance(values, list) else [values])]
        found += [", ".join(dict.fromkeys(name for name in names if name))]
    return found


def _name(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return _text(value) if isinstance(value, str) and not _ADDRESS.match(value) else ""


def _author(root: html.HtmlElement, metas: Mapping[str, list[str]], told: list[Mapping[str, object]]) -> str:
    named = [value for value in _metas_of(metas, _AUTHORS) if not _ADDRESS.match(value)]
    links = [_text("".join(link.itertext())) for link in root.iter("a") if "author" in (link.get("rel") or "").split()]
    return _first(
        _names(told, "author"), named, _properties(root, "author"), [link for link in links if len(link) < 80]
    )


def _without_by(author: str) -> str:
    match = _BY.match(author)
    return author[match.end() :] if match else author


def _properties(root: html.HtmlElement, name: str) -> list[str]:
    found = []
    for one in root.iterfind(f".//*[@itemprop='{name}']"):
        inner = one.find(".//*[@itemprop='name']")
        text = _text("".join((one if inner is None else inner).itertext()))
        if text and len(text) < 80:
            found.append(text)
    return found


def _times(root: html.HtmlElement) -> list[str]:
    times = [time for time in root.iter("time") if time.get("datetime")]
    published = [time for time in times if time.get("pubdate") is not None or time.get("itemprop") == "datePublished"]
    dated = [
        one.get("datetime") or one.get("content") or "" for one in root.iterfind(".//*[@itemprop='datePublished']")
    ]
    return [
        _text(value)
        for value in (*(time.get("datetime") for time in published), *dated, *(time.get("datetime") for time in times))
    ]


def _dates_of(url: str) -> list[str]:
    """Return the date in an address such as `https://quay.example/2025/03/11/bridge`."""
    return ["-".join(match.groups()) for match in _DATE_IN_PATH.finditer(url)]


def _language(root: html.HtmlElement, metas: Mapping[str, list[str]], told: list[Mapping[str, object]]) -> str:
    own = [
        _text(root.get("lang")),
        _text(root.get("{http://www.w3.org/XML/1998/namespace}lang")),
        _text(root.get("xml:lang")),
    ]
    for value in (*own, *_values(told, "inLanguage"), *_metas_of(metas, _LANGUAGES)):
        match = _LANGUAGE.match(value)
        if match:
            return match[0].replace("_", "-")
    return ""


def _url(root: html.HtmlElement, metas: Mapping[str, list[str]], told: list[Mapping[str, object]]) -> str:
    links = [
        _text(link.get("href")) for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    values = [*links, *_metas_of(metas, ("og:url",)), *_values(told, "url"), *_values(told, "mainEntityOfPage")]
    return next((value for value in values if _ADDRESS.fullmatch(value)), "")


def _named(root: html.HtmlElement, tag: str) -> list[str]:
    return [_text("".join(one.itertext())) for one in root.iter(tag)]


def _without_outlet(title: str, outlet: str) -> str:
    """Return a title without the outlet's name that pages put before or after it."""
    parts = _PARTS_OF_TITLE.split(title)
    if len(parts) > 1 and outlet:
        key = outlet.lower().lstrip("@")
        if parts[-1].lower() == key:
            return title[: title.rfind(parts[-1])].rstrip(" |»·•–—-")
        if parts[0].lower() == key:
            return title[len(parts[0]) :].lstrip(" |»·•–—-")
    return title


def _first(*lists: Iterable[str]) -> str:
    return next((value for values in lists for value in values if value), "")


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
