"""What an answer may be at the desk: questions that depend on others, every state on one key, and evidence."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.house import HARBOUR, READY, House, Seat
from workbench.codebook.keys import RESERVED_KEYS

pytestmark = pytest.mark.browser
Sit = Callable[..., Seat]

SHOWN = "[...document.querySelectorAll('fieldset:not([hidden])')].map((one) => one.dataset.dimension)"
MARKED = "[...document.querySelectorAll('mark')].map((one) => one.textContent)"
SELECT = """([from, start, to, end]) => {
  const pieces = [];
  const walker = document.createTreeWalker(document.querySelector("[data-passage]"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) pieces.push(walker.currentNode);
  getSelection().setBaseAndExtent(pieces.at(from), start, pieces.at(to), end);
}"""
# Marks each piece that the desk draws of each passage, by itself, and tells what was stored.
MARK_EACH_PIECE = """async (passages) => {
  const { Reading } = await import("/static/desk/article.js");
  const { Evidence } = await import("/static/desk/evidence.js");
  const page = document.body.appendChild(document.createElement("article"));
  const reading = new Reading(page, document.getElementById("panel"), { passages: "", passages_one: "" });
  let spans = [];
  const on = { changed: (now) => (spans = now), say: () => {} };
  const words = { evidence_marked: "", evidence_none: "" };
  const evidence = new Evidence(page, document.createElement("p"), words, on);
  const found = [];
  for (const [number, [kind, text]] of passages.entries()) {
    const id = `passage-${number}`;
    reading.show({ id: `article-${number}`, title: null, passages: [{ id, position: 0, kind, text }] }, id);
    const drawn = () => {
      const walker = document.createTreeWalker(reading.current, NodeFilter.SHOW_TEXT);
      const pieces = [];
      while (walker.nextNode()) pieces.push(walker.currentNode);
      return pieces;
    };
    evidence.show(reading.current, text, []);
    for (const index of drawn().keys()) {
      evidence.show(reading.current, text, []);
      const piece = drawn()[index];
      if (!piece.data.trim()) continue;
      const { data } = piece;
      getSelection().setBaseAndExtent(piece, 0, piece, piece.length);
      evidence.mark();
      found.push([number, data, spans, [...reading.current.querySelectorAll("mark")].map((one) => one.textContent)]);
    }
  }
  return found;
}"""
PASSAGES = [
    ("paragraph", "One line,\nand one more line,\n  and a third that begins with blanks."),
    ("paragraph", "𝒜stral 🚢 letters, e\u0301 in two, 👩‍🚀 in three.\n\nAfter a blank line 🇳🇴 too"),
    ("quote", "“Yes,” she said.\n“Yes,” he said."),
    ("heading", "  A heading with blanks around  "),
    ("list", "Works:\n- a quay 🚢\n– a quay 🚢\n* \n- - a dash within"),
    ("list", "1. first\n2. first\n10) tenth"),
    ("list", "no bullet\n  one blank more\n• a bullet"),
    ("table", "Year | Ships | Tonnes\n2024 | 310 | 310\n|  | 310 |  | 310\n2025|342|"),
    ("table", "a|a|a\na | a |  a  \n | | a"),
    ("paragraph", "يريد مجلس المدينة رصيفًا أطول.\nOrmsund 2025 قال المجلس"),
]
ARTICLE = HARBOUR | {
    "title": "Ships",
    "text": "A ship 🚢 came e\u0301arly, as 👩‍🚀 said, and left.\n\nيقول الصيادون إن الخطة تأخذ أماكن قواربهم.\n",
}


@pytest.fixture
def detailed(house: House, sit: Sit) -> Seat:
    return sit(house.project(codebook="detailed"))


@pytest.fixture
def ships(house: House, sit: Sit) -> Seat:
    return sit(house.project(articles=[ARTICLE]))


def test_a_question_shows_as_soon_as_its_condition_holds_and_else_is_passed_over(detailed: Seat) -> None:
    always = ["stance", "topic", "reliability", "confidence"]
    assert detailed.page.evaluate(SHOWN) == always
    detailed.press("t q p f")
    assert detailed.page.evaluate(SHOWN) == ["stance", "voice", "wording", *always[1:]]
    expect(detailed.page.locator("fieldset.asked")).to_have_attribute("data-dimension", "voice")
    detailed.press("t p 1 j h")
    detailed.press("n 1 j h")
    first, second = detailed.answers()
    assert [dimension for dimension, _, _ in first] == ["stance", "voice", "wording", *always[1:]]
    assert [dimension for dimension, _, _ in second] == always


def test_another_answer_takes_out_what_depended_on_it_and_the_first_one_brings_it_back(detailed: Seat) -> None:
    detailed.press("f t p n")
    assert "voice" not in detailed.page.evaluate(SHOWN)
    detailed.press("1 j h z")
    detailed.press("a")
    expect(detailed.label("author")).to_be_checked()
    detailed.press("Enter")
    before, after = detailed.answers()
    assert before[0] == ("stance", "neutral", "answered")
    assert [value for _, value, _ in after] == ["against", "author", "explicit", "economy", "reliable", "high"]
    assert len(before) == 4


def test_what_a_changed_answer_asks_anew_is_answered_before_the_passage_is_saved_again(detailed: Seat) -> None:
    detailed.press("n 1 j h z")
    passage = detailed.passage
    detailed.press("f Enter")
    assert detailed.passage == passage
    detailed.press("q i")
    assert detailed.passage == passage
    detailed.press("Enter")
    assert detailed.answers()[1][:3] == [
        ("stance", "favor", "answered"),
        ("voice", "source", "answered"),
        ("wording", "implied", "answered"),
    ]


def test_what_depends_on_a_stance_follows_it_target_by_target_and_absent_means_the_target(
    house: House, sit: Sit
) -> None:
    seat = sit(house.project(codebook="detailed", targets=("the council", "the fishermen")))
    seat.press("f t p a - 1 j h")
    (annotation,) = seat.stored()
    toward = [(one["dimension"], one["target"], one["state"]) for one in annotation["judgments"] if one["target"]]
    assert toward == [
        ("stance", "the-council", "answered"),
        ("voice", "the-council", "answered"),
        ("wording", "the-council", "answered"),
        ("stance", "the-fishermen", "not_applicable"),
    ]


def test_unsure_takes_a_value_and_a_reason_by_keys_alone_and_each_state_is_a_button_too(seat: Seat) -> None:
    def act(name: str) -> None:
        seat.page.locator(f"[data-act={name}]").click()

    keys = set(seat.page.locator(".actions kbd").all_text_contents())
    assert {"u", "-", "b", "s", "e", "m"} < keys <= set(RESERVED_KEYS)
    assert keys < set(seat.page.locator("#keys .wide kbd").all_text_contents())
    act("comment")
    seat.page.keyboard.type("hm")
    seat.press("Enter")
    expect(seat.page.locator(".own-words")).to_have_text("hm")
    act("absent")
    seat.label("law").click()
    seat.page.locator(".asked [data-act=go_on]").click()
    act("unsure")
    act("unusable")
    act("skip")
    seat.press("f Backspace u Backspace u")
    seat.page.keyboard.type("two voices")
    seat.press("Enter 1 j")
    found = seat.stored()
    assert [one["state"] for one in found] == ["answered", "unusable", "skipped", "answered"]
    stance = found[3]["judgments"][0]
    assert (stance["value"], stance["state"], stance["reason"]) == ("favor", "unsure", "two voices")
    assert [one["state"] for one in found[0]["judgments"]] == ["not_applicable", "answered", "unsure"]


def test_every_drawn_piece_of_a_passage_is_found_again_in_its_text(seat: Seat) -> None:
    found = seat.page.evaluate(MARK_EACH_PIECE, PASSAGES)
    assert len(found) > 40
    last = (-1, 0)
    for number, data, spans, marked in found:
        ((start, end),) = spans
        assert PASSAGES[number][1][start:end] == data.strip(), (number, data)
        assert "".join(marked) == data.strip()
        assert (number, start) >= last, "of two alike the second is the second"
        last = (number, end)


def test_what_is_selected_is_marked_in_whole_graphemes_and_joined_and_stored_in_code_points(ships: Seat) -> None:
    text = str(ARTICLE["text"]).split("\n")[0]
    ships.page.evaluate(SELECT, [0, 1, 0, 8])  # from the blank after A into the ship
    ships.press("e")
    expect(ships.page.locator("mark")).to_have_text("ship 🚢")
    ships.page.evaluate(SELECT, [2, 7, 2, 8])  # the accent alone
    ships.page.locator("[data-act=evidence]").click()
    assert ships.page.evaluate(MARKED) == ["ship 🚢", "e\u0301"]
    ships.page.evaluate(SELECT, [1, 4, 2, 3])
    ships.press("e")
    assert ships.page.evaluate(MARKED) == ["ship 🚢 ca", "e\u0301"]
    ships.press("f 1 j")
    ships.stored()
    assert ships.house.kept(ships.slug, ships.name, "evidence") == [[[2, 11], [14, 16]]]
    assert (text[2:11], text[14:16]) == ("ship 🚢 ca", "e\u0301")


def test_a_caret_marks_by_keyboard_alone_and_takes_out_again(ships: Seat) -> None:
    text = str(ARTICLE["text"]).split("\n")[0]
    ships.press("e")
    expect(ships.page.locator("#marking")).to_be_visible()
    ships.press("ArrowRight ArrowRight Control+Shift+ArrowRight Enter")
    expect(ships.page.locator("#live")).to_have_text("Marked: ship")
    ships.press("f u - Delete Control+b")
    assert ships.page.evaluate(MARKED) == []
    expect(ships.current).to_have_text(text)
    expect(ships.page.locator("[data-label]:checked")).to_have_count(0)
    ships.press("Home Shift+ArrowRight Enter End Shift+ArrowLeft Shift+ArrowLeft Enter Escape")
    expect(ships.page.locator("#marking")).to_be_hidden()
    assert ships.page.evaluate(MARKED) == ["A", "t."]
    ships.press("f 1 j e")  # in Arabic the next word stands to the left
    ships.press("Control+Shift+ArrowLeft Enter Escape f 1 j")
    assert len(ships.stored()) == 2
    first, ((start, end),) = ships.house.kept(ships.slug, ships.name, "evidence")
    assert first == [[0, 1], [len(text) - 2, len(text)]]
    assert str(ARTICLE["text"]).split("\n")[2][start:end] == "يقول"


def test_evidence_is_there_again_on_the_way_back_and_among_ones_labels(ships: Seat) -> None:
    ships.page.evaluate(SELECT, [0, 2, 0, 6])
    ships.press("e")
    expect(ships.page.locator("mark")).to_have_text("ship")
    ships.press("f 1 j")
    assert ships.page.evaluate(MARKED) == []
    ships.press("z")
    assert ships.page.evaluate(MARKED) == ["ship"]
    ships.press("a Enter")
    ships.stored()
    assert ships.house.kept(ships.slug, ships.name, "evidence") == [[[2, 6]], [[2, 6]]]
    ships.page.goto(ships.page.url.replace("/desk", "/labels"))
    expect(ships.page.locator(".labels-list mark").first).to_have_text("ship")
    ships.page.locator(".passage-text a").click()
    ships.page.wait_for_selector(READY, state="attached")
    expect(ships.page.locator("mark")).to_have_text("ship")


def test_evidence_can_be_marked_without_a_network_once_work_was_taken_along(ships: Seat) -> None:
    ships.page.get_by_role("button", name="Work offline").click()
    expect(ships.notices).to_contain_text("You can lose the network now")
    ships.context.set_offline(True)
    ships.page.evaluate(SELECT, [0, 2, 0, 6])
    ships.press("e f 1 j")
    ships.context.set_offline(False)
    ships.come_back()
    ships.stored()
    assert ships.house.kept(ships.slug, ships.name, "evidence") == [[[2, 6]]]
