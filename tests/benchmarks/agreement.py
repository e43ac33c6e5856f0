"""Agreement of 1,000,000 judgments, from the command line."""

import json
import time
from pathlib import Path

from tests.benchmarks.labels import labels
from tests.server import Workbench
from workbench.db import sqlite_module

UNITS = 333_333


def run(folder: Path) -> None:
    workbench = Workbench(folder / "instance")
    workbench.run("project", "create", "million")
    file = labels(folder / "labels.csv", units=UNITS, annotators=20, each=3)
    start = time.perf_counter()
    workbench.run("labels", "import", "million", str(file), "--format", "csv", "--codebook-from-data")
    print(f"labels import of {UNITS * 3:,} rows: {time.perf_counter() - start:6.1f} s")
    floor = _floor(folder / "instance" / "workbench.sqlite")
    start = time.perf_counter()
    document = json.loads(workbench.out("agreement", "million", "--json"))
    seconds = time.perf_counter() - start
    alpha = document["dimensions"][0]["krippendorff_alpha"]
    judgments = document["dimensions"][0]["judgments"]
    print(f"agreement of {judgments:,} judgments, all coefficients, 190 pairs: {seconds:6.1f} s")
    print(f"alpha {alpha['value']:.4f} [{alpha['low']:.4f}, {alpha['high']:.4f}]")
    print(f"floor: reading the same rows with raw sqlite3: {floor:6.1f} s; ratio {seconds / floor:.1f}")
    print("peers: none answers (Potato: 11 s at 3 × 1,000, nothing at 3 × 10,000)")


def _floor(database: Path) -> float:
    start = time.perf_counter()
    connection = sqlite_module().connect(database)
    query = (
        "SELECT p.article_id, p.id, a.annotator_id, j.value FROM judgments j "
        "JOIN annotations a ON a.id = j.annotation_id JOIN passages p ON p.id = a.passage_id ORDER BY p.id"
    )
    assert sum(1 for _ in connection.execute(query)) == UNITS * 3
    connection.close()
    return time.perf_counter() - start
