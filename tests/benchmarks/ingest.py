"""Ingest beside reading and hashing the same bytes.

`BENCH_ARTICLES=100000 python -m tests.benchmarks ingest` also takes so many dirty articles (1 GB; wants 4 GB of disk).
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import article, paragraph
from tests.server import Workbench
from workbench import db
from workbench.app import create_app, open_database
from workbench.corpus import ingest
from workbench.corpus.readers import files
from workbench.projects import projects
from workbench.settings import Settings

MANY = "BENCH_ARTICLES"
BODIES = 2_000
"""So many articles are made; of more, only the first line differs."""
IN_FOLDER = 1_000


def run(folder: Path) -> None:
    for count in (1_000, 10_000, int(os.environ.get(MANY, "0"))):
        if count:
            _articles(folder / str(count), count)
    for count in (10_000, 100_000):
        _paragraphs(folder / f"flat{count}", count)
    print("peers, 10,000 and 100,000 paragraphs, cut beforehand: Label Studio 1.4, 13.3 s; doccano 2.6, 16.7 s")


def _articles(folder: Path, count: int) -> None:
    texts = folder / "texts"
    bodies: list[str] = []
    for number in range(count):
        if number < BODIES:
            bodies.append(article(number).partition("\n")[2])
        place = texts / f"{number // IN_FOLDER:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_text(f"Article {number}\n{bodies[number % BODIES]}", "utf-8")
    floor, size = _floor(sorted(texts.rglob("*.txt")))
    for cores in (2, 1) if count <= 10_000 else (2,):
        workbench = Workbench(folder / f"instance{cores}")
        workbench.run("project", "create", "dirty")
        taken = _ingest(workbench, "dirty", texts, cores)
        print(
            f"{count:>7,} dirty articles, {cores} core{'s' * (cores > 1)}: {taken.seconds:7.1f} s, "
            f"{size / taken.seconds / 1e6:5.1f} MB/s of {size / 1e6:,.0f} MB, {count / taken.seconds:6.0f} articles/s, "
            f"{1000 * taken.seconds / count:5.2f} ms each (processor {1000 * taken.cpu / count:5.2f} ms), "
            f"peak {taken.peak:4.0f} MiB in all processes, database {taken.database / 1e6:,.0f} MB; "
            f"floor (read and hash) {floor:6.2f} s"
        )


def _paragraphs(folder: Path, count: int) -> None:
    folder.mkdir()
    chance = random.Random(1)
    flat = folder / "paragraphs.jsonl"
    with flat.open("w", encoding="utf-8") as handle:
        for number in range(count // 10):
            text = "\n\n".join(paragraph(chance) for _ in range(10))
            handle.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    workbench = Workbench(folder / "instance")
    workbench.run("project", "create", "flat")
    floor, _ = _floor([flat])
    taken = _ingest(workbench, "flat", flat, 2)
    print(
        f"{count:>7,} paragraphs: {taken.seconds:6.2f} s (processor {taken.cpu:6.2f} s), of which read, cut and stored "
        f"{_taken_in(folder / 'alone', flat):6.2f} s, the rest near-duplicates and stories; floor {floor:6.3f} s"
    )


def _taken_in(instance: Path, flat: Path) -> float:
    """Take articles in as an import into other tools does, without what then grows of them; return the seconds."""
    app = create_app(Settings(instance=instance), web=False)
    open_database(app)
    with app.app_context():
        with db.transaction() as session:
            project = projects.create(session, "alone")
        start = time.perf_counter()
        for _ in ingest.batches(project, files.read_files([flat], "auto", None, {})):
            pass
        seconds = time.perf_counter() - start
        db.db.session.remove()
        db.db.engine.dispose()
    return seconds


def _floor(paths: list[Path]) -> tuple[float, int]:
    start, size = time.perf_counter(), 0
    for file in paths:
        content = file.read_bytes()
        size += len(content)
        hashlib.sha256(content).hexdigest()
    return time.perf_counter() - start, size


@dataclass(frozen=True)
class _Taken:
    """Wall and processor time in seconds, memory in MiB of all processes together, the database's bytes."""

    seconds: float
    cpu: float
    peak: float
    database: int


def _ingest(workbench: Workbench, slug: str, path: Path, cores: int) -> _Taken:
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "workbench", "ingest", slug, str(path)]
    one_core = ["taskset", "-c", "0"] if cores == 1 else []
    with subprocess.Popen([*one_core, *command], env=workbench.environment, stdout=subprocess.DEVNULL) as process:
        peak = _Peak(process.pid)
        peak.start()
        assert process.wait() == 0
        seconds = time.perf_counter() - start
        peak.ended.set()
        peak.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    database = (workbench.instance / "workbench.sqlite").stat().st_size
    return _Taken(seconds, cpu, peak.mib, database)


class _Peak(threading.Thread):
    """Watches how much memory a process and those it started hold together, what they share counted once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.mib, self.ended = pid, 0.0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.5):
            self.mib = max(self.mib, sum(_held(pid) for pid in _family(self.pid)) / 1024)


def _family(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:  # gone meanwhile
        return []
    return [pid, *(one for child in told.split() for one in _family(int(child)))]


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
