from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.db import db, iso, transaction
from workbench.errors import NotSignedInError, Problem, RuleError
from workbench.people import access, passwords, sessions, tokens, users
from workbench.people.access import Caller
from workbench.people.models import User
from workbench.people.schemas import NewPassword, NewPasswordForm, TokenForm
from workbench.web import forms, identity
from workbench.web.errors import Answer
from workbench.web.language import LANGUAGES, gettext, mark

blueprint = Blueprint("account", __name__, url_prefix="/account")
MAY = {"all": mark("Everything that I may do"), "label": mark("Only label"), "export": mark("Only export")}


@blueprint.get("")
def show() -> str:
    """Show the caller's own password, sessions and tokens."""
    return _page()


def _page(*, wrong: Answer | None = None, token: str = "") -> str:
    caller, session = _person(), db.session()
    others = sessions.count(session, caller.user_id, identity.settings()) - 1
    return render_template(
        "account/account.html",
        page_title=gettext("Account"),
        wrong=wrong,
        has_password=users.get(session, caller.name).password_hash is not None,
        shortest=passwords.SHORTEST,
        others=others,
        chosen_language=caller.language,
        token=token,
        tokens=[
            {"id": one.id, "start": one.start, "may": gettext(MAY[one.may]), "made": iso(one.created_at)}
            for one in tokens.listing(session, caller.user_id)
        ],
        choices=_choices(caller),
    )


def _person() -> Caller:
    caller = identity.caller()
    caller.require_browser()
    return caller


def _choices(caller: Caller) -> list[tuple[str, str]]:
    leads = any(role != "annotator" for _project, role in access.memberships(db.session(), caller))
    return [(may, gettext(text)) for may, text in MAY.items() if leads or may != "export"]


@blueprint.post("/password")
@forms.shown_again_by(_page)
def change_password() -> ResponseReturnValue:
    """Change the password; every other session of the person ends."""
    given: NewPassword = forms.read(NewPasswordForm)
    user = _verified(_person(), given.old)
    hashed = passwords.make(given.password, user.name)
    with transaction() as session:
        passwords.set(session, user, hashed)
    identity.sign_in(user)
    flash(gettext("Your password is changed, and you are signed out everywhere else."))
    return redirect(url_for("account.show"), 303)


def _verified(caller: Caller, password: str) -> User:
    try:
        return identity.verify(caller.name, password)
    except NotSignedInError as error:
        problem = Problem("old", "This is not your present password.")
        raise RuleError("Your password is as it was.", problems=[problem]) from error


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Remember the language that the caller reads in; one that there is not stands for the browser's."""
    caller, code = _person(), request.form.get("language", "")
    with transaction() as session:
        users.choose_language(session, users.get(session, caller.name), code if code in LANGUAGES else None)
    return redirect(url_for("account.show"), 303)


@blueprint.post("/sessions/end")
def end_sessions() -> ResponseReturnValue:
    """Sign the caller out in all other browsers."""
    caller = _person()
    with transaction() as session:
        sessions.end_all(session, users.get(session, caller.name), but=caller.session_id)
    flash(gettext("You are signed out everywhere else."))
    return redirect(url_for("account.show"), 303)


@blueprint.post("/tokens")
@forms.shown_again_by(_page)
def make_token() -> ResponseReturnValue:
    """Make an API token, and show it this once."""
    caller, may = _person(), forms.read(TokenForm)
    with transaction() as session:
        token = tokens.create(session, users.get(session, caller.name), may)
    return _page(token=token)


@blueprint.post("/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End one of the caller's tokens."""
    caller = _person()
    with transaction() as session:
        tokens.revoke(session, caller.user_id, token_id)
    flash(gettext("The token is revoked."))
    return redirect(url_for("account.show"), 303)
