"""Figures, names and quotations, in any format, script and language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpus.stories import figures, names, quotations, terms, words
from workbench.corpus.stories.similarity import Telling, day, read, span, to_story, written


def keys(text: str, language: str | None = None) -> list[str]:
    return [one.key for one in figures.find(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1,000,000", "en"),
        ("1.000.000", "de"),
        ("1 000 000", "fr"),
        ("1\u202f000\u202f000", None),
        ("10,00,000", "hi"),
        ("१०,००,०००", "hi"),
        ("1 million", "en"),
        ("$1m", "en"),
        ("€1 million", None),
        ("1 Mio. Euro", "de"),
        ("1 миллион", "ru"),
        ("١ مليون", "ar"),
        ("١٬٠٠٠٬٠٠٠", "ar"),
        ("100万", "ja"),
        ("1'000'000", "de"),
    ],
)
def test_a_million_is_a_million_however_it_is_written(text: str, language: str | None) -> None:
    assert keys(f"{text}", language) == ["1000000"]


@pytest.mark.parametrize(
    "text",
    ["20%", "20 %", "20 per cent", "20 Prozent", "20 pour cent", "٢٠٪", "20 في المئة", "%20", "yüzde 20", "百分之20"],
)
def test_a_fifth_is_twenty_per_cent_in_every_language(text: str) -> None:
    assert keys(f"{text}") == ["20%"]


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("46.000 Einwohner", "de", "46000"),
        ("2,3 Mikrogramm", "de", "2.3"),
        ("2.3 micrograms", "en", "2.3"),
        ("3.125 metres", "en", "3.125"),
        ("3 billion", "en", "3000000000"),
        ("3 Billionen", "de", "3000000000000"),
        ("2.84亿元", "zh", "284000000"),
        ("US$500 million", "en", "500000000"),
        ("a 9.4-kilometre line", "en", "9.4"),
        ("2,024 people", "en", "2024"),
        ("1.234,50", "de", "1234.5"),
    ],
)
def test_separators_and_scales_are_read_as_the_language_has_them(text: str, language: str, key: str) -> None:
    assert keys(text, language) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "on 12 May 2024",
        "May 12, 2025",
        "am 3. März",
        "in 2024",
        "at 14:30",
        "2024-05-12",
        "12.05.2024",
        "2024年5月12日",
        "COVID-19",
        "G20",
        "the 21st time",
        "1. First",
        "٥ مايو",
    ],
)
def test_dates_times_codes_and_ordinals_are_no_figures(text: str) -> None:
    assert keys(text) == []


def test_a_small_whole_number_tells_nothing_by_itself_and_a_small_share_does() -> None:
    assert [one.is_telling for one in figures.find("12 of 13 members, 5% and 2.5")] == [False, True, True, True]


@given(st.integers(0, 10**9), st.sampled_from([("en", ","), ("de", "."), ("fr", " "), ("fr", "\u202f")]))
def test_a_grouped_number_is_the_number(number: int, how: tuple[str, str]) -> None:
    language, mark = how
    assert keys(f"x {number:,} ".replace(",", mark) + "y", language) == [str(number)]


@settings(max_examples=50)
@given(st.text())
def test_offsets_hold_in_any_text(text: str) -> None:
    for one in [*figures.find(text), *names.find(text), *quotations.find(text)]:
        assert text[one.start : one.end] == one.text
    assert all(words.units(text))


@pytest.mark.parametrize("text", ["1,5 Mio. Euro", "١٬٥٠٠٬٠٠٠", "0.050 percent", "100万人", "1 500 000 or 3", "0 %"])
def test_the_digits_of_a_figure_stand_among_those_of_each_text_that_holds_it(text: str) -> None:
    found = figures.find(text, "de")
    assert found
    assert all(one.digits in figures.digits(text) for one in found)


def test_names_are_runs_of_capitalised_words_within_a_sentence() -> None:
    text = "Yesterday the mayor, Edda Carrow, met Dr. Samir Haddou of the Bank of England. Two from Minsk came."
    assert [one.text for one in names.find(text)] == ["Edda Carrow", "Dr. Samir Haddou of the Bank of England", "Minsk"]


def test_what_stands_in_small_letters_elsewhere_and_what_stands_in_a_headline_is_no_name() -> None:
    assert [one.text for one in names.find("They met the Council of Halverport.", {"council"})] == [
        "Council of Halverport"
    ]
    assert names.find("They met the Council.", {"council"}) == []
    assert names.find("Belarus Signals Major Agreement With United States") == []
    assert [one.text for one in names.find("昨日、ルカシェンコ大統領は")] == ["ルカシェンコ"]


@pytest.mark.parametrize("marks", ["“”", "„“", "«»", "»«", '""', "「」", "””"])
def test_quotations_stand_in_the_marks_of_any_language(marks: str) -> None:
    said = "the first honest answer" if marks != "「」" else "これは正しい答え"
    assert [one.text for one in quotations.find(f"She said: {marks[0]}{said}{marks[1]} and left.")] == [said]


def test_two_words_in_quotation_marks_are_no_quotation() -> None:
    assert quotations.find("a “big deal” with Washington") == []


def test_forms_of_a_word_are_one_and_scripts_without_blanks_have_shingles() -> None:
    assert words.units("Belarus Belarusian’s BELARUS") == ["belarus"] * 3
    assert words.units("المجلس ومجلس") == ["مجلس"] * 2
    assert words.units("大統領府") == ["大統", "統領", "領府"]
    assert words.units("U.S. and US") == ["us", "and", "us"]


def test_one_shared_figure_between_languages_is_chance_and_many_are_not() -> None:
    def telling(figures_: dict[int, float], tongue: int) -> Telling:
        return Telling((figures_, {}, {tongue * 100: 3.0}), tongue)

    five = dict.fromkeys(range(5), 5.5)
    assert telling(five, 1).alike(telling(five, 2)) > 0.5
    assert telling({0: 5.5}, 1).alike(telling({0: 5.5}, 2)) < 0.2


def test_an_article_is_compared_with_most_of_a_story_and_not_with_its_nearest_member() -> None:
    def telling(*numbers: int) -> Telling:
        return Telling(({}, {}, dict.fromkeys(numbers, 3.0)), 1)

    chain = [telling(1, 2), telling(2, 3), telling(3, 4)]
    assert to_story(telling(4, 5), chain) == pytest.approx(0.25)
    assert to_story(telling(4, 5), [chain[-1]]) == pytest.approx(0.5)
    assert to_story(telling(1), []) == 0.0
    assert read(1, written(chain[0])).alike(chain[0]) == pytest.approx(1.0)


def test_a_term_of_a_small_corpus_on_one_event_keeps_its_weight() -> None:
    assert terms.weight(terms.usual("^belarus"), 5, 5) > 1.5
    assert terms.weight(terms.usual("^belarus"), 5_000, 10_000) < 0.8
    assert terms.usual("#47000000") == terms.usual("#47") > terms.usual("#41753")


def test_only_whole_days_count() -> None:
    first, last = day("2026-03-10T22:48:00Z"), day("2026-03-12")
    assert span([first, None, last]) == 2
    assert (day("2026-03"), day(None), day("soon")) == (None, None, None)
    assert span([None]) == 0
