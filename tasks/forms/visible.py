"""Which fields of a form are shown for the answers given so far.

A page asks while a person is still writing, so that there is one reading of
``shown_when`` and it is the server's.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tasks.forms.answers import Functions, holding
from tasks.forms.fields import Desk, Offered
from tasks.forms.scope import Scope
from tasks.forms.shape import Form


def visible(
    form: Form,
    submitted: Mapping[str, Any],
    *,
    offered: Offered,
    functions: Functions,
    zone: ZoneInfo,
) -> frozenset[str]:
    """The paths of the fields to show: ``reason``, ``actions.0.owner``."""
    desk = Desk(zone, "en", offered)
    scope = Scope(form.fields, submitted, desk, holding(functions))
    scope.settle({})
    return frozenset(scope.shown())
