"""What is installed elsewhere is the same program."""

import json
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.corpus import marked

ROOT = Path(__file__).resolve().parents[1]
CUT = """
import json, sys
from workbench.corpus import segmentation
cut = [[list(span) for span in segmentation.segment(source)] for source in json.load(sys.stdin)]
json.dump({"file": segmentation.__file__, "cut": cut}, sys.stdout)
"""


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


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of `make wheel`, unpacked."""
    if not shutil.which("cc") or not Path(sysconfig.get_path("include"), "Python.h").exists():
        pytest.skip("no C compiler, or no headers of Python: apt install gcc python3-dev")
    folder = tmp_path_factory.mktemp("compiled")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"HATCH_BUILD_HOOKS_ENABLE": "1"})
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "site")
    return folder / "site"


@pytest.mark.slow
def test_the_compiled_cut_is_the_cut_and_leaves_the_source_as_it_is(compiled: Path) -> None:
    pages = [marked.block_lines(page.markup) for page in marked.pages()]
    lines = [line for page in pages for line in page.splitlines()]
    chance = random.Random(1)
    mixed = [
        "".join(part for line in chance.choices(lines, k=20) for part in (line, chance.choice(["\n", "\n\n", " ", ""])))
        for _ in range(300)
    ]
    given = json.dumps(pages + mixed)

    def cut_by(package: Path) -> dict[str, object]:
        environment = os.environ | {"PYTHONPATH": str(package)}
        done = subprocess.run(
            [sys.executable, "-c", CUT],
            input=given,
            env=environment,
            cwd=package,
            check=True,
            capture_output=True,
            text=True,
        )
        found: dict[str, object] = json.loads(done.stdout)
        return found

    ours, theirs = cut_by(ROOT), cut_by(compiled)
    assert str(ours["file"]).endswith(".py")
    assert str(theirs["file"]).endswith(".so")
    assert theirs["cut"] == ours["cut"]
    assert not list(ROOT.glob("workbench/**/*.so"))
