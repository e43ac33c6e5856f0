"""The language of a page: which one, its texts, and how it writes numbers, days and moments.

The texts are gettext catalogues, translations/CODE.po, read as they are: no build step makes something else of them.
English is the language of the source and has none.
"""

import gettext as catalogues
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, has_request_context, request
from markupsafe import Markup

FOLDER = Path(__file__).parent / "translations"
# First strong isolate and its end: a name or number of the other direction stays whole in the middle of a sentence.
_ISOLATED = "\N{FIRST STRONG ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"
_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z“])")
_TO_THE_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CATEGORIES = (0, 1, 2, 3, 11, 100)
"""A number for each plural category that some language has."""


@dataclass(frozen=True)
class Language:
    """A language that pages are written in: its code for `lang`, its own name, and whose formats it takes."""

    code: str
    name: str
    locale: Locale

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)


# British formats: a day before its month, and 24 hours, which no reader of English takes for something else.
ENGLISH = Language("en", "English", Locale("en", "GB"))
LANGUAGES = {one.code: one for one in (ENGLISH, Language("ar", "العربية", Locale("ar")))}


def register(app: Flask) -> None:
    """Give every template its language: `_` and `ngettext`, `lang` and `dir`, and filters for what is no text."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's: values go in by name
    app.jinja_env.globals.update(_=_markup, gettext=_markup, ngettext=_markup_of_number, pgettext=pgettext, forms=forms)
    app.jinja_env.globals["page_lang"] = lambda: current().code  # for macros, which have no context
    for one in (number, decimal, percent, day, moment, reason):
        app.jinja_env.filters[one.__name__] = one
    app.context_processor(lambda: {"lang": current().code, "dir": current().direction, "languages": LANGUAGES})


def current() -> Language:
    """Return the language of the current request: the caller's own choice, else the browser's first that there is.

    What a script is answered is always English.
    """
    if not has_request_context() or request.path.startswith("/api/"):
        return ENGLISH
    # Only what the request has already found out, as for the frame: an error page has to have a language too.
    caller = g.get("caller")
    known: tuple[object, Language] | None = g.get("language")
    if known is None or known[0] is not caller:
        known = g.language = (caller, _chosen(caller.language if caller else None))
    return known[1]


def _chosen(own: str | None) -> Language:
    code = own if own in LANGUAGES else request.accept_languages.best_match(LANGUAGES)
    return LANGUAGES.get(code or "", ENGLISH)


def mark(text: str) -> str:
    """Mark a text to be translated where it is shown, not here."""
    return text


def mark_forms(one: str, many: str) -> tuple[str, str]:
    """Mark the two forms of a text to be translated where it is shown, by the number that is then known."""
    return one, many


def gettext(message: str, /, **values: object) -> str:
    """Translate a text, and fill in its values by name."""
    return (
        _catalogue(current()).gettext(message) % _filled(values) if values else _catalogue(current()).gettext(message)
    )


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """Translate a text in the form that the number wants, which is filled in as `num`."""
    return _catalogue(current()).ngettext(one, many, n) % _filled({"num": n} | values)


def pgettext(context: str, message: str) -> str:
    """Translate a text that means something else elsewhere."""
    return _catalogue(current()).pgettext(context, message)


def forms(one: str, many: str) -> dict[str, str]:
    """Translate a text into all forms that numbers want here, by CLDR's plural category, for a script to choose."""
    language = current()
    plural = language.locale.plural_form
    return {plural(n): _catalogue(language).ngettext(one, many, n) for n in _CATEGORIES}


def listed(names: Sequence[str]) -> str:
    """List names in a sentence."""
    return str(format_list([str(_value(one)) for one in names], locale=current().locale))


def reason(text: str) -> str:
    """Translate what a feature says in English, as a whole or each of its sentences.

    Where facts of its own are in it, it is shown as the English it is.
    """
    language = current()
    if language is ENGLISH or not text:
        return text
    catalogue = _catalogue(language)
    for parts in ([text], _SENTENCES.split(text)):
        translated = [catalogue.gettext(part) for part in parts]
        if all(after != before for after, before in zip(translated, parts, strict=True)):
            return " ".join(translated)
    return Markup('<span lang="en" dir="ltr">{}</span>').format(text)


def number(value: float) -> str:
    """Write a number with its digits in groups."""
    return str(format_decimal(value, locale=current().locale))


def decimal(value: float, places: int = 2) -> str:
    """Write a number with so many places."""
    return str(format_decimal(value, f"#,##0.{'0' * places}", locale=current().locale))


def percent(value: float) -> str:
    """Write a share of 1 as a whole percentage."""
    return str(format_percent(value, locale=current().locale))


def day(text: str | None) -> str:
    """Write the day of an ISO 8601 moment; what is none is shown as it stands."""
    told = _moment(text)
    return str(format_skeleton("yMMMd", told, locale=current().locale)) if told else text or ""


def moment(text: str | None) -> str:
    """Write the day and the minute of an ISO 8601 moment; what is none is shown as it stands."""
    told, locale = _moment(text), current().locale
    if told is None:
        return text or ""
    time = format_skeleton("Hm", told, locale=locale)
    return str(locale.datetime_formats["medium"]).replace("{0}", time).replace("{1}", day(text))


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def _markup(message: str, /, **values: object) -> Markup:
    translated = _catalogue(current()).gettext(message)
    return Markup(translated) % _filled(values)  # noqa: S704  # our own text; the values are escaped


def _markup_of_number(one: str, many: str, n: int, /, **values: object) -> Markup:
    translated = _catalogue(current()).ngettext(one, many, n)
    return Markup(translated) % _filled({"num": n} | values)  # noqa: S704  as above


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Write numbers as the language does, and keep names apart that may run the other way than the sentence."""
    return {name: _value(value) for name, value in values.items()}


def _value(value: object) -> object:
    if isinstance(value, int):
        return number(value)
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _ISOLATED.format(value) if current().direction == "rtl" or _TO_THE_LEFT.search(value) else value


def _catalogue(language: Language) -> catalogues.NullTranslations:
    return catalogue_of(language.code) if language is not ENGLISH else _NONE


_NONE = catalogues.NullTranslations()


@lru_cache
def catalogue_of(code: str) -> catalogues.GNUTranslations:
    """Read the catalogue of a language, the first time it is asked for."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (FOLDER / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
