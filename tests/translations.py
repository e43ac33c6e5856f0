"""Which texts there are to translate, and the catalogues brought up to date with them.

`python -m tests.translations` (or `make translations`) adds new texts to each catalogue, empty, and drops those that
are gone; what is then left to do is to fill the empty ones in. A text that changed is a new one.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from workbench.web.language import ENGLISH, FOLDER, LANGUAGES

Call = tuple[int, str, str | tuple[str | None, ...], list[str]]
ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = dict.fromkeys(("_", "gettext", "mark")) | {
    **dict.fromkeys(("ngettext", "forms", "mark_forms"), (1, 2)),
    "pgettext": ((1, "c"), 2),
}
TEMPLATES = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
# Features speak English and know of no translation: of theirs, each whole sentence without facts, and what a job does.
SPEAKING = ("people", "projects", "corpus")
SENTENCE = re.compile(r"^(?:[A-Z][a-z]* [^{}]*\.|[A-Z][a-z]+ing [a-z -]+)$")


CHANCE = re.compile(rb'"(?:POT-Creation|PO-Revision|Last-|Language-Team|Generated-|Report-Msgid)[^\n]*\n')


def texts() -> Catalog:
    """Collect all texts, each with the files that it stands in."""
    catalog = Catalog(project="Workbench", fuzzy=False)
    for path, message, context in _found():
        catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return catalog


def _found() -> Iterator[tuple[Path, str | tuple[str, ...], str | None]]:
    for path, calls in _calls():
        for _line, function, message, _comments in calls:
            given = (message,) if isinstance(message, str) else tuple(filter(None, message or ()))
            if not given:
                continue  # what is translated is no text but a variable: it was marked where it stands
            if function == "pgettext":
                yield path, given[1], given[0]
            else:
                yield path, given[:2] if function in {"ngettext", "forms", "mark_forms"} else given[0], None
    for feature in SPEAKING:
        for path in sorted((ROOT / "workbench" / feature).rglob("*.py")):
            yield from ((path, sentence, None) for sentence in _sentences(ast.parse(path.read_text())))


def _calls() -> Iterator[tuple[Path, Iterable[Call]]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield path, babel_extract(BytesIO(path.read_bytes()), KEYWORDS, (), TEMPLATES)
    for path in sorted((ROOT / "workbench" / "web").rglob("*.py")):
        yield path, extract_python(BytesIO(path.read_bytes()), KEYWORDS, (), {})


def _sentences(tree: ast.Module) -> Iterator[str]:
    docs = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    parts = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in docs | parts:
            yield from SENTENCE.findall(one.value)


def file_of(code: str) -> Path:
    """Return where a language's catalogue is."""
    return FOLDER / f"{code}.po"


def catalogue(code: str) -> Catalog:
    """Read a language's catalogue; one that is not there yet is empty."""
    if not file_of(code).exists():
        return Catalog(locale=code, project="Workbench", fuzzy=False)
    with file_of(code).open("rb") as file:
        return read_po(file, locale=code)


def update(code: str) -> None:
    """Bring a language's catalogue up to date."""
    made = catalogue(code)
    made.update(texts(), no_fuzzy_matching=True)
    made.obsolete.clear()
    write(code, made)


def write(code: str, made: Catalog, folder: Path = FOLDER) -> None:
    """Write a catalogue without what would differ from one day or machine to the next."""
    written = BytesIO()
    write_po(written, made, width=0, include_lineno=False)
    (folder / f"{code}.po").write_bytes(CHANCE.sub(b"", written.getvalue()))


if __name__ == "__main__":
    for code in LANGUAGES:
        if code != ENGLISH.code:
            update(code)
