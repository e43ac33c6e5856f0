"""What the forms of a project send. Whether a value can be is checked in the functions that take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, pre_load

_MISSING: dict[str, Any] = {"required": "Fill this in.", "invalid": "Write a whole number."}


@dataclass(frozen=True)
class NewProject:
    """A project to make."""

    slug: str
    name: str
    overlap: int
    targets: list[str]
    codebook: str


class NewProjectForm(Schema):
    """The form that makes a project; targets stand one on a line."""

    slug = fields.String(required=True, error_messages=_MISSING)
    name = fields.String(load_default="")
    overlap = fields.Integer(load_default=2, error_messages=_MISSING)
    targets = fields.String(load_default="")
    codebook = fields.String(load_default="default")

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> NewProject:
        slug = values["slug"].strip()
        name = values["name"].strip() or slug
        return NewProject(slug, name, values["overlap"], _lines(values["targets"]), values["codebook"])


class PassMarkForm(Schema):
    """The form that sets the pass mark of the training round, in per cent."""

    pass_mark = fields.Integer(required=True, error_messages=_MISSING)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> int:
        mark: int = values["pass_mark"]
        return mark


@dataclass(frozen=True)
class ChangedProject:
    """All that a lead can change of a project."""

    name: str
    overlap: int
    order: str
    targets: list[str]
    labelled_kinds: list[str]
    duplicate_threshold: float | None
    content_note: str
    blurred: bool


class ChangedProjectForm(Schema):
    """The settings form; `labelled_kinds` comes once for each ticked kind."""

    name = fields.String(required=True, error_messages=_MISSING)
    overlap = fields.Integer(required=True, error_messages=_MISSING)
    order = fields.String(required=True, error_messages=_MISSING)
    targets = fields.String(load_default="")
    labelled_kinds = fields.List(fields.String())
    duplicate_threshold = fields.Float(load_default=None, error_messages={"invalid": "Write a number such as 0.7."})
    content_note = fields.String(load_default="")
    blurred = fields.Boolean(load_default=False)

    @pre_load
    def _ticked(self, form: Mapping[str, Any], **_: object) -> dict[str, Any]:
        ticked = form.getlist("labelled_kinds") if hasattr(form, "getlist") else form.get("labelled_kinds", [])
        return {**dict(form), "labelled_kinds": ticked}

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> ChangedProject:
        return ChangedProject(**{**values, "targets": _lines(values["targets"])})


@dataclass(frozen=True)
class Reading:
    """What annotators are to see of an article; None leaves it as it is."""

    outlet: str | None
    later_passages: str | None
    corroboration: str | None


class ReadingForm(Schema):
    """The part of the settings form that says what annotators see of an article."""

    outlet = fields.String(load_default=None)
    later_passages = fields.String(load_default=None)
    corroboration = fields.String(load_default=None)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Reading:
        return Reading(**values)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
