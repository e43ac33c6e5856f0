"""Forms of pages: read by a schema, and shown again with what is wrong in them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, Schema, ValidationError

from workbench.errors import (
    BadInputError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    RuleError,
    TooManyAttemptsError,
)
from workbench.web import errors

View = Callable[..., ResponseReturnValue]
_CORRECTABLE = (
    ValidationError,
    BadInputError,
    RuleError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    TooManyAttemptsError,
)


def read(schema: type[Schema]) -> Any:
    """Read the form that was sent into the dataclass of its schema. Raises ValidationError."""
    return schema().load(request.form, unknown=EXCLUDE)


def shown_again_by(page: Callable[..., str]) -> Callable[[View], View]:
    """Answer what a person can correct by the form's own page, called with `wrong=`, and the error's status.

    Where the page itself is refused to the caller, it raises the same error again, and the error page says so.
    """

    def around(view: View) -> View:
        @wraps(view)
        def answered(**parts: Any) -> ResponseReturnValue:
            try:
                return view(**parts)
            except _CORRECTABLE as error:
                wrong = errors.explain(error)
                return page(**parts, wrong=wrong), wrong.status, wrong.headers

        return answered

    return around
