"""Which lines a report shows: the filters, the same for pages, interface and files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, Table, or_, type_coerce

from tasks.release.states import CANCELLED, NOT_REQUIRED
from tasks.reports.lines import AHEAD, report_kind, report_line

#: Statuses of releases that nobody plans with; shown only when asked for.
OFF = (CANCELLED, NOT_REQUIRED)
#: What the period is about when several pages are shown.
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """From and to a day, both included; and what a line must be like."""

    begins: date
    ends: date
    process: str | None = None
    organization: str | None = None
    portfolio: str | None = None
    service: str | None = None
    jurisdiction: str | None = None
    status: str | None = None
    release_type: str | None = None
    coordinator: str | None = None
    overall: str | None = None
    q: str | None = None
    #: Only those that collide with others or lie in a blackout.
    troubled: bool = False
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def offset(self) -> int:
        """How many lines lie before the page."""
        return (self.page - 1) * self.per_page


#: Filters that ask for a column's exact value, of a line alone or of its kind.
OF_LINE = ("organization", "portfolio", "coordinator", "overall")
OF_KIND = ("process", "service", "status", "release_type")
_SEARCHED = ("release_id", "title", "service", "application", "crq_no", "director")


def within(wanted: Wanted) -> list[Any]:
    """The conditions that a line lies in the period and passes the filters."""
    return [_dated(wanted), *passing(wanted)]


def in_period(wanted: Wanted) -> list[Any]:
    """The same without what its kind decides."""
    return [_dated(wanted), *_of_line(wanted)]


def passing(wanted: Wanted, *, off: Collection[str] = OFF) -> list[Any]:
    """The conditions of the filters, without the period."""
    return [*_of_line(wanted), *_kind(report_line, wanted, off)]


def of_kind(wanted: Wanted) -> list[Any]:
    """The conditions that a kind of releases passes the filters."""
    return _kind(report_kind, wanted)


def _dated(wanted: Wanted) -> Any:
    return report_line.c.on_day.between(wanted.begins, wanted.ends)


def _of_line(wanted: Wanted) -> list[Any]:
    c = report_line.c
    where: list[Any] = [
        c[name] == getattr(wanted, name)
        for name in OF_LINE
        if getattr(wanted, name) is not None
    ]
    if wanted.troubled:
        where.append(c.side == AHEAD)
        where.append(or_(c.conflicts.is_not(None), c.blackout_id.is_not(None)))
    if wanted.q:
        where.append(_found(wanted.q))
    return where


def _kind(table: Table, wanted: Wanted, off: Collection[str] = OFF) -> list[Any]:
    c = table.c
    where: list[Any] = [
        c[name] == getattr(wanted, name)
        for name in OF_KIND
        if getattr(wanted, name) is not None
    ]
    if wanted.status is None and off:
        where.append(c.status.not_in(off))
    if wanted.jurisdiction:
        where.append(_among(c.jurisdictions, wanted.jurisdiction))
    return where


def _among(column: Any, value: str) -> Any:
    """Whether a list, kept as text, holds this value."""
    quoted: str = column.type.process_bind_param(value, None)
    return type_coerce(column, String).contains(quoted, autoescape=True)


def _found(words: str) -> Any:
    return or_(
        *(report_line.c[name].icontains(words, autoescape=True) for name in _SEARCHED)
    )


def order() -> Sequence[Any]:
    """By the hour of the deployment; what has none comes last."""
    c = report_line.c
    return c.on_day, c.starts_at, c.release_id
