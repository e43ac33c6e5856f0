"""Segmentation alone on one core: megabytes (UTF-8) a second by kind of text, beside `splitlines` as the floor."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import corpus
from workbench.corpus.segmentation import segment

_SIZE = 1_000_000
_ROUNDS = 7
_CYRILLIC = [
    "гавань",
    "совет",
    "лоцман",
    "паром",
    "причал",
    "отлив",
    "бюджет",
    "сезон",
    "письмо",
    "доклад",
    "сказал",
    "после",
    "однако",
    "город",
    "вода",
]
_HAN = "港口议会领航员渡轮通行费码头潮水账本投票季节泊位货物航道河口部长报告数字居民计划预算"


def run(_: Path) -> None:
    """Print a line for each kind of text, and the slowest."""
    slowest = min(_told(name, _repeated(make)) for name, make in _KINDS.items())
    print(f"slowest {slowest:.1f} MB/s (wanted: at least 10)")


def _told(name: str, sources: list[str]) -> float:
    size = sum(len(source.encode()) for source in sources) / 1e6
    ours, floor = (min(_seconds(act, sources) for _ in range(_ROUNDS)) for act in (segment, str.splitlines))
    print(f"{name:24} {size / ours:6.1f} MB/s   splitlines {size / floor:7.0f} MB/s")
    return size / ours


def _seconds(act: Callable[[str], object], sources: list[str]) -> float:
    before = time.process_time()
    for source in sources:
        act(source)
    return time.process_time() - before


def _repeated(make: Callable[[int], str]) -> list[str]:
    sources: list[str] = []
    size = 0
    while size < _SIZE:
        sources.append(make(len(sources)))
        size += len(sources[-1].encode())
    return sources


def _tables(number: int) -> str:
    chance = random.Random(number)
    rows = [
        f"| {corpus.sentence(chance, 4)[:-1]} | {chance.randrange(9999)} | {corpus.sentence(chance, 6)} |"
        for _ in range(40)
    ]
    return "\n".join([corpus.paragraph(chance), rows[0], "|---|---|---|", *rows[1:], corpus.paragraph(chance)])


def _markup(number: int) -> str:
    chance = random.Random(number)
    lines = [f'<p>{corpus.paragraph(chance, 3)} <a href="/x">more</a> &amp; & nbsp ; on</p>' for _ in range(12)]
    return "\n".join(line for one in lines for line in (one, "< / div >", "<br />"))


def _page(number: int) -> str:
    """Make a page as a scraper strips it: a menu, an article in short paragraphs, teasers, a footer, indented."""
    chance = random.Random(number)
    menu = [word.title() for word in chance.choices(corpus.WORDS, k=25)]
    teasers = [corpus.sentence(chance, 8)[:-1] for _ in range(25)]
    article = [corpus.paragraph(chance, 3) for _ in range(15)]
    lines = [*menu, "Share", "12 comments", corpus.sentence(chance, 7)[:-1], *article, "Read more", *teasers]
    return "\n\n        ".join([*lines, "About us", "Privacy policy", "© 2026 The Paper. All rights reserved."])


def _digest(number: int) -> str:
    chance = random.Random(number)
    lines: list[str] = []
    for _ in range(20):
        line = ""
        for word in corpus.paragraph(chance).split():
            if len(line) + len(word) > 78:
                lines.append(line)
                line = ""
            line += f" {word}" if line else word
        lines += [line, ""]
    return "\n".join(lines)


def _scraps(number: int) -> str:
    """Make paragraphs that each inline element broke."""
    chance = random.Random(number)
    words = [word for _ in range(20) for word in corpus.paragraph(chance).split()]
    return "".join(word + ("\n" if chance.random() < 0.1 else " ") for word in words)


def _cyrillic(number: int) -> str:
    chance = random.Random(number)
    return "\n".join(" ".join(chance.choices(_CYRILLIC, k=60)).capitalize() + "." for _ in range(14))


def _han(number: int) -> str:
    chance = random.Random(number)
    return "\n".join(
        "".join(chance.choices(_HAN, k=30)) + "，" + "".join(chance.choices(_HAN, k=40)) + "。" for _ in range(20)
    )


def _one_line(number: int) -> str:
    chance = random.Random(number)
    return " ".join(corpus.paragraph(chance) for _ in range(200))


_KINDS: dict[str, Callable[[int], str]] = {
    "dirty articles": corpus.article,
    "pages, tags stripped": _page,
    "table-heavy": _tables,
    "markup residue": _markup,
    "hard-wrapped": _digest,
    "scraps of lines": _scraps,
    "Cyrillic": _cyrillic,
    "Chinese": _han,
    "one line each": _one_line,
}
