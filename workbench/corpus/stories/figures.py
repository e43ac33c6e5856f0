"""Figures in a text, brought to one form: 1,000,000 and 1 Mio. are the same; dates, times and codes are none."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

PERCENT = "%"
_LEAST_TELLING = 13
"""Smaller whole numbers are as often written as words, and found in any text."""
_LONGEST = 15
_REACH = 24
_GROUPS = "\u00a0\u202f\u2009 '’٬"
_POINTS = ".,٫"
_DOT_GROUPS = frozenset(
    ("de fr es pt it nl da no nb sv fi id tr vi el ro hr sr sl cs sk pl ru uk bg hu").split()  # noqa: SIM905 - one line, not thirty
)
_CURRENCY = "$€£¥₹₽₩₺₴₪฿₫₱"
_MONEY = re.compile(rf"[A-Z]{{0,3}}[{_CURRENCY}] ?$")
_MONEY_AFTER = re.compile(rf"\s?[{_CURRENCY}]")
_SPACED = r"\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?!\d)"
_NUMBER = re.compile(rf"{_SPACED}(?:[{_POINTS}]\d+)?|\d+(?:[{_GROUPS.replace(' ', '')}{_POINTS}]\d+)*")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|re|e|ème|º|ª|°|a|-?й|-?я|-?го)(?!\w)|\.\s?$")
_GLUED_MILLION = re.compile(r"[mM](?![a-zA-Z])")
_BEFORE_A_CODE = re.compile(r"[A-Za-zÀ-ɏͰ-ӿ]-?$|[/#_]$|\d[.,:]$")
_DIGITS = re.compile(r"\d+")
# Looked up and not matched: an alternation of all months would be tried at each word of a text.
_WORD_AND_DAY = re.compile(r"\b([^\W\d_]{2,16})\.?\s\d{1,2}(?:st|nd|rd|th|er|\.|º)?(?!\d|[.,]\d)(?:,?\s\d{4})?")
_ENUMERATED = re.compile(r"(?m)^\s*\d{1,2}[.)](?=\s)")
_DATE = (
    r"\d{4}-\d{1,2}-\d{1,2}(?:T[\d:.]+Z?)?|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b"
    r"|\d{1,2}[:h]\d{2}(?::\d{2})?(?!\d)|\d{1,4}\s?[年月日時时号號](?!\w*[间間])|\d{1,4}\s?[년월일시](?!\w)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in a text, with half-open offsets; `value` has its scale applied, `unit` is `%` or ""."""

    text: str
    start: int
    end: int
    value: Decimal
    unit: str

    @property
    def key(self) -> str:
        """The same for the same figure in any format, script and language."""
        return f"{self.value.normalize():f}{self.unit}"

    @property
    def digits(self) -> str:
        """Its digits without zeros around them; they stand in a row among the `digits` of any text that holds it."""
        return f"{self.value:f}".replace(".", "").strip("0")

    @property
    def is_telling(self) -> bool:
        """Whether it says something by itself: it has a unit or a fraction, or is no small whole number."""
        return bool(self.unit) or self.value >= _LEAST_TELLING or self.value != self.value.to_integral_value()


@dataclass(frozen=True)
class _Words:
    scales: re.Pattern[str]
    meanings: Mapping[str, Mapping[str, int]]
    percent: re.Pattern[str]
    percent_before: re.Pattern[str]
    dates: re.Pattern[str]
    months: frozenset[str]


def find(text: str, language: str | None = None) -> list[Figure]:
    """Return the figures of a text in order. A currency is part of a figure's text and not of its value."""
    if not _DIGITS.search(text):
        return []
    words, tongue = _words(), (language or "").lower().partition("-")[0]
    hidden = [match.span() for match in words.dates.finditer(text)] + [m.span() for m in _ENUMERATED.finditer(text)]
    hidden += [match.span() for match in _WORD_AND_DAY.finditer(text) if match[1].casefold() in words.months]
    found = []
    for match in _NUMBER.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in hidden):
            figure = _figure(text, match, tongue, words)
            if figure:
                found.append(figure)
    return found


def digits(text: str) -> str:
    """Return all digits of a text in a row, in ASCII, whatever stands between them."""
    found = "".join(_DIGITS.findall(text))
    return found if found.isascii() else "".join(str(int(one)) for one in found)


