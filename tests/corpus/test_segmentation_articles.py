"""The five real articles: the kind of every passage, by offsets, as their texts are never shipped."""

from pathlib import Path

import pytest

from workbench.corpus.segmentation import LABELLED_KINDS, Kind, Span, segment

_FOLDER = Path(__file__).parents[3] / "shared" / "corpus"
_EXPECTED = {
    "000_4a56be4178aec1aa.txt": """
        0-514 paragraph, 515-587 heading, 588-1090 paragraph, 1091-1408 list, 1409-1620 paragraph,
        1621-1686 heading, 1687-2390 paragraph, 2391-2739 paragraph, 2740-3165 list, 3166-3480 table,
        3481-3563 heading, 3564-3833 paragraph, 3834-4301 list, 4302-4433 paragraph, 4434-4664 table,
        4665-4678 heading, 4679-5144 paragraph, 5145-5160 boilerplate
    """,
    "001_0e697a8b8aea1d76.txt": """
        0-52 heading, 53-787 paragraph, 788-848 heading, 849-1231 paragraph, 1232-1531 list,
        1532-1750 paragraph, 1751-2010 table, 2011-2036 residue, 2037-2198 heading, 2199-2632 paragraph,
        2633-2808 paragraph, 2809-3037 list, 3038-3047 residue, 3048-3125 heading, 3126-3477 paragraph,
        3478-3644 paragraph, 3645-3996 list, 3997-4003 residue, 4004-4232 paragraph, 4233-4268 paragraph,
        4269-4305 residue, 4306-4316 heading, 4317-4602 paragraph, 4603-5053 paragraph,
        5054-5267 paragraph, 5268-5419 boilerplate
    """,
    "002_15718fc3b22f0aa0.txt": """
        0-491 paragraph, 492-574 heading, 575-1034 paragraph, 1035-1274 list, 1275-1473 table,
        1474-1563 heading, 1564-2090 paragraph, 2091-2588 list, 2589-2920 table, 2921-3180 table,
        3180-3266 heading, 3266-3942 paragraph, 3943-3957 heading, 3957-4436 paragraph,
        4437-4452 boilerplate
    """,
    "003_1e6b2f03b82df915.txt": """
        0-501 paragraph, 502-1161 paragraph, 1162-2769 paragraph, 2770-3144 paragraph
    """,
    "004_923dfeccae6572de.txt": """
        0-552 paragraph, 553-643 heading, 644-1178 paragraph, 1179-1506 list, 1507-1795 table,
        1796-1874 heading, 1875-2435 paragraph, 2436-2866 list, 2867-3187 table, 3188-3281 heading,
        3282-3976 paragraph, 3977-4501 list, 4502-4825 table, 4826-4839 heading, 4840-5375 paragraph
    """,
}

pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="the real articles are not beside this checkout")


@pytest.fixture(params=sorted(_EXPECTED), ids=lambda name: name[:3])
def article(request: pytest.FixtureRequest) -> tuple[str, list[tuple[int, int, Kind]]]:
    source = (_FOLDER / request.param).read_bytes().decode("utf-8")
    return source, _spans(_EXPECTED[request.param])


def test_every_passage_has_its_offsets_and_kind(article: tuple[str, list[tuple[int, int, Kind]]]) -> None:
    source, expected = article
    assert [(span.start, span.end, span.kind) for span in segment(source)] == expected


def test_98_percent_of_the_body_is_labelled_as_what_it_is(
    article: tuple[str, list[tuple[int, int, Kind]]],
) -> None:
    source, expected = article
    found = _kinds(source, [(span.start, span.end, span.kind) for span in segment(source)])
    body = {at: kind for at, kind in _kinds(source, expected).items() if kind in LABELLED_KINDS}
    right = sum(found[at] is kind for at, kind in body.items())
    assert right >= 0.98 * len(body)


def test_no_labelled_text_holds_an_advert_a_cookie_notice_or_a_tag(
    article: tuple[str, list[tuple[int, int, Kind]]],
) -> None:
    source, _ = article
    for span in _labelled(source):
        for sign in ("<", ">", "|", "ADVERTISEMENT", "cookie", "/ li", "strong >"):
            assert sign not in span.text


def test_no_text_but_that_of_residue_holds_a_tag(article: tuple[str, list[tuple[int, int, Kind]]]) -> None:
    source, _ = article
    assert not [s for s in segment(source) if s.kind is not Kind.RESIDUE and set("<>") & set(s.text)]


def _labelled(source: str) -> list[Span]:
    return [span for span in segment(source) if span.kind in LABELLED_KINDS]


def _spans(written: str) -> list[tuple[int, int, Kind]]:
    spans = []
    for item in written.split(","):
        offsets, kind = item.split()
        start, end = offsets.split("-")
        spans.append((int(start), int(end), Kind(kind)))
    return spans


def _kinds(source: str, spans: list[tuple[int, int, Kind]]) -> dict[int, Kind]:
    return {at: kind for start, end, kind in spans for at in range(start, end) if not source[at].isspace()}
