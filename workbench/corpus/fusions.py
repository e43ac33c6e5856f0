"""What a scraper fused on one line, and where to cut it again."""

import re
from collections.abc import Sequence

from workbench.corpus.lines import LOWER, UPPER, has_sentences
from workbench.corpus.markers import markers, tail_reason
from workbench.corpus.tables import cells

# Where a capital is glued to what stands before it, and how surely blocks met there.
Seam = tuple[int, int]
_NO_SEAM, _MAYBE, _SURE = range(3)

_LONG = 100
_HEADING_LIMIT = 130
_WINDOW = 160
_BULLETED_LIMIT = 20_000


_GLUE = re.compile(f"[{LOWER}0-9?!)][{UPPER}]")
_WORD = re.compile(r"[^\W\d_]{1,30}")
_LAST_SENTENCE = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]{0,2}\s{0,4}")
_PLAIN_END = frozenset('.!?…。！？।؟"”»’)')
_SMALL_WORD = 3
# Where two blocks met whose tags stood between them: a capital right after a sentence's end, or right after a word.
_GLUED_OR_DATE = re.compile(
    f'[{UPPER}“«0-9](?:(?<=[{LOWER}0-9.!?…"”»’)\\]][{UPPER}“«])|(?<=[{LOWER}]{{3}}[0-9])[0-9]?[./:][0-9])'
)
_SURE_SEAM = re.compile(
    f"(?:(?<=[{LOWER}0-9]{{2}}[.!?…])|(?<=[{LOWER}0-9]{{2}}[.!?…][\"”»’)\\]]))[“«]?[{UPPER}][{LOWER}]{{0,20}}[ ,’']"
)
_SEAM = re.compile(f"(?<=[{LOWER}]{{3}})[{UPPER}][{LOWER}]|(?<=[0-9)\\]”»])[{UPPER}][{LOWER}]{{2}}")
_SEAM_REACH = 120
_SEAM_CLUSTER = 3
_SHORT_LINE = 200
_WIDE_BLANK = re.compile(r"\s{3,}")
# A menu on one line with other things: capitalised words and small ones between them, and no comma or full stop.
_CAPITALS = f"[{UPPER}0-9&|»›•·/–—-]"
_CAPITAL = rf"{_CAPITALS}(?>[^\s,]*)(?<![.!?:;])"
_MENU = re.compile(
    rf"{_CAPITALS}(?<!\S{_CAPITALS})(?>[^\s,]*)(?<![.!?:;])(?>(?:\s(?:{_CAPITAL}|[{LOWER}]{{1,3}})(?!\S)){{11,}})"
)
# Any menu holds two such words in a row and one more word after them; to look for them first takes a third of the time.
_OPENS_MENU = re.compile(rf" {_CAPITALS}[^ ]*+ {_CAPITALS}[^ ]*+ (?:{_CAPITALS}|[{LOWER}]{{1,3}}(?![^ ]))")
_LOWER_WORD = re.compile(rf"(?<!\S)[{LOWER}]")
_MENU_LINE = 250


def cut(raw: str, row_above: str | None, glued: Sequence[Seam]) -> list[int]:
    """Return where to cut a line: offsets in it, without its beginning and end.

    `row_above` is the table row right above the line, if there is one; `glued` what `glued_words` found in the line, as
    offsets in it.
    """
    if len(raw) < _LONG:
        if not glued and "•" not in raw and "   " not in raw:
            return []
        seams = _seams(raw, glued) if row_above is None else []
        return sorted({*_bullets(raw), *seams})
    start = 0
    cuts: list[int] = []
    if "|" in raw and (raw[0] == "|" or row_above is not None):
        start = _prose_cell(raw, row_above)
        if not start:
            return []
        cuts.append(start)
    if glued or start or _opens_with_section(raw):
        cuts += _glued_headings(raw, start, row_above is not None)
    if "•" in raw:
        cuts += _bullets(raw)
    if glued or "   " in raw:
        cuts += _seams(raw, glued)
    cuts += _menus(raw)
    cuts += _tail(raw)
    return sorted({cut for cut in cuts if 0 < cut < len(raw)}) if cuts else cuts


def glued_words(source: str) -> list[Seam]:
    """Return where in a source a word begins without a blank before it, and how surely a sentence ended there."""
    found: list[Seam] = []
    for match in _GLUED_OR_DATE.finditer(source):
        place = match.start()
        if _SURE_SEAM.match(source, place) is not None:
            found.append((place, _SURE))
        else:
            is_seam = len(match[0]) > 1 or _SEAM.match(source, place) is not None
            found.append((place, _MAYBE if is_seam else _NO_SEAM))
    return found


def _seams(raw: str, glued: Sequence[Seam]) -> list[int]:
    """Return where blocks meet that lost what stood between them.

    A sentence's end right before a capital is such a place, and so are wide blanks; a capital inside a word only where
    more of them are near, or after words that are no part of any article.
    """
    seams = [match.end() for match in _WIDE_BLANK.finditer(raw)] if "   " in raw else []
    enough = _SEAM_CLUSTER if len(raw) > _SHORT_LINE else 2
    glued = [seam for seam in glued if seam[1] != _NO_SEAM]
    for index, (place, sureness) in enumerate(glued):
        if sureness != _SURE:
            if _is_name(raw, place):
                continue
            near = [one for one, _ in glued[max(0, index - 2) : index + 3] if abs(one - place) <= _SEAM_REACH]
            if len(near) < enough and (index or raw[:place].lower() not in markers().lines):
                continue
        seams.append(place)
    return seams


