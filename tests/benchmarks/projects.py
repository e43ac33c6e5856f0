"""Projects of a known size for benchmarks."""

import json
import random
from pathlib import Path

from tests.benchmarks.corpus import paragraph
from tests.server import Workbench

CODEBOOK = """
name = "Bench"
[[dimension]]
id = "topic"
several = true
label = [{id = "a", key = "1"}, {id = "b", key = "2"}, {id = "d", key = "3"}, {id = "h", key = "4"}]
[[dimension]]
id = "stance"
label = [{id = "favor", key = "f"}, {id = "against", key = "a"}, {id = "neutral", key = "n"}, {id = "none", key = "o"}]
[[dimension]]
id = "reliability"
level = "ordinal"
label = [{id = "1", key = "j"}, {id = "2", key = "k"}, {id = "3", key = "l"}, {id = "4", key = "p"}]
"""


def project(workbench: Workbench, folder: Path, passages: int, *, overlap: int = 2) -> str:
    """Make a project of so many passages, ten an article, and return its slug."""
    chance = random.Random(passages)
    slug = f"bench{passages}"
    codebook, articles = folder / "codebook.toml", folder / f"{slug}.jsonl"
    codebook.write_text(CODEBOOK, "utf-8")
    with articles.open("w", encoding="utf-8") as handle:
        for number in range(passages // 10):
            text = "\n\n".join(paragraph(chance) for _ in range(10))
            handle.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    workbench.run("project", "create", slug, "--overlap", str(overlap), "--codebook", str(codebook))
    workbench.run("ingest", slug, str(articles))
    return slug


def token(workbench: Workbench, name: str, slug: str) -> str:
    """Make an annotator of the project, and return a token that acts as them."""
    workbench.run("user", "create", name, "--role", "annotator", "--project", slug)
    return workbench.out("token", "create", name)
