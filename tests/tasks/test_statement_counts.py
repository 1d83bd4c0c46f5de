"""What a step costs: statements, commits and bytes, however many people it tells."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, select

from engine.instances import instance
from tasks.people import admission
from tests.bpmn.walk import Walk
from tests.stories import dcs as deployment
from tests.stories import smr as readiness
from tests.stories.office import Office, furnish

#: A step that tells nobody in particular; any step at all.
PLAIN, ANY = 15, 30
MOST_BYTES = 3_000
CROWD = 60
ROUNDS = 200


@dataclass
class Cost:
    """One transaction that was committed: what for, and what was executed."""

    what: str
    statements: list[str] = field(default_factory=list)


@dataclass
class Meter:
    """Notes every transaction that is committed on any database."""

    doing: str = ""
    costs: list[Cost] = field(default_factory=list)
    open: dict[int, Cost] = field(default_factory=dict)

    def worst(self, number: int = 15) -> str:
        """The dearest transactions, to be read."""
        dearest = sorted(self.costs, key=lambda cost: -len(cost.statements))
        return "\n".join(
            f"{len(cost.statements):4} statements: {cost.what}"
            for cost in dearest[:number]
        )

    def most(self) -> int:
        """How many statements the dearest transaction has."""
        return max(len(cost.statements) for cost in self.costs)

    def of(self, what: str) -> list[Cost]:
        """The transactions that a completion of this step committed."""
        return [cost for cost in self.costs if cost.what == what]

    def begun(self, conn: Connection) -> None:
        """A transaction begins."""
        self.open[id(conn)] = Cost(self.doing)

    def executed(self, conn: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        """A statement is executed; one for many rows is one."""
        if id(conn) in self.open and not statement.startswith("BEGIN"):
            self.open[id(conn)].statements.append(" ".join(statement.split()))

    def committed(self, conn: Connection) -> None:
        """A transaction is over, and was a step."""
        self.costs.append(self.open.pop(id(conn)))


@contextmanager
def metering() -> Iterator[Meter]:
    """Measures within."""
    meter = Meter()
    heard = {
        "begin": meter.begun,
        "before_cursor_execute": meter.executed,
        "commit": meter.committed,
    }
    for name, listener in heard.items():
        event.listen(Engine, name, listener)
    try:
        yield meter
    finally:
        for name, listener in heard.items():
            event.remove(Engine, name, listener)


class MeteredOffice(Office):
    """An office that knows the cost of what it does."""

    meter: Meter
    sizes: list[int]

    def complete(self, task: Any, worker: str, answers: Mapping[str, Any]) -> Any:
        """Complete a task, and note the size of the state that it leaves."""
        self.meter.doing = str(task.step_id)
        done = super().complete(task, worker, answers)
        self.meter.doing = f"sweep after {task.step_id}"
        with self.app.read() as conn:
            size = conn.scalar(
                select(func.length(instance.c.state)).where(
                    instance.c.id == task.instance_id
                )
            )
        self.sizes.append(int(size or 0))
        return done


@pytest.fixture
def office(tmp_path: Path) -> Iterator[MeteredOffice]:
    """An office that is measured."""
    furnish(tmp_path)
    with metering() as meter:
        office = MeteredOffice(tmp_path)
        office.meter, office.sizes = meter, []
        yield office
        office.close()


def crowd(office: Office) -> list[dict[str, str]]:
    """Sixty stakeholders, as the form of the release plan takes them."""
    names = [f"stakeholder_{number:02}" for number in range(CROWD)]
    with office.app.command() as context:
        for name in names:
            admission.add_person(
                context,
                name,
                name=name.replace("_", " ").title(),
                email=f"{name}@example.org",
                roles=["stakeholder"],
            )
    return [{"person": n, "area": "Network", "role": "Technical"} for n in names]


def _whole_smr(office: Office) -> None:
    smr = readiness.to_status_meetings(office)
    readiness.to_go_no_go(office, smr, tested=True)
    office.do(smr, "S-7.5", decision="Go")
    readiness.deployed(office, smr)
    readiness.stabilized(office, smr)
    readiness.closed(office, smr)
    assert office.release(smr).status == "Closed"


def test_no_step_of_a_readiness_release_takes_more_than_thirty_statements(
    office: MeteredOffice,
) -> None:
    _whole_smr(office)

    sys.stdout.write(office.meter.worst())
    assert office.meter.most() <= ANY
    assert max(office.sizes) <= MOST_BYTES


def test_no_step_of_a_deployment_release_takes_more_than_thirty_statements(
    office: MeteredOffice,
) -> None:
    dcs = deployment.to_planning(office, "CX")
    deployment.prepared(office, dcs, "CX")
    deployment.deployed(office, dcs)
    deployment.closed(office, dcs)

    sys.stdout.write(office.meter.worst())
    assert office.meter.most() <= ANY
    assert max(office.sizes) <= MOST_BYTES


def test_telling_sixty_people_takes_no_more_statements_than_telling_two(
    office: MeteredOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "STAKEHOLDERS", crowd(office))
    office.meter.costs.clear()

    _whole_smr(office)

    assert len(office.mails()) > 500
    sys.stdout.write(office.meter.worst())
    assert office.meter.most() <= ANY


def test_a_plain_completion_is_one_commit_of_few_statements(
    office: MeteredOffice,
) -> None:
    smr = office.file("smr", "A portal without ado")
    office.do(smr, "S-1.1", needs_smr=True)
    office.do(smr, "S-1.2", smr_required=True)
    office.do(smr, "S-1.5", coordinator="release_coordinator_smr")
    office.do(smr, "S-1.6")

    (cost,) = office.meter.of("S-1.6")
    sys.stdout.write("\n".join(cost.statements))
    assert len(cost.statements) <= PLAIN


@pytest.mark.slow
def test_the_state_does_not_grow_with_the_rounds_of_a_process(tmp_path: Path) -> None:
    walk = Walk(tmp_path, "smr_release")
    walk.do("S-1.1")
    walk.do("S-1.2", smr_required=True)
    walk.do("S-1.5", "S-1.6", "S-1.7", "S-2.1")
    walk.do("S-2.2", release_type="Moderate / Limited", formal_release=True)
    walk.do("S-3.1", "S-3.2", "S-3.3")
    walk.do("S-3.4", announcement_result="Approve")
    walk.do("S-3.5", "S-4.1", "S-5.1", "S-5.2", "S-5.3")

    sizes = [_no_go(walk) for _ in range(ROUNDS)]

    sys.stdout.write(f"{sizes[1]} bytes after 2 rounds, {sizes[-1]} after {ROUNDS}")
    assert sizes[-1] <= 1.2 * sizes[1]
    assert max(sizes) <= MOST_BYTES


def _no_go(walk: Walk) -> int:
    """One round of the meetings that ends in a No-Go; the size of the state."""
    walk.do("S-6.1", "S-6.5")
    walk.do("S-6.6", end_to_end=False, pilot=False)
    walk.do("S-6.7", pre_go_needed=False)
    walk.do("S-7.3", "S-7.4")
    assert walk.do("S-7.5", go_no_go="No-Go") == ["S-6.1"]
    return len(walk.row().state)
