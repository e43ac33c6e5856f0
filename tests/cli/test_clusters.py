import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.corpus.wire import FERRY, NEARLY, QUAY


def test_clusters_are_grown_listed_and_shown_and_passages_carry_their_ids(run: Run, tmp_path: Path) -> None:
    lines = [{"id": "a1", "text": f"{FERRY}\n\n{QUAY}", "outlet": "Post"}, {"id": "a2", "text": NEARLY}]
    (tmp_path / "wire.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    run("project", "create", "wire")
    run("ingest", "wire", str(tmp_path / "wire.jsonl"))
    grown = run("clusters", "grow", "wire")
    assert (grown.status, grown.out) == (0, "")
    assert "Clusters of near-duplicates: 1, of 2 passages (Jaccard 0.7 or more)." in grown.err
    told = json.loads(run("clusters", "list", "wire", "--json").out)
    (cluster,) = told["clusters"]
    assert (told["threshold"], cluster["articles"], cluster["outlets"]) == (0.7, 2, ["Post"])
    passages = [json.loads(line) for line in run("passages", "wire").out.splitlines()]
    assert [passage["cluster"] for passage in passages] == [cluster["id"], None, cluster["id"]]
    assert cluster["id"] in run("clusters", "list", "wire").out
    shown = json.loads(run("clusters", "show", "wire", cluster["id"], "--json").out)
    assert [one["article"] for one in shown["passages"]] == ["a1", "a2"]
    assert [[each["passage"] for each in one["near"]] for one in shown["passages"]] == [["3"], ["1"]]
    assert "a1 (Post), passage 1\nnear to passage 3 (0.89)\n" in run("clusters", "show", "wire", cluster["id"]).out


def test_another_threshold_makes_the_clusters_anew(run: Run) -> None:
    run("project", "create", "wire")
    changed = run("project", "set", "wire", "--duplicate-threshold", "0.9")
    assert "Next: workbench clusters grow wire" in changed.err
    assert json.loads(run("project", "show", "wire", "--json").out)["duplicate_threshold"] == 0.9
    assert "Jaccard 0.9 or more" in run("clusters", "grow", "wire").err


def test_what_cannot_be_is_said_in_one_line(run: Run) -> None:
    run("project", "create", "wire")
    refused = run("project", "set", "wire", "--duplicate-threshold", "0.2")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "choose 0.5 to 1" in refused.err
    unknown = run("clusters", "show", "wire", "7")
    assert (unknown.status, unknown.err) == (1, "workbench: There is no cluster “7”.\n")
