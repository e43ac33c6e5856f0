import re
from urllib.parse import quote

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

# Browsers read `//e`, `/\e` and a tab or newline in between as another host. What is not plainly a path is refused.
_OWN_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/?(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")


def own_path(text: str) -> str:
    """Return the text where it is a path on this site, else an empty text."""
    return text if text.startswith("/") and len(text) <= 2000 and _OWN_PATH.fullmatch(text) else ""


def to_sign_in() -> Response:
    """Send the browser to the sign-in page, and from there back to the page it asked for."""
    wanted = quote(request.path) + ("?" + request.query_string.decode("latin-1") if request.query_string else "")
    back = own_path(wanted) if request.method == "GET" and wanted != "/" else ""
    return redirect(url_for("sign_in.show", next=back or None), 303)
