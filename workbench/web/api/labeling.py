from typing import Any

from flask import Response
from flask_smorest import Blueprint

from workbench.codebook import codebooks
from workbench.db import db, transaction
from workbench.labeling import queue, submissions
from workbench.labeling.schemas import (
    AnnotationOut,
    AnnotationsOut,
    AnnotationsQuery,
    QueueOut,
    QueueQuery,
    Submission,
    SubmissionIn,
    check_key,
)
from workbench.web.api.documents import answer, refuses
from workbench.web.identity import member, settings

blueprint = Blueprint("api-labeling", __name__, url_prefix="/projects/<slug>", description="The queue and annotations")
VERSION = "Workbench-Codebook"
STATUS = {"new": 201, "late": 202, "same": 200}


@blueprint.get("/queue")
@blueprint.arguments(QueueQuery(), location="query", error_status_code=400)
@blueprint.response(
    200, QueueOut, headers={VERSION: {"description": "The codebook that holds now", "schema": {"type": "integer"}}}
)
@refuses(blueprint, 401, 403, 404)
def show_queue(query: dict[str, Any], slug: str) -> Response:
    """Lease passages to the caller, the same ones again until they are answered or run out."""
    minutes = settings().offline_lease_hours * 60 if query["offline"] else settings().lease_minutes
    with transaction() as session:
        annotator = member(slug).require_label()
        project = member(slug).project
        leased = queue.lease(session, annotator, project, query["limit"], minutes=minutes)
    # Counting what is done and left holds up nobody who writes.
    session = db.session()
    response = answer(queue.document(session, annotator, project, leased))
    response.headers[VERSION] = str(codebooks.current(session, project).number)
    return response


@blueprint.put("/annotations/<key>")
@blueprint.arguments(SubmissionIn(), error_status_code=400)
@blueprint.response(201, AnnotationOut, description="Stored")
@blueprint.alt_response(200, schema=AnnotationOut, description="The same again: it is stored already", success=True)
@blueprint.alt_response(202, schema=AnnotationOut, description="Stored as late: others filled it", success=True)
@refuses(blueprint, 401, 403, 404, 409, 422)
def put_annotation(submission: Submission, slug: str, key: str) -> Response:
    """Store an annotation under a key that the client made; sending it again changes nothing."""
    check_key(key)
    with transaction() as session:
        annotator = member(slug).require_label()
        project, minutes = member(slug).project, settings().lease_minutes
        outcome = submissions.submit(session, annotator, project, key, submission, minutes=minutes)
    return answer(outcome.annotation.document(), STATUS[outcome.status])


@blueprint.get("/annotations")
@blueprint.arguments(AnnotationsQuery(), location="query", error_status_code=400)
@blueprint.response(200, AnnotationsOut)
@refuses(blueprint, 401, 403, 404)
def list_annotations(query: dict[str, Any], slug: str) -> Response:
    """List the caller's own annotations with all revisions, newest first."""
    annotator = member(slug).require_label()
    found, before = submissions.mine(db.session(), annotator, limit=query["limit"], before=query["before"])
    following = f"/projects/{slug}/annotations?mine=true&limit={query['limit']}&before={before}" if before else None
    return answer({"annotations": [stored.document() for stored in found], "next": following})
