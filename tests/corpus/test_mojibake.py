import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpus import cutting, mojibake
from workbench.corpus.kinds import LABELLED_KINDS, Kind, Span
from workbench.corpus.readers.rows import Row
from workbench.corpus.segmentation import segment

CLEAN = [
    "“It’s late,” she said — ‘very’ late… and naïve façades, 5 £ or 7 € a day, 20 °C, §3, ½ of it.",
    "Le ministre a déclaré qu’il n’était pas prêt à céder… « L’été dernier », À Évry, Ô joie, ÉCOLE « NATIONALE ».",
    "Él dijo que sí: «aquí está el país», ¿verdad? ¡Ñandú! Ángel Íñiguez, Übermut, ÄRGER, Straße, São Tomé, ação.",
    "Министр заявил: «Её дом — всё ещё там». НАТО», “США”, №5, Ёлка, Їжак, Ґрунт, ПО «Маяк»…",
    "Ο υπουργός δήλωσε ότι «η Ελλάδα» συμφωνεί. Άλλωστε, Όταν ήρθε… ΟΧΙ».",
    "Źdźbło „żółć”, ŁÓDŹ, kůň, příliš žluťoučký, ČEZ, Ďábel, Ő és Ű, ĄĘ, Šiauliai, Ģirts, İstanbul’da ığdır.",
    "«VOILÀ», «AÎ», “ČŠ”, ÉTÉ… ÎLE–ÉTAT: ALĂ» și ROMÂNĂ”.",
    "大臣は、「協議」が長く続くと述べた。部长表示，谈判将更久。장관은 “회담”이 길어질 것이라고 말했다.",
    "قال الوزير إن «المحادثات» ستستمر. שר החוץ אמר: “המו״מ נמשך”. मंत्री ने कहा कि “वार्ता” चलेगी। รัฐมนตรีกล่าวว่า “นาน”",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_left_as_it_is(text: str) -> None:
    span = Span(0, len(text), Kind.PARAGRAPH, text)
    assert mojibake.repair([span]) == ([span], 0)
    assert mojibake.without_stand_ins(mojibake.with_stand_ins(text)) == text


@pytest.mark.parametrize(
    ("text", "taken_for"),
    [
        *((text, "latin-1") for text in CLEAN),
        ("Министр заявил, что «переговоры» продлятся дольше, чем ожидалось.", "cp1251"),
        ("Le ministre a déclaré qu’il n’était pas prêt à céder… « L’été dernier ».", "cp1250"),
        ("Der Minister sagte: „Übermut tut selten gut“ – Straße gesperrt.", "cp1252"),
    ],
)
def test_utf_8_taken_for_another_encoding_is_repaired(text: str, taken_for: str) -> None:
    spoilt = text.encode().decode(taken_for)
    spans, repaired = mojibake.repair(segment(mojibake.with_stand_ins(spoilt)))
    assert (" ".join(span.text for span in spans), repaired) == (text, 1)


def row(source: str) -> Row:
    return Row("a.txt", None, source.encode(), source, "utf-8")


def test_the_source_and_its_offsets_stay_and_the_article_says_what_was_repaired() -> None:
    good = "The ferry was late again on Monday, and forty people waited in the rain until the master came."
    spoilt = "L’été dernier, « les négociations » avaient échoué à Genève, déjà, selon le ministre d’État lui-même."
    source = f"{good}\n\n{spoilt.encode().decode('latin-1')}\n\n| a |  | b |\n|---|---|---|\n| c |  | d |\n"
    cut = cutting.cut(row(source), LABELLED_KINDS)
    clean = cutting.cut(
        row(source.replace(spoilt.encode().decode("latin-1"), "x" * len(spoilt.encode()))), LABELLED_KINDS
    )
    assert isinstance(cut, cutting.Cut)
    assert isinstance(clean, cutting.Cut)
    assert cut.source == source
    assert cut.odd == ["mojibake repaired in 1 passage"]
    assert [(span.kind, span.text) for span in cut.spans][:2] == [(Kind.PARAGRAPH, good), (Kind.PARAGRAPH, spoilt)]
    assert [(span.start, span.end) for span in cut.spans] == [(span.start, span.end) for span in clean.spans]
    assert cut.spans[2:] == clean.spans[2:]
    assert cut.spans[1].text not in source


def test_a_passage_beside_mojibake_keeps_its_text_to_the_letter() -> None:
    text = "Клуб «Динамо» — её” дом;  два  пробела"
    span = Span(0, len(text), Kind.PARAGRAPH, text)
    assert mojibake.is_suspect(text)
    assert mojibake.repair([span]) == ([span], 0)


_SCRIPTS = [
    *("abcdefgh", "àâäçéèêëîïôöùûüÿœæñßåøðþ", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "ґєіїђјљњћџў"),
    *("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ", "ąćęłńóśźż", "čďěňřšťůžľĺőű", "ığşāēģīķļņūįųėș", "אבגדהוזחטי", "ابتثجحخد"),
    *("अआइईउऊ", "あいうえおアイウ", "的一是不了人", "한국어는"),
]
_WORDS = st.builds(
    lambda word, case: case(word),
    st.sampled_from(_SCRIPTS).flatmap(lambda letters: st.text(letters + "aeno", min_size=2, max_size=8)),
    st.sampled_from([str.lower, str.capitalize, str.upper]),
)
_SIGNS = st.sampled_from([" ", ", ", ". ", " — ", "’", " «", "» ", " “", "” ", "… ", " (", ") ", "\u00a0", "-"])


@settings(max_examples=150)
@given(st.lists(st.tuples(_WORDS, _SIGNS), min_size=1, max_size=12))
def test_words_of_any_script_between_any_signs_are_left_as_they_are(words: list[tuple[str, str]]) -> None:
    text = "".join(word + sign for word, sign in words)
    span = Span(0, len(text), Kind.PARAGRAPH, text)
    assert mojibake.repair([span]) == ([span], 0)


@given(st.text())
def test_stand_ins_go_as_they_came_and_keep_every_offset(text: str) -> None:
    stood_in = mojibake.with_stand_ins(text)
    assert len(stood_in) == len(text)
    assert mojibake.without_stand_ins(stood_in) == mojibake.without_stand_ins(text)
