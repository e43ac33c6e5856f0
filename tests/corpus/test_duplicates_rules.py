"""The rules by which passages are near-duplicates: no database is needed for them."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import rewording
from workbench.corpus.duplicates import shingles, sketches
from workbench.corpus.duplicates.clustering import Clustering, reach
from workbench.corpus.duplicates.shingles import IDEOGRAPHS, LETTERS, WORDS, tokens

SENTENCE = "The ferry was late again on Monday, and forty people waited in the rain."
DIGEST = -3769728935502000627
KEYS = [767147759, 22332074, 2542035269]


def test_words_are_compared_without_case_punctuation_and_blanks() -> None:
    assert (
        tokens(SENTENCE).parts
        == tokens("“THE ferry was late again  on Monday — and forty people waited in the rain”").parts
    )
    assert shingles.similarity(tokens(SENTENCE), tokens(SENTENCE.upper() + "!")) == 1.0


def test_the_similarity_is_the_jaccard_index_of_three_words_in_a_row() -> None:
    one, other = tokens("a b c d e f g h i j"), tokens("a b c d e f g h i x")
    assert one.shingles - other.shingles == {("h", "i", "j")}
    assert shingles.similarity(one, other) == 7 / 9


def test_a_passage_of_fewer_than_eight_words_is_like_its_exact_copy_alone() -> None:
    assert shingles.similarity(tokens("a b c d e f g"), tokens("A b c d e f g.")) == 1.0
    assert shingles.similarity(tokens("a b c d e f g"), tokens("a b c d e f g h i")) == 0.0
    assert shingles.similarity(tokens("a b c d e f g h"), tokens("a b c d e f g h i")) == 6 / 7


def test_what_has_no_words_is_like_what_is_written_with_the_same_signs() -> None:
    assert shingles.similarity(tokens("* * *"), tokens("* * *")) == 1.0
    assert shingles.similarity(tokens("* * *"), tokens("—")) == 0.0


@pytest.mark.parametrize(
    ("text", "width", "first"),
    [
        ("Der Fährmann kam zu spät.", WORDS, "der"),
        ("नदी के किनारे की सड़क बंद है।", WORDS, "नदी"),
        ("تأخرت العبّارة مرة أخرى يوم الاثنين.", WORDS, "تأخرت"),
        ("Паром снова опоздал.", WORDS, "паром"),
        ("渡轮星期一又晚点了，四十人在雨中等候。", IDEOGRAPHS, "渡"),
        ("フェリーは月曜日にまた遅れた。", IDEOGRAPHS, "フ"),
        ("เรือข้ามฟากมาสายอีกแล้วในวันจันทร์", LETTERS, "เ"),
        ("BYD 在匈牙利建厂，欧盟展开调查。", IDEOGRAPHS, "b"),
    ],
)
def test_a_script_without_blanks_is_taken_by_its_characters(text: str, width: shingles.Width, first: str) -> None:
    found = tokens(text)
    assert (found.width, found.parts[0]) == (width, first)


def test_vowel_signs_do_not_cut_words() -> None:
    assert tokens("किनारे की").parts == ["किनारे", "की"]


@given(st.text())
def test_any_text_can_be_sketched_and_is_like_itself(text: str) -> None:
    found = tokens(text)
    assert shingles.similarity(found, tokens(text)) == 1.0
    assert -(2**63) <= sketches.digest(found) < 2**63
    if not found.is_short:
        keys = sketches.keys(found, 0.7)
        assert len(keys) == sketches.bands(0.7)
        assert keys == sketches.keys(tokens(text), 0.7)


def test_digests_and_keys_stay_what_they_are_in_stored_databases() -> None:
    """Whoever changes them must raise sketches.RECIPE: stored ones are then made anew."""
    assert sketches.RECIPE == 1
    assert sketches.digest(tokens(SENTENCE)) == DIGEST
    assert sketches.keys(tokens(SENTENCE), 0.7)[:3].tolist() == KEYS


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9])
@pytest.mark.parametrize("words", [20, 60])
def test_of_passages_right_at_the_threshold_99_in_100_share_a_key(threshold: float, words: int) -> None:
    chance = random.Random(3)
    missed = 0
    for _ in range(500):
        one, other = _at(threshold, words, chance)
        assert shingles.similarity(one, other) >= threshold
        missed += not set(sketches.keys(one, threshold)) & set(sketches.keys(other, threshold))
    assert missed <= 9  # 99.1 to 99.8 in 100 over many more pairs; chance alone rarely leaves 9


def test_passages_on_other_things_hardly_ever_share_a_key() -> None:
    chance = random.Random(3)
    vocabulary = [f"w{number}" for number in range(500)]
    keys = [set(sketches.keys(tokens(" ".join(chance.choices(vocabulary, k=60))), 0.7)) for _ in range(300)]
    assert sum(bool(one & other) for number, one in enumerate(keys) for other in keys[:number]) == 0


def _at(threshold: float, words: int, chance: random.Random) -> tuple[shingles.Tokens, shingles.Tokens]:
    """Make two passages that are just as similar as the threshold says, by another end to the same beginning."""
    total = words - 2  # shingles
    same = next(number for number in range(total + 1) if number / (2 * total - number) >= threshold)
    beginning = [f"x{chance.getrandbits(40):x}" for _ in range(same + 2)]
    ends = [[f"x{chance.getrandbits(40):x}" for _ in range(total - same)] for _ in range(2)]
    one, other = (tokens(" ".join(beginning + end)) for end in ends)
    return one, other


# Passages as numbers on a line: how similar two are falls with the distance between them.
def _clustering(threshold: float = 0.7, stored: dict[int, list[int]] | None = None) -> Clustering:
    clusters = stored or {}
    made = Clustering(threshold, lambda one, other: 1 - abs(one - other) / 100, clusters.__getitem__)
    for cluster, members in clusters.items():
        for member in members:
            made.know(member, cluster, min(members))
    return made


def _groups(clustering: Clustering) -> list[Sequence[int]]:
    return sorted(sorted(group.added) for group in clustering.changed())


def test_a_passage_joins_what_it_is_most_similar_to() -> None:
    clustering = _clustering()
    clustering.place(40, [10, 50, 200])
    assert _groups(clustering) == [[10, 40, 50]]


def test_a_chain_of_small_changes_ends_out_of_reach_of_its_first() -> None:
    assert reach(0.7) == pytest.approx(0.4)
    assert reach(0.5) == 0.25
    clustering = _clustering()
    for passage in range(20, 200, 20):
        clustering.place(passage, [passage - 20])
    # The transitive closure would be one group of ten.
    assert _groups(clustering) == [[0, 20, 40, 60], [80, 100, 120, 140], [160, 180]]


def test_two_clusters_that_meet_become_one_under_the_older_s_id() -> None:
    clustering = _clustering(stored={7: [0, 10], 3: [40, 45]})
    clustering.place(25, [10, 40])
    (group,) = clustering.changed()
    assert (group.number, sorted(group.stored), group.added, group.first) == (3, [3, 7], [25], 0)


def test_two_clusters_whose_ends_are_too_far_apart_stay_two() -> None:
    clustering = _clustering(stored={3: [0, 20], 7: [50, 75]})
    clustering.place(35, [20, 50])
    (group,) = clustering.changed()
    assert (group.number, group.added) == (3, [35])


@given(st.permutations(range(0, 300, 15)), st.sampled_from([0.5, 0.7, 0.9]))
def test_all_passages_of_a_cluster_are_in_reach_of_its_first_in_any_order(order: list[int], threshold: float) -> None:
    clustering = _clustering(threshold)
    for number, passage in enumerate(order):
        clustering.place(passage, order[:number])
    groups = _groups(clustering)
    assert all(1 - (passage - group[0]) / 100 >= reach(threshold) - 1e-9 for group in groups for passage in group)
    placed = [passage for group in groups for passage in group]
    assert len(placed) == len(set(placed))


def test_differences_are_told_by_words() -> None:
    parts = rewording.differences("The ferry was late on Monday.", "The old ferry was late.")
    assert [(part.change, part.text) for part in parts] == [
        ("same", "The "),
        ("new", "old "),
        ("same", "ferry was "),
        ("gone", "late on Monday."),
        ("new", "late."),
    ]


@given(st.text("ab 渡轮.\n", max_size=40), st.text("ab 渡轮.\n", max_size=40))
def test_the_parts_of_a_comparison_make_up_both_texts(first: str, second: str) -> None:
    parts = rewording.differences(first, second)
    assert "".join(part.text for part in parts if part.change != "gone") == second
    old = "".join(part.text for part in parts if part.change != "new")
    assert "".join(old.split()) == "".join(first.split())
