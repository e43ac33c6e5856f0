"""The language of a page: which one, and that a catalogue is whole."""

import re
import subprocess
import sys

import pytest
from babel.messages.catalog import Message
from flask import Flask
from flask.testing import FlaskClient

from tests import translations
from tests.web.conftest import Csrf, SignedIn
from workbench.web import language
from workbench.web.language import ENGLISH, LANGUAGES

FOREIGN = [code for code in LANGUAGES if code != ENGLISH.code]
# What stands in a template and is no text of its own: what Jinja reads, what is translated whole, classes, and code.
NO_TEXT = re.compile(
    r"""\{\#.*?\#\} | \{%-?\ trans\b.*?\ endtrans\ -?%\} | \{%\ block\ \w+_class\ %\}.*?\{%\ endblock\ %\}
    | \{\{.*?\}\} | \{%.*?%\} | <(script|code|kbd)\b.*?</\1>""",
    re.VERBOSE | re.DOTALL,
)
MARKUP = re.compile(r"<[^>]*>|[\w-]+=\"[^\"]*\"")
READ_ALOUD = re.compile(r"\b(?:aria-label|title|placeholder|alt|aria-description)=\"([^\"]*)\"")
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}|%%|</?\w+|href")
ARABIC = {"Accept-Language": "ar-EG,ar;q=0.9,en;q=0.5"}


def _messages(code: str) -> list[Message]:
    return [message for message in translations.catalogue(code) if message.id]


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Each text of a message beside what it is translated from."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], text) for text in message.string]


def _places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def _fixed(template: str) -> list[str]:
    """Return the words of a template that are the same in every language, on branches that no page shows too."""
    rest = NO_TEXT.sub("", template)
    return re.findall("[A-Za-z]{2,}", " ".join([MARKUP.sub("", rest), *READ_ALOUD.findall(rest)]))


def test_no_template_holds_a_text_that_stays_english() -> None:
    of_both_kinds = '<p class="lead">{% if rare %}Seldom <b title="Once">{{ _("Yes") }}</b>{% endif %}'
    assert _fixed(of_both_kinds) == ["Seldom", "Once"]
    found = {path.name: _fixed(path.read_text("utf-8")) for path in (translations.ROOT / "templates").rglob("*.html")}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_holds_every_text_and_no_other(code: str) -> None:
    # `make translations` brings it up to date; the texts that it adds are then to be translated.
    assert {(one.id, one.context) for one in translations.catalogue(code)} == {
        (one.id, one.context) for one in translations.texts()
    }


@pytest.mark.parametrize("code", FOREIGN)
def test_every_text_is_translated_in_every_form_that_numbers_want(code: str) -> None:
    forms = translations.catalogue(code).num_plurals
    for message in _messages(code):
        assert not message.fuzzy, message.id
        assert all(translated.strip() for _text, translated in _pairs(message)), message.id
        assert len(_pairs(message)) == (1 if isinstance(message.id, str) else forms), message.id


@pytest.mark.parametrize("code", FOREIGN)
def test_a_translation_has_the_places_of_its_text(code: str) -> None:
    for message in _messages(code):
        pairs = _pairs(message)
        for text, translated in pairs:
            assert _places(translated) <= _places(text) | {"%(num)s"}, translated
        # A form for one or two may leave the number out; the last, which most numbers want, may not.
        assert _places(pairs[-1][1]) == _places(pairs[-1][0]), message.id


def test_the_browser_s_language_is_taken_where_it_is_one_of_ours_and_english_else(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers=ARABIC).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "<h1>تسجيل الدخول</h1>" in page
    assert '<html lang="en" dir="ltr">' in client.get("/sign-in", headers={"Accept-Language": "is, fo"}).text


