"""A served workbench that is opened here too: to set a test up at once, and to read back what was stored."""

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.server import Server, Workbench
from workbench import db
from workbench.app import create_app
from workbench.codebook import codebooks, definition
from workbench.corpus import articles, ingest
from workbench.corpus.duplicates import clusters, growing
from workbench.corpus.readers import files
from workbench.corpus.readers.rows import Row
from workbench.corpus.stories import growing as stories
from workbench.labeling import queue, submissions, training
from workbench.labeling.models import Annotation
from workbench.labeling.schemas import Judged, Known
from workbench.people import invitations, passwords, users
from workbench.people.models import Annotator
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.settings import Settings

HARBOUR: dict[str, str | None] = {
    "id": "harbour",
    "title": "Ormsund argues about its quay",
    "outlet": "The Ormsund Letter",
    "published_at": "2026-03-02",
    "language": "en",
    "text": """The council of Ormsund wants a longer quay, and has wanted one since the ferry outgrew the old one.

Fishermen say that the plan takes their berths. They were not asked, and they have hired a lawyer from Tarrow.

The harbour plan names three works:
- a quay of two hundred metres on the north side
- a crane that lifts forty tonnes
- a shelter for those who wait in the rain

## What the ships say

Year | Ships | Tonnes
2024 | 310 | 41,000
2025 | 342 | 45,500

More ships came last year than in any year before, although the ferry was in dock for seven weeks.

The mayor called the figures a promise. Her opponent called them a debt that the children of Ormsund will pay.

A vote is set for May. Until then the old crane, which was painted green in the spring, stays where it is.

Nobody has yet said what becomes of the smoke house at the end of the mole, where the herring is hung.
""",
}
ARABIC: dict[str, str | None] = {
    "id": "arabic",
    "title": "الميناء الجديد",
    "language": "ar",
    "text": "يريد مجلس المدينة رصيفا أطول للعبارة، ويقول الصيادون إن الخطة تأخذ أماكن قواربهم.\n",
}
TARGET = "the harbour plan"
FIRST = (Judged("topic", value="economy"), Judged("reliability", value="reliable", reason="It is named."))
"""What the keys 1 and j answer."""
READY = "[aria-current=true][data-passage], #empty:not([hidden])"
Result = TypeVar("Result")


