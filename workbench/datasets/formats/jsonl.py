"""One JSON object a line, in UTF-8, described by `schema.json`."""

from collections.abc import Iterable
from typing import Any

import orjson

MEDIA_TYPE = "application/x-ndjson"


def encode(rows: Iterable[dict[str, Any]]) -> bytes:
    """Write rows as lines."""
    return b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows])
