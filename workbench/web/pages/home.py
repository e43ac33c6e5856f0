from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from workbench.corpus import passages
from workbench.db import db
from workbench.labeling import progress, training
from workbench.people import access, users
from workbench.people.access import Caller, Member
from workbench.web import identity

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True)
class Step:
    """A project of the caller's and what to do next in it; `done` and `total` are an annotator's own passages."""

    project: str
    role: str
    sentence: str
    action: str
    href: str
    done: int | None = None
    total: int | None = None


@blueprint.get("/")
def show() -> str:
    """Show the caller's projects and the next step in each."""
    caller, session = identity.caller(), db.session()
    steps = [
        _step(session, access.member(session, caller, project.slug))
        for project, _role in access.memberships(session, caller)
    ]
    return render_template("home.html", page_title="Projects", steps=steps, is_admin=caller.is_admin)


def first_page(caller: Caller) -> str:
    """Return where someone who has just signed in goes: an annotator of one project to its desk, others home."""
    found = access.memberships(db.session(), caller)
    if [role for _project, role in found] == ["annotator"]:
        return f"/projects/{found[0][0].slug}/desk"
    return url_for("home.show")


def _step(session: Session, member: Member) -> Step:
    if member.role == "annotator" and member.annotator is not None:
        if training.is_due(session, member.annotator, member.project):
            return _training_step(member)
        return _annotators_step(member, progress.of_annotator(session, member.annotator, member.project))
    return _leads_step(session, member)


def _training_step(member: Member) -> Step:
    href = url_for("training_round.show", slug=member.project.slug)
    return Step(member.project.name, "annotator", "A training round comes first.", "Go to the training", href)


def _annotators_step(member: Member, counted: dict[str, int]) -> Step:
    done, total = counted["done"], counted["total"]
    sentence, action = f"You have labelled {done} of {total} passages.", "Go on labelling"
    if total == 0:
        sentence, action = "There is nothing to label yet.", "Open the desk"
    elif done == 0:
        sentence, action = f"{total} passages wait to be read.", "Begin labelling"
    elif done == total:
        sentence, action = f"You have labelled all {total} passages.", "Look at your answers"
    href = f"/projects/{member.project.slug}/desk"
    return Step(member.project.name, "annotator", sentence, action, href, done, total)


def _leads_step(session: Session, member: Member) -> Step:
    labelled = passages.labelled_count(session, member.project)
    annotators = sum(one.role == "annotator" for one in users.members(session, member.project))
    sentence = f"{labelled} passages, {annotators} annotators."
    page, action = "agreement", "Read the agreement"
    if labelled == 0:
        sentence, page, action = "There are no articles yet.", "articles", "Upload articles"
    elif annotators == 0:
        sentence, page, action = f"{labelled} passages, and nobody to label them yet.", "people", "Invite annotators"
    elif not any(one.done for one in progress.by_person(session, member.project)):
        sentence, page, action = f"{sentence} Nobody has begun yet.", "progress", "See the progress"
    return Step(member.project.name, member.role, sentence, action, f"/projects/{member.project.slug}/{page}")
