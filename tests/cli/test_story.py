import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.corpus.planted_stories import Press


@pytest.fixture
def run_with_articles(run: Run, tmp_path: Path) -> Run:
    file = tmp_path / "news.jsonl"
    made = Press(8).corpus(1, 2, languages=("en",))
    told = [
        {"id": one.uid, "title": one.title, "text": one.text, "outlet": one.outlet, "language": "en"} for one in made
    ]
    file.write_text("".join(json.dumps(one) + "\n" for one in told), "utf-8")
    run("project", "create", "news")
    run("ingest", "news", str(file))
    run("story", "grow", "news")
    return run


def test_stories_are_grown_listed_and_shown(run_with_articles: Run) -> None:
    again = run_with_articles("story", "grow", "news")
    assert (again.status, again.err) == (0, "0 articles looked at, 0 joined a story, 0 new.\n")
    (story,) = json.loads(run_with_articles("story", "list", "news", "--json").out)["stories"]
    assert {one["article"].split("-")[0] for one in story["articles"]} == {"0"}
    assert story["title"] in run_with_articles("story", "list", "news").out
    shown = json.loads(run_with_articles("story", "show", "news", story["id"], "--json").out)
    assert shown["passages"][0]["story"] == story["id"]
    lines = run_with_articles("story", "show", "news", story["id"]).out.splitlines()
    assert lines[0].split() == ["article", "outlet", "only", "here"]
    assert len(lines) == 1 + len(story["articles"])


def test_an_article_is_moved_by_hand(run_with_articles: Run) -> None:
    (story,) = json.loads(run_with_articles("story", "list", "news", "--json").out)["stories"]
    assert run_with_articles("story", "move", "news", "s0-0", "--to", story["id"]).err == (
        f"s0-0 is in story {story['id']}.\n"
    )
    assert "starts story" in run_with_articles("story", "move", "news", "s1-0", "--new").err
    assert run_with_articles("story", "move", "news", "s0-0", "--out").err == "s0-0 is in no story.\n"
    assert len(json.loads(run_with_articles("story", "list", "news", "--json").out)["stories"]) == 2


@pytest.mark.parametrize(("how", "status"), [([], 2), (["--new", "--out"], 2), (["--to", "99"], 1)])
def test_a_move_that_cannot_be_is_said(run_with_articles: Run, how: list[str], status: int) -> None:
    ended = run_with_articles("story", "move", "news", "s0-0", *how)
    assert (ended.status, len(ended.err.splitlines())) == (status, 1)
