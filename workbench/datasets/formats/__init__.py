"""One file a format, reading and writing side by side. A format written here is a module with `encode` and `SUFFIX`."""

from workbench.errors import NotBuiltError, UsageError

WRITTEN = ("jsonl",)
LATER = ("csv", "parquet", "huggingface", "conll", "label-studio", "doccano", "prodigy", "potato")


def require(name: str) -> None:
    """Raise NotBuiltError for a format that is still to come, UsageError for one that there is not."""
    if name in LATER:
        raise NotBuiltError(f"writing {name}")
    if name not in WRITTEN:
        raise UsageError(f"“{name}” is not a format; give {', '.join(WRITTEN)}.")
