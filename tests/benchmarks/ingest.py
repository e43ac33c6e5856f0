"""Ingest beside reading and hashing the same bytes."""

import hashlib
import json
import random
import time
from pathlib import Path

from tests.benchmarks.corpus import article, paragraph
from tests.server import Workbench


def run(folder: Path) -> None:
    workbench = Workbench(folder / "instance")
    workbench.run("project", "create", "dirty")
    texts = folder / "texts"
    texts.mkdir()
    for number in range(1000):
        (texts / f"{number:04}.txt").write_text(article(number), "utf-8")
    _report(workbench, "dirty", "1,000 dirty articles", texts, sorted(texts.iterdir()))

    chance = random.Random(1)
    flat = folder / "paragraphs.jsonl"
    with flat.open("w", encoding="utf-8") as handle:
        for number in range(10_000):
            text = "\n\n".join(paragraph(chance) for _ in range(10))
            handle.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    workbench.run("project", "create", "flat")
    _report(workbench, "flat", "100,000 paragraphs", flat, [flat])
    print("peers, 100,000 paragraphs: Label Studio 13.3 s, doccano 16.7 s; both want them cut beforehand")


def _report(workbench: Workbench, slug: str, what: str, path: Path, files: list[Path]) -> None:
    start = time.perf_counter()
    size = 0
    for file in files:
        content = file.read_bytes()
        size += len(content)
        hashlib.sha256(content).hexdigest()
    floor = time.perf_counter() - start
    start = time.perf_counter()
    workbench.run("ingest", slug, str(path))
    seconds = time.perf_counter() - start
    megabytes = size / 1e6
    print(
        f"{what}: {seconds:6.2f} s, {megabytes / seconds:6.2f} MB/s, of {megabytes:.0f} MB; "
        f"floor (read and hash) {floor:6.3f} s, ratio {seconds / floor:,.0f}"
    )
