"""Near-duplicates of 200,000 passages (WORKBENCH_BENCH_PASSAGES: so many), beside reading the texts alone.

Passages have 20 to 90 words, as frequent as words are in text; three in ten are copies of a recent one: some of them
exact, the others with 1 to 6 in 100 words changed.
"""

import itertools
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.server import Workbench
from workbench.db import sqlite_module

_AN_ARTICLE = 20
_ADDED = 20_000


def run(folder: Path) -> None:
    number = int(os.environ.get("WORKBENCH_BENCH_PASSAGES", "200000"))
    workbench = Workbench(folder / "instance")
    workbench.run("project", "create", "wire")
    database = folder / "instance" / "workbench.sqlite"
    texts = _texts(random.Random(5))
    _insert(database, itertools.islice(texts, number))
    start = time.perf_counter()
    characters = _read(database)
    floor = time.perf_counter() - start
    size = _size(database)
    seconds, of_core = _grow(workbench)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    growth = (_size(database) - size) / number
    print(
        f"{number:,} passages ({characters / 1e6:,.0f} MB): {seconds:.1f} s ({of_core:.1f} s of a core), "
        f"{number / seconds:,.0f}/s, peak memory {peak:.0f} MiB, {growth:.0f} bytes of database a passage; "
        f"floor (reading the texts) {floor:.2f} s"
    )
    print(_clusters(database))
    _insert(database, itertools.islice(texts, _ADDED))
    for what in (f"{_ADDED // _AN_ARTICLE:,} articles ({_ADDED:,} passages) more", "nothing more"):
        seconds, of_core = _grow(workbench)
        print(f"{what}: {seconds:.1f} s ({of_core:.1f} s of a core)")


def _texts(chance: random.Random) -> Iterator[str]:
    words = ["".join(chance.choices("etaoinshrdlucmfwypvbgkjqxz", k=chance.randrange(2, 10))) for _ in range(30_000)]
    pool = chance.choices(words, [1 / (rank + 3) for rank in range(len(words))], k=1_000_000)
    recent = [chance.choices(pool, k=50)]
    while True:
        lot = chance.random()
        if lot < 0.3:
            text = list(chance.choice(recent))
            for _ in range(0 if lot < 0.06 else max(1, int(len(text) * chance.uniform(0.01, 0.06)))):
                text[chance.randrange(len(text))] = chance.choice(words)
        else:
            text = chance.choices(pool, k=chance.randrange(20, 91))
            if len(recent) < 5_000:
                recent.append(text)
            else:
                recent[chance.randrange(5_000)] = text
        yield " ".join(text).capitalize() + "."


def _insert(database: Path, texts: Iterator[str]) -> None:
    """Put passages in at once; ingest has a benchmark of its own."""
    connection = sqlite_module().connect(database)
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM articles").fetchone()[0]
    article = (
        'INSERT INTO articles (id, project_id, uid, sha256, extra, file, encoding, odd, "foreign", shuffle, segmenter, '
        "created_at, outlet) VALUES (?, 1, ?, '', '{}', '', 'utf-8', '[]', 0, 0, 1, '2026-01-01', ?)"
    )
    passage = (
        'INSERT INTO passages (project_id, article_id, position, kind, labelled, start, "end", text, reason, taken) '
        "VALUES (1, ?, ?, 'paragraph', 1, 0, 1, ?, '', 0)"
    )
    for number in itertools.count(first):
        some = list(itertools.islice(texts, _AN_ARTICLE))
        if not some:
            break
        connection.execute(article, (number, f"a{number}", f"outlet {number % 50}"))
        connection.executemany(passage, [(number, position, text) for position, text in enumerate(some)])
    connection.commit()
    connection.close()


def _grow(workbench: Workbench) -> tuple[float, float]:
    """Run the command; returns how long it took, and how much of that it was given a core."""
    command = [sys.executable, "-m", "workbench", "clusters", "grow", "wire"]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=workbench.environment, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _read(database: Path) -> int:
    connection = sqlite_module().connect(database)
    characters = sum(len(text) for (text,) in connection.execute("SELECT text FROM passages"))
    connection.close()
    return characters


def _size(database: Path) -> int:
    connection = sqlite_module().connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return database.stat().st_size


def _clusters(database: Path) -> str:
    connection = sqlite_module().connect(database)
    query = "SELECT count(*), max(size), sum(size) FROM (SELECT count(*) size FROM cluster_members GROUP BY cluster_id)"
    clusters, largest, members = connection.execute(query).fetchone()
    connection.close()
    return f"{clusters:,} clusters hold {members:,} passages; the largest has {largest:,}"
