"""What `workbench demo` builds: sample articles, people, and part of the people's work.

Three annotators label through the real queue. Each starts from the reference answers in `samples/labels.csv` and
departs from them in a way of their own, the same one every time, so that the lead's pages have something to show.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO

from sqlalchemy.orm import Session

from workbench.codebook import codebooks, definition
from workbench.codebook.definition import Codebook
from workbench.corpus import ingest
from workbench.corpus.readers import files as readers
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import ConflictError, NotFoundError
from workbench.labeling import queue, submissions
from workbench.labeling.queue import Leased
from workbench.labeling.schemas import Judged, Submission
from workbench.people import users
from workbench.people.models import Annotator, User
from workbench.projects import projects
from workbench.projects.models import Project

SLUG = "demo"
PEOPLE = {"annotator": "demo-chi", "lead": "demo-lead"}
SAMPLES = files("workbench").joinpath("samples")
ABSENT = "absent"
"""Stands in `labels.csv` where a target is not in the passage."""

_SEED = 1
_ROUNDS = 9
_SITTING = 3
"""How many passages an annotator takes in a round; small, so that every two of them share some."""
_AHEAD = 20
"""How many passages the first annotator answers beyond what they all do in turns."""
_LEASE_MINUTES = 30
_MS_A_CHARACTER = (30, 70)
_SIMILAR_STANCES = {
    "favor": ["neutral"],
    "against": ["neutral"],
    "neutral": ["none", "against", "favor"],
    "none": ["neutral", ABSENT],
    ABSENT: ["none"],
}
_WHY_UNSURE = {
    "stance": "It can be read either way.",
    "topic": "Another topic would fit as well.",
    "reliability": "The source is named, but not for the figure.",
}


@dataclass(frozen=True)
class Reference:
    """How a careful reader answers for a passage; `stances` in the order of the targets, each a label or ABSENT."""

    opening: str
    stances: tuple[str, ...]
    topics: tuple[str, ...]
    reliability: str


@dataclass(frozen=True)
class Character:
    """How an annotator departs from the reference; the shares are of the answers where it can happen."""

    name: str
    severity: int
    """Steps along the scale of reliability, where the annotator weighs otherwise: -1 is kinder."""
    pet_topic: str
    weighs_otherwise: float
    adds_pet_topic: float = 0.0
    misses_topic: float = 0.0
    takes_mention_as_neutral: float = 0.0
    slips_in_stance: float = 0.0
    unsure: float = 0.0
    skips: float = 0.0


_CHARACTERS = (
    Character(
        "demo-ada",
        1,
        "society",
        weighs_otherwise=0.2,
        misses_topic=0.15,
        slips_in_stance=0.08,
        unsure=0.02,
        skips=0.03,
    ),
    Character(
        "demo-ben",
        1,
        "government",
        weighs_otherwise=0.1,
        adds_pet_topic=0.08,
        takes_mention_as_neutral=0.8,
        slips_in_stance=0.12,
        unsure=0.03,
        skips=0.03,
    ),
    Character("demo-chi", -1, "society", weighs_otherwise=0.6, adds_pet_topic=0.06, slips_in_stance=0.12, unsure=0.03),
)


def build(session: Session) -> dict[str, User]:
    """Build the sample project unless it is there, and return who is to sign in: an annotator and the lead.

    Raises ConflictError where a project of that name is there, and not these people.
    """
    try:
        projects.get(session, SLUG)
    except NotFoundError:
        _build(session)
    try:
        return {role: users.get(session, name) for role, name in PEOPLE.items()}
    except NotFoundError as error:
        raise ConflictError(
            f"There is a project “{SLUG}” already, and not the sample one. Name another folder in WORKBENCH_INSTANCE."
        ) from error


def sample_rows() -> Iterator[Row]:
    """Read the sample articles."""
    for file in sorted(SAMPLES.iterdir(), key=lambda file: file.name):
        if file.name.endswith((".txt", ".jsonl")):
            for row in readers.read(file.name, BytesIO(file.read_bytes()), "auto", None):
                if isinstance(row, BadRow):
                    raise ValueError(f"a sample article cannot be read: {row}")
                yield row


def references() -> dict[str, list[Reference]]:
    """Read the reference answers of each article, by its id or the name of its file."""
    found: dict[str, list[Reference]] = {}
    for row in csv.DictReader(SAMPLES.joinpath("labels.csv").read_text("utf-8").splitlines()):
        stances, topics = (row["plan"], row["ostrell"]), tuple(row["topics"].split())
        reference = Reference(row["opening"], stances, topics, row["reliability"])
        found.setdefault(row["article"], []).append(reference)
    return found


def _build(session: Session) -> None:
    targets = ("the Harbour Line plan", "Ostrell")
    project = projects.create(session, SLUG, name="The Harbour Line", overlap=2, targets=targets)
    codebooks.install(session, project, definition.default_text(), file="default.toml")
    known = _ingest(session, project)
    annotators = [_SampleAnnotator(session, project, character, known) for character in _CHARACTERS]
    users.create(session, PEOPLE["lead"], role="lead", project=project)
    for _ in range(_ROUNDS):
        for annotator in annotators:
            annotator.label(_SITTING)
    annotators[0].label(_AHEAD)


def _ingest(session: Session, project: Project) -> dict[str, list[Reference]]:
    """Take the sample articles in, and return the reference answers by the article's id in the project.

    The articles with reference answers come first, in the order of these: the annotators meet them in that order.
    """
    answers = references()
    places = {article: place for place, article in enumerate(answers)}
    known = {}
    for row in sorted(sample_rows(), key=lambda row: places.get(row.uid or row.file, len(places))):
        taken = ingest.take(session, project, row)
        if isinstance(taken, BadRow):
            raise ValueError(f"a sample article cannot be taken: {taken}")
        known[taken.uid] = answers.get(row.uid or row.file, [])
    return known


class _SampleAnnotator:
    """A sample annotator at work; `known` holds the reference answers by article."""

    def __init__(
        self, session: Session, project: Project, character: Character, known: dict[str, list[Reference]]
    ) -> None:
        self._character = character
        self._session = session
        self._project = project
        self._known = known
        self._annotator = self._joined()
        self._codebook = codebooks.current(session, project)

    def _joined(self) -> Annotator:
        user = users.create(self._session, self._character.name, role="annotator", project=self._project)
        annotator = users.annotator(self._session, user, self._project)
        if annotator is None:
            raise NotFoundError("annotator", user.name)
        return annotator

    def label(self, count: int) -> None:
        """Take up to `count` passages from the queue and answer each."""
        place = (self._session, self._annotator, self._project)
        for leased in queue.lease(*place, count, minutes=_LEASE_MINUTES):
            key = f"demo-{leased.passage_id}"
            submissions.submit(*place, key, self._submission(leased), minutes=_LEASE_MINUTES)

    def _submission(self, leased: Leased) -> Submission:
        """Answer a passage, or skip it: now and then, and where there is no reference answer."""
        seed = f"{_SEED} {self._character.name} {leased.text}"
        reading = _Reading(self._character, random.Random(seed))  # noqa: S311  nothing secret
        known = self._known[str(leased.article["id"])]
        reference = next((one for one in known if leased.text.startswith(one.opening)), None)
        judgments: tuple[Judged, ...] = ()
        if reference and not reading.happens(self._character.skips):
            targets = [target.slug for target in self._project.targets]
            judgments = tuple(reading.judgments(reference, targets, self._codebook.codebook))
        return Submission(
            passage=str(leased.passage_id),
            state="answered" if judgments else "skipped",
            codebook=self._codebook.number,
            judgments=judgments,
            active_ms=len(leased.text) * reading.random.randint(*_MS_A_CHARACTER),
        )


@dataclass(frozen=True)
class _Reading:
    """What an annotator makes of one passage: chance hangs on the two alone, so that it is the same every time."""

    character: Character
    random: random.Random

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def judgments(self, reference: Reference, targets: Sequence[str], codebook: Codebook) -> Iterator[Judged]:
        for target, stance in zip(targets, reference.stances, strict=True):
            yield from self._judged("stance", target, [self._stance(stance)])
        yield from self._judged("topic", None, self._topics(reference.topics))
        scale = [label.id for one in codebook.dimensions if one.id == "reliability" for label in one.on_scale]
        yield from self._judged("reliability", None, [self._reliability(reference.reliability, scale)])

    def _judged(self, dimension: str, target: str | None, values: Sequence[str]) -> Iterator[Judged]:
        if ABSENT in values:
            yield Judged(dimension, target, None, "not_applicable")
            return
        is_unsure = self.happens(self.character.unsure)
        state, reason = ("unsure", _WHY_UNSURE[dimension]) if is_unsure else ("answered", "")
        for value in values:
            yield Judged(dimension, target, value, state, reason)

    def _stance(self, stance: str) -> str:
        if stance == "none" and self.happens(self.character.takes_mention_as_neutral):
            return "neutral"
        return self.random.choice(_SIMILAR_STANCES[stance]) if self.happens(self.character.slips_in_stance) else stance

    def _topics(self, topics: Sequence[str]) -> list[str]:
        chosen = list(topics)
        if len(chosen) > 1 and self.happens(self.character.misses_topic):
            chosen.remove(self.random.choice(chosen))
        pet = self.character.pet_topic
        if pet not in chosen and self.happens(self.character.adds_pet_topic):
            chosen.append(pet)
        return chosen

    def _reliability(self, label: str, scale: Sequence[str]) -> str:
        if label not in scale or not self.happens(self.character.weighs_otherwise):
            return label
        return scale[min(max(scale.index(label) + self.character.severity, 0), len(scale) - 1)]
