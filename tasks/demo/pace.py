"""How long people take: by step, in business days or, in a deployment, on the clock.

Source: ours, from the durations the standard gives for its milestones (3.7.3).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from engine.expressions.moments import Moment, add_business_days

USUAL = 1

#: Steps that take longer than the usual day, or only a while.
PACE: Mapping[str, int | timedelta] = {
    "S-1.1": 3,
    "S-1.2": 2,
    "S-3.1": 4,
    "S-3.2": 3,
    "S-3.3": 2,
    "S-5.1": 3,
    "S-5.3": 4,
    "S-6.3": 0,
    "S-6.5": 12,
    "S-6.6": 2,
    "S-6.6b": 5,
    "S-6.7": 16,
    "S-7.4": 2,
    "S-7.5": 3,
    "S-8.1": 5,
    "S-8.2": 0,
    "S-8.5": 0,
    "S-8.D2": 3,
    "S-9.5": 0,
    "S-9.6": 1,
    "S-10.2": 2,
    "S-10.3": 3,
    "S-10.4v": 2,
    "S-10.5": 4,
    "D-1.1": 0,
    "D-2.1": 2,
    "D-3.1": 0,
    "D-4.1": 0,
    "D-5.2": 3,
    "D-5.3": 2,
    "D-6.1a": 3,
    "D-6.2": 3,
    "D-6.3": 2,
    "D-7.2b": 2,
    "D-8.W": 3,
    "D-8.2": timedelta(hours=3),
    "D-8.3": timedelta(hours=4),
    "D-8.4": timedelta(minutes=50),
    "D-8.5": timedelta(minutes=30),
    "D-8.5E": timedelta(minutes=25),
    "D-8.6": timedelta(hours=2),
    "D-8.7": timedelta(minutes=30),
    "D-8.b": timedelta(minutes=7),
    "D-8.c": timedelta(minutes=20),
    "D-8.B1": timedelta(hours=2),
    "D-8.B2": timedelta(minutes=40),
    "D-9.2": 2,
    "D-9.3": 2,
}


def done_at(step: str, opened: datetime, zone: ZoneInfo, random: Random) -> datetime:
    """When somebody completes a step that opened then."""
    pace = PACE.get(step, USUAL)
    if isinstance(pace, timedelta):
        return opened + pace * random.uniform(0.7, 1.2)
    if pace == 0:
        return opened + timedelta(minutes=random.randint(25, 110))
    days = max(1, pace + random.choice((-1, 0, 0, 1)))
    day = add_business_days(Moment(opened, zone), opened, days)
    assert isinstance(day, datetime)
    minutes = random.randint(9 * 60, 16 * 60)
    return day.replace(hour=0, minute=0, second=0) + timedelta(minutes=minutes)
