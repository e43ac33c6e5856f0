import json
from pathlib import Path

import pytest

from tests.server import Workbench


@pytest.fixture
def workbench(workbench: Workbench) -> Workbench:
    workbench.run("project", "create", "demo", "--targets", "The Port")
    return workbench


def test_json_is_one_document_and_all_there_is(workbench: Workbench) -> None:
    done = workbench.run("agreement", "demo", "--json")
    document = json.loads(done.stdout)
    assert list(document) == ["project", "codebook", "dimensions"]
    assert [(one["dimension"], one["target"]) for one in document["dimensions"]] == [
        ("stance", "the-port"),
        ("topic", None),
        ("reliability", None),
    ]
    assert done.stderr == ""


def test_one_dimension_can_be_asked_for_and_an_unknown_one_is_refused(workbench: Workbench) -> None:
    only = json.loads(workbench.out("agreement", "demo", "--dimension", "topic", "--json"))
    assert [one["dimension"] for one in only["dimensions"]] == ["topic"]
    refused = workbench.run("agreement", "demo", "--dimension", "mood", "--json", status=1)
    assert (refused.stdout, refused.stderr) == ("", "workbench: There is no dimension “mood”.\n")
    assert "no project “nowhere”" in workbench.run("agreement", "nowhere", status=1).stderr


def test_without_json_it_is_a_table(workbench: Workbench, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    rows = [f"u{n},Unit {n}.,{who},reliability,{'reliable' if n % 2 else 'doubtful'}" for n in range(4) for who in "AB"]
    file.write_text("item,text,annotator,dimension,value\n" + "\n".join(rows), "utf-8")
    workbench.run("labels", "import", "demo", str(file), "--format", "csv")
    lines = workbench.out("agreement", "demo").split("\n")
    assert lines[0].startswith("question")
    assert any(line.startswith("reliability") and "1.000" in line for line in lines)
