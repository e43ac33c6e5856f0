import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.server import Workbench
from workbench.cli import main


@dataclass(frozen=True)
class Ended:
    """What a command printed, and the status it ended with."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


def run_here(arguments: Sequence[str], stdin: str = "") -> Ended:
    """Run a command in this process: it answers sooner, and ends with the same words and status."""
    given, out, err = io.BytesIO(stdin.encode()), io.BytesIO(), io.BytesIO()
    streams = {
        name: io.TextIOWrapper(raw, "utf-8", write_through=True)
        for name, raw in (("stdin", given), ("stdout", out), ("stderr", err))
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as end:
            main(arguments)
    status = end.value.code
    return Ended(status if isinstance(status, int) else 0, out.getvalue().decode(), err.getvalue().decode())


class WorkbenchHere(Workbench):
    """A workbench whose commands are run in this process."""

    def run(self, *arguments: str, status: int = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        with pytest.MonkeyPatch.context() as patch:
            for name in os.environ.keys() - self.environment.keys():
                patch.delenv(name)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            done = run_here(arguments, stdin or "")
        assert done.status == status, f"{arguments} ended with {done.status}:\n{done.out}\n{done.err}"
        return subprocess.CompletedProcess(arguments, status, done.out, done.err)


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "workbench.sqlite")
    monkeypatch.setenv("WORKBENCH_INSTANCE", str(folder))
    for name in ("WORKBENCH_DATABASE_URL", "WORKBENCH_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def run(instance: Path) -> Run:
    """Run commands with this test's environment, and judge their status afterwards."""
    return lambda *arguments: run_here(arguments)


@pytest.fixture
def workbench(instance: Path) -> Workbench:
    """Run commands with an environment told here, each of which must end with a status told beforehand."""
    return WorkbenchHere(instance)
