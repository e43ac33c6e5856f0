"""Print figures beside their floors, all in one run: `make bench`, or name some: `python -m tests.benchmarks loop`."""

import importlib
import os
import platform
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
    """Run the benchmarks named, or all."""
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name in chosen or NAMES:
        print(f"\n## {name}")
        with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
            importlib.import_module(f"tests.benchmarks.{name}").run(Path(folder))


if __name__ == "__main__":  # processes that benchmarks start read this file too
    main(sys.argv[1:])