class House:
    """A served instance with projects and people of its tests' own making."""

    def __init__(self, instance: Path, command: str = "serve") -> None:
        self.instance = instance
        self._numbers = count(1)
        self._workbench = Workbench(instance)
        self._server = Server(self._workbench, command=command)
        self._app = create_app(Settings(instance=instance), web=False)

    def __enter__(self) -> "House":
        self._server.__enter__()
        self.url = self._server.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        with self._app.app_context():
            db.db.engine.dispose()

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._server.stop(signal.SIGKILL)

    def start_again(self) -> None:
        """Serve the same instance at the same address."""
        self._server.process = subprocess.Popen(
            self._server.process.args,
            env=self._workbench.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def project(
        self,
        *,
        articles: Iterable[dict[str, str | None]] = (HARBOUR,),
        targets: tuple[str, ...] = (TARGET,),
        overlap: int = 2,
        codebook: str = "default",
        **reading: str,
    ) -> str:
        """Make a project with these articles, a built-in codebook and ways of reading, and return its slug."""
        lines = "".join(json.dumps(article) + "\n" for article in articles)

        def make(session: Session) -> str:
            slug = f"study-{next(self._numbers)}"
            project = projects.create(session, slug, overlap=overlap, targets=targets)
            projects.change(session, project, **reading)
            codebooks.install(session, project, definition.built_in(codebook))
            for row in files.read("articles.jsonl", BytesIO(lines.encode()), "auto", None) if lines else ():
                assert isinstance(row, Row)
                ingest.take(session, project, row)
            return slug

        return self._do(make)

    def grow_clusters(self, slug: str) -> str:
        """Look for near-duplicates, and return the id of the cluster that came first."""
        with self._app.app_context():
            project = projects.get(db.db.session(), slug)
            list(growing.grow(project))
            first = str(clusters.listing(db.db.session(), project, limit=1)[0].id)
            db.db.session.remove()
            return first

    def grow_stories(self, slug: str) -> None:
        """Group the articles that tell one event."""
        with self._app.app_context():
            list(stories.grow(projects.get(db.db.session(), slug)))
            db.db.session.remove()

    def change_codebook(self, slug: str, before: str, after: str) -> None:
        """Make a next version of the codebook, one text in it replaced by another; everyone was shown this one."""

        def change(session: Session) -> None:
            project = projects.get(session, slug)
            current = codebooks.current(session, project)
            session.execute(
                update(Annotator).where(Annotator.project_id == project.id).values(codebook_seen=current.number)
            )
            assert before in current.source
            codebooks.install(session, project, current.source.replace(before, after, 1))

        self._do(change)

    def context_opened(self, slug: str, name: str) -> list[list[str]]:
        """Read what an annotator opened before each answer, oldest first."""

        def read(session: Session) -> list[list[str]]:
            annotator = _annotator(session, projects.get(session, slug), name)
            query = select(Annotation.context_opened).where(Annotation.annotator_id == annotator.id)
            return list(session.scalars(query.order_by(Annotation.id)))

        return self._do(read)

    def person(self, name: str, role: str | None, slug: str | None = None) -> str:
        """Make somebody with a role, and return the whole name: it is this house's only one."""

        def make(session: Session) -> str:
            project = projects.get(session, slug) if slug else None
            return users.create(session, f"{name}-{next(self._numbers)}", role=role, project=project).name

        return self._do(make)

    def join(self, name: str, role: str, slug: str) -> None:
        """Give somebody a role in one project more."""
        self._do(lambda session: users.create(session, name, role=role, project=projects.get(session, slug)))

    def invitation(self, name: str, *, signs_in: bool = True) -> str:
        """Make a one-time link for somebody; one that `signs_in` asks for no password."""

        def make(session: Session) -> str:
            return invitations.create(session, users.get(session, name), Settings(), signs_in=signs_in)

        return f"{self.url}/invitation/{self._do(make)}"

    def set_password(self, name: str, password: str) -> None:
        """Give somebody a password."""
        hashed = passwords.make(password, name)
        self._do(lambda session: passwords.set(session, users.get(session, name), hashed))

    def change(self, slug: str, **changes: Any) -> None:
        """Change what a lead can change of a project."""
        self._do(lambda session: projects.change(session, projects.get(session, slug), **changes))

    def mark_as_hard(self, slug: str, uid: str, note: str) -> None:
        """Mark an article as hard to read."""
        self._do(lambda session: articles.mark(session, projects.get(session, slug), uid, note))

    def train_on(self, slug: str, count: int) -> list[str]:
        """Use the first passages of a project for training, known as the keys f, 1 and j answer; return their ids."""

        def use(session: Session) -> list[str]:
            project = projects.get(session, slug)
            labelled = (one["passage"] for one in articles.passages(session, project) if one["labelled"])
            ids = list(islice(labelled, count))
            for passage in ids:
                stance = Judged("stance", project.targets[0].slug, "favor")
                training.add(session, project, Known(passage, (stance, *FIRST), "The writer says so."))
            return ids

        return self._do(use)

    def hold_everything(self, slug: str, name: str) -> None:
        """Lease all that there is to an annotator."""

        def lease(session: Session) -> None:
            project = projects.get(session, slug)
            assert queue.lease(session, _annotator(session, project, name), project, queue.MOST, minutes=30)

        self._do(lease)

    def stored(self, slug: str, name: str) -> list[dict[str, Any]]:
        """Read what an annotator has stored, oldest first, as the API tells it."""

        def read(session: Session) -> list[dict[str, Any]]:
            annotator = _annotator(session, projects.get(session, slug), name)
            found, _before = submissions.mine(session, annotator, limit=100, before=2**40)
            return [one.document() for one in reversed(found)]

        return self._do(read)

    def kept(self, slug: str, name: str, field: str) -> list[Any]:
        """Read a field of what an annotator has stored, oldest first."""

        def read(session: Session) -> list[Any]:
            annotator = _annotator(session, projects.get(session, slug), name)
            query = select(getattr(Annotation, field)).filter_by(annotator_id=annotator.id).order_by(Annotation.id)
            return list(session.scalars(query))

        return self._do(read)

    def _do(self, act: Callable[[Session], Result]) -> Result:
        with self._app.app_context():
            try:
                with db.transaction() as session:
                    return act(session)
            finally:
                db.db.session.remove()


def _annotator(session: Session, project: Project, name: str) -> Annotator:
    found = users.annotator(session, users.get(session, name), project)
    assert found
    return found


class Seat:
    """An annotator before the desk, in a browser of their own."""

    def __init__(self, house: House, context: BrowserContext, slug: str, name: str) -> None:
        self.house, self.context, self.slug, self.name = house, context, slug, name
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda told: self.faults.append(told.text) if "Policy" in told.text else None)
        self.current = self.page.locator("[aria-current=true][data-passage]")
        self.saved = self.page.locator("#saved")
        self.notices = self.page.locator("#notices")
        self.page.goto(house.invitation(name))
        self.page.wait_for_url(re.compile(f"/projects/{slug}/desk$"))
        self.page.wait_for_selector(READY, state="attached")
        self.notices.get_by_role("button", name="Dismiss").click()  # the word of a first visit

    @property
    def passage(self) -> str:
        """The id of the passage on the screen, now."""
        return self.current.get_attribute("data-passage", timeout=2000) or ""

    def press(self, keys: str) -> None:
        """Press keys, named with blanks between them."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def label(self, name: str) -> Locator:
        """The control of a label, by its id."""
        return self.page.locator(f"[data-label={name}]")

    def come_back(self) -> None:
        """Return to the desk from another tab: the browser tells the page so."""
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def stored(self) -> list[dict[str, Any]]:
        """Wait until the page says that all is saved, and read what is."""
        expect(self.saved).to_have_text("Saved", timeout=15_000)
        return self.house.stored(self.slug, self.name)

    def answers(self) -> list[list[tuple[str, str | None, str]]]:
        """What is stored, each annotation as its (dimension, value, state)."""
        return [
            [(one["dimension"], one["value"], one["state"]) for one in annotation["judgments"]]
            for annotation in self.stored()
        ]


def sign_out(page: Page) -> None:
    """Sign out through the menu under one's name."""
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/account", page.url))
    page.locator(".who summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(re.compile("/sign-in"))