def is_menu(text: str) -> bool:
    """Tell whether a text is a dozen capitalised words or more, with few small ones and no stop between them."""
    return _MENU.fullmatch(text) is not None and 4 * len(_LOWER_WORD.findall(text)) <= text.count(" ") + 1


def _menus(raw: str) -> list[int]:
    """Return where the menus begin and end that stand on one line with other things."""
    cuts: list[int] = []
    if len(raw) <= _MENU_LINE:
        return cuts
    flat = raw.replace("\n", " ")
    if _OPENS_MENU.search(flat) is None and flat.isprintable():
        return cuts
    for match in _MENU.finditer(raw):
        words = match[0].split()
        if not is_menu(match[0]):
            continue
        end = match.end()
        if raw[end:].strip():
            opening = words.pop()
            while words and (opening[0].islower()):
                opening = words.pop()
            end = raw.rindex(opening, match.start(), end)
        cuts += [match.start(), end]
    return cuts


def _prose_cell(raw: str, row_above: str | None) -> int:
    """Return where a row's last cell begins, if it is the paragraph below the table."""
    opening = raw.rstrip("| ").rfind("|") + 1
    text = raw[opening:]
    missing = (
        row_above is None or len(cells(raw)) < len(cells(row_above)) or len(text) > max(3 * len(row_above), 2 * _LONG)
    )
    if not opening or len(text) < _LONG or not missing or not has_sentences(text):
        return 0
    return opening + len(text) - len(text.lstrip())


def _glued_headings(raw: str, start: int, below_row: bool) -> list[int]:
    """Return the cuts around a heading whose line break is lost: `Final ThoughtsAs the …`."""
    window = raw[start : start + _WINDOW]
    glue = [match.start() + 1 for match in _GLUE.finditer(window)]
    for position in glue:
        if not _begins_sentence(window, position) or _is_name(window, position):
            continue
        earlier = [cut for cut in glue if cut < position and not _is_name(window, cut)]
        opening = earlier[-1] if earlier and below_row else 0
        heading = window[opening:position]
        if _is_heading(heading) and (" " in heading or opening or heading.lower() in markers().sections):
            return [start + cut for cut in ([opening] if opening else []) + [position]]
    spaced = _spaced_heading(window, any_words=start > 0)
    return [start + spaced] if spaced else []


def _opens_with_section(text: str) -> bool:
    return text[:_HEADING_LIMIT].split(None, 1)[0].rstrip(":").lower() in markers().section_heads


def _begins_sentence(text: str, position: int) -> bool:
    match = _WORD.match(text, position)
    if match is None or match[0].lower() not in markers().starters:
        return False
    return text[match.end() : match.end() + 1] in (" ", ",", "’", "'")


def _is_name(text: str, position: int) -> bool:
    left = re.search(r"[^\W\d_]{0,30}$", text[max(0, position - 30) : position])
    right = _WORD.match(text, position)
    return ((left[0] if left else "") + (right[0] if right else "")).lower() in markers().names


def _is_heading(text: str) -> bool:
    words = text.split()
    if len(text) > _HEADING_LIMIT or has_sentences(text) or not words or not text[0].isupper():
        return False
    capitals = sum(not word[0].islower() or len(word) <= _SMALL_WORD for word in words)
    return capitals * 10 >= len(words) * 7 or text.lower() in markers().sections


def _spaced_heading(window: str, *, any_words: bool) -> int:
    """Return where the sentence begins after a heading and a blank: `To Wrap It Up As the …`.

    Any run of capitalised words counts where the text is known to begin anew, else only a section's usual name.
    """
    if not any_words and not _opens_with_section(window):
        return 0
    words = window.split(" ", 14)
    offset = 0
    for index, word in enumerate(words[:-1]):
        if index and word[:1].isupper() and _begins_sentence(window, offset):
            known = window[:offset].rstrip(" :").lower() in markers().sections
            if known or (any_words and index > 1 and words[index + 1][:1].islower()):
                return offset
        if word[:1].islower() and len(word) > _SMALL_WORD:
            return 0
        offset += len(word) + 1
    return 0


def _bullets(raw: str) -> list[int]:
    """Return where the items begin that stand on one line, if bullets set them off."""
    if raw.count("•") < 2 or len(raw) > _BULLETED_LIMIT:
        return []
    first = raw.find("•")
    if raw[:first].strip() and not raw[:first].rstrip().endswith((":", "：")):
        return []
    return [position for position in range(first, len(raw)) if position and raw[position] == "•"]


def _tail(raw: str) -> list[int]:
    """Return where an advert marker or the like begins that is glued to the end of a paragraph."""
    if raw[-1] in _PLAIN_END:
        return []
    opening = max(1, len(raw) - _LONG)
    end = 0
    for match in _LAST_SENTENCE.finditer(raw, opening):
        end = match.end()
    scrap = raw[end:] if end else ""
    if not scrap:
        return []
    lone_pipe = "|" in scrap and _WORD.search(scrap) is None
    return [end] if lone_pipe or tail_reason(scrap) else []
