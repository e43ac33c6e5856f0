"""The commands as scripts call them: what they print where, and the status they end with."""

import contextlib
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.server import Workbench

BODY = "The ferry was late again on Monday, and forty people waited in the rain until the harbour master came."


@pytest.fixture
def workbench(workbench: Workbench) -> Workbench:
    workbench.run("project", "create", "ferry", "--targets", "Union")
    return workbench


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def passages(workbench: Workbench, *more: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in workbench.out("passages", "ferry", *more).splitlines()]


def one_line(text: str) -> str:
    (line,) = text.splitlines()
    return line


def test_what_is_good_is_taken_and_what_is_not_is_named(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        a_txt=f"## Late\n\n{BODY}",
        b_pdf=b"%PDF-1.7",
        c_txt=b"",
        d_jsonl=f'{{"id": "a1", "title": "Rain", "text": "{BODY}", "author": "M"}}\n{{"text": \n{{"id": "a2"}}\n',
    )
    done = workbench.run("ingest", "ferry", str(folder), "--json")
    report = json.loads(done.stdout)
    assert list(report) == ["articles", "skipped"]
    first, second = report["articles"]
    assert list(first) == ["uid", "file", "row", "title", "passages", "odd"]
    assert (first["file"], first["row"], first["title"]) == (f"{folder}/a.txt", None, "Late")
    assert first["passages"] == {"heading": 1, "paragraph": 1}
    assert (second["uid"], second["file"], second["row"], second["title"]) == ("a1", f"{folder}/d.jsonl", 1, "Rain")
    assert report["skipped"] == [
        {
            "file": f"{folder}/b.pdf",
            "row": None,
            "reason": "is not text (it looks like a PDF); give the article as text",
        },
        {"file": f"{folder}/c.txt", "row": None, "reason": "is empty"},
        {"file": f"{folder}/d.jsonl", "row": 2, "reason": "is not JSON: Expecting value (column 10)"},
        {
            "file": f"{folder}/d.jsonl",
            "row": 3,
            "reason": "text: is missing (keys here: id); "
            "name it “text”, or say which key it is with --columns text=NAME",
        },
    ]
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [
        f"skipped {folder}/b.pdf",
        f"skipped {folder}/c.txt",
        f"skipped {folder}/d.jsonl, row 2",
        f"skipped {folder}/d.jsonl, row 3",
    ]
    assert {one["article"] for one in passages(workbench)} == {first["uid"], "a1"}


def test_a_person_reads_counts_and_what_looks_odd(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt=BODY, b_txt="## Late")
    told = workbench.out("ingest", "ferry", str(folder)).splitlines()
    assert told[0] == "2 new articles."
    assert sorted(line.split() for line in told[1:3]) == [["1", "heading"], ["1", "paragraph"]]
    assert told[3:] == [
        "read as text 2; in utf-8 2",
        "not put to annotators:",
        "       1  heading: “Late”",
        "worth a look: nothing labelled 1",
        f"odd: {folder}/b.txt: nothing labelled",
    ]
    assert workbench.out("ingest", "ferry", str(folder)) == "0 new articles, 2 in already."
    assert len(passages(workbench)) == 2


