"""Near-duplicates as they grow in the database."""

import random
from collections import Counter
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from tests.corpus.wire import FERRY, NEARLY, QUAY, add, found, grow, planted
from workbench import db
from workbench.corpus import articles
from workbench.corpus.duplicates import clusters, growing, members, pairs, shingles
from workbench.corpus.models import Article, Cluster, ClusterMember, Passage, PassageSketch
from workbench.errors import NotFoundError
from workbench.projects import projects
from workbench.projects.models import Project


@pytest.fixture
def project(app: Flask) -> Project:
    with app.app_context(), db.transaction() as session:
        return projects.create(session, "wire")


def put(app: Flask, project: Project, *texts: str, **told: object) -> None:
    """Store an article for each text."""
    with app.app_context(), db.transaction() as session:
        for text in texts:
            add(session, project, text, **told)  # type: ignore[arg-type]  # of a test's own making


def retire(app: Flask, passage: int, *, back: bool = False) -> None:
    with app.app_context(), db.transaction() as session:
        session.execute(update(Passage).where(Passage.id == passage).values(retired_at=None if back else db.now()))


def test_exact_and_near_copies_within_and_across_articles_form_clusters(app: Flask, project: Project) -> None:
    with app.app_context(), db.transaction() as session:
        add(session, project, FERRY, QUAY, FERRY.upper())
        add(session, project, NEARLY, "Nothing else says this, and nobody has ever said it before anywhere.")
        add(session, project, QUAY.replace("May", "June"), "Read more.", "Read more")
    grow(app, project)
    assert list(found(app, project).values()) == [[1, 3, 4], [2, 6], [7, 8]]


def test_kinds_that_are_no_body_take_no_part_unless_they_are_labelled(app: Flask, project: Project) -> None:
    for kind in ("heading", "boilerplate", "residue"):
        put(app, project, FERRY, FERRY, kind=kind, labelled=False)
    put(app, project, QUAY, QUAY, kind="table", labelled=False)
    grow(app, project)
    assert list(found(app, project).values()) == [[7, 8]]
    with app.app_context(), db.transaction() as session:
        session.execute(update(Passage).where(Passage.kind == "heading").values(labelled=True))
    grow(app, project)
    assert list(found(app, project).values()) == [[1, 2], [7, 8]]


def test_clusters_keep_their_ids_as_articles_come_in(app: Flask, project: Project) -> None:
    put(app, project, FERRY, QUAY, NEARLY)
    grow(app, project)
    (first,) = found(app, project)
    put(app, project, FERRY + " It rained.", QUAY)
    grow(app, project)
    grown = found(app, project)
    assert grown == {first: [1, 3, 4], max(grown, key=int): [2, 5]}
    grow(app, project)
    assert found(app, project) == grown


def test_of_two_clusters_that_meet_the_older_id_survives_and_the_other_is_never_used_again(
    app: Flask, project: Project
) -> None:
    words = [f"word{number}" for number in range(40)]
    early, late = " ".join(words[:34]), " ".join(words[6:])  # 26 of 38 shingles: 0.68
    put(app, project, early, late, early, late)
    grow(app, project)
    first, second = found(app, project)
    put(app, project, " ".join(words[3:37]))
    grow(app, project)
    assert found(app, project) == {first: [1, 2, 3, 4, 5]}
    put(app, project, QUAY, QUAY)
    grow(app, project)
    assert max(map(int, found(app, project))) > int(second) > int(first)


def test_a_retired_passage_leaves_at_once_and_comes_back_when_it_is_no_longer_retired(
    app: Flask, project: Project
) -> None:
    put(app, project, FERRY, FERRY, NEARLY)
    grow(app, project)
    (cluster,) = found(app, project)
    retire(app, 2)
    assert found(app, project) == {cluster: [1, 3]}
    grow(app, project)
    retire(app, 3)
    grow(app, project)
    assert found(app, project) == {}
    retire(app, 2, back=True)
    grow(app, project)
    assert found(app, project) == {cluster: [1, 2]}


