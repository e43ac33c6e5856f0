from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from workbench.corpus import passages
from workbench.db import db
from workbench.labeling import progress, training
from workbench.people import access, users
from workbench.people.access import Caller, Member
from workbench.web import identity
from workbench.web.language import gettext, ngettext

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
    return render_template("home.html", page_title=gettext("Projects"), steps=steps, is_admin=caller.is_admin)


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
    sentence = gettext("A training round comes first.")
    return Step(member.project.name, "annotator", sentence, gettext("Go to the training"), href)


def _annotators_step(member: Member, counted: dict[str, int]) -> Step:
    done, total = counted["done"], counted["total"]
    sentence = gettext("You have labelled %(done)s of %(total)s passages.", done=done, total=total)
    action = gettext("Go on labelling")
    if total == 0:
        sentence, action = gettext("There is nothing to label yet."), gettext("Open the desk")
    elif done == 0:
        sentence = ngettext("%(num)s passage waits to be read.", "%(num)s passages wait to be read.", total)
        action = gettext("Begin labelling")
    elif done == total:
        sentence = gettext("You have labelled all passages (%(total)s).", total=total)
        action = gettext("Look at your answers")
    href = f"/projects/{member.project.slug}/desk"
    return Step(member.project.name, "annotator", sentence, action, href, done, total)


def _leads_step(session: Session, member: Member) -> Step:
    labelled = passages.labelled_count(session, member.project)
    annotators = sum(one.role == "annotator" for one in users.members(session, member.project))
    told = [
        ngettext("%(num)s passage.", "%(num)s passages.", labelled),
        ngettext("%(num)s annotator.", "%(num)s annotators.", annotators),
    ]
    page, action = "agreement", gettext("Read the agreement")
    if labelled == 0:
        told, page, action = [gettext("There are no articles yet.")], "articles", gettext("Upload articles")
    elif annotators == 0:
        told, page, action = [told[0], gettext("Nobody labels them yet.")], "people", gettext("Invite annotators")
    elif not any(one.done for one in progress.by_person(session, member.project)):
        told, page, action = [*told, gettext("Nobody has begun yet.")], "progress", gettext("See the progress")
    sentence = " ".join(told)
    return Step(member.project.name, member.role, sentence, action, f"/projects/{member.project.slug}/{page}")
