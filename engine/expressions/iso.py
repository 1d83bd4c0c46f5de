"""ISO 8601 texts, as far as the language reads them."""

import re
from datetime import date, datetime

_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?"
_DATE = rf"{_DAY}(?:T{_CLOCK}(?:Z|[+-]\d\d:\d\d)?)?"
# At most 99 years and four digits a number: SpiffWorkflow loops over the months.
_DURATION = (
    r"P(?=[\dT])(?:\d{1,4}W|(?:\d{1,2}Y)?(?:\d{1,4}M)?(?:\d{1,4}D)?"
    r"(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,4}M)?(?:\d{1,4}S)?)?)"
)

DATE = re.compile(_DATE, re.ASCII)
CLOCK = re.compile(_CLOCK, re.ASCII)
DURATION = re.compile(_DURATION, re.ASCII)
#: Repetitions (none: until the activity ends), first moment if any, and interval.
CYCLE = re.compile(rf"R([1-9]\d{{0,2}})?/(?:({_DATE})/)?({_DURATION})", re.ASCII)


def is_literal(text: str) -> bool:
    """Whether a timer is a bare ISO 8601 text, to be taken before any parsing."""
    if type(text) is not str:
        return False
    return any(form.fullmatch(text.strip()) for form in (DATE, DURATION, CYCLE))


def read_date(text: str) -> date | datetime:
    """A day, or a moment that is naive when the text has no offset.

    Raises: ValueError if it is no such text or no such day.
    """
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
