"""Passwords: kept as argon2id hashes, checked in the same time for everybody.

Source: OWASP ASVS 2.1 and 2.4 (length over composition, memory-hard hash).
"""

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tasks.people.errors import PasswordUnfit

LEAST, MOST = 12, 200

_COMMON = (
    *("password", "123456", "qwerty", "azerty", "letmein", "welcome", "admin"),
    *("iloveyou", "motdepasse", "bienvenue", "changeme", "ontario"),
)

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept instead of the password."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; without a hash the same work is done in vain."""
    if len(password) > MOST:
        return False
    try:
        _HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether a hash is weaker than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


def require_fit(password: str, *, user_name: str) -> None:
    """Raises PasswordUnfit."""
    small = password.casefold()
    rest = functools.reduce(_without, _COMMON, small)
    guessable = user_name.casefold() in small or len(set(small)) < 5 or len(rest) < 4
    if not LEAST <= len(password) <= MOST or guessable:
        raise PasswordUnfit(LEAST, MOST)


def _without(text: str, word: str) -> str:
    return text.replace(word, "")


@functools.cache
def _nobodys_hash() -> str:
    return hashed("nobody has this password")
