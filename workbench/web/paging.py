"""Lists that are shown a page at a time."""

from flask import request


def asked(count: int, size: int) -> tuple[int, int]:
    """Return the page that the request asks for, or the nearest that there is, and how many pages there are."""
    pages = max(1, -(-count // size))
    return min(max(request.args.get("page", 1, int), 1), pages), pages
