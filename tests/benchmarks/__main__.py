"""Print figures beside their floors, all in one run: `make bench`, or name some: `python -m tests.benchmarks loop`."""

import importlib
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = (
    "start",
    "desk",
    "offline",
    "segmentation",
    "ingest",
    "html",
    "duplicates",
    "stories",
    "loop",
    "annotators",
    "export",
    "agreement",
)


def main(chosen: list[str]) -> None:
    """Run the benchmarks named, or all: of several, each in a process of its own, whose memory is then its own."""
    if len(chosen) != 1:
        for name in chosen or NAMES:
            subprocess.run([sys.executable, "-m", "tests.benchmarks", name], check=True)
        return
    print(
        f"\n## {chosen[0]}\n{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        importlib.import_module(f"tests.benchmarks.{chosen[0]}").run(Path(folder))


if __name__ == "__main__":  # processes that benchmarks start read this file too
    main(sys.argv[1:])
