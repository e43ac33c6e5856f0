from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.codebook import codebooks, definition
from workbench.corpus import articles
from workbench.db import transaction
from workbench.labeling import progress
from workbench.projects import projects
from workbench.projects.schemas import (
    ChangedProject,
    ChangedProjectForm,
    NewProject,
    NewProjectForm,
    Reading,
    ReadingForm,
)
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import gettext

blueprint = Blueprint("projects", __name__, url_prefix="/projects")


def _new_page(*, wrong: Answer | None = None) -> str:
    identity.caller().require_admin()
    return render_template("projects/new.html", page_title=gettext("New project"), wrong=wrong, given=request.form)


@blueprint.get("/new")
def new() -> str:
    """Show the form that makes a project."""
    return _new_page()


@blueprint.post("/new")
@forms.shown_again_by(_new_page)
def create() -> ResponseReturnValue:
    """Make a project with one of the built-in codebooks."""
    identity.caller().require_admin()
    given: NewProject = forms.read(NewProjectForm)
    with transaction() as session:
        project = projects.create(session, given.slug, name=given.name, overlap=given.overlap, targets=given.targets)
        codebooks.install(session, project, definition.built_in(given.codebook))
    return redirect(url_for("articles.upload", slug=given.slug), 303)


def _settings_page(slug: str, *, wrong: Answer | None = None) -> str:
    project = identity.lead(slug).project
    return render_template(
        "projects/settings.html",
        page_title=gettext("Settings"),
        wrong=wrong,
        given=request.form,
        ticked=request.form.getlist("labelled_kinds") if wrong else project.labelled_kinds,
        settings={
            "name": project.name,
            "overlap": project.overlap,
            "order": project.order,
            "duplicate_threshold": f"{project.duplicate_threshold:g}",
            "content_note": project.content_note,
            "blurred": project.blurred,
            "targets": "\n".join(target.name for target in project.targets),
            **{name: getattr(project, name) for name in projects.READING},
        },
        kinds=(*projects.LABELLED_KINDS, *projects.CONTEXT_KINDS),
    )


@blueprint.get("/<slug>/settings")
def settings(slug: str) -> str:
    """Show what a lead can change of the project."""
    return _settings_page(slug)


@blueprint.post("/<slug>/settings")
@forms.shown_again_by(_settings_page)
def change(slug: str) -> ResponseReturnValue:
    """Change the project."""
    project = identity.lead(slug).project
    given: ChangedProject = forms.read(ChangedProjectForm)
    reading: Reading = forms.read(ReadingForm)
    with transaction() as session:
        projects.change_targets(session, project, given.targets, answered=progress.targets_in_use(session, project))
        changes = {name: value for name, value in asdict(given).items() if name != "targets"}
        projects.change(session, project, **changes, **asdict(reading))
        articles.relabel(session, project)
    flash(gettext("The settings are saved."))
    return redirect(url_for("projects.settings", slug=slug), 303)
