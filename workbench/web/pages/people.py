from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.db import db, transaction
from workbench.people import management, users
from workbench.people.access import Member
from workbench.people.models import Membership
from workbench.people.schemas import Invite, InviteForm, RoleForm
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import gettext, mark
from workbench.web.pages.users import link_page

blueprint = Blueprint("people", __name__, url_prefix="/projects/<slug>/people")

_NOW = {
    "annotator": mark("%(name)s is now annotator here, and signs in as before."),
    "lead": mark("%(name)s is now lead here, and signs in as before."),
}
_CHANGED = {"annotator": mark("%(name)s is now annotator here."), "lead": mark("%(name)s is now lead here.")}


@dataclass(frozen=True)
class Person:
    """A row of the page; the two refusals say why a control is absent."""

    name: str
    role: str
    state: str
    role_refusal: str
    account_refusal: str


@blueprint.get("")
def show(slug: str) -> str:
    """Show the people of a project, and what the lead may change."""
    return _page(slug)


def _page(slug: str, *, wrong: Answer | None = None, **_name: str) -> str:
    member, session = identity.lead(slug), db.session()
    members = users.members(session, member.project)
    refusals = management.refusals(session, member.caller, [one.user for one in members])
    return render_template(
        "people/project.html",
        page_title=gettext("People"),
        wrong=wrong,
        people=[_person(member, one, refusals[one.user_id]) for one in members],
        given=request.form,
    )


def _person(member: Member, one: Membership, account_refusal: str) -> Person:
    role_refusal = management.role_refusal(member, one)
    return Person(one.user.name, one.role, users.state(one.user), role_refusal, account_refusal)


@blueprint.post("")
@forms.shown_again_by(_page)
def invite(slug: str) -> ResponseReturnValue:
    """Give a name a role in the project, and show the link for a new account this once."""
    member = identity.lead(slug)
    given: Invite = forms.read(InviteForm)
    with transaction() as session:
        invited = management.invite(session, member, given.name, given.role, identity.settings())
    if invited.token:
        return link_page(invited, back=url_for("people.show", slug=slug))
    flash(gettext(_NOW[given.role], name=invited.user.name))
    return redirect(url_for("people.show", slug=slug), 303)


@blueprint.post("/<name>/role")
@forms.shown_again_by(_page)
def change_role(slug: str, name: str) -> ResponseReturnValue:
    """Give a member another role."""
    member, role = identity.lead(slug), forms.read(RoleForm)
    with transaction() as session:
        management.change_role(session, member, name, role)
    flash(gettext(_CHANGED[role], name=name))
    return redirect(url_for("people.show", slug=slug), 303)


@blueprint.post("/<name>/remove")
@forms.shown_again_by(_page)
def remove(slug: str, name: str) -> ResponseReturnValue:
    """End a membership."""
    member = identity.lead(slug)
    with transaction() as session:
        management.remove(session, member, name)
    flash(gettext("%(name)s is no longer in this project. The answers stay.", name=name))
    return redirect(url_for("people.show", slug=slug), 303)
