from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.db import db, transaction
from workbench.people import invitations, passwords
from workbench.people.schemas import NewPassword, NewPasswordForm, SignIn, SignInForm
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import gettext
from workbench.web.pages import home
from workbench.web.redirects import own_path

blueprint = Blueprint("sign_in", __name__)


def _page(wrong: Answer | None = None) -> str:
    return render_template(
        "sign_in/sign_in.html",
        page_title=gettext("Sign in"),
        wrong=wrong,
        name=request.form.get("name", ""),
        back=own_path(request.values.get("next", "")),
    )


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    """Ask for name and password."""
    if identity.current() is not None:
        return redirect(own_path(request.args.get("next", "")) or url_for("home.show"), 303)
    return _page()


@blueprint.post("/sign-in")
@forms.shown_again_by(_page)
def enter() -> ResponseReturnValue:
    """Sign the person in, and go on to the page they asked for."""
    given: SignIn = forms.read(SignInForm)
    caller = identity.sign_in(identity.verify(given.name, given.password))
    return redirect(own_path(request.form.get("next", "")) or home.first_page(caller), 303)


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End the session of this browser."""
    identity.sign_out()
    return redirect(url_for("sign_in.show"), 303)


def _invitation_page(token: str, wrong: Answer | None = None) -> str:
    _invitation, user = invitations.peek(db.session(), token)
    return render_template(
        "sign_in/invitation.html",
        page_title=gettext("Choose a password"),
        wrong=wrong,
        name=user.name,
        is_first=user.password_hash is None,
        shortest=passwords.SHORTEST,
    )


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Ask an invited person for a password; only a demo's link, which signs in without one, is used up by a visit."""
    found, _user = invitations.peek(db.session(), token)
    if not found.signs_in or request.method == "HEAD":
        return _invitation_page(token)
    with transaction() as session:
        user = invitations.accept(session, token)
    return redirect(home.first_page(identity.sign_in(user)), 303)


@blueprint.post("/invitation/<token>")
@forms.shown_again_by(_invitation_page)
def accept(token: str) -> ResponseReturnValue:
    """Set the password, use up the link and sign in."""
    given: NewPassword = forms.read(NewPasswordForm)
    _invitation, user = invitations.peek(db.session(), token)
    hashed = passwords.make(given.password, user.name)
    with transaction() as session:
        user = invitations.accept(session, token, hashed)
    return redirect(home.first_page(identity.sign_in(user)), 303)
