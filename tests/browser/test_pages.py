"""Every page of the product: open to everyone, whole on a phone, quiet in the console."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.house import ARABIC, HARBOUR, House

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
COPY = HARBOUR | {"id": "copy", "outlet": "Tarrow Post", "text": str(HARBOUR["text"]).replace("the ferry", "the boat")}
NARROWEST: ViewportSize = {"width": 320, "height": 640}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]


def _press(*keys: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.locator("[aria-current=true]").wait_for()
        for key in keys:
            page.keyboard.press(key)

    return press


def _click(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def _take_an_article(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill("A quay is built.\n\nLog in to read on\n\n" + str(HARBOUR["text"]))
    _click("Take this article")(page)
    page.wait_for_url(re.compile("/articles/text"))


def _upload_much(page: Page) -> None:
    text = " ".join([str(HARBOUR["text"]).split("\n")[0]] * 40)
    lines = "".join(json.dumps({"id": f"much-{number}", "text": text}) + "\n" for number in range(80)) + "{}\n"
    page.locator("#files").set_input_files({"name": "much.jsonl", "mimeType": "text/plain", "buffer": lines.encode()})
    _click("Upload")(page)
    page.wait_for_url(re.compile(r"/jobs/\d+"))
    page.get_by_role("heading", name="80 articles were taken").wait_for()


def _open_first_article(page: Page) -> None:
    page.locator("tbody th a").first.click()
    page.wait_for_url(re.compile("/cut"))


def _mend(*keys: str) -> Callable[[Page], None]:
    def mend(page: Page) -> None:
        _open_first_article(page)
        page.wait_for_load_state("load")  # before it, no key is listened to
        page.locator("#passages > li").first.locator(".text").click()
        for key in keys:
            page.keyboard.press(key)
        page.locator("[contenteditable], dialog[open]").wait_for()

    return mend


def _group(page: Page) -> None:
    button = page.get_by_role("button", name="Group")
    if button.count():
        button.first.click()
        page.get_by_role("status").wait_for()


def _open_first_story(page: Page) -> None:
    _group(page)
    page.locator("tbody th a").first.click()
    page.wait_for_url(re.compile(r"/stories/\d+"))
    _open_menus(page)


def _search_guide(page: Page) -> None:
    _press("g", "/")(page)
    page.keyboard.type("figure")
    page.locator("#guide mark").first.wait_for()


def _open_others(page: Page) -> None:
    _press("c")(page)
    page.locator("#corroboration .others").wait_for()


def _invite(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(f"guest-{id(page)}")
    _click("Invite")(page)
    page.locator("input[readonly]").wait_for()


def _train(page: Page) -> None:
    page.locator(".question.asked").wait_for()
    for key in ("a", "1", "j"):
        page.keyboard.press(key)
    page.locator("#go-on").wait_for()


def _open_menus(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def _send_wrong_password(page: Page) -> None:
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("not a password of anybody")
    page.get_by_role("button", name="Sign in").click()
    page.locator("[role=alert]").wait_for()


# Each page: who opens it, where it is, and what is done there first.
PAGES: dict[str, tuple[str, str, Callable[[Page], None] | None]] = {
    "sign in": ("nobody", "/sign-in", None),
    "sign in, refused": ("nobody", "/sign-in", _send_wrong_password),
    "invitation": ("nobody", "{invitation}", None),
    "invitation, used up": ("nobody", "/invitation/none", None),
    "home of a lead": ("lead", "/", None),
    "home of an annotator": ("annotator", "/", None),
    "home of a person without a role": ("stranger", "/", None),
    "new project": ("admin", "/projects/new", None),
    "everyone": ("admin", "/people", _open_menus),
    "account": ("lead", "/account", None),
    "account with a token": ("admin", "/account", _click("Make a token")),
    "desk": ("annotator", "/projects/demo/desk", _press("f")),
    "desk, an earlier passage": ("annotator", "/projects/{study}/desk", _press("f", "1", "j", "z")),
    "desk, unsure": ("annotator", "/projects/{study}/desk", _press("u", "1")),
    "desk, guide": ("annotator", "/projects/demo/desk", _press("f", "g")),
    "desk, guide searched": ("annotator", "/projects/demo/desk", _search_guide),
    "desk, what others say": ("annotator", "/projects/{wire}/desk", _open_others),
    "desk, the questions have changed": ("annotator", "/projects/{changed}/desk", None),
    "desk, keys": ("annotator", "/projects/demo/desk", _press("?")),
    "desk, comment": ("annotator", "/projects/demo/desk", _press("m")),
    "desk, right to left": ("annotator", "/projects/{arabic}/desk", _press("f")),
    "desk, empty": ("annotator", "/projects/{empty}/desk", None),
    "desk of a lead": ("lead", "/projects/demo/desk", None),
    "progress": ("lead", "/projects/demo/progress", None),
    "progress, empty": ("lead", "/projects/{empty}/progress", None),
    "articles": ("lead", "/projects/demo/articles", None),
    "articles, empty": ("lead", "/projects/{empty}/articles", None),
    "upload": ("lead", "/projects/demo/articles/upload", None),
    "upload, report": ("lead", "/projects/{study}/articles/upload", _take_an_article),
    "uploads, none": ("lead", "/projects/{empty}/articles/jobs", None),
    "upload of much, then its report": ("lead", "/projects/{study}/articles/upload", _upload_much),
    "uploads": ("lead", "/projects/{study}/articles/jobs", None),
    "article beside its source": ("lead", "/projects/demo/articles", _open_first_article),
    "clusters": ("lead", "/projects/{wire}/clusters", None),
    "cluster": ("lead", "/projects/{wire}/clusters/{cluster}", None),
    "clusters, empty": ("lead", "/projects/{empty}/clusters", None),
    "article, choosing where to split": ("lead", "/projects/{study}/articles", _mend("s")),
    "article, told what it costs": ("lead", "/projects/demo/articles", _mend("j", "b")),
    "stories": ("lead", "/projects/demo/stories", _group),
    "stories, empty": ("lead", "/projects/{empty}/stories", None),
    "story": ("lead", "/projects/demo/stories", _open_first_story),
    "articles outside stories": ("lead", "/projects/demo/stories/outside", _open_menus),
    "people": ("lead", "/projects/demo/people", _open_menus),
    "people, one-time link": ("lead", "/projects/{study}/people", _invite),
    "codebook": ("lead", "/projects/demo/codebook", None),
    "codebook, what changed": ("lead", "/projects/{changed}/codebook/changes", None),
    "agreement": ("lead", "/projects/demo/agreement", None),
    "agreement, empty": ("lead", "/projects/{empty}/agreement", None),
    "training": ("lead", "/projects/{school}/training", None),
    "training, a passage": ("lead", "/projects/{school}/training/passage?passage={trained}", None),
    "training round": ("annotator", "/projects/{school}/training/round/2", None),
    "training round, known answers": ("annotator", "/projects/{school}/training/round/1", _train),
    "desk, note before it": ("annotator", "/projects/{hard}/desk", None),
    "desk, blurred": ("annotator", "/projects/{hard}/desk", _click("Begin")),
    "export": ("lead", "/projects/demo/export", None),
    "export, empty": ("lead", "/projects/{empty}/export", None),
    "settings": ("lead", "/projects/demo/settings", None),
    "not there": ("lead", "/projects/none/desk", None),
    "not allowed": ("annotator", "/projects/demo/settings", None),
}


@dataclass(frozen=True)
class Look:
    """What a page looks like; `sticking_out` are the elements that make a narrow screen scroll sideways."""

    violations: list[tuple[str, ...]]
    headings: list[str]
    title: str
    sticking_out: list[str]
    told: list[str]


class Visits:
    """The demo, two projects more, and for each person a browser that stays signed in."""

    def __init__(self, house: House, browser: Browser) -> None:
        self._house, self._browser = house, browser
        self._contexts: dict[str, BrowserContext] = {}
        self._looks: dict[str, Look] = {}
        self._names = {"annotator": "demo-chi", "lead": "demo-lead", "admin": house.person("root", "admin")}
        self._names["stranger"] = house.person("somebody-whose-name-is-as-long-as-the-name-of-a-person-may", None)
        self._slugs = {
            "empty": house.project(articles=()),
            "study": house.project(),
            "arabic": house.project(articles=[ARABIC]),
            "wire": house.project(articles=[HARBOUR, COPY]),
            "school": house.project(),
            "hard": house.project(),
            "changed": house.project(),
        }
        trained = house.train_on(self._slugs["school"], 2)[0]
        house.change(self._slugs["hard"], content_note="Drownings, in detail.", blurred=True)
        for slug in self._slugs.values():
            house.join(self._names["annotator"], "annotator", slug)
            house.join(self._names["lead"], "lead", slug)
        house.grow_stories(self._slugs["wire"])
        house.change_codebook(self._slugs["changed"], 'name = "Favours"', 'name = "Speaks for"')
        self._named = {"cluster": house.grow_clusters(self._slugs["wire"]), "trained": trained}
        invitation = house.invitation(house.person("new", "annotator", self._slugs["study"]), signs_in=False)
        self._named["invitation"] = invitation.removeprefix(house.url)

    def look(self, name: str) -> Look:
        """Open a page and look it over, the first time it is asked for."""
        if name not in self._looks:
            page, told = self.open(name)
            page.evaluate(AXE_SCRIPT)
            violations = [one for size in (WIDE, PHONE) for one in _violations(page, size)]
            page.set_viewport_size(NARROWEST)
            headings = [text for text in page.locator("h1:visible").all_inner_texts() if text.strip()]
            self._looks[name] = Look(violations, headings, page.title(), page.evaluate(STICKING_OUT), told)
            page.close()
        return self._looks[name]

    def open(self, name: str) -> tuple[Page, list[str]]:
        """Open a page in the browser of whoever it is for; also returns what is said in its console."""
        person, path, act = PAGES[name]
        page, told = self._context(person).new_page(), list[str]()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(self._house.url + path.format(**self._slugs, **self._named))
        if act:
            act(page)
        return page, told

    def close(self) -> None:
        """Close all browsers."""
        for context in self._contexts.values():
            context.close()

    def _context(self, person: str) -> BrowserContext:
        if person not in self._contexts:
            self._contexts[person] = self._browser.new_context(viewport=WIDE, reduced_motion="reduce")
            if person in self._names:
                page = self._contexts[person].new_page()
                page.goto(self._house.invitation(self._names[person]))
                page.close()
        return self._contexts[person]


def _violations(page: Page, size: ViewportSize) -> list[tuple[str, ...]]:
    """Check a page by all rules in light, and by those on colour, which is all that differs, in dark."""
    page.set_viewport_size(size)
    found: list[tuple[str, ...]] = []
    for theme, rules in (("light", STANDARDS), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # a literal of the two
        run = page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)
        found += [
            (f"{theme}, {size['width']} px", one["id"], node["html"][:160], node["failureSummary"])
            for one in run["violations"]
            for node in one["nodes"]
        ]
    page.emulate_media(color_scheme="light")
    return found


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Visits]:
    with House(tmp_path_factory.mktemp("demo"), command="demo") as house:
        visits = Visits(house, browser)
        yield visits
        visits.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_light_and_dark_on_a_wide_screen_and_a_phone(visits: Visits, name: str) -> None:
    assert visits.look(name).violations == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_and_a_title_fits_a_narrow_screen_and_is_quiet(visits: Visits, name: str) -> None:
    look = visits.look(name)
    assert len(look.headings) == 1
    assert look.title.strip()
    assert look.sticking_out == []
    # A browser writes every answer that is an error into its console, pages of ours that say so among them.
    assert [text for text in look.told if "the server responded with a status of 4" not in text] == []


@pytest.mark.parametrize("name", ["desk", "people"])
def test_tab_reaches_every_control_and_shows_where_it_is(visits: Visits, name: str) -> None:
    page = visits.open(name)[0]
    controls = page.evaluate(CONTROLS)
    page.evaluate("document.activeElement.blur()")
    reached: dict[str, bool] = {}
    for _ in range(2 * len(controls)):
        page.keyboard.press("Tab")
        control, is_shown = page.evaluate(FOCUSED)
        if control:
            reached[control] = is_shown
    page.close()
    assert set(controls) - set(reached) == set()
    assert [control for control, is_shown in reached.items() if not is_shown] == []


STICKING_OUT = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const sticksOut = (one) => one.getBoundingClientRect().right > clientWidth;
  const all = scrollWidth > clientWidth ? [document.documentElement, ...document.body.querySelectorAll("*")] : [];
  return all.filter((one, n) => n === 0 || sticksOut(one)).map((one) => one.outerHTML.slice(0, 120));
}"""
# What a keyboard must reach, each under a name of its own; the radio buttons of a question are one stop.
CONTROLS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const isThere = (one) => !one.disabled && one.type !== "hidden" && one.checkVisibility({ visibilityProperty: true });
  const nameOf = (one, n) => one.type === "radio" ? one.name : `${n} ${one.textContent.trim() || one.name}`;
  return [...new Set(all.filter(isThere).map((one, n) => one.dataset.stop = nameOf(one, n)))];
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one.closest(".choice") ?? one);
  return [one.dataset.stop ?? "", outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
}"""
