from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from workbench.codebook import codebooks, definition
from workbench.codebook.difference import difference
from workbench.codebook.models import CodebookVersion
from workbench.db import db, iso, transaction
from workbench.errors import NotFoundError, RuleError
from workbench.labeling import progress
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import gettext

blueprint = Blueprint("codebook", __name__, url_prefix="/projects/<slug>/codebook")


def _page(slug: str, *, wrong: Answer | None = None) -> str:
    member, session = identity.member(slug), db.session()
    version = codebooks.current(session, member.project)
    return render_template(
        "codebook/codebook.html",
        page_title=gettext("Codebook"),
        codebook=codebooks.guide(version),
        versions=[(one.version, iso(one.created_at)) for one in codebooks.versions(session, member.project)],
        source=request.form.get("text", version.source),
        wrong=wrong,
    )


@blueprint.get("")
def show(slug: str) -> str:
    """Show the codebook as its annotators read it, to print or to change."""
    return _page(slug)


@blueprint.get("/changes")
def changes(slug: str) -> str:
    """Show what changed from one version of the codebook to another, the last change unless told."""
    project, session = identity.member(slug).project, db.session()
    versions = codebooks.versions(session, project)
    after = _chosen(versions, "to", versions[0].version)
    before = _chosen(versions, "from", max(after - 1, versions[-1].version))
    codebook = {one.version: definition.parse(one.source) for one in versions if one.version in {before, after}}
    return render_template(
        "codebook/changes.html",
        page_title=gettext("What changed"),
        before=before,
        after=after,
        changes=difference(codebook[before], codebook[after]),
        versions=[(one.version, iso(one.created_at)) for one in versions],
    )


def _chosen(versions: Sequence[CodebookVersion], name: str, usual: int) -> int:
    number = request.args.get(name, usual, int)
    if all(one.version != number for one in versions):
        raise NotFoundError("version of this codebook", str(number))
    return number


@blueprint.get("/source.toml")
def source(slug: str) -> Response:
    """Give the codebook's file, to change and bring back."""
    version = codebooks.current(db.session(), identity.member(slug).project)
    headers = {"Content-Disposition": f'attachment; filename="{slug}-codebook-{version.number}.toml"'}
    return Response(version.source, mimetype="application/toml", headers=headers)


@blueprint.post("")
@forms.shown_again_by(_page)
def update(slug: str) -> ResponseReturnValue:
    """Take the next version of the codebook from a file or from the text on the page."""
    project = identity.lead(slug).project
    text = _given(request.files.get("file"))
    with transaction() as session:
        answered = progress.labels_in_use(session, project)
        version = codebooks.install(session, project, text, answered=answered)
    flash(gettext("The questions are now asked by version %(version)s.", version=version.number))
    return redirect(url_for("codebook.show", slug=slug), 303)


def _given(file: FileStorage | None) -> str:
    if file is None or not file.filename:
        return request.form.get("text", "").replace("\r\n", "\n")
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError("The file is not UTF-8 text. Save it as UTF-8 and try again.") from error
