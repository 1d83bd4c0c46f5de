"""How a coordinator's availability is shown beside the name, where one is chosen."""

from datetime import date

from engine.ports import Context
from tasks.forms.shape import Text
from tasks.planning.availability import Availability
from tasks.release.loaded import release_of


def deployment_day(context: Context) -> date:
    """The office's day on which the running release deploys; today while unknown."""
    today = context.at.astimezone(context.zone).date()
    key = context.instance.business_key if context.instance else None
    if key is None:
        return today
    row = release_of(context, key)
    if row["deployment_at"] is not None:
        day: date = row["deployment_at"].astimezone(context.zone).date()
        return max(day, today)
    planned: date | None = row["planned_deployment"]
    return max(planned or today, today)


def with_standing(name: Text, standing: Availability | None) -> Text:
    """A name with what its bearer carries, and when they are away."""
    if standing is None:
        return name
    english = f"{standing.carries} of {standing.capacity} releases"
    french = f"{standing.carries} versions sur {standing.capacity}"
    if standing.away is not None:
        first, last = standing.away
        english += f", away {first} to {last}"
        french += f", absence du {first} au {last}"
    elif standing.is_full:
        english, french = f"{english}, full", f"{french}, complet"
    return Text(f"{name.en} – {english}", f"{name.fr} – {french}")
