from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.test_segmentation_properties import DIRTY
from workbench.corpus.kinds import LABELLED_KINDS, Kind
from workbench.corpus.mending_rules import Part, Sheet, places
from workbench.corpus.segmentation import segment, text_of
from workbench.errors import RuleError

SOURCE = """## A quay

The council wants a longer quay.
Fishermen < b >do not</ b >.

- a crane
- a shelter

| Year | Ships |
| 2024 | 310 |

</ div>
"""


def parts(source: str) -> list[Part]:
    return [
        Part(one.start, one.end, one.kind, one.text, one.kind in LABELLED_KINDS, one.reason, one.pointer)
        for one in segment(source)
    ]


def raw(part: Part, source: str = SOURCE) -> str:
    return source[part.start : part.end]


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(SOURCE, LABELLED_KINDS)


@settings(max_examples=30)
@given(DIRTY)
def test_a_passage_is_read_the_same_whether_the_segmenter_or_a_lead_made_it(source: str) -> None:
    for span in segment(source):
        assert text_of(source, span.start, span.end, span.kind) == span.text


@settings(max_examples=30)
@given(DIRTY, st.data())
def test_what_is_split_holds_all_of_it_and_merged_again_is_what_it_was(source: str, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(parts(source) or parts("Nothing else.")))
    source = source if source.strip() else "Nothing else."
    sheet = Sheet(source, LABELLED_KINDS)
    at = data.draw(st.integers(part.start, part.end))
    try:
        first, second = sheet.split(part, at)
    except RuleError:
        assert not source[part.start : at].strip() or not source[at : part.end].strip()
        return
    assert (first.start, second.end) == (part.start, part.end)
    assert first.start < first.end <= at <= second.start < second.end
    assert source[first.end : second.start].strip() == ""
    kept = first if first.kind is part.kind else second
    if kept.kind is part.kind:
        assert sheet.merge(kept, second if kept is first else first) == part


def test_parts_keep_kind_and_pointer_and_one_that_is_markup_alone_is_residue(sheet: Sheet) -> None:
    paragraph = replace(parts(SOURCE)[2], pointer="/html/body/p[2]")
    assert raw(paragraph) == "Fishermen < b >do not</ b >."
    first, second = sheet.split(paragraph, SOURCE.index("do not"))
    assert (first.kind, first.text, second.text) == (Kind.PARAGRAPH, "Fishermen", "do not.")
    assert first.pointer == second.pointer == "/html/body/p[2]"
    residue = sheet.split(replace(paragraph, start=SOURCE.index("< b >")), SOURCE.index("do not"))[0]
    assert (residue.kind, residue.labelled, residue.reason) == (Kind.RESIDUE, False, "left out by a lead")


@pytest.mark.parametrize("at", [-5, 0, 11, 43, 44, 60, 10_000])
def test_a_split_wants_text_on_both_sides(sheet: Sheet, at: int) -> None:
    with pytest.raises(RuleError, match="text on both sides"):
        sheet.split(parts(SOURCE)[1], at)


def test_a_merged_passage_is_what_the_one_in_hand_was_and_points_at_what_holds_both(sheet: Sheet) -> None:
    _, first, second, *_ = parts(SOURCE)
    first, second = replace(first, pointer="/html/body/div/p[1]"), replace(second, pointer="/html/body/div/p[2]")
    whole = sheet.merge(second, first)
    assert whole.text == "The council wants a longer quay.\nFishermen do not."
    assert (whole.start, whole.end, whole.pointer) == (first.start, second.end, "/html/body/div")
    excluded = sheet.exclude(second)
    assert sheet.merge(excluded, first).labelled is False
    assert sheet.merge(first, excluded).labelled is True


def test_only_neighbours_are_merged(sheet: Sheet) -> None:
    first, _, third, *_ = parts(SOURCE)
    with pytest.raises(RuleError, match="right after the other"):
        sheet.merge(first, third)


def test_another_kind_is_read_as_that_kind_and_labelled_as_the_project_says(sheet: Sheet) -> None:
    heading, paragraph, _, items, table, residue = parts(SOURCE)
    assert sheet.change_kind(heading, Kind.PARAGRAPH).labelled
    told = sheet.change_kind(paragraph, Kind.HEADING)
    assert (told.labelled, told.reason) == (False, "heading: context")
    assert sheet.change_kind(items, Kind.PARAGRAPH).text == "- a crane\n- a shelter"
    assert items.text == "a crane\na shelter"
    assert sheet.change_kind(table, Kind.BOILERPLATE).reason == "left out by a lead"
    with pytest.raises(RuleError, match="already"):
        sheet.change_kind(paragraph, Kind.PARAGRAPH)
    with pytest.raises(RuleError, match="markup alone"):
        sheet.change_kind(residue, Kind.PARAGRAPH)


def test_a_lead_includes_and_excludes_and_what_no_reader_sees_comes_in_as_a_paragraph(sheet: Sheet) -> None:
    _, paragraph, _, _, table, residue = parts(SOURCE)
    out = sheet.exclude(paragraph)
    assert (out.labelled, out.reason, out.decided) == (False, "left out by a lead", True)
    assert sheet.include(out) == replace(paragraph, decided=True)
    assert (sheet.include(table).kind, sheet.include(table).labelled) == (Kind.TABLE, True)
    advert = sheet.change_kind(paragraph, Kind.BOILERPLATE)
    assert (sheet.include(advert).kind, sheet.include(advert).reason) == (Kind.PARAGRAPH, "")
    for act, part in ((sheet.include, paragraph), (sheet.exclude, table), (sheet.include, residue)):
        with pytest.raises(RuleError):
            act(part)


def test_the_text_of_a_web_page_holds_no_markup_to_take_out() -> None:
    source = "If a < b, then\n  a*b*c grows"
    (first, second) = Sheet(source, LABELLED_KINDS, is_page=True).split(
        Part(0, len(source), Kind.PARAGRAPH, source, True, "", "/html/body/p"), source.index("then")
    )
    assert (first.text, second.text) == ("If a < b,", "then\na*b*c grows")


def test_a_place_is_counted_as_a_browser_shows_the_passage() -> None:
    source = "x\n\nOne.\r\nTwo.\r\n\r\nThree 😀 four."
    part = Part(3, len(source), Kind.PARAGRAPH, "", True, "", None)
    shown = source[3:].replace("\r\n", "\n")
    for word in ("Two", "Three", "four"):
        assert source[Sheet(source, ()).offset(part, shown.index(word)) :].startswith(word)
    assert [after for _, after in places(source[3:])] == ["Two. Three 😀 four.", "Three 😀 four."]
    assert places("One two") == [(4, "two")]
    assert places("一。二") == [(2, "二")]


def test_every_kind_can_become_every_other(sheet: Sheet) -> None:
    part = parts(SOURCE)[1]
    for before, after in pairwise([*Kind, Kind.PARAGRAPH]):
        if before != after:
            part = sheet.change_kind(replace(part, kind=before), after)
            assert raw(part) == "The council wants a longer quay."
