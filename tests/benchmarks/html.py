"""Pages a second: the article found in web pages, beside the bare extractor on the same pages."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.corpus import paragraph, sentence

PAGES = 60


def page(number: int) -> str:
    """Make a news page of about 40 kB: menus, an article of 14 paragraphs, teasers, comments, a footer."""
    chance = random.Random(number)
    menu = "".join(f"<li><a href='/{n}'>{sentence(chance, 2)[:-1]}</a></li>" for n in range(60))
    title = sentence(chance, 7)[:-1]
    text = "".join(
        f"<p>{paragraph(chance)}</p>" + ("<div class='ad-slot'>Advertisement</div>" if n % 5 == 2 else "")
        for n in range(14)
    )
    items = "".join(f"<li>{sentence(chance, 9)}</li>" for _ in range(5))
    teasers = "".join(
        f"<article class='teaser'><h3><a href='/{n}'>{sentence(chance, 6)}</a></h3><p>{sentence(chance)}</p></article>"
        for n in range(12)
    )
    comments = "".join(f"<li><b>{sentence(chance, 2)}</b><p>{paragraph(chance, 3)}</p></li>" for _ in range(20))
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | The Quay</title>
      <meta property="og:title" content="{title}"><script>{"var a = 1;" * 800}</script></head>
      <body><header><nav><ul>{menu}</ul></nav></header><main><div class="story"><h1>{title}</h1>{text}
      <p>Key points include:</p><ul>{items}</ul></div><section><h2>More news</h2>{teasers}</section>
      <section id="comments"><h3>20 comments</h3><ol>{comments}</ol></section></main>
      <footer><ul>{menu}</ul><p>© The Quay. All rights reserved.</p></footer></body></html>"""


def run(_folder: Path) -> None:
    """Print pages a second of one core."""
    import trafilatura

    from workbench.corpus.html.page import extract

    pages = [page(number) for number in range(PAGES)]
    extract(pages[0])
    ours = _rate(extract, pages)
    bare = _rate(lambda markup: trafilatura.extract(markup, include_comments=False), pages)
    size = sum(map(len, pages)) / PAGES / 1000
    print(f"web pages of {size:.0f} kB   {ours:6.1f} pages/s   bare extractor {bare:.1f} pages/s, without captions")


def _rate(read: Callable[[str], object], pages: list[str]) -> float:
    start = time.process_time()
    for markup in pages:
        read(markup)
    return len(pages) / (time.process_time() - start)
