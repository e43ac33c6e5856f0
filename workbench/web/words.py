"""What the words that features store are called on a page."""

from collections.abc import Mapping

from flask import Flask

from workbench.codebook.definition import Dimension
from workbench.projects.models import Target
from workbench.web.language import gettext, mark

KINDS = {
    "paragraph": mark("paragraph"),
    "heading": mark("heading"),
    "list": mark("list"),
    "table": mark("table"),
    "quote": mark("quote"),
    "caption": mark("caption"),
    "boilerplate": mark("boilerplate"),
    "residue": mark("residue"),
}
LEVELS = {"nominal": mark("nominal"), "ordinal": mark("ordinal"), "interval": mark("interval")}
ROLES = {"annotator": mark("annotator"), "lead": mark("lead"), "admin": mark("admin")}
ACCOUNT_STATES = {"invited": mark("invited"), "active": mark("active"), "deactivated": mark("deactivated")}


def register(app: Flask) -> None:
    """Give templates a filter for each set of words."""
    sets = {"kind": KINDS, "level": LEVELS, "role": ROLES, "account_state": ACCOUNT_STATES}
    for name, words in sets.items():
        app.jinja_env.filters[name] = lambda word, words=words: named(words, word)


def question_name(dimension: Dimension, target: Target | None) -> str:
    """Name what is asked, toward whom where it is asked for each target."""
    if target is None:
        return dimension.name
    return gettext("%(question)s toward %(target)s", question=dimension.name, target=target.name)


def named(words: Mapping[str, str], word: str) -> str:
    """Return what a stored word is called; one that is not of the set stands for itself."""
    return gettext(words[word]) if word in words else word
