"""What the record of a release refuses, named as facts; a person may read each."""

from engine.ports import OperatorRefused


class RecordRefused(OperatorRefused):
    """The record does not allow this; nothing was changed.

    An operator's refusal, so that a diagram which asks for it stops with the sentence.
    """


class NoSuchRelease(RecordRefused):
    """There is no release of this number."""

    def __init__(self, release_id: str) -> None:
        super().__init__(f"There is no release “{release_id}”.")


class NoSuchRecord(RecordRefused):
    """The release has no such row."""

    def __init__(self, collection: str, record_id: str) -> None:
        super().__init__(
            f"This release has no entry {record_id} among its {collection}."
        )


class ReleaseClosed(RecordRefused):
    """A release that has ended is read-only.

    Source: processes.md E.2, "Closed releases are read-only for everybody".
    """

    def __init__(self, release_id: str, status: str) -> None:
        super().__init__(
            f"{release_id} is {status.lower()} and read-only. "
            "A release manager may reopen it with a reason."
        )


class UnknownColumn(RecordRefused):
    """A form, an operator or a request names a column that does not exist."""

    def __init__(self, entity: str, name: str) -> None:
        super().__init__(f"“{entity}” has no field “{name}”.")


class ValueRefused(RecordRefused):
    """A value does not fit its column."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"“{name}” {problem}.")


class NotChangeable(RecordRefused):
    """A field that only the process may change."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” is set by the process, not by hand.")


class ReasonMissing(RecordRefused):
    """A change that must be explained."""

    def __init__(self) -> None:
        super().__init__("Say why: the reason is kept in the audit trail.")


class Stale(RecordRefused):
    """Somebody else changed the release since it was read."""

    def __init__(self, release_id: str) -> None:
        super().__init__(
            f"{release_id} was changed since you read it. Load it again and repeat."
        )


class NotTheirDecision(RecordRefused):
    """A decision that belongs to another role."""
