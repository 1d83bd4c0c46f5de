"""Why an instance cannot move to another version, and what would change if it did.

Each is a kind with the elements it speaks of, so that it can be told in any language;
``str()`` tells it in English.
"""

from dataclasses import dataclass

#: Obstacles, told with the step's name and the rest.
_OBSTACLES = {
    "other-process": "The version is of another process.",
    "same-version": "It already runs on this version.",
    "not-running": "The instance has ended.",
    "unknown-element": "The mapping names {step}, which is not in {detail}.",
    "step-gone": "It stands at {step}, which is no longer there; "
    "say which step takes its place.",
    "step-elsewhere": "It stands at {step}, which now lies in another subprocess.",
    "enclosed": "{step} has other event subprocesses in the new version.",
    "other-kind": "It stands at {step}, which is another kind of step now.",
    "round": "{step} is in the midst of a round, which the new version does otherwise.",
    "not-a-round": "{step} is open once, and the new version does it for several.",
    "join-way": "A branch has come to {step} by {other}, which no longer leads there.",
    "opens-at-once": "{step} would open at once; let it pass first.",
    "waits-for-ever": "{step} would wait for ever for a branch from {other}.",
    "runs-twice": "What follows {step} would be done twice.",
    "tangled": "Nobody can say whether it would come to an end: "
    "the branches cross too often.",
    "variable": "{step} reads “{detail}”, which this instance has never been given.",
    "timer": "The timer {step} cannot begin: {detail}",
    "unreadable": "Its state cannot be carried over: {detail}",
}

_CHANGES = {
    "renamed": "{step} is called {other}.",
    "replaced": "{step} becomes {other}.",
    "role": "{step} goes from {old} to {new}.",
    "form": "{step} asks another form: {new} instead of {old}.",
    "questions": "The questions of {step} change.",
    "duties": "Who is responsible, consulted or informed changes at {step}.",
    "due": "{step} is due otherwise; the open task keeps its due date.",
    "timer-kept": "The timer {step} is another; the one that runs keeps its moment.",
    "timer-begins": "The timer {step} begins.",
    "timer-ends": "The timer {step} ends.",
    "message-begins": "It begins to wait for the message {detail} at {step}.",
    "message-ends": "It no longer waits for the message {detail} at {step}.",
    "step-added": "It will come to {step}, which is new.",
    "step-removed": "It will no longer come to {step}.",
}


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a diagram: its id and name, for people."""

    id: str
    name: str = ""

    def __str__(self) -> str:
        return f"“{self.name}” ({self.id})" if self.name else f"“{self.id}”"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why an instance cannot move."""

    kind: str
    step: Element | None = None
    other: Element | None = None
    detail: str = ""

    def __str__(self) -> str:
        return _OBSTACLES[self.kind].format(
            step=self.step, other=self.other, detail=self.detail
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise after the move."""

    kind: str
    step: Element | None = None
    other: Element | None = None
    old: str = ""
    new: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return _CHANGES[self.kind].format(
            step=self.step,
            other=self.other,
            old=self.old or "nobody",
            new=self.new or "nobody",
            detail=self.detail,
        )


OBSTACLES, CHANGES = tuple(_OBSTACLES), tuple(_CHANGES)
