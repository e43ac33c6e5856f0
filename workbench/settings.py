"""Every setting: its name, default, unit and meaning. Each comes from the environment, else from settings.toml."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from workbench.errors import BadInputError, StorageError

PACKAGE = Path(__file__).resolve().parent
DEFAULT_PORT = 8000
ASSETS = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent


def _told(meaning: str, unit: str = "") -> dict[str, str]:
    return {"meaning": meaning, "unit": unit}


@dataclass(frozen=True)
class Settings:
    """The settings of one process; the environment variable of `name` is WORKBENCH_NAME."""

    instance: Path = field(
        default=Path(),
        metadata=_told("Folder of the database and settings; default `instance/` of the checkout, else user data"),
    )
    database_url: str = field(default="", metadata=_told("Database; empty means SQLite in the instance folder"))
    secret_key: str = field(
        default="", metadata=_told("Signs cookies; made on first use and kept in the instance folder")
    )
    url: str = field(default="", metadata=_told("How people reach this workbench; links use it"))
    lease_minutes: int = field(default=30, metadata=_told("How long a passage is held for an annotator", "minutes"))
    offline_lease_hours: int = field(
        default=24, metadata=_told("How long a passage taken for work offline is held", "hours")
    )
    session_hours: int = field(
        default=336, metadata=_told("How long a person stays signed in without a visit", "hours")
    )
    invitation_hours: int = field(default=168, metadata=_told("How long an invitation link can be used", "hours"))
    sign_in_attempts: int = field(
        default=10, metadata=_told("Failed sign-ins allowed for a name or an address in 3 minutes")
    )
    upload_mb: int = field(default=64, metadata=_told("Largest request body", "MB"))
    synchronous: str = field(
        default="FULL", metadata=_told("SQLite's promise at a commit: FULL survives a power cut, NORMAL does not")
    )
    threads: int = field(default=8, metadata=_told("Requests answered at the same time by one process"))

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'workbench.sqlite'}"
        scheme, sep, rest = self.database_url.partition("://")
        return f"postgresql+psycopg{sep}{rest}" if scheme in {"postgresql", "postgres"} else self.database_url

    @property
    def address(self) -> str:
        """Where people reach this workbench, without a slash at the end."""
        return (self.url or f"http://127.0.0.1:{DEFAULT_PORT}").rstrip("/")


def variable(name: str) -> str:
    """Name the environment variable of a setting."""
    return f"WORKBENCH_{name.upper()}"


def default_instance() -> Path:
    """Find the instance folder that is used where nobody names one."""
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "instance").is_dir():
        return checkout / "instance"
    import platformdirs

    return Path(platformdirs.user_data_dir("workbench", appauthor=False))


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of this process.

    Raises BadInputError for a value that is not of the setting's type or a name that does not exist.
    """
    instance = Path(environ.get(variable("instance")) or default_instance()).expanduser().absolute()
    values: dict[str, Any] = {"instance": instance}
    file = instance / "settings.toml"
    told = _read_file(file)
    for one in fields(Settings):
        if one.name == "instance":
            continue
        if raw := environ.get(variable(one.name)):
            values[one.name] = _typed(one, raw, variable(one.name))
        elif one.name in told:
            values[one.name] = _typed(one, told[one.name], f"{file}, {one.name}")
    settings = Settings(**values)
    if settings.synchronous not in {"FULL", "NORMAL", "EXTRA"}:
        raise BadInputError("is not FULL, NORMAL or EXTRA", field=variable("synchronous"))
    return settings


def _read_file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(str(error), file=str(file)) from error
    known = {one.name for one in fields(Settings)} - {"instance"}
    if unknown := sorted(set(told) - known):
        raise BadInputError(f"no such setting; there are {', '.join(sorted(known))}", file=str(file), field=unknown[0])
    return told


def _typed(one: "Field[Any]", raw: object, place: str) -> Any:
    if one.type is not int:
        return str(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        number = raw
    elif isinstance(raw, str) and raw.isdecimal():
        number = int(raw)
    else:
        raise BadInputError(f"“{raw}” is not a whole number", field=place)
    if number < 1:
        raise BadInputError(f"“{raw}” is not 1 or more", field=place)
    return number


def make_instance(settings: Settings) -> None:
    """Create the instance folder where it is missing. Raises StorageError where it cannot be."""
    try:
        settings.instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The instance folder {settings.instance} cannot be made ({error.strerror}). "
            f"Name another in {variable('instance')}."
        ) from error


def secret_key(settings: Settings) -> str:
    """Return the key that signs cookies; make it on first use, readable by its owner alone."""
    if settings.secret_key:
        if len(settings.secret_key) < 32:
            raise BadInputError("is shorter than 32 characters", field=variable("secret_key"))
        return settings.secret_key
    file = settings.instance / "secret_key"
    make_instance(settings)
    try:
        return _made_once(file)
    except OSError as error:
        raise StorageError(f"The secret key {file} cannot be read or made ({error.strerror}).") from error


def _made_once(file: Path) -> str:
    import secrets

    if not file.exists():
        # Written aside and linked, so that two processes that start at once agree on one whole key.
        aside = file.with_name(f".secret_key.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        try:
            file.hardlink_to(aside)
        except FileExistsError:
            return file.read_text("ascii").strip()
        finally:
            aside.unlink()
    return file.read_text("ascii").strip()
