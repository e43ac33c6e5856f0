"""What the words that features store are called on a page."""

from collections.abc import Mapping

from flask import Flask

from workbench.codebook.definition import Codebook
from workbench.labeling.models import Judgment
from workbench.labeling.schemas import Judged
from workbench.projects.models import Project
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


def question_name(dimension: str, target: str | None) -> str:
    """Name what is asked, toward whom where it is asked for each target."""
    return gettext("%(question)s toward %(target)s", question=dimension, target=target) if target else dimension


def judged_question(codebook: Codebook, project: Project, judgment: Judgment | Judged) -> str:
    """Name the question that a judgment answers; what is in codebook or project no more stands for itself."""
    dimension = codebook.dimension(judgment.dimension)
    target = next((one.name for one in project.targets if one.slug == judgment.target), judgment.target)
    return question_name(dimension.name if dimension else judgment.dimension, target)


def answer_name(codebook: Codebook, judgment: Judgment | Judged) -> str:
    """Name what a judgment says, in the words of the codebook."""
    dimension = codebook.dimension(judgment.dimension)
    label = dimension.label(judgment.value) if dimension and judgment.value else None
    name = label.name if label else judgment.value or ""
    match judgment.state:
        case "unsure":
            return gettext("%(label)s (unsure)", label=name) if name else gettext("unsure")
        case "not_applicable":
            return gettext("target absent")
        case _:
            return name or gettext("none fits")


def named(words: Mapping[str, str], word: str) -> str:
    """Return what a stored word is called; one that is not of the set stands for itself."""
    return gettext(words[word]) if word in words else word
