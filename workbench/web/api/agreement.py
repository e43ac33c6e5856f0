from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from workbench.agreement import report
from workbench.db import db
from workbench.web import identity
from workbench.web.api.documents import answer, refuses

blueprint = Blueprint("api-agreement", __name__, url_prefix="/projects/<slug>", description="How far annotators agree")


class EstimateOut(Schema):
    """A coefficient with its 95 % interval; where it is undefined, `method` says why."""

    value = fields.Float(required=True, allow_none=True)
    low = fields.Float(required=True, allow_none=True)
    high = fields.Float(required=True, allow_none=True)
    method = fields.String(required=True)


class PairOut(Schema):
    """Cohen's kappa of two annotators, on the units that both answered."""

    a = fields.String(required=True)
    b = fields.String(required=True)
    units = fields.Integer(required=True)
    value = fields.Float(required=True, allow_none=True)


class CohenOut(Schema):
    """Cohen's kappa by pair, and its mean over pairs."""

    mean = fields.Nested(EstimateOut, required=True)
    pairs = fields.List(fields.Nested(PairOut), required=True)


class LabelAlphaOut(Schema):
    """Agreement on one label, chosen or not."""

    label = fields.String(required=True)
    krippendorff_alpha = fields.Nested(EstimateOut, required=True)


class QuestionOut(Schema):
    """Agreement on one dimension, for one target where it has any; `units` have two values or more."""

    dimension = fields.String(required=True)
    target = fields.String(required=True, allow_none=True)
    level = fields.String(required=True)
    units = fields.Integer(required=True)
    annotators = fields.Integer(required=True)
    judgments = fields.Integer(required=True)
    left_out = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    percent = fields.Nested(EstimateOut, required=True)
    fleiss_kappa = fields.Nested(EstimateOut, required=True)
    krippendorff_alpha = fields.Nested(EstimateOut, required=True)
    gwet_ac = fields.Nested(EstimateOut, required=True)
    cohen_kappa = fields.Nested(CohenOut, required=True)
    labels = fields.List(fields.Nested(LabelAlphaOut), required=True)


class AgreementOut(Schema):
    """Agreement on all that a project asks, by its current codebook."""

    project = fields.String(required=True)
    codebook = fields.Integer(required=True)
    dimensions = fields.List(fields.Nested(QuestionOut), required=True)


@blueprint.get("/agreement")
@blueprint.response(200, AgreementOut)
@refuses(blueprint, 401, 403, 404)
def show(slug: str) -> Response:
    """Tell how far the annotators of a project agree; for its leads."""
    return answer(report.report(db.session(), identity.lead(slug).project))
