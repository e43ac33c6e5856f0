import json
from pathlib import Path

from tests.cli.conftest import Run


def test_progress_tells_what_is_done_by_article_and_by_person(run: Run, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "item,article,text,annotator,dimension,value\n"
        "u1,one,A text.,ann,mood,warm\nu1,one,A text.,ben,mood,cold\nu2,one,More text.,ann,mood,warm\n",
        "utf-8",
    )
    run("project", "create", "tides")
    run("labels", "import", "tides", str(labels), "--format", "csv", "--codebook-from-data")
    told = json.loads(run("progress", "tides", "--json").out)
    assert told["articles"] == [{"article": "one", "labelled": 2, "answers": 3, "complete": 1}]
    assert [(one["annotator"], one["done"]) for one in told["annotators"]] == [("ann", 2), ("ben", 1)]
    shown = run("progress", "tides").out
    assert "ann" in shown
    assert "one" in shown


def test_an_unknown_project_has_no_progress(run: Run) -> None:
    assert run("progress", "none").status == 1