def test_passages_that_mending_makes_get_in_at_the_next_grow(app: Flask, project: Project) -> None:
    put(app, project, f"{FERRY} {QUAY}", FERRY, QUAY)
    grow(app, project)
    assert found(app, project) == {}
    retire(app, 1)
    put(app, project, FERRY, QUAY)
    grow(app, project)
    assert list(found(app, project).values()) == [[2, 4], [3, 5]]


def test_an_article_can_be_removed_with_its_passages_in_clusters(app: Flask, project: Project) -> None:
    put(app, project, FERRY, uid="gone")
    put(app, project, FERRY, QUAY)
    grow(app, project)
    with app.app_context(), db.transaction() as session:
        articles.remove(session, project, "gone")
    assert found(app, project) == {}
    grow(app, project)
    put(app, project, NEARLY)
    grow(app, project)
    assert list(found(app, project).values()) == [[2, 4]]


def test_clusters_without_passages_are_swept_away(app: Flask, project: Project) -> None:
    put(app, project, FERRY, FERRY)
    grow(app, project)
    with app.app_context(), db.transaction() as session:
        for article in session.scalars(select(Article)).all():
            articles.remove(session, project, article.uid)
    grow(app, project)
    with app.app_context():
        assert db.db.session.scalar(select(func.count()).select_from(Cluster)) == 0


def test_with_another_threshold_all_clusters_are_made_anew(app: Flask, project: Project) -> None:
    put(app, project, FERRY, NEARLY, QUAY, QUAY)
    grow(app, project)
    before = found(app, project)
    assert list(before.values()) == [[1, 2], [3, 4]]
    with app.app_context(), db.transaction() as session:
        project = projects.get(session, "wire")
        projects.change(session, project, duplicate_threshold=0.95)
        assert growing.is_stale(session, project)
    grow(app, project)
    after = found(app, project)
    assert list(after.values()) == [[3, 4]]
    assert min(map(int, after)) > max(map(int, before))
    with app.app_context():
        assert not growing.is_stale(db.db.session(), project)


def test_projects_do_not_meet(app: Flask, project: Project) -> None:
    with app.app_context(), db.transaction() as session:
        other = projects.create(session, "other")
    put(app, project, FERRY)
    put(app, other, FERRY)
    for one in (project, other):
        grow(app, one)
        assert found(app, one) == {}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "_ROUND_PASSAGES", 7)
    monkeypatch.setattr(growing, "_BATCH", 3)


