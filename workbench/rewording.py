"""What is different between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "gone", "new"]

# A word with the blank behind it; a character of a script without blanks.
_PIECE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]\\s*|[^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+\\s*|\\s+"
)
_MOST_PIECES = 4_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some words in a row that stand in both texts, in the first alone (`gone`) or in the second alone (`new`)."""

    change: Change
    text: str


def differences(first: str, second: str) -> list[Part]:
    """Return the second text in parts, with those of the first that it leaves out between them.

    The parts that are not `gone` make up the second text, those that are not `new` the first one but for blanks.
    Texts of more than 4,000 words are told as one gone and one new, unless they are the same.
    """
    if first == second:
        return [Part("same", second)] if second else []
    old, new = _PIECE.findall(first), _PIECE.findall(second)
    if max(len(old), len(new)) > _MOST_PIECES:
        return [Part("gone", first), Part("new", second)]
    matcher = SequenceMatcher(None, [one.strip() for one in old], [one.strip() for one in new], autojunk=False)
    parts: list[Part] = []
    for act, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, added = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        if act == "equal":
            parts.append(Part("same", added))
        else:
            parts += [Part("gone", gone)] if gone else []
            parts += [Part("new", added)] if added else []
    return parts
