import json
from pathlib import Path

import pytest

from tests.server import Workbench


def shown(workbench: Workbench, slug: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(workbench.out("project", "show", slug, "--json"))
    return document


def test_a_project_is_made_shown_listed_and_changed(workbench: Workbench) -> None:
    workbench.run(
        "project", "create", "ferry", "--name", "Ferries", "--overlap", "3", "--targets", "Port of Kessary, Union"
    )
    document = shown(workbench, "ferry")
    assert (document["name"], document["overlap"], document["order"]) == ("Ferries", 3, "reading")
    targets = [{"id": "port-of-kessary", "name": "Port of Kessary"}, {"id": "union", "name": "Union"}]
    assert document["targets"] == targets
    assert (document["articles"], document["passages"], document["labelled"]) == (0, 0, 0)
    assert "port-of-kessary" in workbench.out("project", "show", "ferry")
    workbench.run(
        "project", "set", "ferry", "--overlap", "2", "--order", "shuffled", "--labelled-kinds", "paragraph,table"
    )
    document = shown(workbench, "ferry")
    assert (document["name"], document["overlap"], document["order"]) == ("Ferries", 2, "shuffled")
    assert (document["labelled_kinds"], document["targets"]) == (["paragraph", "table"], targets)
    workbench.run("project", "set", "ferry", "--targets", "Union,Ministry")
    assert shown(workbench, "ferry")["targets"] == [
        {"id": "union", "name": "Union"},
        {"id": "ministry", "name": "Ministry"},
    ]
    listed = json.loads(workbench.out("project", "list", "--json"))["projects"]
    assert [one["slug"] for one in listed] == ["ferry"]
    assert "Ferries" in workbench.out("project", "list")


def test_a_project_without_anything_told_has_the_built_in_codebook_and_no_targets(workbench: Workbench) -> None:
    workbench.run("project", "create", "ferry")
    assert (shown(workbench, "ferry")["overlap"], shown(workbench, "ferry")["targets"]) == (2, [])
    assert "stance" in workbench.out("codebook", "show", "ferry")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fer ry"], "use 1 to 64 of A-Z"),
        (["rail"], "There is a project “rail” already"),
        (["ferry", "--overlap", "0"], "choose 1 to 100"),
        (["ferry", "--codebook", "none.toml"], "none.toml: cannot be read"),
    ],
)
def test_a_project_that_cannot_be_made_is_one_line_and_leaves_none(
    workbench: Workbench, arguments: list[str], said: str
) -> None:
    workbench.run("project", "create", "rail")
    (line,) = workbench.run("project", "create", *arguments, status=1).stderr.splitlines()
    assert said in line
    assert [one["slug"] for one in json.loads(workbench.out("project", "list", "--json"))["projects"]] == ["rail"]


def test_a_codebook_with_a_fault_leaves_no_project(workbench: Workbench, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    label = '[[dimension.label]]\nid = "same"\n'
    file.write_text(f'name = "Own"\n[[dimension]]\nid = "tone"\n{label}{label}')
    refused = workbench.run("project", "create", "ferry", "--codebook", str(file), status=1)
    assert str(file) in refused.stderr
    assert json.loads(workbench.out("project", "list", "--json"))["projects"] == []


def test_wrong_usage_ends_with_2(workbench: Workbench) -> None:
    workbench.run("project", "create", status=2)
    workbench.run("project", "create", "ferry", "--overlap", "many", status=2)
    workbench.run("ingest", "ferry", status=2)
