"""The rehearsals that people have under way, with limits on how many and how long."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tasks.rehearsal.sandbox import Sandbox

#: So many at once in a process of the operating system, and so many a person.
MOST, MOST_OF_ONE = 12, 2
IDLE = timedelta(minutes=30)

#: Whose it is, of which process and draft.
Of = tuple[str, str, int]


@dataclass
class _Kept:
    sandbox: Sandbox
    used_at: datetime


@dataclass
class Rehearsals:
    """Rehearsals by person and draft; the longest unused makes room."""

    kept: dict[Of, _Kept] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, of: Of, now: datetime) -> Sandbox | None:
        """A rehearsal that is under way."""
        with self._lock:
            self._forget(now)
            found = self.kept.get(of)
            if found is None:
                return None
            found.used_at = now
            return found.sandbox

    def keep(self, of: Of, sandbox: Sandbox, now: datetime) -> None:
        """Keep one, in the place of the person's former one of this draft."""
        with self._lock:
            self._drop(of)
            mine = [each for each in self.kept if each[0] == of[0]]
            while len(mine) >= MOST_OF_ONE:
                oldest = min(mine, key=lambda each: self.kept[each].used_at)
                mine.remove(oldest)
                self._drop(oldest)
            while len(self.kept) >= MOST:
                self._drop(min(self.kept, key=lambda each: self.kept[each].used_at))
            self.kept[of] = _Kept(sandbox, now)

    def end(self, of: Of) -> None:
        """Take one down."""
        with self._lock:
            self._drop(of)

    def _forget(self, now: datetime) -> None:
        for of in [o for o, k in self.kept.items() if now - k.used_at > IDLE]:
            self._drop(of)

    def _drop(self, of: Of) -> None:
        found = self.kept.pop(of, None)
        if found is not None:
            with found.sandbox.lock:
                found.sandbox.close()
