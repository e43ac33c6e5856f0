"""The keys that choose labels.

Keys are distinct in the whole codebook, upper and lower case are one, and none is the desk's own. A label without
`key` gets the first free one of its id's letters and digits, else of all; the shortest questions choose first.
`key = ""`, or no key left, means that the label is chosen by pointer or by Tab.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from string import ascii_lowercase, digits

from workbench.codebook.toml_source import Block

RESERVED_KEYS: Mapping[str, str] = {
    "z": "undo",
    "u": "unsure",
    "b": "broken text",
    "s": "skip",
    "g": "guide",
    "c": "other outlets",
    "e": "evidence",
    "m": "comment",
    "-": "target absent",
    "?": "keys",
}


def give(questions: Sequence[Sequence[Block]]) -> list[list[str]]:
    """Return a key for each label of each question: the one it names, else one that is free, else none.

    What is wrong with a key that is named is noted in its block.
    """
    owners: dict[str, Block] = {}
    keys = {label.place: _own_key(label, owners) for labels in questions for label in labels}
    for labels in sorted(questions, key=len):
        for label in labels:
            if "key" not in label.values:
                wanted = str(label.values.get("id", "")).lower()
                keys[label.place] = key = _free_key(wanted, owners)
                owners[key] = label
    return [[keys[label.place] for label in labels] for labels in questions]


def _own_key(label: Block, owners: dict[str, Block]) -> str:
    key = label.text("key").lower()
    if not key:
        return ""
    if len(key) != 1 or not key.isprintable() or key.isspace():
        label.refuse("key", "must be one printable character that is not a space")
    elif key in RESERVED_KEYS:
        label.refuse("key", f"“{key}” is the desk's own key for “{RESERVED_KEYS[key]}”; choose another")
    elif key in owners:
        label.refuse("key", f"“{key}” is the key of {owners[key].name} already; choose another")
    owners.setdefault(key, label)
    return key


def _free_key(wanted: str, owners: Collection[str]) -> str:
    allowed = digits[1:] + digits[0] + ascii_lowercase
    candidates = chain((character for character in wanted if character in allowed), allowed)
    return next((key for key in candidates if key not in owners and key not in RESERVED_KEYS), "")
