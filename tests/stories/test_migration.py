"""Running releases meet a new version of their process: those that can."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.inbox.drafts import save_draft
from tasks.migrating import batches, goal, impact, one
from tasks.migrating.spoken import obstacles
from tasks.migrating.tables import NOW, WHEN_IT_CAN
from tests.stories.office import Office, offices
from tests.stories.redrawn import KEY, drawn, publish, with_review, without_crm
from tests.stories.smr import STAKEHOLDERS, to_planning

COORDINATOR = "release_coordinator_smr"


@pytest.fixture
def office(furniture: Path, tmp_path: Path) -> Iterator[Office]:
    yield from offices(furniture, tmp_path, restored=False)


def asked(office: Office) -> str:
    """A release whose request waits for a decision."""
    smr = office.file("smr", "Move the payroll portal")
    office.do(smr, "S-1.1", needs_smr=True)
    return smr


def assigned(office: Office) -> str:
    """A release that waits for the note in the CRM."""
    smr = asked(office)
    office.do(smr, "S-1.2", smr_required=True)
    office.do(smr, "S-1.5", coordinator=COORDINATOR)
    return smr


def announcing(office: Office) -> str:
    """A release whose announcement is being written."""
    smr = to_planning(office)
    office.do(smr, "S-3.1", stakeholders=STAKEHOLDERS)
    office.do(smr, "S-3.2")
    return smr


def begin(
    office: Office, number: int, moment: str = NOW, ids: list[str] | None = None
) -> str:
    """All running instances, or these, move to a version."""
    app = office.app
    with app.looking() as context:
        chosen = [row.id for row in impact.running(context.conn, KEY)]
    return batches.begin(
        app,
        KEY,
        number,
        instances=ids or chosen,
        mapping={},
        moment=moment,
        by="process_owner",
        why="plain language",
    )


def counted(office: Office, batch_id: str) -> dict[str, int]:
    with office.app.read() as conn:
        return dict(batches.counts(conn, batch_id))


def reasons(office: Office, batch_id: str) -> set[str]:
    with office.app.read() as conn:
        items = batches.items(conn, batch_id)
    return {str(o) for item in items for o in obstacles(item.obstacles)}


def test_fifty_releases_move_but_those_that_stand_at_a_step_that_is_gone(
    office: Office,
) -> None:
    releases = [asked(office) for _ in range(42)]
    at_crm = [assigned(office) for _ in range(4)]
    writing = [announcing(office) for _ in range(4)]
    number = publish(office, without_crm(with_review(drawn())))

    with office.app.looking() as context:
        target = goal.published(office.app.engine, context.conn, KEY, number)
        seen = impact.impact(office.app.engine, context, target)
    batch_id = begin(office, number)
    office.settle()

    assert (seen.count("can"), seen.count("cannot"), len(seen.groups)) == (46, 4, 3)
    assert counted(office, batch_id) == {"moved": 46, "refused": 4}
    (reason,) = reasons(office, batch_id)
    assert reason == (
        "It stands at “Update Dynamics CRM: required” (S-1.6), which is no longer "
        "there; say which step takes its place."
    )
    (smr, *_) = writing
    office.do(smr, "S-3.3")
    assert office.open_steps(smr) == ["S-3.3r"]
    done = office.do(smr, "S-3.3r", readable=True)
    assert [task.step_id for task in done.next] == ["S-3.4"]
    office.do(at_crm[0], "S-1.6")
    office.do(releases[0], "S-1.2", smr_required=True)


def test_those_that_are_there_already_are_one_group_wherever_they_stand(
    office: Office,
) -> None:
    asked(office)
    assigned(office)

    with office.app.looking() as context:
        target = goal.published(office.app.engine, context.conn, KEY, 1)
        seen = impact.impact(office.app.engine, context, target)

    (group,) = seen.groups
    assert (group.stays, len(group.rows)) == (True, 2)


def test_those_that_cannot_yet_move_after_their_next_step(office: Office) -> None:
    smr = assigned(office)
    number = publish(office, without_crm(with_review(drawn())))

    batch_id = begin(office, number, WHEN_IT_CAN)
    office.settle()
    assert counted(office, batch_id) == {"waiting": 1}
    office.do(smr, "S-1.6")

    assert counted(office, batch_id) == {"moved": 1}


def test_an_open_task_keeps_its_owner_its_draft_and_its_due_date(
    office: Office,
) -> None:
    smr = announcing(office)
    (before,) = office.open_tasks(smr)
    with office.app.command(by=COORDINATOR) as context:
        save_draft(context, before.task_id, user=COORDINATOR, answers={"scope": "All"})
    other = with_review(drawn()).replace(
        'id="S-3.3" name="3.0 Create Release Announcement"',
        'id="S-3.3" name="3.0 Write the announcement"',
    )
    number = publish(office, other)

    begin(office, number)
    office.settle()

    (after,) = office.open_tasks(smr)
    kept = ("task_id", "assignee", "due_at", "opened_at", "release_id")
    assert [getattr(after, k) for k in kept] == [getattr(before, k) for k in kept]
    assert after.name == "3.0 Write the announcement"
    assert after.draft == {"scope": "All"}


def test_a_task_of_another_role_goes_to_who_holds_it(office: Office) -> None:
    smr = announcing(office)
    moved = _with_role(drawn(), "S-3.3", "service_owner")
    number = publish(office, moved)

    begin(office, number)
    office.settle()

    (task,) = office.open_tasks(smr)
    assert (task.role, task.assignee) == ("service_owner", None)
    assert office.worker_of(task) == "service_owner"


def test_a_batch_is_undone_for_those_that_have_not_gone_on(office: Office) -> None:
    first, second = announcing(office), announcing(office)
    number = publish(office, with_review(drawn()))
    batch_id = begin(office, number)
    office.settle()
    office.do(first, "S-3.3")

    batches.undo(office.app, batch_id, by="process_owner")
    office.settle()

    assert counted(office, batch_id) == {"stayed": 1, "undone": 1}
    office.do(second, "S-3.3")
    assert (office.open_steps(first), office.open_steps(second)) == (
        ["S-3.3r"],
        ["S-3.4"],
    )


def test_a_stopped_batch_tries_no_more(office: Office) -> None:
    smr = assigned(office)
    number = publish(office, without_crm(drawn()))
    batch_id = begin(office, number, WHEN_IT_CAN)
    office.settle()

    batches.stop(office.app, batch_id, by="process_owner")
    office.do(smr, "S-1.6")

    assert counted(office, batch_id) == {"dropped": 1}
    with pytest.raises(batches.BatchOver):
        batches.stop(office.app, batch_id, by="process_owner")


def test_one_instance_moves_with_a_mapping_and_back(office: Office) -> None:
    smr = assigned(office)
    number = publish(office, without_crm(drawn()))
    given = {"S-1.6": "S-1.6x"}

    done = one.migrate(
        office.app,
        office.instance(smr),
        number,
        given,
        dry_run=False,
        by="process_owner",
        reason="It is another step now.",
    )

    assert done["changes"][0]["kind"] == "replaced"
    assert "S-1.6x" in office.open_steps(smr)
    one.undo(office.app, done["migration_id"], by="process_owner", reason="no")
    assert "S-1.6" in office.open_steps(smr)


def _with_role(xml: str, step: str, role: str) -> str:
    """The step worked by another role than its lane's."""
    begin_at = xml.index(f'<bpmn:userTask id="{step}"')
    place = xml.index("<spiffworkflow:properties>", begin_at)
    end = place + len("<spiffworkflow:properties>")
    named = f'<spiffworkflow:property name="role" value="{role}" />'
    return xml[:end] + named + xml[end:]
