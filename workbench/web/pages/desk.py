import hashlib
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.db import id_of, iso, transaction
from workbench.labeling import catching_up, history, queue, reading
from workbench.labeling.catching_up import Missed
from workbench.labeling.history import Labelled, Revision
from workbench.people.access import Member
from workbench.people.models import Annotator
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.web import journal
from workbench.web.api.documents import of_project
from workbench.web.identity import member, settings
from workbench.web.language import gettext

blueprint = Blueprint("desk", __name__, url_prefix="/projects/<slug>/desk")
HANDED_AT_FIRST = 10


@blueprint.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the desk with the first passages on it; to those who do not label, what they can do instead.

    Who begins with a training round is led there. One who has labelled before is told of it at the desk, which first
    sends what may wait in the browser.
    """
    if member(slug).role != "annotator":
        return render_template("desk/not_yours.html", page_title=gettext("Desk"))
    with transaction() as session:
        missed = catching_up.missed(session, member(slug).require_label(), member(slug).project)
        return _desk(session, member(slug)) if missed is None else _changed(missed)


@blueprint.post("/codebook")
def catch_up(slug: str) -> ResponseReturnValue:
    """Note that the annotator was shown what changed in the codebook, and go on to the desk."""
    with transaction() as session:
        annotator, current = member(slug).require_label(), codebooks.current(session, member(slug).project).number
        # A version that came while they read is shown next.
        catching_up.shown(session, annotator, min(request.form.get("version", 1, int), current))
    return redirect(url_for("desk.show", slug=slug, passage=request.form.get("passage") or None), 303)


def _changed(missed: Missed) -> str:
    passage = request.args.get("passage", "")
    return render_template(
        "desk/changed.html", page_title=gettext("The questions have changed"), missed=missed, passage=passage
    )


def _desk(session: Session, reader: Member) -> ResponseReturnValue:
    annotator, project = reader.require_label(), reader.project
    wanted = request.args.get("passage", None, id_of)
    again = history.get(session, annotator, wanted) if wanted else None
    leased = queue.lease(session, annotator, project, HANDED_AT_FIRST, minutes=settings().lease_minutes)
    document = queue.document(session, annotator, project, leased)
    if document["why_empty"] == "training" and not document["progress"]["done"]:
        return redirect(url_for("training_round.show", slug=project.slug), 303)
    first = str(leased[0].article["id"]) if leased else None
    version = codebooks.current(session, project)
    return render_template(
        "desk/desk.html",
        page_title=gettext("Desk"),
        project=of_project(session, project),
        codebook=codebooks.guide(version),
        questions=codebooks.laid_out(version, project.targets),
        reading={name: getattr(project, name) for name in projects.READING},
        queue=document,
        why_empty=document["why_empty"],
        again=_again(session, annotator, project, again) if again and again.is_open else None,
        journal=journal.secrets_of(annotator),
        session_seconds=settings().session_hours * 3600,
        content_note=project.content_note,
        care=_care(project, document),
        article=reading.document(session, annotator, project, first) if first else None,
    )


def _care(project: Project, queued: dict[str, Any]) -> dict[str, Any] | None:
    """Say what the desk is to be careful about; None for most projects. `note` marks the one to be read."""
    is_hard = any("content_note" in one["article"] for one in queued["passages"])
    if not (project.content_note or project.blurred or is_hard):
        return None
    note = hashlib.sha256(f"{project.id} {project.content_note}".encode()).hexdigest()[:16]
    return {"note": note if project.content_note else "", "blurred": project.blurred}


def _again(session: Session, annotator: Annotator, project: Project, one: Labelled) -> dict[str, Any]:
    """Describe a passage that was labelled before as the queue does, with the annotation to be revised."""
    is_open = one.article.id in reading.opened(session, annotator, project, [one.article.id])
    passage = {name: getattr(one.passage, name) for name in ("position", "kind", "text")}
    return {
        "passage": {
            **passage,
            "id": str(one.passage.id),
            "article": reading.head(project, one.article.id, one.article, is_open=is_open),
            "headings": [],
            "language": one.article.language,
        },
        "key": one.latest.key,
        "comment": one.latest.comment,
        "evidence": one.latest.evidence,
        "judgments": _judgments(one.latest),
        "said": [
            {"at": iso(said.at), "state": said.state, "judgments": _judgments(said)}
            for said in (*reversed(one.earlier), one.latest)
        ],
    }


def _judgments(revision: Revision) -> list[dict[str, Any]]:
    names = ("dimension", "target", "value", "state", "reason")
    return [{name: getattr(judgment, name) for name in names} for judgment in revision.judgments]
