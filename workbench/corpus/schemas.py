"""What the pages about articles send."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from workbench.corpus.kinds import Kind
from workbench.corpus.mending import Act
from workbench.corpus.readers import captions, text
from workbench.corpus.readers.decoding import require_encoding
from workbench.corpus.readers.rows import Row
from workbench.errors import BadInputError, UsageError


@dataclass(frozen=True)
class Upload:
    """How the files that come with it are to be read; no encoding means to detect it."""

    encoding: str | None


class UploadForm(Schema):
    """The form that uploads files."""

    encoding = fields.String(load_default="")

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Upload:
        encoding = values["encoding"].strip() or None
        try:
            require_encoding(encoding)
        except UsageError as error:
            raise ValidationError(error.message, "encoding") from error
        return Upload(encoding)


class PastedForm(Schema):
    """The form that takes one article as text, and what is known of it."""

    text = fields.String(required=True, error_messages={"required": "Paste the article's text."})
    title = fields.String(load_default=None)
    url = fields.String(load_default=None)
    outlet = fields.String(load_default=None)
    published_at = fields.String(load_default=None)
    language = fields.String(load_default=None)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Row:
        # A browser sends each line break as two characters.
        source = values.pop("text").replace("\r\n", "\n")
        if not source.strip():
            raise ValidationError("Paste the article's text.", "text")
        try:
            return text.pasted(source, captions.read(values))
        except BadInputError as error:
            raise ValidationError(f"It {error.reason}.", error.field) from error


@dataclass(frozen=True)
class Mend:
    """An act of a lead, and how many answers they were told that it takes out of the count."""

    act: Act
    confirmed: int


def _number() -> fields.Integer:
    return fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1))


class MendForm(Schema):
    """The form beside an article's cut: `act` is what its button says, such as `kind heading` or `merge next`."""

    act = fields.String(required=True, error_messages={"required": "Say what to do."})
    passage = _number()
    previous = _number()
    next = _number()
    place = _number()
    undo = _number()
    redo = _number()
    confirmed = _number()

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Mend:
        name, _, more = values["act"].partition(" ")
        passages: tuple[int, ...] = (values["passage"],)
        if name in {"undo", "redo"}:
            return Mend(Act(name, mending=values[name]), values["confirmed"])
        if name == "merge":
            passages = (values["passage"], values["previous" if more == "previous" else "next"])
        if name == "kind" and more not in set(Kind):
            raise ValidationError(f"“{more}” is no kind of passage.", "act")
        kind = Kind(more) if name == "kind" else None
        return Mend(Act(name, passages, kind=kind, place=values["place"]), values["confirmed"])
