"""Every page of the product: who opens it, where it is, and what is done there first."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.house import ARABIC, HARBOUR, House

WIDE: ViewportSize = {"width": 1280, "height": 800}
COPY = HARBOUR | {"id": "copy", "outlet": "Tarrow Post", "text": str(HARBOUR["text"]).replace("the ferry", "the boat")}


def _press(*keys: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.locator("[aria-current=true]").wait_for()
        for key in keys:
            page.keyboard.press(key)

    return press


def _send(form: str) -> Callable[[Page], None]:
    """Send the form whose address ends so: its button may have other words in another language."""
    return lambda page: page.locator(f"main form[action$='{form}'] button").first.click()


def _take_an_article(page: Page) -> None:
    page.locator("#text").fill("A quay is built.\n\nLog in to read on\n\n" + str(HARBOUR["text"]))
    _send("/text")(page)
    page.wait_for_url(re.compile("/articles/text"))


def _upload_much(page: Page) -> None:
    text = " ".join([str(HARBOUR["text"]).split("\n")[0]] * 40)
    lines = "".join(json.dumps({"id": f"much-{number}", "text": text}) + "\n" for number in range(80)) + "{}\n"
    page.locator("#files").set_input_files({"name": "much.jsonl", "mimeType": "text/plain", "buffer": lines.encode()})
    _send("/files")(page)
    page.wait_for_url(re.compile(r"/jobs/\d+"))
    page.locator("#job").wait_for(state="detached")


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
    if page.locator("form[action$='/grow']").count():
        _send("/grow")(page)
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


def _mark_evidence(page: Page) -> None:
    _press("e")(page)
    page.locator("[contenteditable]").wait_for()
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.locator("[contenteditable] mark").wait_for()


def _train(page: Page) -> None:
    page.locator("#go-on, .question.asked").first.wait_for()
    for key in ("a", "1", "j"):
        page.keyboard.press(key)
    page.locator("#go-on").wait_for()


def _end_training(page: Page) -> None:
    if not page.url.endswith("/round"):  # it has not ended by an earlier visit
        _train(page)
        page.locator("#go-on").click()
        page.wait_for_url(re.compile("/round$"))


def _come_to_note(page: Page) -> None:
    page.locator("[data-why=note] button").wait_for()


def _begin(page: Page) -> None:
    page.locator("[data-why=note] button").click()


def _invite(page: Page) -> None:
    page.locator("#name").fill(f"guest-{id(page)}")
    _send("/people")(page)
    page.locator("input[readonly]").wait_for()


def _open_menus(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def _send_wrong_password(page: Page) -> None:
    page.locator("#name").fill("nobody")
    page.locator("#password").fill("not a password of anybody")
    _send("/sign-in")(page)
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
    "account with a token": ("admin", "/account", _send("/tokens")),
    "desk": ("annotator", "/projects/demo/desk", _press("f")),
    "desk, an earlier passage": ("annotator", "/projects/{study}/desk", _press("f", "1", "j", "z")),
    "desk, unsure": ("annotator", "/projects/{study}/desk", _press("u", "1")),
    "desk, a question that depends": ("annotator", "/projects/{detailed}/desk", _press("f", "g")),
    "desk, guide": ("annotator", "/projects/demo/desk", _press("f", "g")),
    "desk, guide searched": ("annotator", "/projects/demo/desk", _search_guide),
    "desk, what others say": ("annotator", "/projects/{wire}/desk", _open_others),
    "desk, the questions have changed": ("annotator", "/projects/{changed}/desk", None),
    "desk, keys": ("annotator", "/projects/demo/desk", _press("?")),
    "desk, marking evidence": ("annotator", "/projects/demo/desk", _mark_evidence),
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
    "codebook, a question that depends": ("lead", "/projects/{detailed}/codebook", None),
    "codebook, what changed": ("lead", "/projects/{changed}/codebook/changes", None),
    "agreement": ("lead", "/projects/demo/agreement", None),
    "agreement, empty": ("lead", "/projects/{empty}/agreement", None),
    "training": ("lead", "/projects/{school}/training", None),
    "training, a passage": ("lead", "/projects/{school}/training/passage?passage={trained}", None),
    "training round": ("annotator", "/projects/{school}/training/round/2", None),
    "training round, known answers": ("annotator", "/projects/{school}/training/round/1", _train),
    "training round, ended": ("annotator", "/projects/{schooled}/training/round", _end_training),
    "labels": ("annotator", "/projects/demo/labels", None),
    "labels, none found": ("annotator", "/projects/demo/labels?q=nothing+of+that+sort", None),
    "desk, note before it": ("annotator", "/projects/{hard}/desk", _come_to_note),
    "desk, blurred": ("annotator", "/projects/{hard}/desk", _begin),
    "export": ("lead", "/projects/demo/export", None),
    "export, empty": ("lead", "/projects/{empty}/export", None),
    "settings": ("lead", "/projects/demo/settings", None),
    "not there": ("lead", "/projects/none/desk", None),
    "not allowed": ("annotator", "/projects/demo/settings", None),
}


REACHED = {"articles.cut", "jobs.show", "stories.read"}
"""The pages that are only come to by what is done first."""
NO_PAGES = {"static", "healthz", "jobs.progress", "codebook.source"}


def unvisited(app: Flask) -> set[str]:
    """Return the addresses of the product at which a page is shown and that no visit is made to."""
    places = defaultdict(lambda: "1", invitation="/invitation/1")
    adapter = app.url_map.bind("localhost")
    visited = {adapter.match(path.format_map(places).partition("?")[0])[0] for _, path, _ in PAGES.values()}
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods and "GET" in rule.methods}
    return {one for one in shown if not one.startswith("api-")} - visited - REACHED - NO_PAGES


class Visits:
    """The demo, two projects more, and for each person a browser that stays signed in."""

    def __init__(self, house: House, browser: Browser) -> None:
        self._house, self._browser = house, browser
        self._contexts: dict[str, BrowserContext] = {}
        self._names = {"annotator": "demo-chi", "lead": "demo-lead", "admin": house.person("root", "admin")}
        self._names["stranger"] = house.person("somebody-whose-name-is-as-long-as-the-name-of-a-person-may", None)
        self._slugs = {
            "empty": house.project(articles=()),
            "study": house.project(),
            "arabic": house.project(articles=[ARABIC]),
            "wire": house.project(articles=[HARBOUR, COPY]),
            "school": house.project(),
            "schooled": house.project(),
            "hard": house.project(),
            "changed": house.project(),
            "detailed": house.project(codebook="detailed"),
        }
        trained = house.train_on(self._slugs["school"], 2)[0]
        house.train_on(self._slugs["schooled"], 1)
        house.change(self._slugs["hard"], content_note="Drownings, in detail.", blurred=True)
        for slug in self._slugs.values():
            house.join(self._names["annotator"], "annotator", slug)
            house.join(self._names["lead"], "lead", slug)
        house.grow_stories(self._slugs["wire"])
        house.change_codebook(self._slugs["changed"], 'name = "Favours"', 'name = "Speaks for"')
        self._named = {"cluster": house.grow_clusters(self._slugs["wire"]), "trained": trained}
        invitation = house.invitation(house.person("new", "annotator", self._slugs["study"]), signs_in=False)
        self._named["invitation"] = invitation.removeprefix(house.url)

    @property
    def instance(self) -> Path:
        """The folder of the instance."""
        return self._house.instance

    def open(self, name: str, *, url: str = "", **options: Any) -> tuple[Page, list[str]]:
        """Open a page in the browser of whoever it is for; also returns what is said in its console.

        `url` is another server of the same instance, `options` are what that browser is to be otherwise.
        """
        person, path, act = PAGES[name]
        page, told = self._context(person, options).new_page(), list[str]()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto((url or self._house.url) + path.format(**self._slugs, **self._named))
        if act:
            act(page)
        return page, told

    def close(self) -> None:
        """Close all browsers."""
        for context in self._contexts.values():
            context.close()

    def _context(self, person: str, options: dict[str, Any]) -> BrowserContext:
        key = f"{person} {options}"
        if key not in self._contexts:
            self._contexts[key] = self._browser.new_context(viewport=WIDE, reduced_motion="reduce", **options)
            if person in self._names:
                page = self._contexts[key].new_page()
                page.goto(self._house.invitation(self._names[person]))
                page.close()
        return self._contexts[key]
