"""What comes in with an annotation, and what labeling gives out, as the API describes it."""

import re
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from workbench.db import LARGEST_INTEGER, id_of
from workbench.errors import BadInputError, NotFoundError
from workbench.labeling import context

KEY = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Judged:
    """One judgment as it was sent."""

    dimension: str
    target: str | None = None
    value: str | None = None
    state: str = "answered"
    reason: str = ""


@dataclass(frozen=True)
class Submission:
    """An annotation as it was sent: well formed, and nothing more is known of it."""

    passage: str
    state: str
    codebook: int
    judgments: tuple[Judged, ...] = ()
    active_ms: int | None = None
    comment: str = ""
    evidence: tuple[tuple[int, int], ...] = ()
    revises: str | None = None
    screen: str | None = None
    context_opened: tuple[str, ...] = field(default=())
    suggestion_shown: bool = False


@dataclass(frozen=True)
class Known:
    """A passage for training with its known answers; a judgment's `reason` says why, `reason` what else counts.

    They are judged by the codebook version that they name, else by the current one.
    """

    passage: str
    judgments: tuple[Judged, ...]
    reason: str = ""
    codebook: int | None = None


def check_key(key: str) -> str:
    """Return the key of an annotation. Raises BadInputError for one that is not well formed."""
    if not KEY.fullmatch(key):
        raise BadInputError("must be 1 to 100 letters, digits or any of . _ : -", field="key")
    return key


def passage_id(passage: str) -> int:
    """Return the number that a passage's id stands for. Raises NotFoundError for what is no id."""
    number = id_of(passage)
    if number is None:
        raise NotFoundError("passage", passage)
    return number


class Truth(fields.Boolean):
    """true or false, and nothing that could be taken for it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def _storable(text: str) -> None:
    if _UNSTORABLE.search(text):
        raise ValidationError("Holds a NUL or half of a surrogate pair, which no database stores.")


def _known_context(name: str) -> None:
    if not context.is_known(name):
        raise ValidationError(f"“{name}” is not among {', '.join(context.OPENED)}.")


def _text(longest: int, **options: Any) -> fields.String:
    return fields.String(validate=[validate.Length(max=longest), _storable], **options)


def _whole(largest: int, **options: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(min=0, max=largest), **options)


class JudgmentIn(Schema):
    """One answer: a dimension, for one target where the dimension asks for each, and a label of it."""

    dimension = _text(200, required=True)
    target = _text(200, allow_none=True)
    value = _text(200, allow_none=True)
    state = fields.String(validate=validate.OneOf(["answered", "unsure", "not_applicable"]))
    reason = _text(10_000)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Judged:
        return Judged(**data)


class SubmissionIn(Schema):
    """An annotation. A question that takes several labels is answered by one judgment for each."""

    passage = _text(100, required=True)
    state = fields.String(required=True, validate=validate.OneOf(["answered", "unusable", "skipped"]))
    codebook = _whole(LARGEST_INTEGER, required=True)
    judgments = fields.List(fields.Nested(JudgmentIn), validate=validate.Length(max=1000))
    active_ms = _whole(86_400_000, allow_none=True)
    comment = _text(10_000)
    evidence = fields.List(
        fields.List(_whole(LARGEST_INTEGER), validate=validate.Length(equal=2)),
        validate=validate.Length(max=1000),
        metadata={"description": "Half-open ranges of code points in the passage's text."},
    )
    revises = fields.String(allow_none=True, validate=validate.Regexp(rf"{KEY.pattern}\Z"))
    screen = _text(100, allow_none=True)
    context_opened = fields.List(
        fields.String(validate=[validate.Length(max=210), _storable, _known_context]),
        validate=validate.Length(max=1000),
        metadata={"description": "; ".join(f"`{name}`: {meaning}" for name, meaning in context.OPENED.items())},
    )
    suggestion_shown = Truth()

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Submission:
        for name in ("judgments", "context_opened"):
            data[name] = tuple(data.get(name, ()))
        data["evidence"] = tuple((start, end) for start, end in data.get("evidence", ()))
        return Submission(**data)


class KnownIn(Schema):
    """One line of `workbench training import`: judgments as in an annotation, each with the reason for it."""

    passage = _text(100, required=True)
    judgments = fields.List(fields.Nested(JudgmentIn), required=True, validate=validate.Length(max=1000))
    reason = _text(10_000)
    codebook = _whole(LARGEST_INTEGER, allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Known:
        return Known(**data | {"judgments": tuple(data["judgments"])})


class KnownForm(Schema):
    """The form that uses a passage for training; its answers are read from the fields of its questions."""

    passage = _text(100, required=True, error_messages={"required": "Say which passage."})
    reason = _text(10_000, load_default="")

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Known:
        return Known(data["passage"], (), data["reason"])


class QueueQuery(Schema):
    """How much to hand out."""

    limit = fields.Integer(load_default=10, validate=validate.Range(1, 100))
    offline = fields.Boolean(
        load_default=False,
        metadata={"description": "Hold everything for work without a network (a day, unless the settings differ)."},
    )


class AnnotationsQuery(Schema):
    """Which of one's own annotations."""

    mine = fields.Boolean(required=True, validate=validate.Equal(True))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 100))
    before = fields.Integer(load_default=LARGEST_INTEGER, validate=validate.Range(1, LARGEST_INTEGER))


class ArticleHeadOut(Schema):
    """An article without its passages."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    outlet = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    published_at = fields.String(required=True, allow_none=True)
    content_note = fields.String(
        metadata={"description": "There only where a lead marked the article as hard to read; says why, or is empty."}
    )


class PassageOut(Schema):
    """A passage handed to the caller; `headings` are the ones it stands under."""

    id = fields.String(required=True)
    article = fields.Nested(ArticleHeadOut, required=True)
    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True)
    headings = fields.List(fields.String(), required=True)
    language = fields.String(required=True, allow_none=True)
    lease_expires_at = fields.DateTime(required=True)


class ProgressOut(Schema):
    """How many passages the caller is done with, of all that are labelled."""

    done = fields.Integer(required=True)
    total = fields.Integer(required=True)


class QueueOut(Schema):
    """The passages that the caller holds."""

    passages = fields.List(fields.Nested(PassageOut), required=True)
    progress = fields.Nested(ProgressOut, required=True)
    why_empty = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([None, "all_done", "others_hold_the_rest", "no_passages", "training"]),
    )


class JudgmentOut(Schema):
    """One answer as it is stored."""

    dimension = fields.String(required=True)
    target = fields.String(required=True, allow_none=True)
    value = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    reason = fields.String(required=True)


class AnnotationOut(Schema):
    """An annotation as it is stored."""

    key = fields.String(required=True)
    passage = fields.String(required=True)
    state = fields.String(required=True)
    judgments = fields.List(fields.Nested(JudgmentOut), required=True)
    at = fields.DateTime(required=True)
    revises = fields.String(required=True, allow_none=True)


class AnnotationsOut(Schema):
    """One page of the caller's own annotations, newest first; `next` leads on, under /api/v1."""

    annotations = fields.List(fields.Nested(AnnotationOut), required=True)
    next = fields.String(required=True, allow_none=True)