def _figure(text: str, match: re.Match[str], tongue: str, words: _Words) -> Figure | None:
    before, number = text[max(0, match.start() - _REACH) : match.start()], match[0]
    value = _value(number, tongue)
    if value is None or _BEFORE_A_CODE.search(before):
        return None
    start, end = match.span()
    money = _MONEY.search(before)
    start -= len(money[0]) if money else 0
    scale, end = _scaled(text, end, tongue, words, is_money=bool(money))
    percent = words.percent.match(text, end)
    if percent:
        return Figure(text[start : percent.end()], start, percent.end(), value * scale, PERCENT)
    if lead := words.percent_before.search(before):
        start = match.start() - len(lead[0])
        return Figure(text[start:end], start, end, value * scale, PERCENT)
    money_after = _MONEY_AFTER.match(text, end)
    end = money_after.end() if money_after else end
    is_bare = scale == 1 and not money and not money_after
    if is_bare and (_ORDINAL.match(text, end) or _is_year(number)):
        return None
    return Figure(text[start:end], start, end, value * scale, "")


def _scaled(text: str, end: int, tongue: str, words: _Words, *, is_money: bool) -> tuple[int, int]:
    if scale := words.scales.match(text, end):
        meanings = words.meanings[" ".join(scale[1].casefold().split())]
        return meanings.get(tongue, next(iter(meanings.values()))), scale.end()
    if is_money and (glued := _GLUED_MILLION.match(text, end)):
        return 1_000_000, glued.end()
    return 1, end


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdecimal() and 1900 <= int(number) <= 2100


def _value(number: str, tongue: str) -> Decimal | None:
    """Read a number whose separators may group or point, as its language has it; None for what is no number."""
    if sum(character.isdecimal() for character in number) > _LONGEST:
        return None
    plain = "".join(str(int(one)) if one.isdecimal() else one for one in number)
    marks = [one for one in plain if not one.isdecimal()]
    if not marks:
        return Decimal(plain)
    last = marks[-1]
    head, _, tail = plain.rpartition(last)
    kinds = set(marks)
    if len(kinds) == 1 and _groups(plain, last, tongue):
        return Decimal("".join(one for one in plain if one.isdecimal()))
    if last not in _POINTS or last in head or len(kinds) > 2:
        return None
    return Decimal("".join(one for one in head if one.isdecimal()) + "." + tail)


def _groups(plain: str, mark: str, tongue: str) -> bool:
    parts = plain.split(mark)
    if len(parts[-1]) != 3 or not 1 <= len(parts[0]) <= 3 or parts[0] == "0":
        return False
    if any(len(part) not in {2, 3} for part in parts[1:-1]):
        return False
    if len(parts) > 2 or mark in _GROUPS:
        return True
    if mark == ".":
        return not tongue or tongue in _DOT_GROUPS
    return mark == "," and tongue not in _DOT_GROUPS


@cache
def _words() -> _Words:
    told = tomllib.loads(files(__package__).joinpath("figures.toml").read_text("utf-8"))
    meanings: dict[str, dict[str, int]] = {}
    for number, by_language in told["scale"].items():
        for language, names in by_language.items():
            for name in names:
                meanings.setdefault(name, {}).setdefault(language, int(number))
    months = _either(name for names in told["months"].values() for name in names)
    percent = _either(name for names in told["percent"]["after"].values() for name in names)
    before = _either(name for names in told["percent"]["before"].values() for name in names)
    day = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
    return _Words(
        scales=re.compile(rf"[\s\u00a0-]?({_either(meanings)})", re.IGNORECASE),
        meanings=meanings,
        percent=re.compile(rf"\s?(?:[%٪％]|{percent})", re.IGNORECASE),
        months=frozenset(name for names in told["months"].values() for name in names),
        percent_before=re.compile(rf"(?:(?<!\d)%|{before})\s?$", re.IGNORECASE),
        dates=re.compile(
            rf"(?=\d)(?:{_DATE}|{day}(?:\s(?:of|de))?\s{months}(?:\s(?:de\s)?\d{{4}})?)",
            re.IGNORECASE,
        ),
    )


def _either(names: Iterable[str]) -> str:
    """Match the longest of these; one of letters ends where a word does, but for scripts without blanks."""
    ordered = sorted(set(names), key=len, reverse=True)
    return "(?:" + "|".join(_whole(name) for name in ordered) + ")"


def _whole(name: str) -> str:
    pattern = re.escape(name).replace(r"\ ", r"\s")
    is_open = not name[-1].isalpha() or ord(name[-1]) >= 0x3040
    return pattern if is_open else rf"{pattern}(?!\w)"
