"""From an error to an answer: one table of statuses, one JSON body, one page."""

import logging
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, SecurityError

from workbench import errors
from workbench.errors import Problem, WorkbenchError
from workbench.web import identity, redirects
from workbench.web.language import gettext, mark, ngettext, reason
from workbench.web.words import named

STATUS: dict[type[WorkbenchError], HTTPStatus] = {
    errors.NotSignedInError: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowedError: HTTPStatus.FORBIDDEN,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.BadInputError: HTTPStatus.BAD_REQUEST,
    errors.UsageError: HTTPStatus.BAD_REQUEST,
    errors.RuleError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.AlreadyAnsweredError: HTTPStatus.CONFLICT,
    errors.UnconfirmedError: HTTPStatus.CONFLICT,
    errors.TooManyAttemptsError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.NotBuiltError: HTTPStatus.NOT_IMPLEMENTED,
    errors.MissingExtraError: HTTPStatus.NOT_IMPLEMENTED,
    errors.StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    401: mark("Sign in"),
    403: mark("Not for this account"),
    404: mark("There is nothing here"),
    409: mark("This has changed meanwhile"),
    413: mark("Too large"),
    422: mark("This is not possible"),
    429: mark("Too many attempts"),
    500: mark("Something went wrong"),
    501: mark("Not built yet"),
    503: mark("Not available now"),
}
NEXT_STEP = {
    400: mark("Go back, check what was sent, and try again."),
    422: mark("Nothing was changed."),
    403: mark("If you need this for your work, ask a lead of the project."),
    404: mark("Check the address, or start from your projects."),
    413: mark(
        "Nothing was taken. Send it in smaller parts, or have it taken in where Workbench runs: workbench ingest. "
        "Whoever runs this workbench can set WORKBENCH_UPLOAD_MB."
    ),
    500: mark("Nothing you did is lost unless you saw it fail. Tell whoever runs this workbench the number above."),
    503: mark("Wait a moment and try again. If it stays, tell whoever runs this workbench."),
}
_THINGS = {
    "annotator": mark("annotator"),
    "article": mark("article"),
    "cluster": mark("cluster"),
    "job": mark("job"),
    "label of yours on passage": mark("label of yours on passage"),
    "member": mark("member"),
    "passage": mark("passage"),
    "passage of this round": mark("passage of this round"),
    "story": mark("story"),
    "token": mark("token"),
    "training passage": mark("training passage"),
    "user": mark("user"),
    "version of this codebook": mark("version of this codebook"),
}
_INSTEAD = {
    "back": mark("What comes back brings the answers that it had."),
    "anew": mark("What comes in goes to everyone again."),
    "unlabelled": mark("What comes in is not labelled."),
}
_RETRY_SECONDS = "5"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What an error says to whoever asked."""

    status: int
    message: str
    problems: tuple[Problem, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def about(self, name: str) -> str:
        """Return what is wrong with a field of a form; empty where nothing is."""
        return next((problem.reason for problem in self.problems if problem.field == name), "")


def explain(error: Exception) -> Answer:
    """Say what an error means to whoever asked."""
    match error:
        case WorkbenchError():
            return _of_workbench(error)
        case ValidationError():
            return _malformed(error.messages)
        case HTTPException():
            return _of_http(error)
        case RecursionError():
            return Answer(400, gettext("The request is malformed: it is nested too deeply."))
        case OperationalError() | PoolTimeoutError():
            _log.error("the database does not answer", exc_info=error)
            return Answer(503, gettext("The database does not answer now."), headers={"Retry-After": _RETRY_SECONDS})
        case _:
            number = secrets.token_hex(4)
            _log.error("error %s at %s %r", number, request.method, request.path, exc_info=error)
            told = gettext("Something went wrong here, and was noted under the number %(number)s.", number=number)
            return Answer(500, told)


def _of_workbench(error: WorkbenchError) -> Answer:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    message, headers = reason(error.message), dict[str, str]()
    more: dict[str, Any] = {}
    match error:
        case errors.NotFoundError(kind="project"):
            # Not even the name is said back: the answer is the same for all projects that one is not in.
            message = gettext("There is no such project, or you have no role in it.")
        case errors.NotFoundError():
            message = gettext("There is no %(thing)s “%(name)s”.", thing=named(_THINGS, error.kind), name=error.name)
        case errors.AlreadyAnsweredError():
            more["current_key"] = error.current_key
        case errors.UnconfirmedError():
            message, more["answers"] = _cost(error), error.answers
        case errors.NotSignedInError():
            headers["WWW-Authenticate"] = "Bearer"
        case errors.TooManyAttemptsError():
            message = ngettext(
                "Too many attempts to sign in. Wait %(num)s second and try again.",
                "Too many attempts to sign in. Wait %(num)s seconds and try again.",
                error.retry_after,
            )
            headers["Retry-After"] = str(error.retry_after)
        case errors.StorageError():
            headers["Retry-After"] = _RETRY_SECONDS
    return Answer(status, message, _told(error.problems), headers, more)


def _cost(error: errors.UnconfirmedError) -> str:
    people, answers = error.people, error.answers
    who = ngettext("%(num)s person has answered here.", "%(num)s people have answered here.", people)
    kept = ngettext(
        "The answer is kept, but no longer counts.", "The %(num)s answers are kept, but no longer count.", answers
    )
    return f"{who} {kept} {gettext(_INSTEAD[error.instead])}"


def _of_http(error: HTTPException) -> Answer:
    code = error.code or 500
    if isinstance(error, SecurityError):
        return Answer(code, gettext("This workbench does not answer at the host name that was asked for."))
    data: dict[str, Any] = getattr(error, "data", None) or {}
    if "messages" in data:
        return _malformed(list(data["messages"].values()))  # webargs tells first where in the request it looked
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After", "Content-Range"}}
    most = identity.settings().upload_mb
    message = {
        404: gettext("There is no page at this address."),
        405: gettext("This address does not take that kind of request."),
        413: gettext("This is larger than the %(most)s MB that the workbench takes at once.", most=most),
    }.get(code) or reason(error.description or HTTPStatus(code).phrase)
    return Answer(code, message, headers=kept)


def _malformed(messages: Any) -> Answer:
    found = [Problem(".".join(place), why) for place, why in _flat(messages)]
    facts = reason("; ".join(f"{one.field}: {one.reason}" if one.field else one.reason for one in found))
    said = gettext("The request is malformed.")
    message = Markup(" ").join([said, facts]) if isinstance(facts, Markup) else f"{said} {facts}".strip()
    return Answer(400, message, _told(found))


def _told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(Problem(one.field, reason(one.reason)) for one in problems)


def _flat(messages: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(inner, place if key == "_schema" else (*place, str(key)))
    elif isinstance(messages, (list, tuple)):
        for inner in messages:
            yield from _flat(inner, place)
    else:
        yield place, str(messages)


def register(app: Flask) -> None:
    """Answer every error that reaches the application."""
    app.register_error_handler(Exception, _answer)
    app.register_error_handler(HTTPException, _answer)


def _answer(error: Exception) -> ResponseReturnValue:
    if isinstance(error, HTTPException) and error.response is not None:
        return error.response
    answer = explain(error)
    if request.path.startswith("/api/") or request.path == "/healthz":
        problems = [{"field": problem.field, "reason": problem.reason} for problem in answer.problems]
        body = {"error": answer.message, "errors": problems, "status": answer.status, **answer.more}
        return jsonify(body), answer.status, answer.headers
    if isinstance(error, errors.NotSignedInError) and identity.bearer() is None:
        return redirects.to_sign_in()
    return _page(answer), answer.status, answer.headers


def _page(answer: Answer) -> str:
    return render_template(
        "error.html",
        page_title=gettext(TITLES.get(answer.status, mark("This did not work"))),
        answer=answer,
        next_step=gettext(NEXT_STEP.get(answer.status, NEXT_STEP[400])),
    )
