import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXT = "A harbour is built.\n\nThe council wants it.\n\nNobody asked the fishermen.\n"
CODEBOOK = '[[dimension]]\nid = "tone"\n[[dimension.label]]\nid = "warm"\n[[dimension.label]]\nid = "cold"\n'


@pytest.fixture
def ids(run: Run, tmp_path: Path) -> list[str]:
    """The passages of a project, which asks for the tone of each."""
    (tmp_path / "tone.toml").write_text(CODEBOOK)
    (tmp_path / "a.txt").write_text(TEXT)
    run("project", "create", "harbour", "--codebook", str(tmp_path / "tone.toml"))
    run("ingest", "harbour", str(tmp_path / "a.txt"))
    run("user", "create", "ada", "--role", "annotator", "--project", "harbour")
    return [json.loads(line)["passage"] for line in run("passages", "harbour").out.splitlines()]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def write(*rows: object) -> str:
        file = tmp_path / "known.jsonl"
        file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows))
        return str(file)

    return write


def known(passage: str, value: str = "warm", reason: str = "“Wants” is warm.") -> dict[str, object]:
    return {"passage": passage, "judgments": [{"dimension": "tone", "value": value, "reason": reason}]}


def listed(run: Run) -> dict[str, list[dict[str, object]]]:
    document: dict[str, list[dict[str, object]]] = json.loads(run("training", "list", "harbour", "--json").out)
    return document


def test_known_answers_are_imported_listed_and_imported_again(
    run: Run, ids: list[str], write: Callable[..., str]
) -> None:
    file = write(known(ids[0]), "", known(ids[1]) | {"reason": "Read all of it."})
    assert run("training", "import", "harbour", file).out == "2 passages are used for training.\n"
    items = listed(run)["items"]
    assert [(one["passage"], one["reason"], one["codebook"]) for one in items] == [
        (ids[0], "", 1),
        (ids[1], "Read all of it.", 1),
    ]
    assert run("training", "import", "harbour", write(*items)).status == 0
    assert listed(run)["items"] == items
    assert listed(run)["annotators"] == [{"annotator": "ada", "passed": False, "rounds": []}]
    table = run("training", "list", "harbour").out
    assert "A harbour is built." in table
    assert "ada" in table
    labelled = [json.loads(line)["labelled"] for line in run("passages", "harbour").out.splitlines()]
    assert labelled == [False, False, True]
    assert "put to annotators again" in run("training", "remove", "harbour", ids[0]).err
    assert [one["passage"] for one in listed(run)["items"]] == ids[1:2]
    assert run("training", "remove", "harbour", ids[0]).status == 1


def test_bad_rows_are_named_and_the_rest_is_taken(run: Run, ids: list[str], write: Callable[..., str]) -> None:
    file = write(
        "{",
        "[]",
        {"judgments": []},
        known(ids[0], value="hot"),
        known(ids[0], reason=""),
        known("99"),
        {"passage": ids[0], "judgments": [{"dimension": 1}]},
        known(ids[2]),
    )
    ended = run("training", "import", "harbour", file)
    assert (ended.status, ended.out) == (0, "1 passages are used for training.\n")
    told = ended.err.splitlines()
    assert [line.startswith(f"skipped {file}, row {row}: ") for row, line in enumerate(told, 1)] == [True] * 7
    for line, words in zip(
        told,
        (
            "is not JSON",
            "Invalid input",
            "passage: Missing",
            "“hot” is not a label",
            "reason",
            "no passage",
            "dimension",
        ),
        strict=True,
    ):
        assert words in line


def test_a_file_of_which_nothing_can_be_used_is_status_1(run: Run, ids: list[str], write: Callable[..., str]) -> None:
    ended = run("training", "import", "harbour", write(known("99")))
    assert (ended.status, ended.out) == (1, "")
    assert "holds no passage that can be used" in ended.err
    assert run("training", "import", "harbour", "none.jsonl").status == 1


def test_care_and_the_pass_mark_are_set_by_command(run: Run, ids: list[str], tmp_path: Path) -> None:
    set_ = ("project", "set", "harbour")
    run(*set_, "--pass-mark", "70", "--content-note", "War.", "--blur")
    shown = json.loads(run("project", "show", "harbour", "--json").out)
    assert (shown["pass_mark"], shown["content_note"], shown["blurred"]) == (70, "War.", True)
    run(*set_, "--content-note", "", "--no-blur")
    shown = json.loads(run("project", "show", "harbour", "--json").out)
    assert (shown["pass_mark"], shown["content_note"], shown["blurred"]) == (70, "", False)
    assert run(*set_, "--pass-mark", "101").status == 1
    article = json.loads(run("article", "list", "harbour", "--json").out)["articles"][0]["uid"]
    run("article", "mark", "harbour", article, "--note", "Drowning.")
    assert json.loads(run("article", "show", "harbour", article, "--json").out)["content_note"] == "Drowning."
    run("article", "mark", "harbour", article, "--off")
    assert "content_note" not in json.loads(run("article", "show", "harbour", article, "--json").out)
