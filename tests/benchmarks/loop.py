"""One annotator's loop over HTTP, beside a bare INSERT that is as durable."""

import time
from pathlib import Path

from tests.benchmarks.client import Annotator, percentiles
from tests.benchmarks.projects import project, token
from tests.server import Server, Workbench
from workbench.db import sqlite_module

ANSWERS = 1000


def run(folder: Path) -> None:
    floor = percentiles(_inserts(folder / "floor.sqlite"))
    print(f"floor: a bare INSERT, synchronous=FULL, p50 / p95 / p99 {floor}")
    workbench = Workbench(folder / "instance")
    for passages in (10_000, 100_000):
        slug = project(workbench, folder, passages)
        with Server(workbench) as server:
            annotator = Annotator(server.url, slug, token(workbench, f"ada{passages}", slug))
            annotator.answer(ANSWERS)
            assert not annotator.errors, annotator.errors[:3]
        print(
            f"{passages:,} passages: fetch {percentiles(annotator.fetches)}   submit {percentiles(annotator.submits)}"
        )
    print("peers, one paragraph, 10k: 220 / 264 / 508, 32 / 50 / 122, 70 / 87 / 115 ms")
    print("peers, one paragraph, 100k: 352 / 417 / 508, 107 / 130 / 147, 125 / 147 / 174 ms")


def _inserts(file: Path) -> list[float]:
    connection = sqlite_module().connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, passage INTEGER, value TEXT)")
    times = []
    for number in range(ANSWERS):
        start = time.perf_counter()
        connection.execute("INSERT INTO answers (passage, value) VALUES (?, 'favor')", (number,))
        times.append((time.perf_counter() - start) * 1000)
    connection.close()
    return times
