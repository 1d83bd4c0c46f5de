"""The command ``erm``: exit 0 done, 1 refused with one sentence, 2 usage."""

import sys
from collections.abc import Sequence

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import EngineError
from engine.ports import OperatorRefused
from tasks.backup import BackupRefused
from web.commands import (
    clock,
    database,
    demo,
    people,
    processes,
    releases,
    serving,
    upkeep,
)
from web.opening import AlreadyServed, NotMigrated
from web.settings import BadSettings

#: What is a refusal: its text is the sentence.
REFUSALS = (
    EngineError,
    OperatorRefused,
    BadSettings,
    NotMigrated,
    AlreadyServed,
    BackupRefused,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def erm() -> None:
    """Runs release processes from BPMN diagrams."""


for command in (
    serving.serve,
    serving.web,
    serving.worker,
    database.db,
    people.user,
    people.token,
    processes.process,
    releases.release,
    clock.clock,
    upkeep.work_due,
    upkeep.verify,
    upkeep.backup,
    upkeep.restore,
    demo.demo,
    upkeep.bench,
):
    erm.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its status."""
    _log_to_standard_error()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status. No traceback reaches a person."""
    try:
        status = erm.main(
            args=None if arguments is None else list(arguments),
            prog_name="erm",
            standalone_mode=False,
        )
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 1
    except REFUSALS as refusal:
        return _refused(str(refusal))
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", None) or problem).splitlines()[0]
        return _refused(f"The database cannot do this: {reason}.")
    except OSError as problem:
        what = f" ({problem.filename})" if problem.filename else ""
        return _refused(f"This cannot be read or written{what}: {problem.strerror}.")
    except Exception as problem:  # noqa: BLE001 - a person gets a sentence
        name = type(problem).__name__
        return _refused(f"Something went wrong that should not: {name}: {problem}")


def _refused(sentence: str) -> int:
    click.echo(" ".join(sentence.split()), err=True)
    return 1


def _log_to_standard_error() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
