"""Slows down those who guess passwords, without locking anybody out.

Counted per account *and* address, so that a stranger's attempts do not keep the owner
from signing in elsewhere; per address alone, so that trying many accounts is slow too.
Source: OWASP ASVS 4 V2.2.1; ours: 10 per account and address, 50 per address, in 5
minutes.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 300.0
PER_ACCOUNT, PER_ADDRESS = 10, 50
MOST_KEYS = 10_000


class Throttle:
    """Failed attempts of the last minutes, in this process's memory."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._failures: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def is_closed(self, account: str, address: str) -> bool:
        """Whether this account from this address must wait."""
        with self._lock:
            return (
                len(self._recent((account, address))) >= PER_ACCOUNT
                or len(self._recent(("", address))) >= PER_ADDRESS
            )

    def failed(self, account: str, address: str) -> None:
        """Remember a failed attempt."""
        with self._lock:
            if len(self._failures) > MOST_KEYS:
                self._failures.clear()
            for key in ((account, address), ("", address)):
                self._failures.setdefault(key, deque()).append(self._seconds())

    def succeeded(self, account: str, address: str) -> None:
        """Forget the failed attempts of this account from this address."""
        with self._lock:
            self._failures.pop((account, address), None)

    def _recent(self, key: tuple[str, str]) -> deque[float]:
        failures = self._failures.get(key)
        if failures is None:
            return deque()
        while failures and failures[0] < self._seconds() - WINDOW_SECONDS:
            failures.popleft()
        if not failures:
            del self._failures[key]
        return failures
