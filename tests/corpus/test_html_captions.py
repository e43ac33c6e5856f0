"""What a page says of itself beside its text."""

import json

from workbench.corpus.html.page import extract
from workbench.corpus.readers.captions import Captions

TEXT = "<p>The council met on Monday evening and decided, after a long debate, to close the old bridge for good.</p>"


def captions(head: str, body: str = TEXT, attributes: str = "") -> Captions:
    return extract(f"<html {attributes}><head>{head}</head><body>{body}</body></html>").captions


def linked(**values: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_open_graph_and_meta_are_read():
    head = """
      <title>The bridge closes | The Quay</title>
      <meta property="og:title" content="The bridge  closes"><meta property="og:site_name" content="The Quay">
      <meta name="author" content="Ada Lund"><meta property="article:published_time" content="2025-03-11T08:15:00Z">
      <link rel="canonical" href="https://quay.example/bridge"><meta property="og:url" content="https://quay.example/b">
    """
    assert captions(head, attributes="lang='en-GB'") == Captions(
        title="The bridge closes",
        url="https://quay.example/bridge",
        outlet="The Quay",
        published_at="2025-03-11T08:15:00Z",
        language="en-GB",
        author="Ada Lund",
    )


def test_linked_data_is_read():
    authors = [{"@type": "Person", "name": "Ada Lund"}, {"@type": "Person", "name": "Per Holm"}]
    head = linked(
        headline="The bridge closes",
        author=authors,
        publisher={"name": "The Quay"},
        datePublished="2025-03-11",
        inLanguage="da",
        url="https://quay.example/bridge",
    )
    assert captions(head) == Captions(
        title="The bridge closes",
        url="https://quay.example/bridge",
        outlet="The Quay",
        published_at="2025-03-11",
        language="da",
        author="Ada Lund, Per Holm",
    )


def test_linked_data_is_found_in_a_graph_and_broken_data_is_passed_over():
    graph = {"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["Report"], "headline": "The bridge closes"}]}
    broken = "<script type='application/ld+json'>{not json</script>"
    deep = f"<script type='application/ld+json'>{'[' * 100_000}</script>"
    whole = f"<script type='application/ld+json'>{json.dumps(graph)}</script>"
    assert captions(broken + deep + whole).title == "The bridge closes"


def test_the_title_element_is_read_without_the_name_of_the_outlet():
    outlet = "<meta property='og:site_name' content='The Quay'>"
    assert captions(f"<title>The bridge closes – The Quay</title>{outlet}").title == "The bridge closes"
    assert captions(f"<title>The Quay: harbour news</title>{outlet}").title == "The Quay: harbour news"


def test_times_and_microdata_in_the_body_are_read():
    body = (
        "<h1>The bridge closes</h1><span itemprop='author'><b itemprop='name'>Ada Lund</b></span>"
        f"<time datetime='2025-03-11'>11 March</time>{TEXT}"
    )
    found = captions("", body)
    assert (found.title, found.author, found.published_at) == ("The bridge closes", "Ada Lund", "2025-03-11")


def test_an_address_is_no_author_and_a_relative_address_no_canonical_one():
    head = "<meta property='article:author' content='https://face.example/quay'><link rel='canonical' href='/bridge'>"
    found = captions(head)
    assert (found.author, found.url) == (None, None)


def test_what_a_page_does_not_say_is_missing():
    assert captions("") == Captions()


def test_what_is_too_long_for_a_caption_is_left_out():
    assert captions(f"<meta name='author' content='{'a' * 3_000}'>").author is None


def test_what_surrounds_a_headline_a_name_or_a_date_is_taken_off():
    head = "<title>The bridge closes - Harbour news - Q</title><meta name='author' content='By Ada Lund'>"
    head += "<link rel='canonical' href='https://quay.example/2025/03/11/bridge'>"
    found = captions(head, f"<h1>The bridge closes</h1>{TEXT}")
    assert (found.title, found.author, found.published_at) == ("The bridge closes", "Ada Lund", "2025-03-11")
