from collections import Counter
from collections.abc import Iterable
from pathlib import PureWindowsPath

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.corpus import articles, ingest
from workbench.corpus.ingest import Taken
from workbench.corpus.readers import files
from workbench.corpus.readers.rows import BadRow, Row
from workbench.corpus.schemas import PastedForm, Upload, UploadForm
from workbench.db import db, transaction
from workbench.projects.models import Project
from workbench.web import forms, identity
from workbench.web.errors import Answer

PAGE = 100

blueprint = Blueprint("articles", __name__, url_prefix="/projects/<slug>/articles")


@blueprint.get("")
def show(slug: str) -> str:
    """List the articles, a page at a time."""
    project, session = identity.lead(slug).project, db.session()
    search = request.args.get("q", "").strip()
    count = articles.count(session, project, search)
    page = min(max(request.args.get("page", 1, int), 1), max(1, -(-count // PAGE)))
    return render_template(
        "articles/list.html",
        page_title="Articles",
        articles=articles.listing(session, project, search=search, limit=PAGE, offset=(page - 1) * PAGE),
        search=search,
        page=page,
        pages=-(-count // PAGE),
        totals=articles.totals(session, project),
    )


@blueprint.get("/upload")
def upload(slug: str) -> str:
    """Show the forms that take articles."""
    return _upload_page(slug)


def _upload_page(slug: str, *, wrong: Answer | None = None) -> str:
    identity.lead(slug)
    return render_template("articles/upload.html", page_title="Upload articles", wrong=wrong, given=request.form)


@blueprint.post("/files")
@forms.shown_again_by(_upload_page)
def take_files(slug: str) -> ResponseReturnValue:
    """Take the articles of the uploaded files, and report on each."""
    project = identity.lead(slug).project
    given: Upload = forms.read(UploadForm)
    return _report(project, ingest.run(project, _rows(given)))


@blueprint.post("/text")
@forms.shown_again_by(_upload_page)
def take_text(slug: str) -> ResponseReturnValue:
    """Take one pasted article, and report on it."""
    project = identity.lead(slug).project
    row: Row = forms.read(PastedForm)
    return _report(project, ingest.run(project, [row]))


@blueprint.post("/remove")
def remove(slug: str) -> ResponseReturnValue:
    """Remove an article that nobody was handed."""
    project, uid = identity.lead(slug).project, request.form.get("id", "")
    with transaction() as session:
        articles.remove(session, project, uid)
    flash("The article is removed.")
    return redirect(url_for("articles.show", slug=slug), 303)


def _rows(given: Upload) -> Iterable[Row | BadRow]:
    for file in request.files.getlist("files"):
        if file.filename:
            name = PureWindowsPath(file.filename).name  # some browsers send a path, with either slash
            yield from files.read(name, file.stream, "auto", given.encoding)


def _report(project: Project, outcomes: Iterable[Taken | BadRow]) -> str:
    told = list(outcomes)
    taken = [one for one in told if isinstance(one, Taken)]
    return render_template(
        "articles/report.html",
        page_title="Upload",
        new=[one for one in taken if one.is_new],
        again=[one for one in taken if not one.is_new],
        skipped=[one for one in told if isinstance(one, BadRow)],
        kinds=sum((Counter(one.passages) for one in taken if one.is_new), Counter[str]()).most_common(),
        labelled_kinds=project.labelled_kinds,
    )
