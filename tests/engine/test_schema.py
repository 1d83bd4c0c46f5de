"""The migrations make exactly the tables of the code, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from engine import schema
from engine.db import Database
from tasks.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with no table."""
    url = f"sqlite:///{tmp_path}/empty.db"
    if request.param == "postgres":
        url = request.getfixturevalue("empty_postgres_database")
    found = Database(url)
    yield found
    found.close()


def tables(database: Database) -> set[str]:
    with database.read() as conn:
        return set(inspect(conn).get_table_names()) - {"alembic_version"}


def shape(database: Database) -> dict[str, object]:
    """Everything the database knows of its tables."""
    with database.read() as conn:
        found = inspect(conn)
        return {
            name: {
                "columns": [
                    (c["name"], str(c["type"]), c["nullable"])
                    for c in found.get_columns(name)
                ],
                "indexes": sorted(
                    (i["name"] or "", tuple(i["column_names"]), i["unique"])
                    for i in found.get_indexes(name)
                ),
                "keys": sorted(
                    (f["referred_table"], tuple(f["constrained_columns"]))
                    for f in found.get_foreign_keys(name)
                ),
                "primary": found.get_pk_constraint(name)["constrained_columns"],
                "unique": sorted(
                    tuple(u["column_names"]) for u in found.get_unique_constraints(name)
                ),
            }
            for name in sorted(set(found.get_table_names()) - {"alembic_version"})
        }


def test_the_migrations_make_exactly_the_tables_of_the_code(empty: Database) -> None:
    assert not schema.is_current(empty)

    schema.upgrade(empty)

    assert schema.is_current(empty)
    assert tables(empty) == set(metadata.tables)
    assert schema.differences(empty) == []


def test_migrated_tables_are_those_that_the_code_would_make(
    empty: Database,
) -> None:
    metadata.create_all(empty.writer)
    made = shape(empty)
    metadata.drop_all(empty.writer)
    schema.upgrade(empty)

    assert shape(empty) == made


def test_the_schema_goes_down_and_up_again(empty: Database) -> None:
    head = schema.upgrade(empty)
    before = shape(empty)

    schema.downgrade(empty, "base")
    assert tables(empty) == set()

    assert schema.upgrade(empty) == head
    assert shape(empty) == before


def test_a_database_that_is_current_is_left_alone(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.transaction() as conn:
        conn.execute(text("INSERT INTO simulated_time VALUES (1, 60)"))

    schema.upgrade(empty)

    with empty.read() as conn:
        assert conn.scalar(text("SELECT offset_seconds FROM simulated_time")) == 60


def test_a_table_the_migrations_do_not_know_is_said(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.transaction() as conn:
        conn.execute(text("DROP TABLE simulated_time"))

    (difference,) = schema.differences(empty)

    assert difference[0] == "add_table"


def test_every_migration_has_one_before_it_but_the_first() -> None:
    found = list(
        ScriptDirectory.from_config(schema._config()).walk_revisions("base", "heads")
    )

    assert [r.down_revision for r in found].count(None) == 1
    assert all(not isinstance(r.down_revision, tuple) for r in found)
    assert all(r.doc for r in found)
