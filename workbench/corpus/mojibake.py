"""Mojibake: UTF-8 that something took for a single-byte encoding ("dÃ©jÃ "), repaired in what a person reads.

The source stays as it is. Clean text pays for one search; ftfy judges only what looks like such bytes.
"""

import re
from collections.abc import Sequence

from workbench.corpus.kinds import Span

# The encodings that UTF-8 is taken for on the web; latin-1 is windows-1252 with controls in place of its own signs.
_TAKEN_FOR = ("latin-1", "cp1252", "cp1251", "cp1250", "cp1254")
_TWO, _THREE, _FOUR = range(0xC2, 0xE0), range(0xE0, 0xF0), range(0xF0, 0xF5)
_REST = range(0x80, 0xC0)
# Signs of such bytes that a cut takes for blanks, drops, or reads as a copyright line; they have stand-ins meanwhile.
_MISREAD = [code for code in _REST if not chr(code).isalpha() and chr(code) not in "«»"]
_STAND_IN = 0x10F700
_TO_STAND_INS = {code: _STAND_IN + code for code in _MISREAD}
_FROM_STAND_INS = {_STAND_IN + code: code for code in _MISREAD}
_BEHIND_WORDS = "«»‹›‘’‚“”„…–—•\u00a0"
_CLEAN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u200b\ufeff]")


def _chars(codes: range, encoding: str) -> str:
    return re.escape("".join(bytes([code]).decode(encoding, "ignore") for code in codes))


def _sequences(encoding: str) -> str:
    rest = f"[{_chars(_REST, encoding)}]"
    leads = (f"[{_chars(codes, encoding)}]{rest}{{{count}}}" for count, codes in enumerate((_TWO, _THREE, _FOUR), 1))
    return "|".join(leads)


_SEQUENCE = re.compile("|".join(_sequences(encoding) for encoding in _TAKEN_FOR))
_ALL_LEADS = "".join(_chars(codes, encoding) for encoding in _TAKEN_FOR for codes in (_TWO, _THREE, _FOUR))
_ALL_RESTS = "".join(_chars(_REST, encoding) for encoding in _TAKEN_FOR)
_PAIR = re.compile(f"[{_ALL_LEADS}][{_ALL_RESTS}]")


def is_suspect(text: str) -> bool:
    """Tell whether a text holds what may be the bytes of one character taken for several."""
    if text.isascii():
        return False
    return any(_SEQUENCE.match(text, pair.start()) for pair in _PAIR.finditer(text))


def with_stand_ins(source: str) -> str:
    """Return a source of the same length in which a cut loses nothing of such bytes."""
    return _SEQUENCE.sub(lambda match: match[0].translate(_TO_STAND_INS), source)


def without_stand_ins(text: str) -> str:
    """Return a text as it was before stand-ins came in."""
    return text.translate(_FROM_STAND_INS)


def repair(spans: Sequence[Span]) -> tuple[list[Span], int]:
    """Repair the texts of passages, stand-ins in them or not, and count those that were repaired."""
    repaired = 0
    done: list[Span] = []
    for span in spans:
        text, is_repaired = _repaired(span.text)
        repaired += is_repaired
        done.append(span if text == span.text else span._replace(text=text))
    return done, repaired


def _repaired(text: str) -> tuple[str, bool]:
    plain = without_stand_ins(text)
    fixed = _fixed(plain)
    if fixed != plain:
        return _readable(fixed), True
    return (text if plain == text else _readable(plain)), False


def _fixed(text: str) -> str:
    """Take back one misreading after the other, as long as the next is evident too."""
    while is_suspect(text) and _is_evident(text):
        from ftfy import apply_plan, fix_encoding_and_explain

        steps = fix_encoding_and_explain(text).explanation or []
        first = next((number for number, step in enumerate(steps, 1) if step.action in {"decode", "apply"}), 0)
        fixed = apply_plan(text, [(step.action, step.parameter) for step in steps[:first]])
        if len(fixed) >= len(text):
            break
        text = fixed
    return text


def _is_evident(text: str) -> bool:
    """Tell whether any such bytes can hardly be what they look like: neither letters nor the end of a word in quotes.

    "ČŠ" may be letters and "VOILÀ»" a word; "Ã©" is neither, nor is a capital in the middle of a word.
    """
    for match in _SEQUENCE.finditer(text):
        rest, before = match[0][1:], text[match.start() - 1 : match.start()]
        is_sign = any(not sign.isalpha() and sign not in _BEHIND_WORDS for sign in rest)
        is_alone = match[0][0] in "ÂÃ" and not before.isalpha()
        if is_sign or (not rest.isalpha() and (len(rest) > 1 or before.islower() or is_alone)):
            return True
    return False


def _readable(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in _CLEAN.sub("", text).split("\n"))
