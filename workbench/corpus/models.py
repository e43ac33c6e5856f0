from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from workbench.db import Base, now

CLUSTERED = "retired_at IS NULL AND (labelled OR kind IN ('paragraph', 'list', 'table', 'quote', 'caption'))"
"""Which passages may be near-duplicates: those put to annotators, and the rest of the body without its headings."""


class Article(Base):
    """A document as it came; `uid` is its identity in the project, never its text or address."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("project_id", "uid"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    uid: Mapped[str]
    sha256: Mapped[str]
    """Of the bytes it came as: a file's, or a row's."""
    title: Mapped[str | None]
    url: Mapped[str | None]
    outlet: Mapped[str | None]
    published_at: Mapped[str | None]
    """As the source tells it: often a day, sometimes a month, seldom a moment."""
    language: Mapped[str | None]
    author: Mapped[str | None]
    extra: Mapped[dict[str, Any]]
    """Keys of the source that Workbench gives no meaning to."""
    file: Mapped[str]
    row: Mapped[int | None]
    encoding: Mapped[str]
    format: Mapped[str] = mapped_column(default="text", server_default="text")
    """`text`, or `html`: then the source is the text of a page, and the page itself is kept beside it."""
    odd: Mapped[list[str]]
    """Why the article looks odd; empty for most."""
    foreign: Mapped[bool] = mapped_column(default=False)
    """Made of passages that came with labels from elsewhere; never segmented."""
    shuffle: Mapped[int] = mapped_column(BigInteger)
    """A number below 2^31 from the project's seed and the uid, for the shuffled order."""
    segmenter: Mapped[int]
    content_note: Mapped[str | None] = mapped_column(Text)
    """Set where the article is hard to read: it comes blurred, with this word about why, which may be empty."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class ArticleText(Base):
    """The heavy part of an article: the decoded source, and the bytes where encoding it does not give them back."""

    __tablename__ = "article_texts"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    original: Mapped[bytes | None] = mapped_column(LargeBinary)


class Passage(Base):
    """The unit of labelling: a part of an article, with half-open code point offsets into its source."""

    __tablename__ = "passages"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    labelled: Mapped[bool]
    decided: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A lead said whether it is labelled: a change of the project's kinds leaves it as it is."""
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str]
    """Why it is not put to annotators; empty where it is."""
    pointer: Mapped[str | None]
    """Where it stands in the page that it was taken from, as an XPath; None in plain text."""
    item: Mapped[str | None]
    """Its id in the place it was imported from."""
    taken: Mapped[int] = mapped_column(default=0)
    """Slots in use: active leases, and answers other than skips and late ones. Kept by `passages.take` and `free`."""
    retired_at: Mapped[datetime | None]
    """Since when another cut stands in its place: it is kept with its answers, and counts nowhere."""

    __table_args__ = (
        # The queue walks this: the passages still put to annotators, in reading order.
        Index(
            "ix_passages_queue",
            "project_id",
            "article_id",
            "position",
            sqlite_where=sql("labelled = 1 AND retired_at IS NULL"),
            postgresql_where=sql("labelled AND retired_at IS NULL"),
        ),
        Index(
            "uq_passages_item",
            "project_id",
            "item",
            unique=True,
            sqlite_where=sql("item IS NOT NULL"),
            postgresql_where=sql("item IS NOT NULL"),
        ),
        # Those that near-duplicates are looked for among.
        Index(
            "ix_passages_clustered", "project_id", "id", sqlite_where=sql(CLUSTERED), postgresql_where=sql(CLUSTERED)
        ),
        # Progress takes off what was answered on these: few, and read on every request of the desk.
        Index(
            "ix_passages_retired",
            "project_id",
            sqlite_where=sql("retired_at IS NOT NULL"),
            postgresql_where=sql("retired_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )


class Mending(Base):
    """A lead's change of how an article is cut: which passages went out and which came in for them.

    Those of an article are a stack: the latest that stands is the one to undo, and of the undone ones above it the one
    undone last is the one to do again.
    """

    __tablename__ = "mendings"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    act: Mapped[str]
    """`kind`, `split`, `merge`, `include` or `exclude`."""
    retired: Mapped[list[int]] = mapped_column(JSON)
    made: Mapped[list[int]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]


class Job(Base):
    """Long work that goes on when its page is closed, with how far it has come."""

    __tablename__ = "jobs"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    work: Mapped[str]
    """What is done, such as `ingest`."""
    given: Mapped[dict[str, Any]]
    """What the work was given: the folder of its files, their names, and how to read them."""
    state: Mapped[str] = mapped_column(default="waiting")
    """`waiting`, `running`, `done`, `failed` or `cancelled`."""
    step: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="bytes")
    done: Mapped[int] = mapped_column(BigInteger, default=0)
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    """Both in `unit`, and of the step in hand."""
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str] = mapped_column(default="")
    """Why it failed, in words for a person."""
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    """A person asked for it to stop; it does so after the batch in hand."""
    worker: Mapped[str] = mapped_column(default="")
    """Whose it is: each worker that takes it up writes a word of its own here, and the last one has it."""
    tries: Mapped[int] = mapped_column(default=0)
    """How many workers took it up and have not come to an end with it."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    step_at: Mapped[datetime | None]
    """When the step in hand was begun by the worker in hand."""
    beat_at: Mapped[datetime | None]
    """When its worker last said that it lives."""
    ended_at: Mapped[datetime | None]


class Cluster(Base):
    """Passages that say the same in the same words, or nearly; its id is that of the export, never reused."""

    __tablename__ = "clusters"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)


class ClusterMember(Base):
    """A passage of a cluster."""

    __tablename__ = "cluster_members"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("clusters.id"), index=True)


class PassageSketch(Base):
    """What is kept of a passage to find its near-duplicates; a passage without one waits to be looked at."""

    __tablename__ = "passage_sketches"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    digest: Mapped[int] = mapped_column(BigInteger)
    """The same for exact duplicates."""
    bands: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A key for each band, numbers of 32 bits, as many as the threshold asks for; None where the passage is short."""


class ClusterIndex(Base):
    """What the sketches and clusters of a project were made by; where that is no longer so, all are made anew."""

    __tablename__ = "cluster_indexes"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    threshold: Mapped[float]
    recipe: Mapped[int]
    turn: Mapped[int] = mapped_column(BigInteger, default=0)
    """Grows with every batch: a batch that was worked out meanwhile by another process is worked out again."""


class Story(Base):
    """Articles that tell one event; one that is `kept` does not become one with another, for people work with it."""

    __tablename__ = "stories"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    kept: Mapped[bool] = mapped_column(default=False)


class StoryMember(Base):
    """An article of a story; `placed`: a lead put it there, or out of any (no story), and no growing moves it."""

    __tablename__ = "story_members"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"), index=True)
    placed: Mapped[bool] = mapped_column(default=False)


class Telling(Base):
    """What an article tells, for comparing; an article that has none was not looked at for stories yet."""

    __tablename__ = "tellings"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    day: Mapped[int | None]
    """Of publication, as a proleptic ordinal."""
    tongue: Mapped[int] = mapped_column(BigInteger)
    """The number of its language, or of its script where that is not known."""
    terms: Mapped[list[list[list[int]]]] = mapped_column(JSON)
    """Its figures, its names and its words, each as pairs of a number and a weight in thousandths."""


class TellingTerm(Base):
    """The inverted index: which articles a telling term stands for."""

    __tablename__ = "telling_terms"
    __table_args__ = ({"sqlite_with_rowid": False},)

    project_id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True)


class TermCount(Base):
    """In how many of a project's articles a term stands; articles that were removed still count."""

    __tablename__ = "term_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    term: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    articles: Mapped[int]
