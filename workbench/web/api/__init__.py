from typing import Any

import flask_smorest
from flask import Flask

from workbench.web.api import agreement, corroboration, export, labeling, projects
from workbench.web.api.documents import ErrorOut

PREFIX = "/api/v1"
BLUEPRINTS = (
    *(projects.blueprint, labeling.blueprint, corroboration.blueprint),
    *(agreement.blueprint, export.blueprint),
)


class Api(flask_smorest.Api):
    """The API and its description; `web.errors` answers its errors."""

    ERROR_SCHEMA = ErrorOut


def register(app: Flask) -> None:
    """Give the application the API and, at /api/v1/openapi.json, its description."""
    app.config["OPENAPI_URL_PREFIX"] = PREFIX
    app.url_map.merge_slashes = False  # an article's id may be an address, and keeps its slashes
    either: list[dict[str, list[Any]]] = [{"token": []}, {"cookie": [], "csrf": []}]
    api = Api(
        app,
        spec_kwargs={
            "title": "Workbench",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": "Passages to label, annotations, agreement and export, by project."},
            "security": either,
        },
    )
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemes.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]})
    schemes.security_scheme("csrf", {"type": "apiKey", "in": "header", "name": "X-CSRFToken"})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=f"{PREFIX}{blueprint.url_prefix}")
