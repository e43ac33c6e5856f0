"""What people's forms send. Shape and length are checked here, meaning in the functions that take it."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from workbench.people.passwords import LONGEST

_AT_MOST = validate.Length(max=LONGEST, error="Use at most {max} characters.")
_ROLE = validate.OneOf(["annotator", "lead"], error="Choose annotator or lead.")
_MISSING: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "Fill this in."}


@dataclass(frozen=True)
class SignIn:
    """Name and password as typed."""

    name: str
    password: str


class SignInForm(Schema):
    """The sign-in form."""

    name = fields.String(required=True, validate=_AT_MOST, error_messages=_MISSING)
    password = fields.String(required=True, validate=_AT_MOST, error_messages=_MISSING)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> SignIn:
        return SignIn(**values)


@dataclass(frozen=True)
class NewPassword:
    """A password typed twice, and the old one where there is one to change."""

    password: str
    old: str


class NewPasswordForm(Schema):
    """The form of a new password."""

    password = fields.String(required=True, validate=_AT_MOST, error_messages=_MISSING)
    again = fields.String(required=True, validate=_AT_MOST, error_messages=_MISSING)
    old = fields.String(load_default="", validate=_AT_MOST)

    @validates_schema
    def _same_twice(self, values: dict[str, Any], **_: object) -> None:
        if values.get("password") != values.get("again"):
            raise ValidationError("The two passwords are not the same.", "again")

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> NewPassword:
        return NewPassword(password=values["password"], old=values["old"])


@dataclass(frozen=True)
class Invite:
    """A name and the role it is to have."""

    name: str
    role: str


class InviteForm(Schema):
    """The form that invites into a project, or changes a role there."""

    name = fields.String(required=True, error_messages=_MISSING)
    role = fields.String(required=True, validate=_ROLE)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> Invite:
        return Invite(name=values["name"].strip(), role=values["role"])


class RoleForm(Schema):
    """The form that changes a role in a project."""

    role = fields.String(required=True, validate=_ROLE)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> str:
        return str(values["role"])


@dataclass(frozen=True)
class NewUser:
    """A name, and whether it is to be an admin's."""

    name: str
    is_admin: bool


class NewUserForm(Schema):
    """The form by which an admin adds a user."""

    name = fields.String(required=True, error_messages=_MISSING)
    is_admin = fields.Boolean(load_default=False)

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> NewUser:
        return NewUser(name=values["name"].strip(), is_admin=values["is_admin"])


class TokenForm(Schema):
    """The form that makes an API token."""

    may = fields.String(
        required=True, validate=validate.OneOf(["all", "label", "export"], error="Choose what the token may do.")
    )

    @post_load
    def _made(self, values: dict[str, Any], **_: object) -> str:
        return str(values["may"])
