"""Export of 30,000 annotations, beside raw sqlite3 and the JSON library on the same rows."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import orjson

from tests.benchmarks.labels import labels
from tests.server import Workbench
from workbench.db import sqlite_module


def run(folder: Path) -> None:
    workbench = Workbench(folder / "instance")
    workbench.run("project", "create", "many", "--overlap", "3")
    file = labels(folder / "labels.csv", units=10_000, annotators=20, each=3)
    workbench.run("labels", "import", "many", str(file), "--format", "csv", "--codebook-from-data")
    floor, rows = _floor(folder / "instance" / "workbench.sqlite", folder / "floor.jsonl")
    workbench.run("project", "create", "none")
    starting = _seconds(workbench, "none", folder / "none.jsonl")
    seconds = _seconds(workbench, "many", folder / "many.jsonl")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"30,000 annotations: {seconds:5.2f} s, {30_000 / seconds:,.0f} annotations/s, peak memory {peak:.0f} MiB")
    print(f"of which starting the command, measured on an empty project: {starting:5.2f} s")
    print(f"floor: raw sqlite3 and orjson over the same {rows:,} rows: {floor:5.2f} s; ratio {seconds / floor:.1f}")
    print("peers: 16.7 s and 589 MiB, 0.9 s (no text, time or version), 16.9 s and 859 MB")


def _seconds(workbench: Workbench, slug: str, out: Path) -> float:
    command = [sys.executable, "-m", "workbench", "export", slug, "--out", str(out)]
    start = time.perf_counter()
    subprocess.run(command, env=workbench.environment, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def _floor(database: Path, out: Path) -> tuple[float, int]:
    start = time.perf_counter()
    connection = sqlite_module().connect(database)
    query = (
        "SELECT p.id, p.item, p.position, p.kind, p.text, p.start, p.end, a.annotator_id, a.codebook, a.at, "
        "j.dimension, j.target, j.value, j.state FROM passages p JOIN annotations a ON a.passage_id = p.id "
        "JOIN judgments j ON j.annotation_id = a.id ORDER BY p.article_id, p.position"
    )
    rows = 0
    with out.open("wb") as handle:
        for row in connection.execute(query):
            handle.write(orjson.dumps(row) + b"\n")
            rows += 1
    connection.close()
    return time.perf_counter() - start, rows
