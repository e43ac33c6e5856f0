from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load
from sqlalchemy.orm import Session

from workbench.datasets import export, formats
from workbench.datasets.formats import jsonl
from workbench.datasets.rows import ExportRows
from workbench.db import db
from workbench.projects.models import Project
from workbench.web import identity
from workbench.web.api.documents import refuses

blueprint = Blueprint("api-export", __name__, url_prefix="/projects/<slug>", description="The labelled passages")


@dataclass(frozen=True)
class Wanted:
    """What an export is to hold, and in which format."""

    format: str
    everything: bool


class WantedIn(Schema):
    """`all=1` adds the labelled passages that nobody has answered."""

    format = fields.String(load_default="jsonl")
    everything = fields.Boolean(data_key="all", load_default=False)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Wanted:
        return Wanted(**values)


@blueprint.get("/export")
@blueprint.arguments(WantedIn, location="query")
@blueprint.alt_response(200, "One JSON object a line, as workbench/datasets/schema.json describes it", success=True)
@refuses(blueprint, 400, 401, 403, 404)
def download(wanted: Wanted, slug: str) -> Response:
    """Stream the labelled passages; for leads, and tokens that may export."""
    member = identity.member(slug)
    member.require_export()
    formats.require(wanted.format)
    # The request's own session ends with the view, before the first byte is read.
    session = Session(db.engine)
    rows = ExportRows(session, session.get_one(Project, member.project.id), everything=wanted.everything)
    session.rollback()  # no connection is held until someone reads
    response = Response((part for part, _ in export.stream(session, rows)), mimetype=jsonl.MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.jsonl"'
    response.call_on_close(session.close)
    return response
