"""How soon the program answers, and what it holds in memory when nobody asks."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.server import Server, Workbench


def run(folder: Path) -> None:
    workbench = Workbench(folder)
    floor = _best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    print(f"floor: an empty Python             {floor * 1000:7.0f} ms")
    print(f"workbench --help                   {_best(lambda: workbench.run('--help')) * 1000:7.0f} ms")
    with Server(workbench, command="demo"):
        pass
    for _ in range(3):
        start = time.perf_counter()
        with Server(workbench, command="demo") as server:
            urllib.request.urlopen(f"{server.url}/sign-in").read()
            seconds = time.perf_counter() - start
            memory = _memory(server.process.pid)
    print(f"demo, existing data, to first page {seconds * 1000:7.0f} ms   (peers 2,300; 2,300; 5,100)")
    print(f"idle memory                        {memory:7.0f} MiB  (peers 268; 197; 1,058)")


def _best(call: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)
