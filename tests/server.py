"""A real `workbench` for tests: its commands, and its server in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType


class Workbench:
    """An instance folder and the commands that are run on it."""

    def __init__(self, instance: Path, environment: Mapping[str, str] | None = None) -> None:
        self.instance = instance
        told = {key: value for key, value in os.environ.items() if not key.startswith("WORKBENCH_")}
        self.environment = told | {"WORKBENCH_INSTANCE": str(instance)} | dict(environment or {})

    def run(self, *arguments: str, status: int = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command and check its exit status."""
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *arguments],
            check=False,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == status, f"{arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done

    def out(self, *arguments: str) -> str:
        """Run a command and return what it prints on standard output."""
        return self.run(*arguments).stdout.strip()


class Server:
    """A served workbench; `url` is where. Stopped at the end."""

    def __init__(self, workbench: Workbench, *arguments: str, command: str = "serve") -> None:
        self.workbench = workbench
        self.arguments = [command, *arguments]
        self.url = ""
        self.links: dict[str, str] = {}

    def __enter__(self) -> "Server":
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench", *self.arguments, "--port", str(port)],
            env=self.workbench.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self.arguments[0] == "demo":
            self._read_links()
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process and wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(30)
        if self.process.stdout:
            self.process.stdout.close()

    def _read_links(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if found := re.fullmatch(r"(annotator|lead) (http\S+)\n", line):
                self.links[found[1]] = found[2]
            if len(self.links) == 2:
                self.url = self.links["lead"].split("/invitation/")[0]
                return

    def _wait(self) -> None:
        for _ in range(2400):
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:  # refused, reset, or too slow on a busy machine
                assert self.process.poll() is None, f"{self.arguments} ended with {self.process.returncode}"
                time.sleep(0.025)
        raise TimeoutError(f"{self.arguments} did not answer at {self.url}")


def free_port() -> int:
    """Find a loopback port that nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
