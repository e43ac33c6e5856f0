from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from workbench.db import db, transaction
from workbench.labeling import corroborating, schemas
from workbench.web.api.documents import answer, refuses
from workbench.web.identity import member

blueprint = Blueprint("api-corroboration", __name__, url_prefix="/projects/<slug>", description="What others say")


class ClaimOut(Schema):
    """A figure, name or quotation of the passage, with half-open code points into its text."""

    kind = fields.String(required=True)
    text = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class ElsewhereOut(Schema):
    """A passage of another outlet that says something similar; `number` stands for the outlet, and may alone."""

    passage = fields.String(required=True)
    article = fields.String(required=True)
    outlet = fields.String(required=True, allow_none=True)
    number = fields.Integer(required=True)
    title = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    position = fields.Integer(required=True)
    start = fields.Integer(required=True)
    text = fields.String(required=True)
    score = fields.Float(required=True)
    figures = fields.List(fields.String(), required=True)
    names = fields.List(fields.String(), required=True)
    words = fields.List(fields.String(), required=True)


class CorroborationOut(Schema):
    """What a story says to a passage; without a `story` the rest is empty."""

    passage = fields.String(required=True)
    story = fields.String(required=True, allow_none=True)
    others = fields.Integer(required=True)
    shared = fields.List(fields.Nested(ClaimOut), required=True)
    alone = fields.List(fields.Nested(ClaimOut), required=True)
    similar = fields.List(fields.Nested(ElsewhereOut), required=True)


@blueprint.get("/passages/<passage>/corroboration")
@blueprint.response(200, CorroborationOut)
@refuses(blueprint, 401, 403, 404)
def show(slug: str, passage: str) -> Response:
    """Give what other outlets of the story say to a passage; to annotators, when the project allows it."""
    annotator, project, passage_id = member(slug).require_label(), member(slug).project, schemas.passage_id(passage)
    with transaction() as session:
        corroborating.open_for(session, annotator, project, passage_id)
    # Comparing a large story takes a while: nobody who writes waits for it.
    return answer(corroborating.of_passage(db.session(), project, passage_id))
