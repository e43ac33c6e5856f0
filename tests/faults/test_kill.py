"""A server killed under load: what it acknowledged is there when it comes back, once."""

import http.client
import json
import signal
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.labeling.world import ANSWER, World, build
from tests.server import Server, Workbench
from tests.web.test_api_labeling import annotation
from workbench import db
from workbench.app import create_app
from workbench.people import tokens, users
from workbench.settings import Settings, variable

NAMES = tuple(f"person{number}" for number in range(4))
ROUNDS = 3
ENOUGH = 5
"""How many answers of each are acknowledged before the server is killed."""


class Labeller(threading.Thread):
    """Someone who labels as fast as the server lets them, and writes down what was acknowledged."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__()
        self.place = urlsplit(url).netloc
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.acknowledged: dict[str, str] = {}
        self.unanswered: dict[str, dict[str, Any]] = {}

    def run(self) -> None:
        connection = http.client.HTTPConnection(self.place, timeout=10)
        try:
            while passages := self._ask(connection, "GET", "queue?limit=5")[1]["passages"]:
                for passage in passages:
                    self._label(connection, passage["id"])
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _label(self, connection: http.client.HTTPConnection, passage: str) -> None:
        key = uuid.uuid4().hex
        self.unanswered = {key: annotation(passage)}
        status, _ = self._ask(connection, "PUT", f"annotations/{key}", self.unanswered[key])
        assert status == 201
        self.acknowledged[key] = passage
        self.unanswered = {}

    def _ask(self, connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> Any:
        connection.request(method, f"/api/v1/projects/demo/{path}", json.dumps(body) if body else None, self.headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())

    def send_again(self) -> list[int]:
        """Send what nobody acknowledged once more, as a browser does when the server is back."""
        connection = http.client.HTTPConnection(self.place, timeout=10)
        statuses = [
            self._ask(connection, "PUT", f"annotations/{key}", body)[0] for key, body in self.unanswered.items()
        ]
        connection.close()
        return statuses


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(app: Flask, settings: Settings) -> None:
    world = build(app, articles=40, passages=100, overlap=2, names=NAMES)
    with app.app_context(), db.transaction() as session:
        secrets = [tokens.create(session, users.get(session, name)) for name in NAMES]
    workbench = Workbench(settings.instance, {variable("database_url"): settings.database_url})
    acknowledged: dict[str, str] = {}
    cut_off: list[Labeller] = []
    for _ in range(ROUNDS):
        with Server(workbench) as server:
            for labeller in cut_off:
                labeller.place = urlsplit(server.url).netloc
                assert set(labeller.send_again()) <= {200, 201}
                acknowledged |= {key: body["passage"] for key, body in labeller.unanswered.items()}
            cut_off = [Labeller(server.url, secret) for secret in secrets]
            for labeller in cut_off:
                labeller.start()
            while not all(len(labeller.acknowledged) >= ENOUGH for labeller in cut_off):
                assert all(labeller.is_alive() for labeller in cut_off)
                time.sleep(0.01)
            server.stop(signal.SIGKILL)
            for labeller in cut_off:
                labeller.join(30)
                acknowledged |= labeller.acknowledged
    _check(world, acknowledged, maybe={key for labeller in cut_off for key in labeller.unanswered})


def _check(world: World, acknowledged: dict[str, str], maybe: set[str]) -> None:
    stored = world.annotations()
    kept = {one.key: str(one.passage_id) for one in stored}
    assert acknowledged.items() <= kept.items(), "an acknowledged annotation is gone"
    assert set(kept) - set(acknowledged) <= maybe, "an annotation that nobody sent is there"
    assert Counter(one.key for one in stored).most_common(1)[0][1] == 1
    assert {len(one.judgments) for one in stored} == {len(ANSWER)}
    world.check_slots(overlap=2)


def test_the_check_would_notice_a_lost_annotation(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "workbench.sqlite").write_bytes(sqlite_template.read_bytes())
    app = create_app(Settings(instance=tmp_path), web=False)
    world = build(app)
    passage = world.ids("ann", 1)[0]
    world.submit("ann", passage, "there")
    _check(world, {"there": str(passage)}, set())
    with pytest.raises(AssertionError, match="is gone"):
        _check(world, {"there": str(passage), "lost": str(passage)}, set())
    with app.app_context():
        db.db.engine.dispose()
