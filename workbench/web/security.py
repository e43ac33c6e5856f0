"""What stands around every request and answer: headers, the forged-request check, the host check, the cookie."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]  # ships no types
from werkzeug.wrappers import Response

from workbench.errors import BadInputError, NotAllowedError
from workbench.settings import Settings
from workbench.web import identity

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'none'",
        "object-src 'none'",
        "worker-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 31_536_000
_SAFE = {"GET", "HEAD", "OPTIONS"}
_csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Put the checks before every request, and the headers on every response."""
    settings: Settings = app.config["WORKBENCH"]
    _set_cookie(app, settings)
    if settings.url:
        host = urlsplit(settings.url).hostname or ""
        # Loopback names stay good for probes and tunnels: no other site can make a browser send them.
        app.config["TRUSTED_HOSTS"] = [host, "localhost", "127.0.0.1", "[::1]"]
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a desk is sat at for hours; the token ends with the session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # _refuse_forged compares the origin, which no browser leaves out
    _csrf.init_app(app)
    app.before_request(_refuse_nul)
    app.before_request(_refuse_forged)
    app.after_request(_harden)
    if settings.url.startswith("https:"):
        app.after_request(_keep_to_https)


def _set_cookie(app: Flask, settings: Settings) -> None:
    is_https = settings.url.startswith("https:")
    app.config["SESSION_COOKIE_NAME"] = "__Host-workbench" if is_https else "workbench"
    app.config["SESSION_COOKIE_SECURE"] = is_https
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_PATH"] = "/"
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=settings.session_hours)


def _refuse_nul() -> None:
    """Refuse addresses with a NUL, on which PostgreSQL fails. Texts that are sent are read as files are."""
    if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
        raise BadInputError("The address holds a NUL, which is in no name, id or text.")


def _refuse_forged() -> None:
    if request.method in _SAFE or request.routing_exception is not None:
        return
    if identity.bearer() is not None:
        # A token is sent by a script on purpose; a cookie goes along with whatever page made the browser ask.
        identity.caller()
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"} or not _is_own_origin():
        raise NotAllowedError("This request came from another site.")
    if request.path.startswith("/api/"):
        identity.caller()  # a missing credential is told before a missing CSRF token
    try:
        _csrf.protect()
    except CSRFError as error:
        raise NotAllowedError(
            "This form is out of date or came from elsewhere (its CSRF token is missing or wrong). "
            "Open the page anew and try again."
        ) from error


def _is_own_origin() -> bool:
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _keep_to_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    return response
