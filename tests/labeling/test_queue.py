from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.labeling.world import MINUTES, SHUFFLES, START, TEXT, World, add_article, build
from workbench.db import now
from workbench.labeling import leases
from workbench.labeling.models import Lease


def leased_rows(world: World, name: str) -> list[Lease]:
    with world.act(name) as (session, annotator, _):
        return list(session.scalars(select(Lease).filter_by(annotator_id=annotator.id).order_by(Lease.position)))


def test_passages_come_in_reading_order_and_headings_stand_above_them(world: World) -> None:
    first, *_, last = world.lease("ann", 5)
    assert (first.position, first.kind, first.text, first.headings) == (1, "paragraph", TEXT, ["Heading 0"])
    assert first.article["id"] == "article-0"
    assert first.language == "en"
    assert first.expires_at == START + timedelta(minutes=MINUTES)
    assert (last.position, last.article["id"], last.headings) == (1, "article-1", ["Heading 1"])


def test_only_the_run_of_headings_right_above_is_shown(world: World) -> None:
    from workbench.corpus.models import Passage

    with world.act() as (session, _, _):
        rows = session.scalars(select(Passage).order_by(Passage.id).limit(5)).all()
        rows[2].kind = rows[3].kind = "heading"
        rows[2].labelled = rows[3].labelled = False
        rows[2].text, rows[3].text = "Part", "Chapter"
    assert [one.headings for one in world.lease("ann", 2)] == [["Heading 0"], ["Part", "Chapter"]]


def test_the_same_ones_come_again_until_they_are_answered(world: World) -> None:
    ids = world.ids("ann", 3)
    assert world.ids("ann", 3) == ids
    assert world.ids("ann", 2) == ids[:2]
    world.submit("ann", ids[1])
    again = world.ids("ann", 3)
    assert again[:2] == [ids[0], ids[2]]
    assert again[2] not in ids


def test_nobody_gets_a_passage_twice_and_nobody_a_full_one(world: World) -> None:
    assert len(world.answer_all("ann")) == 12
    assert len(world.answer_all("ben")) == 12
    assert world.answer_all("cem") == []
    assert world.answer_all("ann") == []
    world.check_slots(overlap=2)


def test_an_expired_lease_frees_its_slot_for_others(world: World) -> None:
    world.set_overlap(1)
    held = world.ids("ann", 12)
    assert world.ids("ben") == []
    world.pass_time(minutes=MINUTES)
    assert world.ids("ben") == held[:10]
    assert world.ids("ann", 12) == held[10:]
    world.check_slots(overlap=1)


def test_a_person_who_comes_back_goes_on_where_they_stopped(world: World) -> None:
    first = world.ids("ann", 4)
    world.submit("ann", first[0])
    world.pass_time(days=1)
    assert world.ids("ann", 4) == [*first[1:], world.ids("ann", 4)[3]]
    positions = [(row.passage_id, row.position) for row in leased_rows(world, "ann")]
    assert [passage for passage, _ in positions[:4]] == first
    assert [position for _, position in positions] == [1, 2, 3, 4, 5]


def test_a_lapsed_passage_that_others_filled_does_not_come_back(world: World) -> None:
    first = world.ids("ann", 1)[0]
    world.pass_time(hours=1)
    for name in ("ben", "cem"):
        assert world.ids(name, 1) == [first]
    assert first not in world.ids("ann", 12)
    assert len(world.ids("ann", 12)) == 11


def test_a_slot_freed_behind_the_cursor_is_found_after_those_ahead(world: World) -> None:
    world.set_overlap(1)
    freed = world.ids("ben", 1)[0]
    world.ids("ann", 5)
    world.submit("ben", freed, state="skipped")
    assert world.ids("ann", 12)[-1] == freed


def test_a_skipped_passage_comes_back_last_and_is_recorded_anew(world: World) -> None:
    skipped, second = world.ids("ann", 2)
    world.submit("ann", skipped, state="skipped")
    ids = world.ids("ann", 12)
    assert (ids[0], ids[-1]) == (second, skipped)
    assert len(ids) == 12
    assert [row.position for row in leased_rows(world, "ann")][-1] == 13
    world.check_slots(overlap=2)


def test_a_skip_that_others_filled_does_not_come_back(world: World) -> None:
    skipped = world.ids("ann", 1)[0]
    world.submit("ann", skipped, state="skipped")
    world.answer_all("ben")
    world.answer_all("cem")
    assert world.ids("ann", 12) == []


def test_overlap_is_read_at_each_lease_and_lowering_it_takes_nothing_away(world: World) -> None:
    held = world.ids("ann", 2)
    assert world.ids("ben", 2) == held
    world.set_overlap(1)
    assert world.ids("ben", 2) == held
    assert world.ids("cem", 2) != held
    world.submit("ben", held[0])
    assert len(world.annotations(held[0])) == 1
    world.set_overlap(3)
    assert set(held) <= set(world.ids("cem", 12))


def test_a_new_article_is_handed_out_to_those_who_were_done(world: World) -> None:
    world.answer_all("ann")
    add_article(world, 7, 2)
    assert [one.article["id"] for one in world.lease("ann")] == ["article-7", "article-7"]


