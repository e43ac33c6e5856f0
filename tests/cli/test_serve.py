import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.postgres import PostgresServer
from tests.server import Server, Workbench


def test_a_busy_port_is_told_in_one_line(run: Run) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        ended = run("serve", "--port", str(busy.getsockname()[1]))
    assert ended.status == 1
    assert "in use; choose another with --port" in ended.err
    assert ended.err.count("\n") == 1


def test_an_address_that_others_reach_wants_https_or_a_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = run("serve", "--host", "0.0.0.0")  # noqa: S104  refused, which is the point
    assert ended.status == 2
    assert "--insecure" in ended.err


def test_sqlite_is_served_by_one_process(run: Run) -> None:
    ended = run("serve", "--workers", "2")
    assert ended.status == 2
    assert "PostgreSQL" in ended.err


@pytest.mark.slow
def test_several_processes_serve_postgresql_also_where_the_programs_are_not_on_the_path(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    address = {"WORKBENCH_DATABASE_URL": postgres_server.create("workers"), "PATH": "/usr/bin:/bin"}
    workbench = Workbench(tmp_path / "instance", address)
    workbench.run("migrate")
    with Server(workbench, "--workers", "2") as server, urllib.request.urlopen(f"{server.url}/sign-in") as answer:
        assert answer.status == 200


@pytest.mark.slow
def test_the_demo_prints_its_links_takes_the_next_free_port_and_works_a_second_time(tmp_path: Path) -> None:
    workbench = Workbench(tmp_path / "instance")
    with Server(workbench, command="demo") as first:
        assert set(first.links) == {"annotator", "lead"}
        assert _ends_at(first.links["annotator"]).endswith("/projects/demo/desk")
        assert _ends_at(first.links["lead"]) == f"{first.url}/"
        port = first.url.rpartition(":")[2]
        second = subprocess.Popen(
            [sys.executable, "-m", "workbench", "demo", "--port", port],
            env=workbench.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert second.stdout
        line = second.stdout.readline()
        second.terminate()
        second.wait(30)
        second.stdout.close()
        assert line.startswith("annotator http://127.0.0.1:")
        assert f":{port}/" not in line
    listed = workbench.out("article", "list", "demo")
    with Server(workbench, command="demo"):
        pass
    assert workbench.out("article", "list", "demo") == listed


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys, workbench.cli\n"
        "try: workbench.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(set(sys.modules) & {'flask', 'sqlalchemy', 'marshmallow', 'alembic', 'numpy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def _ends_at(link: str) -> str:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(link) as answer:
        return str(answer.geturl())
