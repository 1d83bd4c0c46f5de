"""What the inbox refuses; each sentence may be shown to a person."""

from engine.errors import Conflict, EngineError


class NotYours(EngineError):
    """The person may not work this task."""

    def __init__(self) -> None:
        super().__init__(
            "This task is for somebody else. Ask the person it is with, "
            "or the release manager, to pass it on."
        )


class AlreadyClaimed(Conflict):
    """Somebody else has the task."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"This task is already with {owner}. Nothing was changed.")


class CannotReceive(EngineError):
    """The person chosen may not work this task."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has none of the roles that may work this task.")
