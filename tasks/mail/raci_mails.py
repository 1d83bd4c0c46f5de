"""Who is asked when an activity opens, and told when it is done, by the RACI matrix.

An activity is one or several tasks.  It opens with its first task, and is done when a
task of it is completed while none of it is open and none follows at once.  The process
waits for no answer.  Nobody is told of their own deed, and whoever works a task needs
no request for advice on it.  The texts are the templates ``_consulted`` and
``_informed``; a process owner who removes one switches it off.

Source: GO-ITS 240PRS 3.6 (C is consulted before, I is informed after); processes.md
P3, AMB-25 (the offices' pools while nobody is assigned), AMB-26 (nobody known yet:
noted, and told when the role is filled).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.model import Node
from engine.ports import Context
from tasks.inbox.asked import open_steps
from tasks.mail.compose import mail, template_text
from tasks.mail.deferred import defer, take_back
from tasks.people.known import name_of, pools
from tasks.people.organizations import serving
from tasks.people.raci import Duties, duties_of
from tasks.people.roles import POOLED
from tasks.release.loaded import organization_of

CONSULTED, INFORMED = "_consulted", "_informed"
#: What these two templates may read beside the record.
GIVEN = frozenset({"step", "step_fr", "activity", "activity_fr", "by"})

Held = Mapping[str, Sequence[str]]
#: Told when nobody is known yet: the context, the step, the roles.
Note = Callable[[Context, str, Sequence[str]], None]


def audited(context: Context, step_id: str, roles: Sequence[str]) -> None:
    """Leave a trace that nobody could be told yet (AMB-26)."""
    about = context.instance.business_key if context.instance else None
    context.audit("release", about or step_id, "no recipient yet", None, list(roles))


def consult(
    context: Context,
    rows: Sequence[Mapping[str, Any]],
    nodes: Sequence[Node],
    held: Held,
    note: Note = audited,
) -> None:
    """Ask the consulted for advice on activities that open.

    An activity that goes on with its next task asks nobody again, and takes back what
    this step would have told of its end; one that a day brings back asks once a day.
    """
    telling = _Telling(context, held, note)
    seen: set[str] = set()
    for row, node in zip(rows, nodes, strict=True):
        duties = telling.duties(node, CONSULTED) or telling.duties(node, INFORMED)
        if duties is None or duties.activity in seen:
            continue
        seen.add(duties.activity)
        goes_on = _take_back(context, duties.activity)
        if goes_on or not duties.consulted or not telling.is_on(CONSULTED):
            continue
        day = context.at.astimezone(context.zone).date()
        telling.tell(
            CONSULTED,
            node,
            duties,
            duties.consulted,
            spared={context.by, row.get("assignee")},
            occasion=f"consult:{_instance(context)}:{duties.activity}:{day}",
        )


def inform(
    context: Context, nodes: Iterable[Node], held: Held, note: Note = audited
) -> None:
    """Tell the informed of activities that are done."""
    telling = _Telling(context, held, note)
    ending: dict[str, tuple[Node, Duties]] = {}
    for node in nodes:
        duties = telling.duties(node, INFORMED)
        if duties is not None and duties.informed:
            ending[duties.activity] = (node, duties)
    still_open = _open_activities(context) if ending else frozenset[str]()
    for activity, (node, duties) in ending.items():
        if activity not in still_open:
            telling.tell(
                INFORMED,
                node,
                duties,
                duties.informed,
                spared={context.by},
                occasion=f"{_end_of(context, activity)}{context.at.isoformat()}",
            )


def _instance(context: Context) -> str:
    return context.instance.id if context.instance else ""


def _end_of(context: Context, activity: str) -> str:
    """How the occasions of an activity's end begin."""
    return f"inform:{_instance(context)}:{activity}:"


def _take_back(context: Context, activity: str) -> bool:
    """Drop what this step would tell of an activity's end; whether there was any."""
    end = _end_of(context, activity)
    kept = [m for m in context.mails if not str(m.get("dedup")).startswith(end)]
    dropped = len(kept) < len(context.mails)
    context.mails[:] = kept
    return take_back(context, end) or dropped


def _open_activities(context: Context) -> frozenset[str]:
    """The activities of which a task is still open."""
    nodes = context.diagram.nodes if context.diagram else {}
    found = context.still_open
    if found is None:
        found = frozenset(open_steps(context.conn, _instance(context)))
    return frozenset(
        nodes[step].properties["raci"]
        for step in found
        if step in nodes and "raci" in nodes[step].properties
    )


class _Telling:
    """Mails to the people of duties, all read in one statement."""

    def __init__(self, context: Context, held: Held, note: Note) -> None:
        self.context, self.held, self.note = context, held, note

    def is_on(self, template: str) -> bool:
        """Whether mails of this kind are wanted: their template is there."""
        return template_text(self.context.bundle, template, "en") is not None

    def duties(self, node: Node, template: str) -> Duties | None:
        """The duties at a node, if mails of this kind are on."""
        context = self.context
        if context.instance is None or not self.is_on(template):
            return None
        return duties_of(context.bundle, context.instance.process_key, node)

    def tell(
        self,
        template: str,
        node: Node,
        duties: Duties,
        roles: Sequence[str],
        *,
        spared: set[str | None],
        occasion: str,
    ) -> None:
        """Write to the holders of roles, or note that there are none yet."""
        context, empty = self.context, []
        people: dict[str, None] = {}
        for role in roles:
            names = self.people(role)
            people |= dict.fromkeys(names)
            if not names:
                empty.append(role)
        release_id = context.instance.business_key if context.instance else None
        recipients = [name for name in people if name not in spared]
        given = self.values(node, duties) if empty or recipients else {}
        if empty:
            self.note(context, node.id, empty)
        if empty and release_id is not None:
            defer(context, release_id, empty, template, given, occasion)
        if recipients:
            mail(
                context,
                template,
                recipients=recipients,
                release_id=release_id,
                values=given,
                dedup=occasion,
            )

    def people(self, role: str) -> Sequence[str]:
        """Who holds a role here, else its pool if an office fills it."""
        named = {name for names in self.held.values() for name in names}
        by = [self.context.by] if self.context.by else []
        found = pools(self.context, POOLED, [*named, *by])
        names = self.held.get(role, ())
        if names or role not in POOLED:
            return names
        organization = organization_of(self.context)
        able = serving(self.context, found.get(role, ()), organization)
        return [person.user_name for person in able]

    def values(self, node: Node, duties: Duties) -> dict[str, Any]:
        """What the templates may read beside the record."""
        name = node.name or node.id
        by = self.context.by
        return {
            "step": name,
            "step_fr": node.properties.get("name_fr") or name,
            "activity": duties.title.get("en", duties.activity),
            "activity_fr": duties.title.get("fr", duties.activity),
            "by": name_of(self.context, by) if by else "",
        }
