from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.corpus import articles
from workbench.db import transaction
from workbench.labeling import history, queue
from workbench.labeling.history import Labelled
from workbench.people.access import Member
from workbench.web import journal
from workbench.web.api.documents import of_project
from workbench.web.identity import member, settings
from workbench.web.language import gettext

blueprint = Blueprint("desk", __name__, url_prefix="/projects/<slug>/desk")
HANDED_AT_FIRST = 10


@blueprint.get("")
def show(slug: str) -> str:
    """Show the desk with the first passages on it; to those who do not label, what they can do instead."""
    if member(slug).role != "annotator":
        return render_template("desk/not_yours.html", page_title=gettext("Desk"))
    with transaction() as session:
        return _desk(session, member(slug))


def _desk(session: Session, reader: Member) -> str:
    annotator, project = reader.require_label(), reader.project
    wanted = request.args.get("passage", None, int)
    again = history.get(session, annotator, wanted) if wanted else None
    leased = queue.lease(session, annotator, project, HANDED_AT_FIRST, minutes=settings().lease_minutes)
    document = queue.document(session, annotator, project, leased)
    return render_template(
        "desk/desk.html",
        page_title=gettext("Desk"),
        project=of_project(session, project),
        codebook=codebooks.guide(codebooks.current(session, project)),
        queue=document,
        why_empty=document["why_empty"],
        again=_again(again) if again and again.is_open else None,
        journal=journal.secrets_of(annotator),
        session_seconds=settings().session_hours * 3600,
        article=articles.document(session, project, str(leased[0].article["id"])) if leased else None,
    )


def _again(one: Labelled) -> dict[str, Any]:
    """Describe a passage that was labelled before as the queue does, with the annotation to be revised."""
    article = {name: getattr(one.article, name) for name in ("title", "outlet", "url", "published_at")}
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
