"""Obstacles and changes of a move to another version, in the reader's words."""

from collections.abc import Mapping

from engine.migrating.reasons import Change, Element, Obstacle
from tasks.people.roles import role_name
from web.texts import N_, _, locale

OBSTACLES: Mapping[str, str] = {
    "other-process": N_("The version is of another process."),
    "same-version": N_("It already runs on this version."),
    "not-running": N_("The instance has ended."),
    "unknown-element": N_("The mapping names %(step)s, which is not in this version."),
    "step-gone": N_(
        "It stands at %(step)s, which is no longer there; say which step takes its"
        " place."
    ),
    "step-elsewhere": N_(
        "It stands at %(step)s, which now lies in another subprocess."
    ),
    "enclosed": N_("%(step)s has other event subprocesses in the new version."),
    "other-kind": N_("It stands at %(step)s, which is another kind of step now."),
    "round": N_(
        "%(step)s is in the midst of a round, which the new version does otherwise."
    ),
    "not-a-round": N_(
        "%(step)s is open once, and the new version does it for several."
    ),
    "join-way": N_(
        "A branch has come to %(step)s by %(other)s, which no longer leads there."
    ),
    "opens-at-once": N_("%(step)s would open at once; let it pass first."),
    "waits-for-ever": N_("%(step)s would wait for ever for a branch from %(other)s."),
    "runs-twice": N_("What follows %(step)s would be done twice."),
    "tangled": N_(
        "Nobody can say whether it would come to an end: the branches cross too often."
    ),
    "variable": N_(
        "%(step)s reads “%(detail)s”, which this instance has never been given."
    ),
    "timer": N_("The timer %(step)s cannot begin: %(detail)s"),
    "unreadable": N_("Its state cannot be carried over: %(detail)s"),
}

CHANGES: Mapping[str, str] = {
    "renamed": N_("%(step)s is called %(other)s."),
    "replaced": N_("%(step)s becomes %(other)s."),
    "role": N_("%(step)s goes from %(old)s to %(new)s."),
    "form": N_("%(step)s asks another form: %(new)s instead of %(old)s."),
    "questions": N_("The questions of %(step)s change."),
    "duties": N_("Who is responsible, consulted or informed changes at %(step)s."),
    "due": N_("%(step)s is due otherwise; the open task keeps its due date."),
    "timer-kept": N_(
        "The timer %(step)s is another; the one that runs keeps its moment."
    ),
    "timer-begins": N_("The timer %(step)s begins."),
    "timer-ends": N_("The timer %(step)s ends."),
    "message-begins": N_("It begins to wait for the message %(detail)s at %(step)s."),
    "message-ends": N_("It no longer waits for the message %(detail)s at %(step)s."),
    "step-added": N_("It will come to %(step)s, which is new."),
    "step-removed": N_("It will no longer come to %(step)s."),
}

#: How an instance fares in a batch.
FARES: Mapping[str, str] = {
    "waiting": N_("waits for its turn"),
    "moved": N_("moved to the new version"),
    "refused": N_("cannot move"),
    "ended": N_("has ended before"),
    "dropped": N_("was not tried any more"),
    "undone": N_("is back on its former version"),
    "stayed": N_("has gone on and stays"),
}
STATES: Mapping[str, str] = {
    "running": N_("under way"),
    "done": N_("done"),
    "stopped": N_("stopped"),
    "undoing": N_("is being undone"),
}

Names = Mapping[str, str]


def obstacle_words(found: Obstacle, names: Names | None = None) -> str:
    """One reason why an instance cannot move."""
    return _(
        OBSTACLES[found.kind],
        step=_called(found.step, names),
        other=_called(found.other, names),
        detail=found.detail,
    )


def change_words(found: Change, names: Names | None = None) -> str:
    """One thing that is otherwise after a move."""
    roles = found.kind == "role"
    return _(
        CHANGES[found.kind],
        step=_called(found.step, names),
        other=_called(found.other, names),
        old=_roles(found.old) if roles else found.old,
        new=_roles(found.new) if roles else found.new,
        detail=found.detail,
    )


def _called(element: Element | None, names: Names | None) -> str:
    if element is None:
        return ""
    return str(Element(element.id, (names or {}).get(element.id) or element.name))


def _roles(text: str) -> str:
    each = [role.strip() for role in text.split(",") if role.strip()]
    return ", ".join(role_name(role, locale()) for role in each) or _("nobody")
