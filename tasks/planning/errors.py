"""What planning refuses, in sentences."""

from engine.errors import EngineError, NotFound


class PlanningRefused(EngineError):
    """What was entered cannot be; ``field`` says where."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class NotYoursToPlan(EngineError):
    """The person has no right to change this."""

    def __init__(self) -> None:
        super().__init__("Only the release manager may change this.")


class NoSuchEntry(NotFound):
    """There is nothing under this number."""

    def __init__(self) -> None:
        super().__init__("There is no such entry, or it was taken back.")
