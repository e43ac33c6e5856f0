from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpus.segmentation import LABELLED_KINDS, Kind, segment

_SCRAPS = st.one_of(
    st.sampled_from(["<", ">", "< li />", "/ tbody >", "td >", "h2 id = “x”>T", "&amp;", "& nbsp ;", "{};"]),
    st.sampled_from(["|", "---|---", "| a | b |", "- item", "• x", "1. ", "# T", "> q", "**", "__x__", "```"]),
    st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", "\t", " ", "\xa0", "\x00", "\x1f", "\u200f", "\u200b", "\ufeff"]),
    st.sampled_from(["😀", "\ud800", "日本語。", "العربية ", "ไทย", ":", "A:", "x" * 130, "Word word word. "]),
    st.sampled_from(["Final ThoughtsAs the talks went on, ", "ADVERTISEMENT", "By Ann Lee", "3 comments"]),
    st.sampled_from(["We use cookies. Cookie policy. I agree. ", "https://x.org/y", "Photo: X", "© 2020"]),
)
DIRTY = st.one_of(
    st.text(max_size=200),
    st.lists(_SCRAPS, max_size=40).map("".join),
    st.lists(st.one_of(_SCRAPS, st.text(max_size=12)), max_size=40).map("\n".join),
)


@settings(deadline=None)
@given(DIRTY)
def test_every_character_that_is_not_blank_lies_in_exactly_one_span(source: str) -> None:
    end = 0
    for span in segment(source):
        assert span.start >= end
        assert not source[end : span.start].strip()
        assert span.end > span.start
        end = span.end
    assert not source[end:].strip()


@settings(deadline=None)
@given(DIRTY)
def test_no_span_begins_or_ends_with_a_blank(source: str) -> None:
    for span in segment(source):
        assert source[span.start : span.end] == source[span.start : span.end].strip()


@settings(deadline=None)
@given(DIRTY)
def test_a_span_gives_a_reason_exactly_where_it_is_not_labelled(source: str) -> None:
    for span in segment(source):
        assert bool(span.reason) is (span.kind not in LABELLED_KINDS)


@settings(deadline=None)
@given(DIRTY)
def test_all_but_residue_has_something_to_read(source: str) -> None:
    for span in segment(source):
        assert span.kind is Kind.RESIDUE or span.text.strip()


@settings(deadline=None)
@given(DIRTY)
def test_the_same_source_is_always_cut_the_same(source: str) -> None:
    assert segment(source) == segment(source)
