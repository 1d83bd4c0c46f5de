"""Who may see, work and decide what: pure questions about loaded values.

Rights apply to the releases one is involved in; the release manager, the process
owner, the auditor and the administrator see all of them.  The intake and coordinators
may read those of others too, as far as their organization reaches.  Being a
coordinator somewhere gives no right to change anything here.  Whoever has only the
level View does nothing but read, whatever their roles.

Source: processes.md E.2.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tasks.people.persons import Person

#: Their rights do not depend on being named on the release, nor on organizations.
EVERYWHERE = frozenset({"release_manager", "process_owner", "auditor", "admin"})
#: They read the releases of others too, within the scope of their organization.
OFFICE = frozenset({"release_coordinator_smr", "release_coordinator_dcs", "intake"})


class Thing(StrEnum):
    """What rights are about, in the words of the standard's table."""

    REQUEST = "request"
    FIELDS = "release fields"
    PLAN = "plan"
    DOCUMENTS = "documents"
    MOP = "method of procedure"
    WORK = "issues, risks, deviations, actions"
    NOTES = "notes"
    STAKEHOLDERS = "stakeholders"
    VALUES = "value lists"
    DIAGRAMS = "diagrams"
    PEOPLE = "people"


class Deed(StrEnum):
    """What may be done with a thing; ``OWN`` is to change what one owns."""

    READ = "read"
    OWN = "update own"
    UPDATE = "update"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a release stands to people: its organization and who holds which role."""

    organization: str | None = None
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ended: bool = False

    def roles_of(self, user_name: str) -> frozenset[str]:
        """The roles that a person holds here."""
        return frozenset(r for r, names in self.holders.items() if user_name in names)


_COORDINATORS = ("release_coordinator_smr", "release_coordinator_dcs")
_UPDATE = ("release_manager", *_COORDINATORS)
_OWNERS = ("project_manager", "stakeholder", "service_owner")

_MAY: Mapping[Thing, Mapping[Deed, Collection[str]]] = MappingProxyType(
    {
        Thing.REQUEST: {Deed.UPDATE: ("intake", "release_manager")},
        Thing.FIELDS: {Deed.UPDATE: _UPDATE},
        Thing.PLAN: {Deed.UPDATE: _UPDATE, Deed.OWN: _OWNERS},
        Thing.DOCUMENTS: {Deed.UPDATE: _UPDATE, Deed.OWN: _OWNERS},
        Thing.MOP: {Deed.UPDATE: _UPDATE, Deed.OWN: ("project_manager",)},
        Thing.WORK: {Deed.UPDATE: _UPDATE, Deed.OWN: _OWNERS},
        Thing.NOTES: {Deed.UPDATE: _UPDATE},
        Thing.STAKEHOLDERS: {Deed.UPDATE: _UPDATE},
        Thing.VALUES: {Deed.UPDATE: ("release_manager", "process_owner")},
        Thing.DIAGRAMS: {
            Deed.UPDATE: ("release_manager", "process_owner"),
            Deed.PUBLISH: ("process_owner",),
        },
        Thing.PEOPLE: {Deed.UPDATE: ("admin", "process_owner")},
    }
)


def may_see_all_releases(person: Person) -> bool:
    """Whether every release may be read, involved or not."""
    return person.has(*EVERYWHERE) or (sees_scope(person) and person.scope is None)


def sees_scope(person: Person) -> bool:
    """Whether releases of others may be read, within the scope of one's own office."""
    return person.has(*OFFICE)


def may_see_release(
    person: Person, standing: Standing, *, has_task: bool = False
) -> bool:
    """Whether this release may be read; a task on it that one may claim is enough."""
    if not person.is_admitted:
        return False
    return (
        person.has(*EVERYWHERE)
        or (sees_scope(person) and person.serves(standing.organization))
        or has_task
        or bool(standing.roles_of(person.user_name))
    )


