"""Foreign labels for benchmarks, as CSV."""

import csv
import random
from pathlib import Path

from tests.benchmarks.corpus import sentence


def labels(file: Path, *, units: int, annotators: int, each: int) -> Path:
    """Write labels of `units` passages, ten an article, each by `each` of the annotators, mostly alike."""
    chance = random.Random(units)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["item", "article", "position", "text", "annotator", "dimension", "value"])
        for unit in range(units):
            text, usual = sentence(chance, 40), chance.randrange(5)
            for annotator in chance.sample(range(annotators), each):
                value = usual if chance.random() < 0.75 else chance.randrange(5)
                who, label = f"annotator{annotator}", f"level{value}"
                writer.writerow([unit, unit // 10, unit % 10, text, who, "reliability", label])
    return file
