from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.codebook.definition import Codebook
from workbench.db import db, id_of, iso
from workbench.labeling import history, reading
from workbench.labeling.history import Labelled, Revision
from workbench.people.models import Annotator
from workbench.projects.models import Project
from workbench.web import identity
from workbench.web.language import gettext
from workbench.web.words import answer_name, judged_question

blueprint = Blueprint("labels", __name__, url_prefix="/projects/<slug>/labels")
STATES = ("answered", "unusable", "skipped")


@blueprint.get("")
def show(slug: str) -> str:
    """List one's own labels, newest first, or those that a search finds."""
    member, session = identity.member(slug), db.session()
    annotator = member.require_label()
    asked: dict[str, Any] = {"search": _search(), "answer": request.args.get("answer", "")}
    found, following = history.find(session, annotator, asked["search"], before=request.args.get("before", None, id_of))
    codebook = codebooks.current(session, member.project).codebook
    return render_template(
        "labels/labels.html",
        page_title=gettext("Labels"),
        labels=_listed(session, codebook, annotator, member.project, found),
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


def _listed(
    session: Session, codebook: Codebook, annotator: Annotator, project: Project, found: Sequence[Labelled]
) -> list[dict[str, Any]]:
    opened = reading.opened(session, annotator, project, {one.article.id for one in found})
    return [_shown(codebook, project, one, one.article.id in opened) for one in found]


def _shown(codebook: Codebook, project: Project, one: Labelled, is_open: bool) -> dict[str, Any]:
    article = reading.head(project, one.article.id, one.article, is_open=is_open)
    return {
        "passage": one.passage.id,
        "title": article["title"] or (one.article.file.split("/")[-1] if is_open else article["id"]),
        "outlet": article["outlet"],
        "language": one.article.language,
        "text": one.passage.text,
        "is_open": one.is_open,
        "latest": _revision(codebook, project, one.passage.text, one.latest),
        "earlier": [_revision(codebook, project, one.passage.text, revision) for revision in one.earlier],
    }


def _revision(codebook: Codebook, project: Project, text: str, one: Revision) -> dict[str, Any]:
    answers: dict[str, list[str]] = {}
    for judgment in one.judgments:
        answers.setdefault(judged_question(codebook, project, judgment), []).append(answer_name(codebook, judgment))
    told = {"state": one.state, "is_late": one.is_late, "comment": one.comment, "answers": answers}
    return {"at": iso(one.at), "evidence": [text[start:end] for start, end in one.evidence], **told}
