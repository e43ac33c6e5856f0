from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from workbench.db import db, transaction
from workbench.people import management, users
from workbench.people.management import Invited
from workbench.people.schemas import NewUser, NewUserForm
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import gettext, mark
from workbench.web.redirects import own_path

blueprint = Blueprint("users", __name__, url_prefix="/people")


def link_page(invited: Invited, *, back: str) -> str:
    """Show a one-time link, for the only time."""
    settings = identity.settings()
    path = url_for("sign_in.invitation", token=invited.token)
    return render_template(
        "people/link.html",
        page_title=gettext("One-time link"),
        name=invited.user.name,
        link=(settings.url.rstrip("/") or request.host_url.rstrip("/")) + path,
        hours=settings.invitation_hours,
        back=back,
    )


@blueprint.get("")
def show() -> str:
    """Show all users to an admin."""
    return _page()


def _page(*, wrong: Answer | None = None) -> str:
    caller, session = identity.caller(), db.session()
    caller.require_admin()
    everyone = users.listing(session)
    refusals = management.refusals(session, caller, everyone)
    roles = users.all_roles(session)
    return render_template(
        "people/everyone.html",
        page_title=gettext("People"),
        wrong=wrong,
        people=[
            {
                "name": user.name,
                "is_admin": user.is_admin,
                "state": users.state(user),
                "roles": roles.get(user.id, []),
                "account_refusal": refusals[user.id],
            }
            for user in everyone
        ],
        given=request.form,
    )


@blueprint.post("")
@forms.shown_again_by(_page)
def add() -> ResponseReturnValue:
    """Add a user, or make one an admin, and show the link for a new account this once."""
    caller = identity.caller()
    caller.require_admin()
    given: NewUser = forms.read(NewUserForm)
    with transaction() as session:
        invited = management.add(session, caller, given.name, identity.settings(), is_admin=given.is_admin)
    if invited.token:
        return link_page(invited, back=url_for("users.show"))
    told = mark("%(name)s is an admin, and signs in as before.")
    flash(gettext(told if given.is_admin else mark("%(name)s has an account already."), name=invited.user.name))
    return redirect(url_for("users.show"), 303)


@blueprint.post("/<name>/link")
def renew_link(name: str) -> ResponseReturnValue:
    """Make a link for a new password, and show it this once."""
    with transaction() as session:
        invited = management.renew_link(session, identity.caller(), name, identity.settings())
    return link_page(invited, back=_back())


@blueprint.post("/<name>/deactivate")
def deactivate(name: str) -> ResponseReturnValue:
    """Shut a user out."""
    with transaction() as session:
        management.disable(session, identity.caller(), name)
    flash(gettext("%(name)s is deactivated and signed out.", name=name))
    return _return()


@blueprint.post("/<name>/activate")
def activate(name: str) -> ResponseReturnValue:
    """Let a user in again."""
    with transaction() as session:
        management.enable(session, identity.caller(), name)
    flash(gettext("%(name)s may sign in again.", name=name))
    return _return()


@blueprint.post("/<name>/end-admin")
def end_admin(name: str) -> ResponseReturnValue:
    """Take an admin's rights."""
    with transaction() as session:
        management.end_admin(session, identity.caller(), name)
    flash(gettext("%(name)s is no longer an admin.", name=name))
    return _return()


def _back() -> str:
    return own_path(request.form.get("back", "")) or url_for("home.show")


def _return() -> Response:
    return redirect(_back(), 303)
