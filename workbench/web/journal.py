"""What a browser needs to keep unsent answers so that nobody else can read or send them."""

import base64
import hashlib
import hmac

from flask import current_app

from workbench.people.models import Annotator


def secrets_of(annotator: Annotator) -> dict[str, str]:
    """Return an annotator's secret for sealing answers in the browser, and the scope that marks them there as theirs.

    Both are made from the key that signs cookies: the same at every visit, told to nobody else, and neither says who.
    """
    return {"scope": _made("scope", annotator), "secret": _made("secret", annotator)}


def _made(purpose: str, annotator: Annotator) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(key, f"journal {purpose} {annotator.id}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode("ascii")
