from pathlib import Path

from tests.cli.conftest import Run


def test_a_codebook_goes_out_is_changed_and_comes_back_as_the_next_version(run: Run, tmp_path: Path) -> None:
    run("project", "create", "tides")
    file = tmp_path / "own.toml"
    shown = run("codebook", "show", "tides").out
    file.write_text(shown.replace('name = "Favours"', 'name = "Speaks for it"'), "utf-8")
    assert run("codebook", "check", str(file)).status == 0
    updated = run("codebook", "update", "tides", str(file))
    assert updated.status == 0
    assert "version 2" in updated.err
    assert [line.split()[0] for line in run("codebook", "list", "tides").out.splitlines()] == ["version", "2", "1"]
    assert "Speaks for it" in run("codebook", "show", "tides").out
    assert run("codebook", "show", "tides", "--version", "1").out == shown
    assert run("codebook", "show", "tides", "--version", "9").status == 1


def test_the_detailed_codebook_can_be_had_and_used_and_check_says_when_a_question_is_asked(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "detailed.toml"
    file.write_text(run("codebook", "builtin", "detailed").out, "utf-8")
    assert "“voice” is asked only where “stance” is favor or against." in run("codebook", "check", str(file)).out
    assert run("project", "create", "tides", "--codebook", str(file)).status == 0
    assert run("codebook", "show", "tides").out == file.read_text("utf-8")
    unknown = run("codebook", "builtin", "plain")
    assert (unknown.status, unknown.out) == (1, "")
    assert "give one of default, detailed" in unknown.err


def test_a_faulty_codebook_names_its_lines_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("project", "create", "tides")
    file = tmp_path / "own.toml"
    file.write_text('[[dimension]]\nid = "a"\n[[dimension.label]]\nid = "x"\n[[dimension.label]]\nid = "x"\n', "utf-8")
    for ended in (run("codebook", "check", str(file)), run("codebook", "update", "tides", str(file))):
        assert ended.status == 1
        assert f"{file}: line 6" in ended.err
        assert ended.err.count("\n") == 1
    assert "Favours" in run("codebook", "show", "tides").out


def test_a_codebook_that_is_not_there_or_no_text_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "image.toml").write_bytes(b"\x89PNG\xff")
    for file, word in ((tmp_path / "none.toml", "cannot be read"), (tmp_path / "image.toml", "not UTF-8")):
        ended = run("codebook", "check", str(file))
        assert ended.status == 1
        assert word in ended.err
        assert ended.err.count("\n") == 1


def test_a_label_that_has_answers_stays(run: Run, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "item,text,annotator,dimension,value\nu1,A text.,ann,mood,warm\nu1,A text.,ben,mood,cold\n", "utf-8"
    )
    run("project", "create", "tides")
    assert run("labels", "import", "tides", str(labels), "--format", "csv", "--codebook-from-data").status == 0
    file = tmp_path / "own.toml"
    file.write_text('[[dimension]]\nid = "mood"\n[[dimension.label]]\nid = "warm"\n', "utf-8")
    ended = run("codebook", "update", "tides", str(file))
    assert ended.status == 1
    assert "cold" in ended.err
