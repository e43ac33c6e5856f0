"""What leads and admins do to other people, each act with its right checked.

An admin may do it all, but never to themselves: so there is always one left. A lead decides who is in the own
project. What reaches beyond that project, a link for a new password or a deactivation, a lead may do only to
annotators who are in no project that this lead does not lead: else the link would open another lead's project.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.errors import NotAllowedError, NotFoundError
from workbench.people import invitations, users
from workbench.people.access import Caller, Member
from workbench.people.models import Membership, User
from workbench.settings import Settings

_ELSEWHERE = "This person is not in your projects alone. Only an admin can change that."


@dataclass(frozen=True)
class Invited:
    """Someone with a new role, and the one-time link's token where the account has no password yet."""

    user: User
    token: str | None


def invite(session: Session, member: Member, name: str, role: str, settings: Settings) -> Invited:
    """Give the user of this name, new or not, a role in the project.

    Raises NotAllowedError where the user stands above the caller, or has an account that nobody has claimed yet and
    that the caller may not claim.
    """
    member.require_lead()
    known = users.find(session, name)
    if known is not None and (reason := _grant_refusal(session, member, known)):
        raise NotAllowedError(reason)
    user = users.create(session, name, role=role, project=member.project)
    return _invited(session, user, settings)


def _invited(session: Session, user: User, settings: Settings) -> Invited:
    is_open = user.password_hash is None and user.disabled_at is None
    return Invited(user, invitations.create(session, user, settings) if is_open else None)


def _grant_refusal(session: Session, member: Member, user: User) -> str:
    if user.id == member.caller.user_id:
        return "This is you. Another lead or an admin can change your role."
    if member.caller.is_admin:
        return ""
    if user.is_admin:
        return "This is an admin. Only an admin can change that."
    if user.password_hash is None and refusals(session, member.caller, [user])[user.id]:
        return f"“{user.name}” has not used an invitation from elsewhere yet. Only an admin can add this person now."
    membership = session.get(Membership, (user.id, member.project.id))
    return role_refusal(member, membership) if membership else ""


def change_role(session: Session, member: Member, name: str, role: str) -> None:
    """Give a member of the project another role in it. Raises NotAllowedError, NotFoundError."""
    user = _changeable(session, member, name)
    users.create(session, user.name, role=role, project=member.project)


def remove(session: Session, member: Member, name: str) -> None:
    """End a membership of the project; the account and the answers stay. Raises NotAllowedError, NotFoundError."""
    users.remove(session, _changeable(session, member, name), member.project)


def _changeable(session: Session, member: Member, name: str) -> User:
    member.require_lead()
    user = users.find(session, name)
    membership = session.get(Membership, (user.id, member.project.id)) if user else None
    if user is None or membership is None:
        raise NotFoundError("member", name)
    if reason := role_refusal(member, membership):
        raise NotAllowedError(reason)
    return user


def role_refusal(member: Member, membership: Membership) -> str:
    """Say why the caller may not change this role in the project; empty where the caller may."""
    if membership.user_id == member.caller.user_id:
        return "This is your own role. Another lead or an admin can change it."
    if member.caller.is_admin:
        return ""
    if membership.user.is_admin:
        return "This is an admin. Only an admin can change that."
    if membership.role == "lead":
        return "This is a lead like you. Only an admin can change that."
    return ""


def add(session: Session, caller: Caller, name: str, settings: Settings, *, is_admin: bool = False) -> Invited:
    """Make a user without a project, or an admin, and the link of a new account. Raises NotAllowedError."""
    caller.require_admin()
    user = users.create(session, name, role="admin" if is_admin else None)
    return _invited(session, user, settings)


def end_admin(session: Session, caller: Caller, name: str) -> None:
    """Take the right over all projects from another admin. Raises NotAllowedError, NotFoundError."""
    caller.require_admin()
    users.end_admin(session, _account(session, caller, name))


def renew_link(session: Session, caller: Caller, name: str, settings: Settings) -> Invited:
    """Make a link by which the user sets a new password. Raises NotAllowedError, NotFoundError, RuleError."""
    user = _account(session, caller, name)
    return Invited(user, invitations.create(session, user, settings))


def disable(session: Session, caller: Caller, name: str) -> None:
    """Shut the user out of Workbench. Raises NotAllowedError, NotFoundError."""
    users.disable(session, _account(session, caller, name))


def enable(session: Session, caller: Caller, name: str) -> None:
    """Let the user in again. Raises NotAllowedError, NotFoundError."""
    users.enable(session, _account(session, caller, name))


def _account(session: Session, caller: Caller, name: str) -> User:
    caller.require_browser()
    if caller.is_admin:
        user = users.get(session, name)
    elif (found := users.find(session, name)) is None:
        raise NotAllowedError(_ELSEWHERE)  # as for a name that exists elsewhere, so that none can be tried out
    else:
        user = found
    if reason := refusals(session, caller, [user])[user.id]:
        raise NotAllowedError(reason)
    return user


def refusals(session: Session, caller: Caller, people: Sequence[User]) -> dict[int, str]:
    """Say for each user's id why the caller may not act on the account; empty where the caller may."""
    found = session.execute(
        select(Membership.user_id, Membership.project_id, Membership.role).where(
            Membership.user_id.in_({caller.user_id, *(user.id for user in people)})
        )
    )
    roles: dict[int, dict[int, str]] = {}
    for user_id, project_id, role in found:
        roles.setdefault(user_id, {})[project_id] = role
    led = {project for project, role in roles.get(caller.user_id, {}).items() if role == "lead"}
    return {user.id: _account_refusal(caller, led, user, roles.get(user.id, {})) for user in people}


def _account_refusal(caller: Caller, led: set[int], user: User, roles: dict[int, str]) -> str:
    if user.id == caller.user_id:
        return "This is you. Your password is changed under Account."
    if caller.is_admin:
        return ""
    if user.is_admin:
        return "This is an admin. Only an admin can change that."
    if "lead" in roles.values():
        return "This is a lead. Only an admin can change that."
    if not roles or not led.issuperset(roles):
        return _ELSEWHERE
    return ""