def test_killed_in_the_middle_it_goes_on_and_comes_to_the_same(
    app: Flask, project: Project, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [text for family in planted(random.Random(2), 12) for text in family]
    put(app, project, *texts)
    with app.app_context():
        growth = growing.grow(project)
        assert next(growth).done == 3
        growth.close()
        with monkeypatch.context() as interrupted:
            interrupted.setattr(members, "store", _interrupt)
            with pytest.raises(KeyboardInterrupt):
                list(growing.grow(project))
        assert db.db.session.scalar(select(func.count()).select_from(PassageSketch)) == 3
        db.db.session.rollback()
    grow(app, project)
    killed = sorted(found(app, project).values())
    with app.app_context(), db.transaction() as session:
        session.execute(delete(ClusterMember))
        session.execute(delete(PassageSketch))
    monkeypatch.undo()
    grow(app, project)
    assert sorted(found(app, project).values()) == killed


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_that_grow_one_project_at_once_do_not_disturb_each_other(
    app: Flask, project: Project, small_batches: None
) -> None:
    put(app, project, *[text for family in planted(random.Random(2), 12) for text in family])
    with app.app_context():
        one, other = growing.grow(project), growing.grow(project)
        while any([next(one, None), next(other, None)]):
            pass
        db.db.session.rollback()
    both = found(app, project)
    with app.app_context():
        assert db.db.session.scalar(select(func.count()).select_from(PassageSketch)) == db.db.session.scalar(
            select(func.count()).select_from(Passage)
        )
        db.db.session.rollback()
    grow(app, project)
    assert found(app, project) == both


def test_who_grows_by_an_old_threshold_ends_when_clusters_are_made_anew(
    app: Flask, project: Project, small_batches: None
) -> None:
    put(app, project, FERRY, NEARLY, QUAY, QUAY, FERRY)
    with app.app_context():
        old = growing.grow(project)
        assert next(old).done == 3
        with db.transaction() as session:
            projects.change(session, projects.get(session, "wire"), duplicate_threshold=0.95)
            new = projects.get(session, "wire")
    grow(app, new)
    with app.app_context():
        assert list(old) == []
        db.db.session.rollback()
    assert list(found(app, new).values()) == [[1, 5], [3, 4]]


def test_passage_lines_tell_the_cluster_of_those_that_have_one(app: Flask, project: Project) -> None:
    with app.app_context(), db.transaction() as session:
        add(session, project, FERRY, QUAY)
        add(session, project, NEARLY)
    grow(app, project)
    with app.app_context():
        told = [passage["cluster"] for passage in articles.passages(db.db.session(), project)]
    assert told == [told[0], None, told[0]]
    assert isinstance(told[0], str)


def test_clusters_are_listed_by_size_or_age_and_found_by_their_words(app: Flask, project: Project) -> None:
    with app.app_context(), db.transaction() as session:
        add(session, project, QUAY, outlet="Post")
        add(session, project, QUAY, outlet="Herald")
        add(session, project, FERRY, NEARLY, FERRY, outlet="Post")
    grow(app, project)
    with app.app_context():
        session = db.db.session()
        largest = clusters.listing(session, project)
        assert [(one.passages, one.articles, one.outlets) for one in largest] == [
            ([3, 4, 5], 1, ["Post"]),
            ([1, 2], 2, ["Post", "Herald"]),
        ]
        assert largest[0].text == FERRY
        assert [one.id for one in clusters.listing(session, project, order="newest")] == sorted(
            (one.id for one in largest), reverse=True
        )
        assert [one.text for one in clusters.listing(session, project, search="CRANE")] == [QUAY]
        assert clusters.totals(session, project) == clusters.Totals(2, 5)
        assert clusters.totals(session, project, "crane") == clusters.Totals(1, 2)
        assert clusters.listing(session, project, limit=1, offset=1)[0].text == QUAY
        assert clusters.passages(session, project, str(largest[0].id)) == [3, 4, 5]
        for unknown in ("999", "x", "-1", "1e3", "9" * 30, "²"):
            with pytest.raises(NotFoundError):
                clusters.passages(session, project, unknown)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_planted_copies_are_found_and_nothing_else(app: Flask, project: Project) -> None:
    families = planted(random.Random(1), 250)
    texts = [(number, text) for number, family in enumerate(families) for text in family]
    random.Random(4).shuffle(texts)
    put(app, project, *[text for _, text in texts])
    grow(app, project)
    grown = found(app, project).values()
    told = {pair for passages in grown for pair in _told({one: texts[one - 1][1] for one in passages})}
    near = _near_pairs([text for _, text in texts])
    assert len(near) > 400
    assert len(near & told) >= 0.95 * len(near)
    assert len(near & told) >= 0.95 * len(told)
    # Two copies of one original are in its cluster together, be they less than 0.7 like each other.
    together = {pair for passages in grown for pair in combinations(passages, 2)}
    planted_together = {pair for pair in together if texts[pair[0] - 1][0] == texts[pair[1] - 1][0]}
    assert len(planted_together) >= 0.95 * len(together)
    assert len(near & together) >= 0.85 * len(together)


def _told(cluster: dict[int, str]) -> set[tuple[int, int]]:
    """Return the pairs of a cluster that a lead is told are near."""
    return {(one, other) for one, near in pairs.near(cluster, 0.7).items() for other, _ in near if one < other}


def _near_pairs(texts: list[str]) -> set[tuple[int, int]]:
    """Compare all pairs that share a shingle, one with each other; passages count from 1."""
    sets = [shingles.tokens(text).shingles for text in texts]
    holders: dict[shingles.Shingle, list[int]] = {}
    for number, own in enumerate(sets):
        for shingle in own:
            holders.setdefault(shingle, []).append(number)
    shared = Counter(pair for numbers in holders.values() for pair in combinations(numbers, 2))
    return {(a + 1, b + 1) for a, b in shared if shingles.jaccard(sets[a], sets[b]) >= 0.7}
