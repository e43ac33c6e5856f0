"""Every page of the product in another language: a made-up one that runs to the left, whose texts are longer by half.

Its letters are accented, so that each text that nobody translated shows by its plain letters. See test_pages.py for
what is covered where.
"""

import re
import string
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests import translations
from tests.browser.looks import COLOURS, NARROWEST, STANDARDS, sticking_out, violations
from tests.browser.pages import PAGES, WIDE, Visits
from workbench.app import create_app
from workbench.settings import Settings
from workbench.web import language

pytestmark = pytest.mark.browser

ACCENTED = str.maketrans(string.ascii_letters, "âƀçđêƒĝĥîĵķļɱñôþɋŕšţûṽŵẋýžÂƁÇĐÊƑĜĤÎĴĶĻṀÑÔÞɊŔŠŢÛṼŴẊÝŽ")
KEPT = re.compile(r"(%\(\w+\)s|%%|\{\w+\}|<[^>]*>)")


def _accented(text: str) -> str:
    parts = KEPT.split(text)
    return "".join(part if number % 2 else part.translate(ACCENTED) for number, part in enumerate(parts))


def _longer(text: str) -> str:
    return f"[{_accented(text)}{'~' * (len(text) * 2 // 5)}]"


def _write(folder: Path) -> None:
    made = translations.catalogue("ar")
    for message in made:
        if message.id:
            many = isinstance(message.id, tuple)
            message.string = (_longer(message.id[1]),) * made.num_plurals if many else _longer(message.id)
    translations.write("ar", made, folder)


@pytest.fixture(scope="module")
def url(visits: Visits, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the same instance that takes the made-up language for Arabic."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("translations")
        _write(folder)
        patch.setattr(language, "FOLDER", folder)
        language.catalogue_of.cache_clear()
        server = make_server("127.0.0.1", 0, create_app(Settings(instance=visits.instance)), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        language.catalogue_of.cache_clear()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fixed_text_and_fits_and_is_accessible_in_another_language(
    visits: Visits, url: str, name: str
) -> None:
    page, _told = visits.open(name, url=url, locale="ar")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.evaluate(FIXED) == []
    found = violations(page, COLOURS, WIDE, color_scheme="dark")
    wide = sticking_out(page)
    found += violations(page, STANDARDS, NARROWEST, color_scheme="light", forced_colors="active")
    assert found == []
    assert [*wide, *sticking_out(page)] == []
    page.close()


# Texts with plain letters that are not data: what people wrote, which keeps its own direction, and what is code.
FIXED = r"""() => {
  const DATA = "[dir=auto], [dir=ltr], bdi, code, pre, kbd, time, textarea, [translate=no], noscript, script, style";
  const isFixed = (text) => /[A-Za-z]{2}/.test(text.replace(/\u2068[^\u2069]*\u2069/g, ""));
  const found = [];
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    const isData = parentElement.closest(`${DATA}, title`);
    if (isFixed(data) && !isData) found.push(`${parentElement.tagName}: ${data.trim()}`);
  }
  const named = [document.querySelector(".brand"), document.querySelector("h1")].map((one) => one?.innerText ?? "");
  const title = named.reduce((rest, name) => rest.replace(name, ""), document.title);
  if (isFixed(title)) found.push(`title: ${title}`);
  for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (isFixed(one.getAttribute(name)) && one.dir !== "ltr") found.push(`${name}: ${one.getAttribute(name)}`);
    }
  }
  return found;
}"""