def test_a_person_s_own_choice_comes_before_the_browser_s(as_lead: FlaskClient, csrf: Csrf) -> None:
    def choose(code: str) -> str:
        as_lead.post("/account/language", data={"language": code}, headers=csrf(as_lead))
        return as_lead.get("/account", headers={"Accept-Language": "en"}).text

    page = choose("ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<option value="ar" lang="ar" dir="rtl" selected>العربية</option>' in page
    assert '<html lang="en"' in choose("none of ours")


def test_the_desk_speaks_to_each_in_their_language(signed_in: SignedIn) -> None:
    def words(headers: dict[str, str]) -> str:
        return signed_in("ann").get("/projects/demo/desk", headers=headers).text

    assert "Saved. Passage {n} of {total}." in words({})
    assert r"\u062d\u064f\u0641\u0638. \u0627\u0644\u0645\u0642\u0637\u0639 {n}" in words(ARABIC)
    assert "Saved. Passage {n} of {total}." in words({})


def test_what_a_script_is_answered_is_english(as_lead: FlaskClient) -> None:
    answer = as_lead.get("/api/v1/projects/none", headers=ARABIC)
    assert answer.json["error"] == "There is no such project, or you have no role in it."


def test_a_refusal_is_translated_and_one_with_facts_is_marked_as_the_english_it_is(
    app: Flask, as_lead: FlaskClient, csrf: Csrf
) -> None:
    def invite(name: str) -> str:
        given = {"name": name, "role": "annotator"} | {"csrf_token": csrf(as_lead)["X-CSRFToken"]}
        return as_lead.post("/projects/demo/people", data=given, headers=ARABIC).text

    assert "هذا مدير. لا يغيّر ذلك إلا مدير." in invite("root")
    assert invite("no name").count("لا يصلح هذا اسمًا لشخص. استعمل من 1 إلى 64") == 1, "each sentence by itself"
    with app.test_request_context(headers=ARABIC):
        marked = '<span lang="en" dir="ltr">“&lt;b&gt;” is away.</span>'
        assert language.reason("“<b>” is away.") == marked


def test_numbers_days_and_moments_are_written_as_the_language_does(app: Flask) -> None:
    def written(code: str) -> list[str]:
        with app.test_request_context(headers={"Accept-Language": code}):
            at = "2026-03-02T14:05:00Z"
            return [
                language.number(12345),
                language.decimal(0.5),
                language.percent(0.85),
                language.moment(at),
                language.day("spring 2026"),
            ]

    assert written("en") == ["12,345", "0.50", "85%", "2 Mar 2026, 14:05", "spring 2026"]
    assert written("ar") == ["12,345", "0.50", "85%", "2 مارس 2026, 14:05".replace(", ", "، "), "spring 2026"]


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "لا مقاطع"), (1, "مقطع واحد"), (2, "مقطعان"), (3, "3 مقاطع"), (11, "11 مقطعًا"), (100, "100 مقطع")],
)
def test_a_number_takes_the_form_that_it_wants(app: Flask, n: int, said: str) -> None:
    with app.test_request_context(headers=ARABIC):
        assert language.ngettext("%(num)s passage", "%(num)s passages", n) == said
        category = LANGUAGES["ar"].locale.plural_form(n)
        assert language.forms("{n} passage", "{n} passages")[category].replace("{n}", str(n)) == said


def test_a_name_is_kept_apart_from_a_sentence_that_runs_the_other_way(app: Flask) -> None:
    with app.test_request_context(headers=ARABIC):
        assert "\N{FIRST STRONG ISOLATE}ann\N{POP DIRECTIONAL ISOLATE}" in language.gettext(
            "Deactivate %(name)s", name="ann"
        )
    with app.test_request_context():
        assert language.gettext("Deactivate %(name)s", name="ann") == "Deactivate ann"
        assert "\N{FIRST STRONG ISOLATE}الميناء" in language.gettext("toward %(target)s", target="الميناء")


def test_the_command_line_says_its_help_without_the_library_of_languages() -> None:
    code = "import sys; from workbench.cli import main\ntry: main(['--help'])\nfinally: print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "False"
