import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.cli import main


@dataclass(frozen=True)
class Ended:
    """What a command printed, and the status it ended with."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


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
def run(instance: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run commands in this process: they answer sooner, and end with the same words and status."""

    def ran(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        printed = capsys.readouterr()
        status = end.value.code
        return Ended(status if isinstance(status, int) else 0, printed.out, printed.err)

    return ran
