"""What the frame of every page shows: who is signed in, the project, and the pages of both."""

from typing import Any

from flask import Flask, g, request

from workbench.people.access import Caller, Member
from workbench.web.assets import asset, icon
from workbench.web.language import gettext, mark

_ANNOTATOR_PAGES = {"desk": mark("Desk"), "labels": mark("Labels"), "codebook": mark("Codebook")}
_LEAD_PAGES = {
    "progress": mark("Progress"),
    "articles": mark("Articles"),
    "stories": mark("Stories"),
    "clusters": mark("Clusters"),
    "people": mark("People"),
    "codebook": mark("Codebook"),
    "training": mark("Training"),
    "agreement": mark("Agreement"),
    "export": mark("Export"),
    "settings": mark("Settings"),
}


def register(app: Flask) -> None:
    """Give every template what layout.html asks for."""
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["icon"] = icon
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    # Only what the request has already found out: this also frames the page that says the database is gone.
    caller: Caller | None = g.get("caller")
    member: Member | None = g.get("member")
    if caller is None:
        return {"me": None, "nav": [], "project": None}
    if member is None:
        return {"me": {"name": caller.name}, "nav": _own(caller), "project": None}
    project = {"name": member.project.name, "slug": member.project.slug, "leads": member.leads}
    return {"me": {"name": caller.name}, "nav": _of_project(member), "project": project}


def _own(caller: Caller) -> list[dict[str, Any]]:
    everyone = [_link(gettext("People"), "/people")] if caller.is_admin else []
    return [_link(gettext("Projects"), "/"), *everyone, _link(gettext("Account"), "/account")]


def _of_project(member: Member) -> list[dict[str, Any]]:
    pages = _LEAD_PAGES if member.role != "annotator" else _ANNOTATOR_PAGES
    return [_link(gettext(name), f"/projects/{member.project.slug}/{page}") for page, name in pages.items()]


def _link(label: str, href: str) -> dict[str, Any]:
    here = request.path == href or (href != "/" and request.path.startswith(href + "/"))
    return {"label": label, "href": href, "current": here}
