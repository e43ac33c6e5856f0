"""Which columns of an export a row shows the type of.

Readers built on Arrow take each column's type from the first rows, and refuse a later value where these held only
nulls and empty lists: the `datasets` library looks at 10 MB, polars at 100 rows.
"""

from typing import Any

ROWS_LOOKED_AT = 100
CHARACTERS_LOOKED_AT = 1_000_000

LISTS = ("labels", "soft", "judgments")


def shown(row: dict[str, Any]) -> set[str]:
    """Return the columns of a row that hold something: `item`, `labels`, `labels.values`, and so on."""
    columns = {key for key in ("item", "cluster", "split", *LISTS) if row[key]}
    columns.update(f"{key}.{name}" for key in LISTS for one in row[key] for name, value in one.items() if value)
    return columns
