"""Articles for benchmarks: of our own making, as dirty as scraped ones, the same at every run."""

import random

WORDS = [
    "harbour",
    "council",
    "pilot",
    "ferry",
    "toll",
    "quay",
    "dredger",
    "tide",
    "ledger",
    "vote",
    "season",
    "berth",
    "cargo",
    "channel",
    "estuary",
    "minister",
    "report",
    "figure",
    "spokeswoman",
    "critics",
    "residents",
    "plan",
    "budget",
    "rise",
    "fall",
    "week",
    "morning",
    "promised",
    "warned",
    "added",
    "said",
    "after",
]


def sentence(chance: random.Random, words: int = 16) -> str:
    """Make one sentence."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def paragraph(chance: random.Random, sentences: int = 5) -> str:
    """Make a paragraph of about 80 words."""
    return " ".join(sentence(chance) for _ in range(sentences))


def article(number: int, *, paragraphs: int = 14) -> str:
    """Make a dirty article of about 10 kB: headings, a list, a pipe table, an advert, a cookie notice, residue."""
    chance = random.Random(number)
    lines = [f"Article {number}: " + sentence(chance, 6)[:-1].title()]
    for one in range(paragraphs):
        if one % 5 == 2:
            lines.append(" ".join(chance.choices(WORDS, k=5)).title())
        lines.append(paragraph(chance))
        if one % 6 == 3:
            lines += ["Key points include:", *(f"- {sentence(chance, 9)}" for _ in range(4))]
        if one % 7 == 4:
            lines += ["| Year | Dues | Dredged |", "|---|---|---|", "| 2024 | 4 | 310 |", "| 2025 | 6 | 295 |"]
        if one % 8 == 5:
            lines += ["td >", "< / tr >", "ADVERTISEMENT"]
    lines.append("This website uses cookies. By continuing you agree. Privacy Policy. I Agree")
    return "\n".join(lines) + "\n"