def may(
    person: Person, deed: Deed, thing: Thing, standing: Standing | None = None
) -> bool:
    """Whether a person may do this with a thing of a release, or of the product.

    A release that has ended is read-only for everybody, as all is for a viewer.
    """
    if deed is Deed.READ:
        return standing is None or may_see_release(person, standing)
    if not person.may_update or (standing is not None and standing.ended):
        return False
    held = frozenset() if standing is None else standing.roles_of(person.user_name)
    counting = held | (person.roles & EVERYWHERE if standing else person.roles)
    if thing is Thing.REQUEST:
        counting |= person.roles & {"intake"}
    may_do = set(_MAY[thing].get(deed, ()))
    if deed is Deed.OWN:
        may_do |= set(_MAY[thing].get(Deed.UPDATE, ()))
    return not counting.isdisjoint(may_do)


def may_change_entry(
    person: Person, thing: Thing, standing: Standing, *, owner: str | None
) -> bool:
    """Whether an entry may be changed: all of them, or those one owns."""
    if may(person, Deed.UPDATE, thing, standing):
        return True
    return owner == person.user_name and may(person, Deed.OWN, thing, standing)


def may_claim(person: Person, task_roles: Sequence[str], standing: Standing) -> bool:
    """Whether a task without an owner may be taken.

    Who holds its role on this release; while nobody does, the role's pool within the
    release's organization.
    """
    return person.may_update and any(
        person.user_name in standing.holders[role]
        if standing.holders.get(role)
        else is_in_pool(person, role, standing.organization)
        for role in task_roles
    )


def is_in_pool(person: Person, role: str, organization: str | None) -> bool:
    """Whether a person serves this role for an organization.

    Who belongs to no organization serves all of them, and a release without one is
    everybody's.
    """
    return role in person.pools and person.serves(organization)


def may_work_task(
    person: Person, task_roles: Sequence[str], standing: Standing, *, owner: str | None
) -> bool:
    """Whether a task may be completed: it is mine, or nobody's and I may claim it."""
    if owner is not None:
        return person.may_update and owner == person.user_name
    return may_claim(person, task_roles, standing)


def may_receive_task(person: Person, task_roles: Sequence[str]) -> bool:
    """Whether a task may be passed on to this person."""
    return not person.pools.isdisjoint(task_roles)


def may_pass_on(
    person: Person, task_roles: Sequence[str], standing: Standing, *, owner: str | None
) -> bool:
    """Whether a task may be given to somebody else: one's own, or as dispatcher."""
    if not person.pools.isdisjoint({"release_manager", "admin"}):
        return True
    return may_work_task(person, task_roles, standing, owner=owner)


def may_cancel(person: Person, standing: Standing) -> bool:
    """Whether a release may be cancelled: the release manager approves (E.2)."""
    return "release_manager" in person.pools and not standing.ended


def may_reopen(person: Person, standing: Standing) -> bool:
    """Whether an ended release may be reopened, with a reason (E.2)."""
    return "release_manager" in person.pools and standing.ended


def may_see_executive_summary(person: Person) -> bool:
    """An internal dashboard: not for project managers, stakeholders, service owners."""
    return person.has(
        "intake",
        "release_manager",
        *_COORDINATORS,
        "executive",
        "process_owner",
        "auditor",
        "admin",
    )


def may_see_mail(person: Person) -> bool:
    """The mail of all releases; others see that of their releases."""
    return person.has(
        "release_manager", *_COORDINATORS, "process_owner", "auditor"
    ) or (person.has("admin"))


def may_operate_instances(person: Person) -> bool:
    """Suspend, resume, retry, move and migrate running processes."""
    return not person.pools.isdisjoint({"release_manager", "process_owner", "admin"})


def may_keep_organizations(person: Person) -> bool:
    """Add, rename, move and retire organizations: a list of values (E.2)."""
    return not person.pools.isdisjoint({"release_manager", "process_owner", "admin"})


def may_ask_for_access(person: Person) -> bool:
    """Whether access is asked for: not by who watches or runs the machine (E.2)."""
    return not person.is_admitted or bool(person.roles - {"auditor", "admin"})


def may_see_access_requests(person: Person) -> bool:
    """Requests of others: for who decides on them, and who watches (E.2)."""
    return person.has(*EVERYWHERE)
