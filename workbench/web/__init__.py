from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from sqlalchemy import select
from werkzeug.routing import IntegerConverter, Map

from workbench.db import LARGEST_INTEGER, db, turns
from workbench.errors import StorageError
from workbench.people.models import User


def register(app: Flask) -> None:
    """Give the application its pages and API, with what stands around them."""
    from workbench.web import api, errors, identity, language, navigation, pages, security, words

    app.url_map.converters["int"] = _Id
    app.add_url_rule("/healthz", "healthz", _healthz)
    security.register(app)
    identity.register(app)
    language.register(app)
    words.register(app)
    navigation.register(app)
    for blueprint in pages.BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.register(app)
    errors.register(app)  # after the API, whose library brings a body of its own
    _compress(app)


class _Id(IntegerConverter):
    """A number in an address; one that no id can be is no page's address."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_INTEGER} | options)


def _compress(app: Flask) -> None:
    # A page holds a CSRF token and text from elsewhere, whose common length BREACH would read off. It has to send
    # requests with our cookie from another site, and SameSite=Lax does not let it.
    app.config["COMPRESS_MIMETYPES"] = [
        *("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml")
    ]
    # The library's first choice, Zstandard at its third level, makes the desk a sixth larger.
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 5
    app.config["COMPRESS_STREAMS"] = False  # it would leave the files open
    Compress(app)
    app.after_request(_whole)  # the one registered last comes first


def _whole(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code == 200:
        response.direct_passthrough = False
        response.get_data()
    return response


def _healthz() -> ResponseReturnValue:
    gate = turns()
    if gate.broken:
        raise StorageError(gate.broken)
    db.session.execute(select(User.id).limit(1)).first()
    return jsonify({"ready": True})
