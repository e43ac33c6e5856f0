import pytest
from sqlalchemy.orm import Session

from workbench.people import passwords
from workbench.projects import projects
from workbench.projects.models import Project


@pytest.fixture
def project(session: Session) -> Project:
    return projects.create(session, "demo")


@pytest.fixture
def other(session: Session) -> Project:
    return projects.create(session, "other")


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a hash cost a few milliseconds: for tests of what stands around it."""
    monkeypatch.setattr(passwords, "METHOD", "scrypt:1024:8:1")
    passwords._nobody.cache_clear()
