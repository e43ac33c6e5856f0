"""Users and their roles: `admin` everywhere, `lead` or `annotator` in a project."""

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workbench.db import now
from workbench.errors import ConflictError, NotFoundError, UsageError
from workbench.people import invitations, names, sessions, tokens
from workbench.people.models import Annotator, Membership, User
from workbench.projects.models import Project


def create(session: Session, name: str, *, role: str | None = None, project: Project | None = None) -> User:
    """Make the user, or give the one of this name the role.

    Raises UsageError where role and project do not go together, RuleError for a bad name, ConflictError where
    someone else made the same user at the same moment.
    """
    _check_role(role, project)
    user = find(session, name) or _add(session, names.check(name))
    if role == "admin" and not user.is_admin:
        user.is_admin = True
        invitations.void(session, user)
    elif project is not None and role is not None:
        _give_role(session, user, role, project)
    session.flush()
    return user


def _check_role(role: str | None, project: Project | None) -> None:
    if role not in {None, "annotator", "lead", "admin"}:
        raise UsageError(f"There is no role “{role}”: it is annotator, lead or admin.")
    if role in {"annotator", "lead"} and project is None:
        raise UsageError(f"The role {role} is one in a project: name the project.")
    if role == "admin" and project is not None:
        raise UsageError("An admin is one of all projects: leave the project out.")
    if role is None and project is not None:
        raise UsageError("Name the role in the project: annotator or lead.")


def _add(session: Session, name: str) -> User:
    user = User(name=name, name_key=names.fold(name))
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError(f"“{name}” was made by someone else at the same moment. Try again.") from error
    return user


def _give_role(session: Session, user: User, role: str, project: Project) -> None:
    membership = session.get(Membership, (user.id, project.id))
    if membership is None:
        session.add(Membership(user_id=user.id, project_id=project.id, role=role))
    if membership is None or membership.role != role:
        # Whoever holds an older link was trusted with less.
        invitations.void(session, user)
    if membership is not None:
        membership.role = role
    if role == "annotator" and annotator(session, user, project) is None:
        _add_annotator(session, project, user.name, user)


def annotator(session: Session, user: User, project: Project) -> Annotator | None:
    """Find the coder that the user is, or was, in the project."""
    return session.scalar(select(Annotator).where(Annotator.project_id == project.id, Annotator.user_id == user.id))


def _add_annotator(session: Session, project: Project, name: str, user: User | None) -> Annotator:
    session.execute(select(Project.id).where(Project.id == project.id).with_for_update())
    last = session.scalar(select(func.max(Annotator.number)).where(Annotator.project_id == project.id)) or 0
    made = Annotator(
        project_id=project.id,
        user_id=user.id if user else None,
        name=name,
        number=last + 1,
        seed=2 * secrets.randbelow(2**30) + 1,
    )
    session.add(made)
    session.flush()
    return made


def imported_annotator(session: Session, project: Project, name: str) -> Annotator:
    """Return the coder of this name whose labels came from elsewhere; make it on first use. Nobody signs in as it."""
    found = session.scalar(
        select(Annotator).where(Annotator.project_id == project.id, Annotator.user_id.is_(None), Annotator.name == name)
    )
    return found or _add_annotator(session, project, name, None)


def pseudonym(annotator: Annotator) -> str:
    """Name the annotator as exports do."""
    return f"annotator_{annotator.number}"


def find(session: Session, name: str) -> User | None:
    """Find the user of this name, however it is capitalised."""
    return session.scalar(select(User).where(User.name_key == names.fold(name)))


def get(session: Session, name: str) -> User:
    """Return the user of this name. Raises NotFoundError."""
    user = find(session, name)
    if user is None:
        raise NotFoundError("user", name)
    return user


def listing(session: Session) -> list[User]:
    """List all users by name."""
    return list(session.scalars(select(User).order_by(User.name_key)))


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the names of users, by id."""
    return {user.id: user.name for user in session.scalars(select(User).where(User.id.in_(ids)))}


def members(session: Session, project: Project) -> list[Membership]:
    """List the people of a project by name, each with its `user`."""
    return list(
        session.scalars(
            select(Membership).join(User).where(Membership.project_id == project.id).order_by(User.name_key)
        )
    )


def all_roles(session: Session) -> dict[int, list[tuple[str, str]]]:
    """Give for each user's id the projects' slugs and the roles in them."""
    found: dict[int, list[tuple[str, str]]] = {}
    query = (
        select(Membership.user_id, Project.slug, Membership.role)
        .join(Project, Project.id == Membership.project_id)
        .order_by(Project.slug)
    )
    for user_id, slug, role in session.execute(query):
        found.setdefault(user_id, []).append((slug, role))
    return found


def state(user: User) -> str:
    """Say in a word where an account stands: `invited`, `active` or `deactivated`."""
    if user.disabled_at is not None:
        return "deactivated"
    return "invited" if user.password_hash is None else "active"


def choose_language(session: Session, user: User, code: str | None) -> None:
    """Note the language that the user chose to read in; None follows the browser."""
    user.language = code
    session.flush()


def document(user: User, roles: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Describe a user: name, state, and roles, an admin's without a project."""
    admin = [{"project": None, "role": "admin"}] if user.is_admin else []
    return {
        "name": user.name,
        "state": state(user),
        "roles": [*admin, *({"project": slug, "role": role} for slug, role in roles)],
    }


def remove(session: Session, user: User, project: Project) -> None:
    """End the user's membership. The annotator that the user was keeps its answers, and its number on a return."""
    membership = session.get(Membership, (user.id, project.id))
    if membership is None:
        raise NotFoundError("member", user.name)
    session.delete(membership)
    session.flush()


def end_admin(session: Session, user: User) -> None:
    """Take the right over all projects from the user; roles in projects stay."""
    user.is_admin = False
    session.flush()


def disable(session: Session, user: User) -> None:
    """Shut the user out: sessions, tokens and open invitations end. Roles and answers stay."""
    user.disabled_at = user.disabled_at or now()
    sessions.end_all(session, user)
    tokens.revoke_all(session, user)
    invitations.void(session, user)
    session.flush()


def enable(session: Session, user: User) -> None:
    """Let the user sign in again with the same password; tokens stay revoked."""
    user.disabled_at = None
    session.flush()
