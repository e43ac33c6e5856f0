from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests.labeling.world import World
from workbench import db
from workbench.corpus.models import Article, Passage
from workbench.datasets import export
from workbench.datasets.rows import ExportRows
from workbench.projects.models import Project

UNANSWERED = 30_000


@pytest.mark.slow
def test_the_datasets_library_loads_30_mb_whose_first_rows_hold_nulls_and_empty_lists(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="the public library that reads exports is not installed")
    _add_passages(world)
    last = world.ids("ann", 12)[-1]
    world.submit("ann", last)
    path = tmp_path / "labels.jsonl"
    with world.app.app_context():
        session = db.db.session()
        rows = ExportRows(session, session.get_one(Project, world.project_id), everything=True)
        export.write(path, "", (part for part, _ in export.stream(session, rows)))
    assert path.stat().st_size > 30_000_000
    loaded: Any = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    assert len(loaded) == UNANSWERED + 12
    answered = loaded[0]
    assert answered["id"] == str(last)
    assert answered["labels"][0]["values"] == ["trade", "law"]
    assert [one["value"] for one in answered["judgments"]] == ["trade", "law", "warm"]
    assert (loaded[1]["item"], loaded[1]["labels"], loaded[1]["judgments"]) == (None, [], [])


def _add_passages(world: World) -> None:
    """Add passages that nobody has answered, in an article that comes before the others."""
    text = "Ein langer Absatz über den Hafen. " * 27
    with world.act() as (session, _, project):
        article = session.scalars(select(Article).order_by(Article.id).limit(1)).one()
        session.execute(
            insert(Passage),
            [
                {
                    "project_id": project.id,
                    "article_id": article.id,
                    "position": position,
                    "kind": "paragraph",
                    "labelled": True,
                    "start": 0,
                    "end": len(text),
                    "text": text,
                    "reason": "",
                    "taken": project.overlap,
                }
                for position in range(10, 10 + UNANSWERED)
            ],
        )
