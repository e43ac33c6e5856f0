import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import current_app


def asset(name: str) -> str:
    """Return the address of a static file, with its content's hash: browsers may keep it for a year.

    Raises FileNotFoundError for a file that is not there.
    """
    file = Path(current_app.static_folder or "") / name
    stat = file.stat()
    # Not url_for: the page that refuses a foreign host has no address of its own.
    return f"{current_app.static_url_path}/{name}?v={_hash(file, stat.st_mtime_ns, stat.st_size)}"


@lru_cache(maxsize=1)
def icon() -> str:
    """Return the icon as a data address: it costs no page a request."""
    return "data:image/svg+xml," + quote((Path(current_app.static_folder or "") / "icon.svg").read_text("utf-8"))


@lru_cache(maxsize=256)
def _hash(file: Path, changed_at: int, size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
