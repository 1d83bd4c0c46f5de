"""Timers: what they wait for can be read, and fits the event."""

import re
from collections.abc import Iterator

from engine.expressions.iso import CYCLE, DATE, DURATION, is_literal
from engine.expressions.kinds import Kind
from engine.expressions.syntax import analyse, result_kinds
from engine.expressions.timers import check_timer
from engine.lint.expressions import Place, places
from engine.lint.finding import Severity
from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject

_CRON = re.compile(r"[\d*/?,L#-]+( [\w*/?,#-]+){4,6}", re.ASCII)
_QUOTED = re.compile(r"\s*(['\"])(.*)\1\s*", re.DOTALL)
#: The kinds of value that each form takes; a text is looked at when it comes.
_FITS = {
    "timeDate": frozenset({Kind.DATE, Kind.MOMENT, Kind.TEXT}),
    "timeDuration": frozenset({Kind.DURATION, Kind.TEXT}),
    "timeCycle": frozenset({Kind.TEXT}),
}
_FORMS = {"timeDate": DATE, "timeDuration": DURATION, "timeCycle": CYCLE}


@rule("timer", example="<bpmn:timeCycle>0 9 * * 1</bpmn:timeCycle>")
def timer(subject: Subject) -> Iterator[Fault]:
    """A timer is a moment, a duration or a cycle in ISO 8601, or an expression.

    At run time: the step before it fails, and nothing goes on.
    Mend: write P5D, 2026-12-24T09:00-05:00, R3/PT1H, or days(5) and the like.
    Source: ours, because timers are bounded and read in the office's zone.
    """
    for place, _ in timers_of(subject):
        plain = written(place.text)
        names = analyse(place.text).names
        problems = check_timer(place.text, names, subject.functions)
        if _CRON.fullmatch(plain):
            yield fault(subject, place, "is a cron expression")
        elif problems:
            yield fault(subject, place, f"cannot be read: {problems[0].message}")
        elif _is_text(place.text) and not is_literal(plain):
            yield fault(subject, place, "is no date, duration or cycle we can wait for")
    for node in subject.nodes.values():
        if any(e.kind == "timer" and not e.expression for e in node.events):
            yield Fault(node, f"The timer {subject.called(node.id)} waits for nothing.")


@rule("timer-form", example="<bpmn:timeDate>days(5)</bpmn:timeDate>")
def timer_form(subject: Subject) -> Iterator[Fault]:
    """A date timer waits for a moment, a duration timer for a duration.

    At run time: the step before it fails, and nothing goes on.
    Mend: choose the form that fits: timeDate, timeDuration or timeCycle.
    Source: engine (tried).
    """
    for place, form in timers_of(subject):
        plain = written(place.text)
        if is_literal(plain):
            if not _FORMS[form].fullmatch(plain):
                yield fault(subject, place, f"does not fit {form}")
        elif not _is_text(place.text):
            kinds = result_kinds(place.text, subject.functions)
            if kinds and kinds.isdisjoint(_FITS[form]):
                yield fault(subject, place, f"does not fit {form}")


@rule(
    "timer-zone", "warning", example="<bpmn:timeDate>2026-12-24T09:00</bpmn:timeDate>"
)
def timer_zone(subject: Subject) -> Iterator[Fault]:
    """A moment that is written down has an offset, and lies ahead.

    At run time: the office's zone is taken; once it is past, the timer does not wait.
    Mend: ask the record for the moment, or write the offset: 2026-12-24T09:00-05:00.
    Source: processes.md A.1, V13.
    """
    for place, _ in timers_of(subject):
        plain = written(place.text)
        if DATE.fullmatch(plain):
            naive = not re.search(r"T.*(Z|[+-]\d\d:\d\d)$", plain)
            says = "has no offset" if naive else "is one fixed moment for all releases"
            yield fault(subject, place, says)


@rule("timer-zero", "warning", example="<bpmn:timeDuration>PT0S</bpmn:timeDuration>")
def timer_zero(subject: Subject) -> Iterator[Fault]:
    """A timer waits for longer than nothing.

    At run time: a duration of nothing is over at once; a cycle of nothing fails.
    Mend: write how long, or take the timer away.
    Source: ours.
    """
    for place, form in timers_of(subject):
        every = written(place.text).rsplit("/", 1)[-1]
        nothing = is_literal(every) and DURATION.fullmatch(every) and not _lasts(every)
        if nothing or re.fullmatch(r"\s*\w+\(\s*0\s*\)\s*", place.text):
            severity: Severity | None = "error" if form == "timeCycle" else None
            yield fault(subject, place, "is nothing")._replace(severity=severity)


@rule("timer-days", "warning", example="<bpmn:timeDuration>P30D</bpmn:timeDuration>")
def timer_days(subject: Subject) -> Iterator[Fault]:
    """Days that keep their time of day are written as a date, not as a duration.

    At run time: a day is 24 hours; after a change of clocks it ends an hour off.
    Mend: wait for a date: timeDate with now() + days(30). Hours may stay a duration.
    Source: ours, because thirty days end at the office's time of day.
    """
    for place, form in timers_of(subject):
        plain = written(place.text)
        literal = DURATION.fullmatch(plain) is not None
        days = _WRITTEN_DAYS if literal else _DAYS
        in_days = days.search(plain)
        if form == "timeDuration" and in_days:
            yield fault(subject, place, "counts days of 24 hours")


RULES = (timer, timer_form, timer_zone, timer_days, timer_zero)
_DAYS = re.compile(r"\b(?:days|weeks)\(\s*(?!0\s*\))")
_WRITTEN_DAYS = re.compile(r"^P\d*[1-9]")


def timers_of(subject: Subject) -> Iterator[tuple[Place, str]]:
    """All timers that wait for something, with the form each is written in."""
    for place in places(subject):
        if place.what == "timer":
            for event in place.node.events:
                if event.timer in _FITS and event.expression == place.text:
                    yield place, event.timer
                    break


def written(text: str) -> str:
    """A timer's text without the quotes of a text constant."""
    quoted = _QUOTED.fullmatch(text)
    return (quoted.group(2) if quoted else text).strip()


def fault(subject: Subject, place: Place, says: str) -> Fault:
    """What is wrong with a timer."""
    called = subject.called(place.node.id)
    return Fault(place.at, f"The timer “{place.text}” of {called} {says}.")


def _is_text(text: str) -> bool:
    quoted = _QUOTED.fullmatch(text)
    return quoted is not None and quoted.group(1) not in quoted.group(2)


def _lasts(duration: str) -> bool:
    return any(digit in duration for digit in "123456789")
