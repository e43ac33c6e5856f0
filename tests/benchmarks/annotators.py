"""Eight annotators at once for 20 seconds."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.benchmarks.client import Annotator, percentiles
from tests.benchmarks.projects import project, token
from tests.server import Server, Workbench

PEOPLE = 8
SECONDS = 20


def run(folder: Path) -> None:
    workbench = Workbench(folder / "instance")
    for passages in (10_000, 100_000):
        slug = project(workbench, folder, passages, overlap=3)
        tokens = [token(workbench, f"p{number}-{passages}", slug) for number in range(PEOPLE)]
        with Server(workbench) as server:
            people = [Annotator(server.url, slug, one) for one in tokens]
            until = time.perf_counter() + SECONDS
            with ThreadPoolExecutor(PEOPLE) as pool:
                done = sum(pool.map(partial(Annotator.answer, count=10**9, until=until), people))
        errors = [error for one in people for error in one.errors]
        submits = [milliseconds for one in people for milliseconds in one.submits]
        print(
            f"{passages:,} passages: {done / SECONDS:6.1f} acknowledged annotations/s, "
            f"{done / SECONDS * 3:.0f} labels/s, {len(errors)} errors, submit p50 / p95 / p99 {percentiles(submits)}"
        )
        workbench.run("check")
    print("peers, paragraphs/s, 10k: 7.4, 29.5, 25.5; 100k: 2.7, 6.7 with a third in error, 11.5")
