"""The block-level elements of a page, and what part of a page their names say they are."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

# Elements that break the line. What is not here is inline, as it is for a browser.
BLOCK_TAGS: Final = frozenset(
    """address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav noframes noscript
    ol option p pre search section summary table tbody td tfoot th thead tr ul xmp""".split()  # noqa: SIM905 - fifty strings on fifty lines read worse
)
# Elements whose text nobody sees, or which stand for something that is no text.
UNSEEN_TAGS: Final = frozenset(
    """applet area audio base canvas datalist embed frame head iframe img input link map meta noembed noframes noscript
    object param rp script select source style svg template textarea title track video""".split()  # noqa: SIM905 - as above
)
HEADING_TAGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LIST_TAGS: Final = frozenset({"li", "dt", "dd"})

_TAG_REGIONS: Final = {
    "nav": "navigation",
    "menu": "navigation",
    "button": "navigation",
    "footer": "page footer",
    "aside": "sidebar",
    "form": "form",
    "dialog": "dialog",
}
_ROLE_REGIONS: Final = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "search": "form",
    "contentinfo": "page footer",
    "complementary": "sidebar",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
# What an <article> may be beside the article of the page.
_APART: Final = frozenset({"comments", "other articles", "advert", "teaser"})
_PARTS: Final = re.compile(r"[A-Za-z]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Not the ones of page builders, which make each paragraph an `elementor-widget`.
_WIDGET: Final = re.compile(r"(?:.*\s)?widget", re.IGNORECASE | re.DOTALL)
_NAMES_LIMIT: Final = 300


@cache
def _regions() -> dict[str, str]:
    return {word: region for region, words in _data()["regions"].items() for word in words.split()}


@cache
def _captions() -> frozenset[str]:
    return frozenset(_data()["captions"]["names"].split())


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("workbench.corpus.html").joinpath("regions.toml").read_text(encoding="utf-8"))


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element: where it stands, what it says it is, which is read as `region` or `caption`."""

    tag: str
    pointer: str
    parent: "Box | None"
    region: str = ""
    caption: bool = False


def region_of(tag: str, role: str, names: str) -> str:
    """Return which part of a page an element says it is by tag, role, class and id: "" where it says none."""
    if tag in ("html", "body", "main") or tag in HEADING_TAGS:
        return ""
    if tag == "article":
        region = _named(names) if names else ""
        return region if region in _APART else ""
    return _ROLE_REGIONS.get(role, "") or _TAG_REGIONS.get(tag, "") or (_named(names) if names else "")


def names_caption(names: str) -> bool:
    """Tell whether a class or id says that this is the caption of a picture."""
    return bool(names) and any(word in _captions() for word in _words(names[:_NAMES_LIMIT]))


def _named(names: str) -> str:
    if "hentry" in names:  # WordPress names the tags and categories of an article in the class of its element
        return ""
    if _WIDGET.match(names):
        return "sidebar"
    for word in _words(names[:_NAMES_LIMIT]):
        region = _regions().get(word)
        if region is not None:
            return region
    return ""


@lru_cache(maxsize=4096)
def _words(names: str) -> tuple[str, ...]:
    """Return the words of class and id: each part alone, each two neighbours and each name joined."""
    words: list[str] = []
    for name in names.split():
        parts = [part.lower() for part in _PARTS.findall(_CAMEL.sub("-", name))]
        words.append(name.lower())
        words.extend(parts)
        words.extend(a + b for a, b in pairwise(parts))
    return tuple(words)
