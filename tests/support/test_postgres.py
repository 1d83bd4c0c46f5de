"""The tests' PostgreSQL server."""

import pytest
from sqlalchemy import create_engine, text

from tests.support import parts

pytestmark = pytest.mark.postgres


def test_a_fresh_database_answers_a_query(empty_postgres_database):
    engine = create_engine(empty_postgres_database)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (line text)"))
        connection.execute(text("INSERT INTO note VALUES ('Ünïcode')"))
        lines = connection.scalars(text("SELECT line FROM note")).all()

    assert lines == ["Ünïcode"]
    engine.dispose()


def test_the_next_test_sees_nothing_of_it(postgres_database):
    engine = create_engine(postgres_database)

    with engine.connect() as connection:
        tables = connection.scalars(
            text("SELECT count(*) FROM pg_tables WHERE tablename = 'note'")
        ).one()

    assert tables == 0
    engine.dispose()


def test_what_is_acknowledged_is_on_disk(postgres_database):
    engine = create_engine(postgres_database)

    with engine.connect() as connection:
        settings = connection.execute(
            text(
                "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
            )
        ).one()

    assert tuple(settings) == ("on", "on")
    engine.dispose()


def test_a_missing_part_fails_in_continuous_integration(monkeypatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match=r"A harp is missing.*buy one"):
        parts.missing("A harp", mend="buy one")


def test_a_missing_part_is_named_elsewhere(monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match=r"A harp is missing.*buy one"):
        parts.missing("A harp", mend="buy one")
