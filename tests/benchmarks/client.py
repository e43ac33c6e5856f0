"""An annotator who answers as fast as the server does, over one kept connection."""

import http.client
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Annotator:
    """Fetches and submits; the times are in milliseconds."""

    url: str
    slug: str
    token: str
    fetches: list[float] = field(default_factory=list)
    submits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        place = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        self.questions = self.ask("GET", f"/projects/{self.slug}")["codebook"]

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send one request; an answer that is no success is noted among the errors."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in {200, 201}:
            self.errors.append(f"{answer.status} {content[:200]!r}")
        found: dict[str, Any] = json.loads(content)
        return found

    def answer(self, count: int, *, until: float = float("inf")) -> int:
        """Fetch a passage and answer it, again and again; return how many were answered."""
        for done in range(count):
            if time.perf_counter() >= until:
                return done
            start = time.perf_counter()
            passages = self.ask("GET", f"/projects/{self.slug}/queue?limit=1")["passages"]
            self.fetches.append((time.perf_counter() - start) * 1000)
            if not passages:
                return done
            body = self._answer(passages[0]["id"])
            start = time.perf_counter()
            self.ask("PUT", f"/projects/{self.slug}/annotations/{uuid.uuid4()}", body)
            self.submits.append((time.perf_counter() - start) * 1000)
        return count

    def _answer(self, passage: str) -> dict[str, Any]:
        judgments = [
            {"dimension": one["id"], "target": None, "value": one["labels"][int(passage) % len(one["labels"])]["id"]}
            for one in self.questions["dimensions"]
            if not one["per_target"]
        ]
        return {
            "passage": passage,
            "state": "answered",
            "codebook": self.questions["version"],
            "judgments": judgments,
            "active_ms": 1000,
            "comment": "",
            "evidence": [],
            "revises": None,
        }


def percentiles(times: list[float]) -> str:
    """Write p50, p95 and p99 of times in milliseconds."""
    ordered = sorted(times)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99))
    return f"{p50:6.1f} / {p95:6.1f} / {p99:6.1f} ms"
