"""The documents that the API gives out besides those of labeling, as its description shows them."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from workbench.codebook import codebooks
from workbench.projects.models import Project

View = TypeVar("View", bound=Callable[..., Any])


class ProblemOut(Schema):
    """One thing that is wrong, and where."""

    field = fields.String(required=True)
    reason = fields.String(required=True)


class ErrorOut(Schema):
    """Every refusal; `current_key` names the annotation to revise, where the passage is answered already."""

    error = fields.String(required=True)
    errors = fields.List(fields.Nested(ProblemOut), required=True)
    status = fields.Integer(required=True)
    current_key = fields.String()


class TargetOut(Schema):
    """Someone or something that a stance is taken toward."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class LabelOut(Schema):
    """One allowed value of a dimension; `key` is empty where no key chooses it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    key = fields.String(required=True)
    off_scale = fields.Boolean(required=True)


class ConditionOut(Schema):
    """An earlier dimension, and which of its labels a question is asked for."""

    dimension = fields.String(required=True)
    labels = fields.List(fields.String(), required=True)


class DimensionOut(Schema):
    """A question of the codebook; `asked_when` stands only where it depends on the answer to another."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    several = fields.Boolean(required=True)
    per_target = fields.Boolean(required=True)
    labels = fields.List(fields.Nested(LabelOut), required=True)
    asked_when = fields.Nested(ConditionOut)


class CodebookOut(Schema):
    """The codebook that new annotations are to name."""

    version = fields.Integer(required=True)
    dimensions = fields.List(fields.Nested(DimensionOut), required=True)


class ProjectOut(Schema):
    """A project as its members see it."""

    slug = fields.String(required=True)
    name = fields.String(required=True)
    overlap = fields.Integer(required=True)
    targets = fields.List(fields.Nested(TargetOut), required=True)
    codebook = fields.Nested(CodebookOut, required=True)


class ContextOut(Schema):
    """A passage among its neighbours."""

    id = fields.String(required=True)
    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True)


class ArticleOut(Schema):
    """An article as its reader sees it."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    outlet = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    published_at = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    content_note = fields.String(
        metadata={"description": "There only where a lead marked the article as hard to read; says why, or is empty."}
    )
    passages = fields.List(fields.Nested(ContextOut), required=True)


def of_project(session: Session, project: Project) -> dict[str, Any]:
    """Describe a project with its current codebook."""
    return {
        "slug": project.slug,
        "name": project.name,
        "overlap": project.overlap,
        "targets": [{"id": target.slug, "name": target.name} for target in project.targets],
        "codebook": codebooks.document(codebooks.current(session, project)),
    }


def answer(document: Any, status: int = 200) -> Response:
    """Answer with a JSON document, its keys in the order given."""
    return Response(orjson.dumps(document), status, mimetype="application/json")


def refuses(blueprint: Blueprint, *statuses: int) -> Callable[[View], View]:
    """Describe the refusals of a view."""

    def described(view: View) -> View:
        for status in statuses:
            view = blueprint.alt_response(status, HTTPStatus(status).name)(view)
        return view

    return described
