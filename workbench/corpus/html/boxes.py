"""The block-level elements of a page, and what part of a page their names say they are."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Elements that break the line. What is not here is inline, as it is for a browser.
BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noframes noscript ol option p"
    " pre search section summary table tbody td tfoot th thead tr ul xmp button label".split()
)
# Elements whose text nobody sees, or which stand for something that is no text.
UNSEEN_TAGS: Final = frozenset(
    "applet area audio base canvas datalist embed frame head iframe img input link map meta noembed noframes noscript"
    " object param script select source style svg template textarea title track video rp".split()
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
_NAME_REGIONS: Final = {
    "comments": "comment comments commentlist commentslist commentform commentarea commenttext commentthread disqus respond"
    " livefyre guestbook kommentar kommentare commentaires commentaire comentarios comentario commenti reacties"
    " kommentarer komentarze replies reply cmt remarks",
    "other articles": "related relatedposts recommended recommendation recommendations recommends outbrain taboola zergnet"
    " popular trending mostread mostpopular mostviewed latest upnext readnext readmore similar recirc recirculation"
    " moreon morefrom seealso readalso teaser teasers carousel crosslinks similarposts jp-relatedposts nrelate",
    "share bar": "share shares sharing sharebar sharebox sharetools social socials socialmedia sharedaddy addthis sharethis"
    " addtoany followus socialshare shariff sharer sociable likebox",
    "navigation": "nav navbar navigation navi menu submenu breadcrumb breadcrumbs crumbs pagination pager paging pagenav"
    " skiplink skip topbar toolbar sitemap topnav subnav mainnav menubar tabs navlinks postnav",
    "page footer": "footer foot colophon copyright disclaimer imprint impressum footerlinks pagefooter legal",
    "advert": "ad ads advert adverts advertisement advertising advertorial adsense adslot adbox adunit sponsor sponsored"
    " sponsors promo promos promotion promobox dfp gpt anzeige anzeigen werbung publicidad publicite reklama reklame",
    "cookie notice": "cookie cookies cookiebar cookiebanner cookieconsent consent gdpr cmp onetrust",
    "newsletter": "newsletter newsletters subscribe subscription signup optin mailchimp mailinglist",
    "about the author": "author authorbox authorbio authorinfo aboutauthor bio vcard avatar contributor",
    "byline": "byline bylines meta metadata postmeta entrymeta postmetadata postinfo articlemeta articleinfo date datetime"
    " timestamp dateline pubdate published posted postdate entrydate byl credits",
    "tags": "tags taglist tagcloud categories keywords catlinks topics taglinks",
    "sidebar": "sidebar sidebars side rail rightrail leftrail rightcol rightcolumn leftcol leftcolumn rhs widget widgets"
    " widgetarea blogroll secondary tertiary",
    "hidden": "sr-only visuallyhidden visually-hidden screen-reader-text screenreader assistive-text noprint",
    "form": "login loginform searchform searchbox search register poll survey rating ratings",
    "page header": "masthead siteheader pageheader topheader sitetitle siteinfo branding",
}
_NAMES: Final = {word: region for region, words in _NAME_REGIONS.items() for word in words.split()}
_CAPTION_NAMES: Final = frozenset(
    "caption captions figcaption wpcaption imagecaption photocaption captiontext bildunterschrift legende legend cutline".split()
)
# What an <article> may be beside the article of the page.
_APART: Final = frozenset({"comments", "other articles", "advert"})
_PARTS: Final = re.compile(r"[A-Za-z]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES_LIMIT: Final = 300


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element: where it stands, what it says it is."""

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
    return bool(names) and any(word in _CAPTION_NAMES for word in _words(names[:_NAMES_LIMIT]))


def _named(names: str) -> str:
    if "hentry" in names:  # WordPress names the tags and categories of an article in the class of its element
        return ""
    for word in _words(names[:_NAMES_LIMIT]):
        region = _NAMES.get(word)
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
        words.extend(a + b for a, b in zip(parts, parts[1:], strict=False))
    return tuple(words)
