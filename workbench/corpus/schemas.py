"""What the pages about articles send."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from workbench.corpus.kinds import Kind
from workbench.corpus.mending import Act
from workbench.corpus.readers import captions, columns, files, text
from workbench.corpus.readers.decoding import require_encoding
from workbench.corpus.readers.rows import Row
from workbench.db import LARGEST_INTEGER
from workbench.errors import BadInputError, UsageError

_PASTED = ("auto", "text", "html")


@dataclass(frozen=True)
class Upload:
    """How the files that come with it are to be read; no encoding means to detect it, no column to guess."""

    format: str
    encoding: str | None
    columns: dict[str, str]


class UploadForm(Schema):
    """The form that uploads files."""

    format = fields.String(load_default="auto")
    encoding = fields.String(load_default="")
    columns = fields.String(load_default="")

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Upload:
        encoding = values["encoding"].strip() or None
        told = {"format": values["format"], "encoding": encoding, "columns": values["columns"]}
        checks = {"format": files.require_format, "encoding": require_encoding, "columns": columns.parse}
        wrong: dict[str, list[str]] = {}
        for name, check in checks.items():
            try:
                check(told[name])
            except UsageError as error:
                wrong[name] = [error.message]
        if wrong:
            raise ValidationError(wrong)
        return Upload(values["format"], encoding, columns.parse(values["columns"]))


class PastedForm(Schema):
    """The form that takes one article as text or as a web page, and what is known of it."""

    text = fields.String(required=True, error_messages={"required": "Paste the article's text."})
    read_as = fields.String(
        load_default="auto", validate=validate.OneOf(_PASTED, error="Give one of auto, text and html.")
    )
    title = fields.String(load_default=None)
    url = fields.String(load_default=None)
    outlet = fields.String(load_default=None)
    author = fields.String(load_default=None)
    published_at = fields.String(load_default=None)
    language = fields.String(load_default=None)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Row:
        # A browser sends each line break as two characters.
        source = values.pop("text").replace("\r\n", "\n")
        if not source.strip():
            raise ValidationError("Paste the article's text.", "text")
        try:
            return text.pasted(source, captions.read(values), values["read_as"])
        except BadInputError as error:
            raise ValidationError(f"It {error.reason}.", error.field) from error


@dataclass(frozen=True)
class Mend:
    """An act of a lead, and how many answers they were told that it takes out of the count."""

    act: Act
    confirmed: int


def _number() -> fields.Integer:
    return fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_INTEGER))


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
