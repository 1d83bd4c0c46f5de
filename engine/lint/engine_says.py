"""The last word: what the engine itself says of a file."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.spiff.specs import NotExecutable, executable


@rule("engine", example="<!-- whatever the engine cannot read -->")
def engine(subject: Subject) -> Iterator[Fault]:
    """The engine can read the diagram.

    At run time: it could not be started.
    Mend: draw the element anew, in one of the ways the other rules describe.
    Source: engine.
    """
    process_id = subject.diagram.process_id
    try:
        executable(subject.xml, process_id)
    except NotExecutable as error:
        yield Fault(process_id, f"The engine refuses it: {error}")


RULES = (engine,)