def test_strictly_nothing_is_taken_if_a_row_is_bad(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt=BODY, b_txt=b"")
    refused = workbench.run("ingest", "ferry", str(folder), "--strict", status=1)
    assert one_line(refused.stderr) == f"workbench: Nothing was taken. {folder}/b.txt: is empty"
    assert refused.stdout == ""
    assert passages(workbench) == []
    workbench.run("ingest", "ferry", str(folder / "a.txt"), "--strict")
    assert len(passages(workbench)) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "is not text (it looks like an image); give the article as text"),
        (b" \n\n", "holds no text, only blanks"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_line(
    workbench: Workbench, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = write(tmp_path / "in", a_txt=content) / "a.txt"
    refused = workbench.run("ingest", "ferry", str(file), "--json", status=1)
    assert one_line(refused.stderr) == f"workbench: Nothing was taken. {file}: {reason}"
    assert json.loads(refused.stdout) == {
        "articles": [],
        "skipped": [{"file": str(file), "row": None, "reason": reason}],
    }


def test_a_missing_path_is_named_and_the_others_go_on(workbench: Workbench, tmp_path: Path) -> None:
    folder, missing = write(tmp_path / "in", a_txt=BODY), str(tmp_path / "none.txt")
    refused = workbench.run("ingest", "ferry", missing, status=1)
    assert one_line(refused.stderr) == f"workbench: Nothing was taken. {missing}: there is no such file or folder"
    done = workbench.run("ingest", "ferry", missing, str(folder))
    assert one_line(done.stderr) == f"skipped {missing}: there is no such file or folder"
    assert len(passages(workbench)) == 1


def test_the_same_id_with_another_text_names_the_first(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_jsonl='{"id": "a1", "text": "One."}\n', b_jsonl='{"id": "a1", "text": "Two."}\n')
    done = workbench.run("ingest", "ferry", str(folder))
    assert one_line(done.stderr) == (
        f"skipped {folder}/b.jsonl, row 1: the same id with another text: “a1” came from {folder}/a.jsonl, row 1; "
        "give one of them another id"
    )
    assert [one["text"] for one in passages(workbench)] == ["One."]


def test_an_encoding_can_be_told_and_a_wrong_one_is_named(workbench: Workbench, tmp_path: Path) -> None:
    file = str(write(tmp_path / "in", a_txt="Ça va déjà mieux.".encode("mac-roman")) / "a.txt")
    wrong = workbench.run("ingest", "ferry", file, "--encoding", "utf-8", status=1)
    assert "is not utf-8 (byte 1); name another encoding" in one_line(wrong.stderr)
    unknown = workbench.run("ingest", "ferry", file, "--encoding", "utf-9", status=2)
    assert "“utf-9” is not an encoding; give one such as utf-8" in one_line(unknown.stderr)
    workbench.run("ingest", "ferry", file, "--encoding", "mac-roman")
    assert [one["text"] for one in passages(workbench)] == ["Ça va déjà mieux."]


def test_columns_are_guessed_and_told_on_either_output(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", c_csv=f"headline,body\nLate,{BODY.replace(',', ' ')}\n")
    guessed = f"columns: text=body, title=headline (guessed) in 1 row, first of {folder}/c.csv"
    assert guessed in workbench.out("ingest", "ferry", str(folder)).splitlines()
    again = workbench.run("ingest", "ferry", str(folder), "--json")
    assert one_line(again.stderr) == guessed
    assert [one["title"] for one in json.loads(again.stdout)["articles"]] == ["Late"]


def test_columns_can_be_told_and_a_wrong_map_is_wrong_usage(workbench: Workbench, tmp_path: Path) -> None:
    file = str(write(tmp_path / "in", c_csv=f"a,b\nLate,{BODY.replace(',', ' ')}\n") / "c.csv")
    refused = workbench.run("ingest", "ferry", file, status=1)
    assert "text: is missing (columns here: a, b)" in one_line(refused.stderr)
    wrong = workbench.run("ingest", "ferry", file, "--columns", "body=b", status=2)
    assert "“body” is not a field of an article" in one_line(wrong.stderr)
    workbench.run("ingest", "ferry", file, "--columns", "text=b,title=a")
    (listed,) = json.loads(workbench.out("article", "list", "ferry", "--json"))["articles"]
    assert listed["title"] == "Late"


def test_all_the_good_rows_of_bad_files_are_in(workbench: Workbench, tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../up.txt", BODY)
        archive.writestr("bomb.txt", bytes(4 << 20))
        archive.writestr("good.txt", f"{BODY} Zip.")
    folder = write(
        tmp_path / "in",
        a_zip=made.getvalue(),
        b_csv=f'id,text\nc1,"{BODY}"\nc2\nc3,"{BODY} Csv."\n',
        c_json=f'[{{"id": "j1", "text": "{BODY}"}}, {"[" * 10_000 + "]" * 10_000}, {{"id": "c1", "text": "Other."}}]',
        d_txt=f"{BODY} UTF-16.".encode("utf-16-le"),
        e_txt=f"{BODY} \0".encode(),
    )
    done = workbench.run("ingest", "ferry", str(folder))
    assert [line.removeprefix(f"skipped {folder}/").partition(";")[0] for line in done.stderr.splitlines()] == [
        "a.zip/../up.txt: its path leads out of the archive",
        "a.zip/bomb.txt: unpacks to more than 200 times its size, as no text does",
        "b.csv, row 3: text: is missing: the row has 1 of 2 cells",
        "c.json, row 2: is nested more than 100 deep",
        f"c.json, row 3: the same id with another text: “c1” came from {folder}/b.csv, row 2",
    ]
    texts = {str(one["text"]).removeprefix(BODY).strip() for one in passages(workbench)}
    assert texts == {"Zip.", "", "Csv.", "UTF-16.", "\ufffd"}


def test_an_unknown_project_is_one_line(workbench: Workbench, tmp_path: Path) -> None:
    file = str(write(tmp_path / "in", a_txt=BODY) / "a.txt")
    assert one_line(workbench.run("ingest", "rail", file, status=1).stderr) == "workbench: There is no project “rail”."
    assert one_line(workbench.run("passages", "rail", status=1).stderr) == "workbench: There is no project “rail”."


def test_passages_are_jsonl_in_order_with_every_key(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", n_jsonl=f'{{"id": "b", "text": "## Late\\n\\n{BODY}"}}\n{{"id": "a", "text": "Two."}}\n'
    )
    workbench.run("ingest", "ferry", str(folder))
    found = passages(workbench)
    keys = ["article", "passage", "position", "kind", "labelled", "start", "end", "text", "cluster"]
    assert [list(one) for one in found] == [keys] * 3
    assert [(one["article"], one["position"]) for one in found] == [("b", 0), ("b", 1), ("a", 0)]
    assert passages(workbench, "--article", "a") == found[2:]
    assert one_line(workbench.run("passages", "ferry", "--article", "c", status=1).stderr) == (
        "workbench: There is no article “c”."
    )


def test_a_pipe_that_closes_early_is_no_fault(workbench: Workbench, tmp_path: Path) -> None:
    lines = "".join(f'{{"id": "a{number}", "text": "{BODY * 20}"}}\n' for number in range(300))
    workbench.run("ingest", "ferry", str(write(tmp_path / "in", n_jsonl=lines)))
    command = f"{sys.executable} -m workbench passages ferry | head -1"
    done = subprocess.run(  # noqa: S602
        command,
        shell=True,
        env=workbench.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")


def test_articles_are_listed_shown_and_removed(workbench: Workbench, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", n_jsonl=f'{{"id": "a1", "title": "Rain", "text": "{BODY}"}}\n')
    workbench.run("ingest", "ferry", str(folder))
    (listed,) = json.loads(workbench.out("article", "list", "ferry", "--json"))["articles"]
    assert (listed["uid"], listed["title"], listed["labelled"]) == ("a1", "Rain", 1)
    assert "Rain" in workbench.out("article", "list", "ferry")
    assert json.loads(workbench.out("article", "show", "ferry", "a1", "--json"))["passages"][0]["text"] == BODY
    assert "0–102" in workbench.out("article", "show", "ferry", "a1")
    workbench.run("article", "remove", "ferry", "a1")
    assert one_line(workbench.run("article", "remove", "ferry", "a1", status=1).stderr) == (
        "workbench: There is no article “a1”."
    )


def test_an_instance_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt=BODY)
    (tmp_path / "file").write_text("")
    refused = Workbench(tmp_path / "file" / "instance").run("ingest", "ferry", str(folder), status=1)
    assert "The instance folder" in one_line(refused.stderr)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts a disk of 1 MB, which root may")
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, sqlite_template: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        shutil.copyfile(sqlite_template, disk / "workbench.sqlite")
        workbench = Workbench(disk)
        workbench.run("project", "create", "ferry")
        lines = "".join(f'{{"id": "a{number}", "text": "{BODY * 50}"}}\n' for number in range(2000))
        refused = workbench.run("ingest", "ferry", str(write(tmp_path / "in", n_jsonl=lines)), status=1)
        assert "The database cannot take this now" in refused.stderr.splitlines()[-1]
        workbench.run("check")
        shutil.rmtree(tmp_path / "in")
        stored = {one["article"] for one in passages(workbench)}
        assert len(stored) == json.loads(workbench.out("project", "show", "ferry", "--json"))["articles"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_ctrl_c_on_a_terminal_stops_after_the_batch_in_hand_and_the_same_command_goes_on(
    workbench: Workbench, tmp_path: Path
) -> None:
    lines = "".join(f'{{"id": "a{number}", "text": "{BODY * 10}"}}\n' for number in range(3000))
    folder = write(tmp_path / "in", n_jsonl=lines)
    terminal, its_end = pty.openpty()
    command = [sys.executable, "-m", "workbench", "ingest", "ferry", str(folder)]
    with subprocess.Popen(command, env=workbench.environment, stdout=subprocess.PIPE, stderr=its_end) as process:
        os.close(its_end)
        shown = b""
        while b"articles/s" not in shown:
            shown += os.read(terminal, 1000)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # a terminal nobody writes to any more
            while part := os.read(terminal, 1000):
                shown += part
        os.close(terminal)
        assert process.wait(60) == 130
    told = shown.decode()
    assert "Reading and cutting articles" in told
    assert "MB/s" in told
    (count,) = re.findall(r"Stopped: ([\d,]+) articles are in\. The same command again goes on", told)
    stored = int(count.replace(",", ""))
    assert 0 < stored < 3000
    again = workbench.out("ingest", "ferry", str(folder)).splitlines()[0]
    assert again == f"{3000 - stored:,} new articles, {stored:,} in already."
