import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_all_that_the_program_reads(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for pattern, place in (
        ("static/**/*", "workbench/static"),
        ("templates/**/*", "workbench/templates"),
        ("workbench/**/*", "workbench"),
    ):
        base = ROOT / pattern.partition("/")[0]
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"{place}/{path.relative_to(base).as_posix()}" in held
    assert not [name for name in held if "instance" in name or name.startswith("tests")]


@pytest.mark.slow
def test_the_wheel_installed_elsewhere_gives_the_same_command(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    environment = os.environ | {"PYTHONPATH": str(site), "WORKBENCH_INSTANCE": str(tmp_path / "instance")}
    show = "import workbench.settings as s; print(s.PACKAGE, (s.ASSETS / 'templates' / 'layout.html').is_file())"

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return done.stdout

    assert run("-c", show).split() == [str(site / "workbench"), "True"]
    run("-m", "workbench", "project", "create", "tides")
    assert "tides" in run("-m", "workbench", "project", "list")
