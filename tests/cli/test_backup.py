import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_backup_holds_what_was_stored_and_stands_alone(run: Run, tmp_path: Path) -> None:
    run("project", "create", "tides")
    file = tmp_path / "copy.sqlite"
    assert run("backup", str(file)).status == 0
    with sqlite3.connect(file) as copy:
        assert copy.execute("SELECT slug FROM projects").fetchall() == [("tides",)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    copy.close()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.sqlite", "instance"]


def test_a_backup_never_takes_the_place_of_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("mine")
    ended = run("backup", str(file))
    assert ended.status == 1
    assert ended.err == f"workbench: {file} exists already. Name a new file.\n"
    assert file.read_text() == "mine"


def test_a_backup_to_a_folder_that_is_not_there_leaves_nothing(run: Run, tmp_path: Path) -> None:
    ended = run("backup", str(tmp_path / "none" / "copy"))
    assert ended.status == 1
    assert ended.err.count("\n") == 1


def test_a_sound_database_passes_its_check(run: Run) -> None:
    assert run("check").status == 0


def test_a_wrong_count_of_slots_is_found(run: Run, instance: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("item,text,annotator,dimension,value\nu1,A text.,ann,mood,warm\n", "utf-8")
    run("project", "create", "tides")
    run("labels", "import", "tides", str(labels), "--format", "csv", "--codebook-from-data")
    with sqlite3.connect(instance / "workbench.sqlite") as database:
        database.execute("UPDATE passages SET taken = 5")
    database.close()
    ended = run("check")
    assert ended.status == 1
    assert "counts 5 slots in use, and 1 are" in ended.err


def test_a_damaged_file_is_found(run: Run, instance: Path) -> None:
    run("project", "create", "tides")
    file = instance / "workbench.sqlite"
    content = bytearray(file.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    file.write_bytes(content)
    ended = run("check")
    assert ended.status == 1
    assert ended.err.count("\n") == 1


def test_what_is_not_built_yet_says_so_with_status_2(run: Run) -> None:
    run("project", "create", "tides")
    for command in ("restore copy", "release create tides one", "release list tides", "release verify copy"):
        ended = run(*command.split())
        assert ended.status == 2
        assert "not built yet" in ended.err


@pytest.mark.parametrize("name", ["WORKBENCH_LEASE_MINUTES", "WORKBENCH_THREADS"])
def test_a_setting_that_is_no_number_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "soon")
    ended = run("project", "list")
    assert ended.status == 1
    assert name in ended.err


def test_the_settings_are_shown_and_secrets_are_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_SECRET_KEY", "x" * 40)
    shown = run("settings").out
    assert "WORKBENCH_LEASE_MINUTES" in shown
    assert "x" * 40 not in shown


def test_a_setting_that_does_not_exist_is_named_with_its_file(run: Run, instance: Path) -> None:
    (instance / "settings.toml").write_text("leese_minutes = 3\n")
    ended = run("project", "list")
    assert ended.status == 1
    assert "settings.toml" in ended.err
    assert "leese_minutes" in ended.err
