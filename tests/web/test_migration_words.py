"""Every reason and every change can be told in the reader's words."""

from engine.migrating import reasons
from web import migration_words


def test_every_obstacle_and_change_has_words():
    assert set(migration_words.OBSTACLES) == set(reasons.OBSTACLES)
    assert set(migration_words.CHANGES) == set(reasons.CHANGES)
