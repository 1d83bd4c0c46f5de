"""What a story of a release consists of: data, and what each part means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tell:
    """A message that somebody sends some time after a step has opened."""

    message: str
    by: str
    on: str
    after: timedelta
    says: Answers = field(default_factory=dict)
    #: Whether the step is left alone, because the message ends it.
    instead: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One release: what is known of it, who works it, what they decide.

    ``says`` are answers by step; a list has one for each time the step comes round.  A
    duration among answers is a moment so long from today.
    ``stops`` are steps that are still open today, all of them or, as ``step:user``,
    one person's.  ``not_before`` holds a step back until so long before today.
    ``then`` is the story of the release that this one starts; ``of`` is the title of
    the readiness release to which a deployment filed by hand belongs.
    """

    process: str
    title: str
    days_ago: int
    organization: str
    service: str
    people: Mapping[str, str]
    known: Answers = field(default_factory=dict)
    says: Mapping[str, Answers | Sequence[Answers]] = field(default_factory=dict)
    stops: frozenset[str] = frozenset()
    tells: Sequence[Tell] = ()
    not_before: Mapping[str, timedelta] = field(default_factory=dict)
    drafts: frozenset[str] = frozenset()
    then: "Story | None" = None
    of: str | None = None
    #: Whether a small repository has it too.
    small: bool = False

    def answers(self, step: str, times: int) -> Answers:
        """What is decided at a step that has come round so often before."""
        found = self.says.get(step, {})
        if isinstance(found, Mapping):
            return found
        return found[min(times, len(found) - 1)]

    def leaves(self, step: str, user: str | None) -> bool:
        """Whether the task is still open today."""
        return step in self.stops or f"{step}:{user}" in self.stops
