"""Numbers of releases: none twice, none left out."""

from concurrent.futures import ThreadPoolExecutor

from tasks.release.tables import next_number


def test_two_requests_at_once_get_two_numbers(database):
    def take(_: int) -> str:
        with database.transaction() as conn:
            return next_number(conn, "SMR", 2026)

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(take, range(24)))

    assert found == [f"SMR-2026-{n:04d}" for n in range(1, 25)]


def test_each_process_and_year_counts_for_itself(database):
    with database.transaction() as conn:
        found = [
            next_number(conn, prefix, year)
            for prefix, year in (("SMR", 2026), ("DCS", 2026), ("SMR", 2027))
        ]

    assert found == ["SMR-2026-0001", "DCS-2026-0001", "SMR-2027-0001"]
