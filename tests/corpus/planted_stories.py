"""A made corpus: events planted among articles that tell nothing else, in several languages and scripts.

Subjects (a country, a club, a trade) have names and words of their own that all their events share, so that articles on
one subject and not of one event are hard to tell apart. Words are made up; they are as frequent as words are (Zipf).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

_SOUNDS = {
    "en": ("b d f g h k l m n p r s t v w th sh st gr pl", "a e i o u ea"),
    "de": ("b d f g h k l m n p r s t w z sch st kr pf br", "a e i o u ei"),
    "fr": ("b c d f g j l m n p r s t v ch qu gn tr pl br", "a é i o u ou"),
    "ru": ("б в г д ж з к л м н п р с т ф х ц ч ш щ", "а е и о у я"),
    "ar": ("ب ت ث ج ح خ د ذ ر ز س ش ص ط ع غ ف ق ك ل", "ا ي و ه ن م"),
}
SYLLABLES = {
    language: [onset + vowel for onset in onsets.split() for vowel in vowels.split()]
    for language, (onsets, vowels) in _SOUNDS.items()
} | {"zh": [chr(0x4E00 + 9 * number) for number in range(900)]}
MILLION = {"en": "million", "de": "Millionen", "fr": "millions", "ru": "млн", "ar": "مليون", "zh": "百万"}
NAMES = ("ka ros vel ti mar dun hol sta bre lin go fa ner zo pru jek wal hi tas mor qui bel").split()  # noqa: SIM905


@dataclass(frozen=True)
class Planted:
    """An article: what it is, and the event that it tells, None for none."""

    uid: str
    language: str
    outlet: str
    published_at: str
    title: str
    text: str
    event: int | None


@dataclass(frozen=True)
class _Subject:
    language: str
    names: Sequence[str]
    words: Sequence[str]


class Press:
    """Writes articles; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        # As in languages, the most frequent words are the short ones.
        self.usual = {language: sorted((self._word(language) for _ in range(1_500)), key=len) for language in SYLLABLES}
        self.frequencies = [1 / (rank + 1) for rank in range(1_500)]

    def corpus(
        self, events: int, singles: int, *, languages: Sequence[str] = tuple(SYLLABLES), subjects: int = 12
    ) -> list[Planted]:
        """Write so many events, each told by two to six articles, and articles that stand alone, shuffled."""
        about = [self._subject(languages[number % len(languages)]) for number in range(subjects)]
        made: list[Planted] = []
        for event in range(events):
            made += self._event(event, self.chance.choice(about), self.chance.randint(2, 6))
        for number in range(singles):
            made += [self._event(None, self.chance.choice(about), 1, name=f"s{number}")[0]]
        self.chance.shuffle(made)
        return made

    def _event(self, event: int | None, subject: _Subject, articles: int, name: str = "") -> list[Planted]:
        chance = self.chance
        names = [self._name() for _ in range(5)] + chance.sample(list(subject.names), 3)
        words = [self._word(subject.language) for _ in range(12)] + chance.sample(list(subject.words), 12)
        figures = [chance.choice((chance.randint(13, 99), chance.randint(100, 99_999))) for _ in range(6)]
        day = chance.randint(1, 300)
        made = []
        for number in range(articles):
            facts = (chance.sample(names, 6), chance.sample(words, 16), chance.sample(figures, 4))
            at = day + chance.randint(0, 3)
            made.append(
                Planted(
                    uid=f"{name or event}-{number}",
                    language=subject.language,
                    outlet=f"Outlet {chance.randint(1, 40)}",
                    published_at=f"2026-{at // 28 + 1:02}-{at % 28 + 1:02}",
                    title=self._sentence(subject.language, 6, facts).rstrip("."),
                    text="\n\n".join(self._paragraph(subject.language, facts) for _ in range(chance.randint(4, 8))),
                    event=event,
                )
            )
        return made

    def _subject(self, language: str) -> _Subject:
        return _Subject(language, [self._name() for _ in range(10)], [self._word(language) for _ in range(40)])

    def _paragraph(self, language: str, facts: tuple[list[str], list[str], list[int]]) -> str:
        blank = "" if language == "zh" else " "
        return blank.join(self._sentence(language, self.chance.randint(8, 18), facts) for _ in range(3))

    def _sentence(self, language: str, length: int, facts: tuple[list[str], list[str], list[int]]) -> str:
        chance, (names, words, figures) = self.chance, facts
        said = chance.choices(self.usual[language], self.frequencies, k=length)
        said[chance.randrange(1, length)] = chance.choice(words)
        if chance.random() < 0.6:
            name = chance.choice(names)
            said[chance.randrange(1, length)] = name if language not in {"ar", "zh"} else self._written(name, language)
        if chance.random() < 0.3:
            said[chance.randrange(1, length)] = f"{chance.choice(figures)} {MILLION[language]}"
        line = ("" if language == "zh" else " ").join(said)
        return line[0].upper() + line[1:] + ("。" if language == "zh" else ".")

    def _written(self, name: str, language: str) -> str:
        """Write a name in a script without capitals, the same way each time."""
        return "".join(random.Random(name).choices(SYLLABLES[language], k=3))

    def _word(self, language: str) -> str:
        return "".join(self.chance.choices(SYLLABLES[language], k=self.chance.choice((1, 2, 2, 3, 3, 4))))

    def _name(self) -> str:
        return "".join(self.chance.choices(NAMES, k=3)).capitalize()
