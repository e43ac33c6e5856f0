from collections.abc import Iterable
from pathlib import PureWindowsPath

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.corpus import articles, jobs, steps, uploads
from workbench.corpus.readers import files
from workbench.corpus.readers.rows import BadRow, Row
from workbench.corpus.report import Report
from workbench.corpus.schemas import PastedForm, Upload, UploadForm
from workbench.db import db, transaction
from workbench.projects.models import Project
from workbench.web import forms, identity, paging
from workbench.web.errors import Answer
from workbench.web.language import gettext
from workbench.web.pages import jobs as jobs_page

PAGE = 100

blueprint = Blueprint("articles", __name__, url_prefix="/projects/<slug>/articles")


@blueprint.get("")
def show(slug: str) -> str:
    """List the articles, a page at a time."""
    project, session = identity.lead(slug).project, db.session()
    search = request.args.get("q", "").strip()
    page, pages = paging.asked(articles.count(session, project, search), PAGE)
    return render_template(
        "articles/list.html",
        page_title=gettext("Articles"),
        articles=articles.listing(session, project, search=search, limit=PAGE, offset=(page - 1) * PAGE),
        search=search,
        page=page,
        pages=pages,
        totals=articles.totals(session, project),
        job=jobs.under_way(session, project),
    )


@blueprint.get("/upload")
def upload(slug: str) -> str:
    """Show the forms that take articles."""
    return _upload_page(slug)


def _upload_page(slug: str, *, wrong: Answer | None = None) -> str:
    identity.lead(slug)
    values = {"wrong": wrong, "given": request.form, "most": identity.settings().upload_mb}
    return render_template("articles/upload.html", page_title=gettext("Upload articles"), **values)


@blueprint.post("/files")
@forms.shown_again_by(_upload_page)
def take_files(slug: str) -> ResponseReturnValue:
    """Take the articles of the uploaded files: a few at once, with a report; many in a job, which has a page."""
    lead = identity.lead(slug)
    given: Upload = forms.read(UploadForm)
    if (request.content_length or 0) > uploads.SMALL:
        return redirect(url_for("jobs.show", slug=slug, job_id=jobs_page.begin(lead, given)), 303)
    return _report(lead.project, _rows(given))


@blueprint.post("/text")
@forms.shown_again_by(_upload_page)
def take_text(slug: str) -> ResponseReturnValue:
    """Take one pasted article, and report on it."""
    project = identity.lead(slug).project
    row: Row = forms.read(PastedForm)
    return _report(project, [row])


@blueprint.post("/mark")
def mark(slug: str) -> ResponseReturnValue:
    """Mark an article as hard to read, or take the mark off."""
    project, uid = identity.lead(slug).project, request.form.get("id", "")
    note = request.form.get("content_note", "") if "is_hard" in request.form else None
    with transaction() as session:
        articles.mark(session, project, uid, note)
    flash(gettext("It is marked.") if note is not None else gettext("It is not marked."))
    return redirect(url_for("articles.cut", slug=slug, id=uid), 303)


@blueprint.post("/remove")
def remove(slug: str) -> ResponseReturnValue:
    """Remove an article that nobody was handed."""
    project, uid = identity.lead(slug).project, request.form.get("id", "")
    with transaction() as session:
        articles.remove(session, project, uid)
    flash(gettext("The article is removed."))
    return redirect(url_for("articles.show", slug=slug), 303)


def _rows(given: Upload) -> Iterable[Row | BadRow]:
    for file in request.files.getlist("files"):
        if file.filename:
            name = PureWindowsPath(file.filename).name  # some browsers send a path, with either slash
            yield from files.read(name, file.stream, given.format, given.encoding, given.columns)


def _report(project: Project, rows: Iterable[Row | BadRow]) -> str:
    report = Report()
    for progress in steps.take_in(project, rows, 0):
        for outcome in progress.outcomes:
            report.add(outcome)
    return render_template(
        "articles/report.html", page_title=gettext("Upload"), report=report, labelled_kinds=project.labelled_kinds
    )
