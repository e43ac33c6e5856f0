import hashlib
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.corpus import articles
from workbench.db import transaction
from workbench.labeling import history, queue
from workbench.labeling.history import Labelled
from workbench.people.access import Member
from workbench.projects.models import Project
from workbench.web import journal
from workbench.web.api.documents import of_project
from workbench.web.identity import member, settings

blueprint = Blueprint("desk", __name__, url_prefix="/projects/<slug>/desk")
HANDED_AT_FIRST = 10


@blueprint.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the desk with the first passages on it; to those who do not label, what they can do instead.

    Who begins with a training round is led there. One who has labelled before is told of it at the desk, which first
    sends what may wait in the browser.
    """
    if member(slug).role != "annotator":
        return render_template("desk/not_yours.html", page_title="Desk")
    with transaction() as session:
        return _desk(session, member(slug))


def _desk(session: Session, reader: Member) -> ResponseReturnValue:
    annotator, project = reader.require_label(), reader.project
    wanted = request.args.get("passage", None, int)
    again = history.get(session, annotator, wanted) if wanted else None
    leased = queue.lease(session, annotator, project, HANDED_AT_FIRST, minutes=settings().lease_minutes)
    document = queue.document(session, annotator, project, leased)
    if document["why_empty"] == "training" and not document["progress"]["done"]:
        return redirect(url_for("training_round.show", slug=project.slug), 303)
    return render_template(
        "desk/desk.html",
        page_title="Desk",
        project=of_project(session, project),
        codebook=codebooks.guide(codebooks.current(session, project)),
        queue=document,
        why_empty=document["why_empty"],
        again=_again(again) if again and again.is_open else None,
        journal=journal.secrets_of(annotator),
        session_seconds=settings().session_hours * 3600,
        content_note=project.content_note,
        care=_care(project, document),
        article=articles.document(session, project, str(leased[0].article["id"])) if leased else None,
    )


def _care(project: Project, queued: dict[str, Any]) -> dict[str, Any] | None:
    """Say what the desk is to be careful about; None for most projects. `note` marks the one to be read."""
    is_hard = any("content_note" in one["article"] for one in queued["passages"])
    if not (project.content_note or project.blurred or is_hard):
        return None
    note = hashlib.sha256(f"{project.id} {project.content_note}".encode()).hexdigest()[:16]
    return {"note": note if project.content_note else "", "blurred": project.blurred}


def _again(one: Labelled) -> dict[str, Any]:
    """Describe a passage that was labelled before as the queue does, with the annotation to be revised."""
    article = {name: getattr(one.article, name) for name in ("title", "outlet", "url", "published_at")}
    if one.article.content_note is not None:
        article["content_note"] = one.article.content_note
    passage = {name: getattr(one.passage, name) for name in ("position", "kind", "text")}
    judgments = [
        {name: getattr(judgment, name) for name in ("dimension", "target", "value", "state", "reason")}
        for judgment in one.latest.judgments
    ]
    return {
        "passage": {
            **passage,
            "id": str(one.passage.id),
            "article": {"id": one.article.uid, **article},
            "headings": [],
            "language": one.article.language,
        },
        "key": one.latest.key,
        "comment": one.latest.comment,
        "judgments": judgments,
    }
