import hashlib
import secrets


def make() -> str:
    """Make a secret of 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is stored of a secret.

    One round of SHA-256 is enough here, unlike for a password: 256 random bits cannot be guessed, and each request
    has to look one up.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
