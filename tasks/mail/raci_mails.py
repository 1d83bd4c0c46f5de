"""Who is asked when a task opens, and told when it is done, by the RACI matrix.

The process waits for no answer.  Nobody is told of their own deed, and whoever works
the task needs no request for advice on it.  The texts are the templates ``_consulted``
and ``_informed``; a process owner who removes one switches it off.

Source: GO-ITS 240PRS 3.6 (C is consulted before, I is informed after); processes.md
P3, AMB-25 (the coordinators' pool while none is assigned), AMB-26 (nobody known yet:
noted).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.model import Node
from engine.ports import Context
from tasks.mail.compose import mail, template_text
from tasks.mail.readers import known_people, name_of
from tasks.people.audience import POOLED
from tasks.people.persons import people_with_roles
from tasks.people.raci import Duties, duties_of
from tasks.people.rights import serves
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
    """Ask the consulted for advice on tasks that begin to wait.

    Once a day for each activity and person, however many tasks it opens.
    """
    telling = _Telling(context, held, note, CONSULTED)
    seen: set[str] = set()
    for row, node in zip(rows, nodes, strict=True):
        duties = telling.duties(node)
        if duties is None or not duties.consulted or duties.activity in seen:
            continue
        seen.add(duties.activity)
        day = context.at.astimezone(context.zone).date()
        telling.tell(
            node,
            duties,
            duties.consulted,
            spared={context.by, row.get("assignee")},
            occasion=f"consult:{_instance(context)}:{duties.activity}:{day}",
        )


def inform(
    context: Context, nodes: Iterable[Node], held: Held, note: Note = audited
) -> None:
    """Tell the informed what has been done."""
    telling = _Telling(context, held, note, INFORMED)
    for node in {node.id: node for node in nodes}.values():
        duties = telling.duties(node)
        if duties is None or not duties.informed:
            continue
        telling.tell(
            node,
            duties,
            duties.informed,
            spared={context.by},
            occasion=f"inform:{_instance(context)}:{node.id}:{context.at.isoformat()}",
        )


def _instance(context: Context) -> str:
    return context.instance.id if context.instance else ""


class _Telling:
    """One template to the people of some duties."""

    def __init__(self, context: Context, held: Held, note: Note, template: str) -> None:
        self.context, self.held, self.note = context, held, note
        self.template = template
        self.on = template_text(context.bundle, template, "en") is not None
        self._pools: dict[str, list[str]] | None = None

    def duties(self, node: Node) -> Duties | None:
        """The duties at a node, if mails of this kind are on."""
        context = self.context
        if not self.on or context.instance is None:
            return None
        return duties_of(context.bundle, context.instance.process_key, node)

    def tell(
        self,
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
        if empty:
            self.note(context, node.id, empty)
        recipients = [name for name in people if name not in spared]
        known_people(context, [*recipients, *filter(None, [context.by])])
        release_id = context.instance.business_key if context.instance else None
        mail(
            context,
            self.template,
            recipients=recipients,
            release_id=release_id,
            values=self.values(node, duties),
            dedup=occasion,
        )

    def people(self, role: str) -> Sequence[str]:
        """Who holds a role here, else its pool if an office fills it."""
        names = self.held.get(role, ())
        if names or role not in POOLED:
            return names
        return self.pools().get(role, [])

    def pools(self) -> Mapping[str, Sequence[str]]:
        """The pools of all offices, read once."""
        if self._pools is None:
            self._pools = {}
            for person, roles in people_with_roles(self.context.conn, POOLED):
                for role in roles:
                    if serves(person.organization, organization_of(self.context)):
                        self._pools.setdefault(role, []).append(person.user_name)
        return self._pools

    def values(self, node: Node, duties: Duties) -> dict[str, Any]:
        """What the templates may read beside the record."""
        return {
            "step": node.name or node.id,
            "step_fr": node.properties.get("name_fr") or node.name or node.id,
            "activity": duties.title.get("en", duties.activity),
            "activity_fr": duties.title.get("fr", duties.activity),
            "by": name_of(self.context, self.context.by) if self.context.by else "",
        }
