"""Secrets: argon2 hashes of passwords, sha256 of random tokens, and a short memory of what was verified.

Nothing here touches a database: hashing costs tens of milliseconds and is done before a transaction opens.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TOKEN_MARK = "lt_"  # noqa: S105 -- how a personal token begins, so that a leaked one can be found by scanners
REMEMBERED_FOR = timedelta(minutes=5)
_MOST_REMEMBERED = 10_000

# OWASP's second argon2id profile: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(_normal(password))


def verify_password(password: str, password_hash: str | None) -> bool:
    """Return whether a password fits its hash; takes as long when there is no account to compare with."""
    try:
        fits = _hasher.verify(password_hash or _nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def one_time_password() -> str:
    """Return a random password of 100 bits in groups that can be read out and typed."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


def new_token() -> str:
    """Return a clear personal token, 256 random bits."""
    return TOKEN_MARK + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return the hash under which a random token is stored; its entropy makes a slow hash needless."""
    return hashlib.sha256(token.encode()).hexdigest()


class Remembered:
    """Passwords verified in the last five minutes, as HMACs under a key that only this process knows.

    An entry is good only together with the stored hash it was verified against, so that a changed password is
    forgotten at once.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._until: dict[bytes, datetime] = {}
        self._lock = threading.Lock()

    def knows(self, password: str, password_hash: str, wall: datetime) -> bool:
        """Return whether this password was verified against this hash less than five minutes ago."""
        until = self._until.get(self._digest(password, password_hash))
        return until is not None and wall < until

    def keep(self, password: str, password_hash: str, wall: datetime) -> None:
        """Remember a verified password."""
        with self._lock:
            if len(self._until) >= _MOST_REMEMBERED:
                self._until = {digest: until for digest, until in self._until.items() if wall < until}
            if len(self._until) < _MOST_REMEMBERED:
                self._until[self._digest(password, password_hash)] = wall + REMEMBERED_FOR

    def _digest(self, password: str, password_hash: str) -> bytes:
        return hmac.digest(self._key, f"{password_hash}\0{password}".encode(), "sha256")


def _normal(password: str) -> str:
    # The same Vietnamese letters reach us composed from one keyboard and decomposed from another (NIST 800-63B).
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
