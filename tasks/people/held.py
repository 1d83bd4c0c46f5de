"""Who holds which role on a release, read once a step."""

from collections.abc import Mapping, Sequence
from functools import partial

from engine.ports import Context
from tasks.people.holders import holders
from tasks.release.loaded import remembered


def held(context: Context, release_id: str) -> Mapping[str, Sequence[str]]:
    """The active holders of each role on a release, first come first."""
    own = context.instance is not None and context.instance.business_key == release_id
    key = "holders" if own else f"holders:{release_id}"
    found: Mapping[str, Sequence[str]] = remembered(
        context, key, partial(holders, context.conn, release_id)
    )
    return found