def test_what_is_retired_or_no_longer_labelled_leaves_the_queue_also_where_it_is_held(world: World) -> None:
    retired, put_aside, third = world.ids("ann", 3)
    with world.act() as (session, _, _):
        from workbench.corpus.models import Passage

        session.get_one(Passage, retired).retired_at = now()
        session.get_one(Passage, put_aside).labelled = False
    assert world.ids("ann", 1) == [third]
    assert not {retired, put_aside} & set(world.ids("ben", 12))
    assert world.progress("ann")["total"] == 10


@pytest.mark.parametrize("limit", [1, 7, 12])
def test_a_shuffled_project_hands_each_annotator_whole_articles_in_an_order_of_their_own(
    app: Flask, limit: int
) -> None:
    world = build(app, articles=12, passages=2, overlap=2, order="shuffled")
    orders = {}
    for name in ("ann", "ben"):
        seen = []
        while leased := world.lease(name, limit):
            for one in leased:
                seen.append((one.article["id"], one.position))
                world.submit(name, one.passage_id)
        assert sorted(seen) == sorted((f"article-{number}", place) for number in range(12) for place in (1, 2))
        assert [place for _, place in seen] == [1, 2] * 12
        orders[name] = [article for article, place in seen if place == 1]
        with world.act(name) as (_, annotator, _):
            key = {f"article-{n}": SHUFFLES[n] * annotator.seed % (2**31 - 1) for n in range(12)}
            assert orders[name] == sorted(key, key=lambda uid: key[uid])
            assert {row.seed for row in world.annotations()} >= {annotator.seed}
    assert orders["ann"] != orders["ben"]
    world.check_slots(overlap=2)


def test_leases_are_renewed_by_asking_but_not_written_for_less_than_a_minute(world: World) -> None:
    expiry = world.lease("ann", 1)[0].expires_at
    world.pass_time(seconds=59)
    assert world.lease("ann", 1)[0].expires_at == expiry
    world.pass_time(seconds=2)
    assert world.lease("ann", 1)[0].expires_at == world.at + timedelta(minutes=MINUTES)


def test_a_submission_renews_the_other_leases(world: World) -> None:
    world.set_overlap(1)
    first, second = world.ids("ann", 2)
    world.pass_time(minutes=20)
    world.submit("ann", first)
    world.pass_time(minutes=20)
    assert second not in world.ids("ben", 12)
    assert world.ids("ann", 1) == [second]


def test_reading_needs_a_renewal_only_where_one_would_be_written(world: World) -> None:
    world.ids("ann", 1)
    for seconds, expected in ((0, False), (61, True), (MINUTES * 60, False)):
        with world.act("ann") as (session, annotator, _):
            at = START + timedelta(seconds=seconds)
            assert leases.need_renewal(session, annotator, minutes=MINUTES, at=at) is expected


def test_work_offline_holds_everything_for_longer_and_ordinary_work_does_not_shorten_it(world: World) -> None:
    world.lease("ann", 2)
    offline = world.lease("ann", 12, minutes=24 * 60)
    assert {one.expires_at for one in offline} == {START + timedelta(hours=24)}
    world.pass_time(hours=20)
    assert {one.expires_at for one in world.lease("ann", 12)} == {START + timedelta(hours=24)}


def test_an_empty_queue_says_why(app: Flask) -> None:
    world = build(app, articles=0)
    assert world.why_empty("ann") == "no_passages"
    add_article(world, 0, 2)
    assert world.why_empty("ann") is None
    world.set_overlap(1)
    assert world.why_empty("ben") == "others_hold_the_rest"
    first, second = world.ids("ann")
    world.submit("ann", first)
    assert world.why_empty("ben") == "others_hold_the_rest"
    world.submit("ann", second)
    assert world.why_empty("ben") == "all_done"
    assert world.why_empty("ann") == "all_done"


def test_others_hold_the_rest_only_where_what_they_hold_can_come_free_for_me(app: Flask) -> None:
    world = build(app, articles=1, passages=1, overlap=2)
    passage = world.ids("ann")[0]
    world.submit("ann", passage)
    assert world.ids("ben") == [passage]
    assert world.why_empty("ann") == "all_done"  # ben holds what ann has answered
    assert world.why_empty("cem") == "others_hold_the_rest"
    world.set_overlap(1)
    assert world.why_empty("cem") == "all_done"  # ann's answer alone fills it now


def test_progress_counts_answers_and_unusable_ones_but_neither_skips_nor_late_ones(world: World) -> None:
    world.set_overlap(1)
    first, second, third = world.ids("ann", 3)
    world.submit("ann", first)
    world.submit("ann", second, state="unusable")
    world.submit("ann", third, state="skipped")
    assert world.progress("ann") == {"done": 2, "total": 12}
    late = world.ids("ann", 1)[0]
    world.pass_time(hours=1)
    assert late in world.ids("ben", 12)
    assert world.submit("ann", late).status == "late"
    assert world.progress("ann") == {"done": 2, "total": 12}
