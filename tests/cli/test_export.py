import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.server import Workbench


@pytest.fixture
def workbench(workbench: Workbench, tmp_path: Path) -> Workbench:
    workbench.run("project", "create", "demo")
    file = tmp_path / "labels.csv"
    rows = [f"u{n},Unit {n}.,{who},reliability,reliable" for n in range(3) for who in "AB"]
    file.write_text("item,text,annotator,dimension,value\n" + "\n".join(rows), "utf-8")
    workbench.run("labels", "import", "demo", str(file), "--format", "csv")
    return workbench


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_an_export_is_a_file_with_the_codebook_beside_it(workbench: Workbench, folder: Path) -> None:
    done = workbench.run("export", "demo", "--out", str(folder / "labels.jsonl"))
    assert sorted(one.name for one in folder.iterdir()) == ["labels.codebook.toml", "labels.jsonl"]
    lines = (folder / "labels.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line)["item"] for line in lines] == ["u0", "u1", "u2"]
    codebook = (folder / "labels.codebook.toml").read_text("utf-8")
    assert codebook.startswith("# The codebook of project demo, version 1.\n")
    assert [one["id"] for one in tomllib.loads(codebook)["dimension"]] == ["stance", "topic", "reliability"]
    assert (done.stdout, "3 passages" in done.stderr) == ("", True)


def test_standard_output_holds_the_data_alone(workbench: Workbench, folder: Path) -> None:
    workbench.run("export", "demo", "--out", str(folder / "labels.jsonl"))
    done = workbench.run("export", "demo", "--out", "-")
    assert done.stdout.encode() == (folder / "labels.jsonl").read_bytes()
    assert done.stderr == ""


def test_what_is_there_is_replaced_only_with_force(workbench: Workbench, folder: Path) -> None:
    (folder / "labels.codebook.toml").write_text("mine")
    refused = workbench.run("export", "demo", "--out", str(folder / "labels.jsonl"), status=1)
    assert refused.stderr.count("\n") == 1
    assert [one.name for one in folder.iterdir()] == ["labels.codebook.toml"]
    (folder / "labels.jsonl").write_text("mine too")
    workbench.run("export", "demo", "--out", str(folder / "labels.jsonl"), status=1)
    assert (folder / "labels.jsonl").read_text() == "mine too"
    workbench.run("export", "demo", "--out", str(folder / "labels.jsonl"), "--force")
    assert (folder / "labels.jsonl").read_text().count("\n") == 3
    assert (folder / "labels.codebook.toml").read_text() != "mine"


def test_a_place_that_cannot_be_written_is_one_line_and_leaves_nothing(workbench: Workbench, folder: Path) -> None:
    missing = workbench.run("export", "demo", "--out", str(folder / "no" / "labels.jsonl"), status=1)
    assert "cannot be written" in missing.stderr
    assert missing.stderr.count("\n") == 1
    workbench.run("export", "demo", "--out", str(folder), "--force", status=1)
    os.mkfifo(folder / "pipe")
    workbench.run("export", "demo", "--out", str(folder / "pipe"), "--force", status=1)
    assert [one.name for one in folder.iterdir()] == ["pipe"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_one_line(workbench: Workbench) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "workbench", "export", "demo", "--out", "-"]
        done = subprocess.run(command, check=False, env=workbench.environment, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b"workbench: Standard output cannot be written (No space left on device).\n"


def test_a_project_without_answers_gives_an_empty_file_and_says_so(workbench: Workbench, folder: Path) -> None:
    workbench.run("project", "create", "empty")
    done = workbench.run("export", "empty", "--out", str(folder / "labels.jsonl"))
    assert "no annotated passages yet" in done.stderr
    assert (folder / "labels.jsonl").read_bytes() == b""


def test_formats_to_come_and_formats_that_are_none_end_with_2(workbench: Workbench) -> None:
    later = workbench.run("export", "demo", "--out", "-", "--format", "parquet", status=2)
    assert (later.stdout, later.stderr) == ("", "workbench: writing parquet: not built yet\n")
    workbench.run("export", "demo", "--out", "-", "--format", "nonsense", status=2)
    for arguments in (("create", "demo", "v1"), ("list", "demo"), ("diff", "demo", "a", "b"), ("verify", "x")):
        assert "not built yet" in workbench.run("release", *arguments, status=2).stderr


def test_agreement_recomputed_from_an_export_is_that_of_the_report(workbench: Workbench) -> None:
    import krippendorff
    import numpy

    file = workbench.instance.parent / "more.csv"
    labels = ["reliable", "mostly_reliable", "doubtful", "unreliable", "cannot_judge"]
    rows = [
        f"m{n},Unit {n}.,{who},reliability,{labels[(n * n + place * (n % 3)) % 5]}"
        for n in range(40)
        for place, who in enumerate("ABC")
        if (n + place) % 4
    ]
    file.write_text("item,text,annotator,dimension,value\n" + "\n".join(rows), "utf-8")
    workbench.run("labels", "import", "demo", str(file), "--format", "csv")
    (told,) = json.loads(workbench.out("agreement", "demo", "--dimension", "reliability", "--json"))["dimensions"]
    passages = [json.loads(line) for line in workbench.out("export", "demo", "--out", "-").split("\n")]
    table = numpy.full((3, len(passages)), numpy.nan)
    for unit, passage in enumerate(passages):
        for one in passage["judgments"]:
            if one["value"] != "cannot_judge":
                table[int(one["annotator"].removeprefix("annotator_")) - 1, unit] = labels.index(one["value"])
    alpha = krippendorff.alpha(table, level_of_measurement="ordinal", value_domain=[0, 1, 2, 3])
    assert told["krippendorff_alpha"]["value"] == pytest.approx(alpha, abs=1e-12)
    assert told["left_out"]["off_scale"] == sum(",cannot_judge" in row for row in rows)
