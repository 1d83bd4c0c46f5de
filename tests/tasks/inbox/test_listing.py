"""The inbox's pages: what is due first comes first, whoever has it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tasks.inbox import listing
from tasks.inbox.listing import Wanted
from tasks.inbox.tables import human_task
from tests.bench.site import COORDINATOR, fill_inbox
from tests.stories.office import Office, furnish

NOBODY_S = "nobody_s_role"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Forty tasks of a coordinator: half hers, half to take, every third undated."""
    folder = tmp_path_factory.mktemp("inbox")
    furnish(folder)
    office = Office(folder)
    fill_inbox(office, 40)
    t, now = human_task.c, office.clock.now()
    with office.app.command() as context:
        mine = select(t.task_id).where(t.role == COORDINATOR).order_by(t.task_id)
        for number, task_id in enumerate(context.conn.scalars(mine).all()):
            day = None if number % 3 == 0 else now + timedelta(days=number * 7 % 11 - 3)
            changed = update(human_task).where(t.task_id == task_id)
            context.conn.execute(changed.values(due_at=day))
    yield office
    office.close()


def ids(office: Office, wanted: Wanted, **more: object) -> tuple[list[str], int]:
    """The ids of a page, and the size of the whole."""
    with office.app.read() as conn:
        now, roles = office.clock.now(), [COORDINATOR]
        page = listing.tasks(conn, COORDINATOR, roles, wanted, now, **more)  # type: ignore[arg-type]
        return [row.task_id for row in page.items], page.total


@pytest.mark.parametrize("scope", [listing.MINE, listing.ROLES])
@pytest.mark.parametrize("overdue", [False, True])
def test_all_pages_together_are_in_the_order_of_one_long_list(
    office: Office, scope: str, overdue: bool
) -> None:
    # Words are looked for without the index's order.
    plain = Wanted(scope=scope, overdue=overdue, q="review", per_page=200)
    expected, number = ids(office, plain)

    pages = []
    for page in range(1, number // 7 + 2):
        asked = Wanted(scope=scope, overdue=overdue, page=page, per_page=7)
        found, total = ids(office, asked)
        assert total == number
        pages += found

    assert pages == expected
    assert len(pages) == number > 0


def test_the_counts_tell_the_size_of_the_whole_inbox(office: Office) -> None:
    with office.app.read() as conn:
        now = office.clock.now()
        counts = listing.counts(conn, COORDINATOR, [COORDINATOR], now)

    assert counts["mine"] == counts["claimable"] == 20
    assert Wanted(page=2, sort="name").total_in(counts) == 40
    assert Wanted(q="review").total_in(counts) is None


def test_nobody_sees_what_is_for_others_to_take(office: Office) -> None:
    with office.app.read() as conn:
        now = office.clock.now()
        page = listing.tasks(conn, "stakeholder", [NOBODY_S], Wanted(), now)

    assert (list(page.items), page.total) == ([], 0)
