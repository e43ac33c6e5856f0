from typing import Any

from flask import Blueprint, render_template, request

from workbench.codebook import codebooks
from workbench.codebook.definition import Codebook
from workbench.db import db, iso
from workbench.labeling import history
from workbench.labeling.history import Labelled, Revision
from workbench.labeling.models import Judgment
from workbench.projects.models import Project
from workbench.web import identity
from workbench.web.language import gettext

blueprint = Blueprint("labels", __name__, url_prefix="/projects/<slug>/labels")
STATES = ("answered", "unusable", "skipped")


@blueprint.get("")
def show(slug: str) -> str:
    """List one's own labels, newest first, or those that a search finds."""
    member, session = identity.member(slug), db.session()
    annotator = member.require_label()
    asked: dict[str, Any] = {"search": _search(), "answer": request.args.get("answer", "")}
    found, following = history.find(session, annotator, asked["search"], before=request.args.get("before", None, int))
    codebook = codebooks.current(session, member.project).codebook
    return render_template(
        "labels/labels.html",
        page_title=gettext("Labels"),
        labels=[_shown(codebook, member.project, one) for one in found],
        **asked,
        answers=[
            (f"{one.id}={label.id}", f"{one.name}: {label.name}") for one in codebook.dimensions for label in one.labels
        ],
        following=following,
    )


def _search() -> history.Search:
    state = request.args.get("state", "")
    dimension, _, value = request.args.get("answer", "").partition("=")
    words = " ".join(request.args.get("q", "").split())
    return history.Search(words, state if state in STATES else "", dimension if value else "", value)


def _shown(codebook: Codebook, project: Project, one: Labelled) -> dict[str, Any]:
    return {
        "passage": one.passage.id,
        "title": one.article.title or one.article.file.split("/")[-1],
        "text": one.passage.text,
        "is_open": one.is_open,
        "latest": _revision(codebook, project, one.latest),
        "earlier": [_revision(codebook, project, revision) for revision in one.earlier],
    }


def _revision(codebook: Codebook, project: Project, one: Revision) -> dict[str, Any]:
    answers: dict[str, list[str]] = {}
    for judgment in one.judgments:
        answers.setdefault(_question(codebook, project, judgment), []).append(_answer(codebook, judgment))
    return {"at": iso(one.at), "state": one.state, "is_late": one.is_late, "comment": one.comment, "answers": answers}


def _question(codebook: Codebook, project: Project, judgment: Judgment) -> str:
    dimension = codebook.dimension(judgment.dimension)
    name = dimension.name if dimension else judgment.dimension
    if judgment.target is None:
        return name
    target = next((one.name for one in project.targets if one.slug == judgment.target), judgment.target)
    return gettext("%(question)s toward %(target)s", question=name, target=target)


def _answer(codebook: Codebook, judgment: Judgment) -> str:
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
