"""What can be measured of a process: a fixed list, each with its source.

Source: Release Standard 3.10 "Metrics assess process performance, improvements and
strategic decision support"; a process owner sets targets (3.6.3), the product counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tasks.reports.health.tally import Tally

Text = Mapping[str, str]


class Kind(StrEnum):
    """What a measure's value is: a share in %, a number of days, a mean, a count."""

    SHARE = "share"
    DAYS = "days"
    MEAN = "mean"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; ``more_is_better`` is what its KPI usually aims at."""

    key: str
    kind: Kind
    section: str
    more_is_better: bool
    name: Text
    source: Text

    def value(self, tally: Tally) -> float | None:
        """What it comes to; None while there is nothing to count."""
        match self.kind:
            case Kind.SHARE:
                return 100 * tally.number / tally.of if tally.of else None
            case Kind.DAYS:
                seconds = tally.quantile(0.5)
                return None if seconds is None else seconds / 86_400
            case Kind.MEAN:
                return tally.total / tally.of if tally.of else None
            case Kind.COUNT:
                return float(tally.of)


PERFORMANCE, IMPROVEMENT, STRATEGY = "performance", "improvement", "strategy"
SECTIONS: Mapping[str, Text] = MappingProxyType(
    {
        PERFORMANCE: {"en": "Performance", "fr": "Rendement"},
        IMPROVEMENT: {"en": "Improvement", "fr": "Amélioration"},
        STRATEGY: {"en": "Strategy", "fr": "Stratégie"},
    }
)

_ALL = (
    Measure(
        *("dates_kept", Kind.SHARE, PERFORMANCE, True),
        {
            "en": "Milestones reached by their planned day",
            "fr": "Jalons atteints au jour prévu",
        },
        {
            "en": "Planned and actual dates of the record",
            "fr": "Dates prévues et réelles du dossier",
        },
    ),
    Measure(
        *("deployed_on_time", Kind.SHARE, PERFORMANCE, True),
        {
            "en": "Successful deployments by the agreed day",
            "fr": "Déploiements réussis au jour convenu",
        },
        {
            "en": "Deployment attempts and the agreed or planned day",
            "fr": "Tentatives de déploiement et jour convenu ou prévu",
        },
    ),
    Measure(
        *("late_tasks", Kind.SHARE, PERFORMANCE, False),
        {"en": "Tasks completed late", "fr": "Tâches terminées en retard"},
        {
            "en": "Completed tasks that had a due date",
            "fr": "Tâches terminées qui avaient une échéance",
        },
    ),
    Measure(
        *("task_time", Kind.DAYS, PERFORMANCE, False),
        {
            "en": "Time from a task’s opening to its completion",
            "fr": "Délai entre l’ouverture et la fin d’une tâche",
        },
        {"en": "Completed tasks, median", "fr": "Tâches terminées, médiane"},
    ),
    Measure(
        *("rework", Kind.SHARE, IMPROVEMENT, False),
        {
            "en": "Tasks of steps that were done again",
            "fr": "Tâches d’étapes refaites",
        },
        {
            "en": "Completed tasks of steps done before, but those that recur",
            "fr": "Tâches d’étapes déjà faites, sauf celles qui reviennent",
        },
    ),
    Measure(
        *("no_go", Kind.SHARE, IMPROVEMENT, False),
        {"en": "Go/No-Go decisions that are No-Go", "fr": "Décisions No-Go"},
        {"en": "Decisions of the record", "fr": "Décisions du dossier"},
    ),
    Measure(
        *("backouts", Kind.SHARE, IMPROVEMENT, False),
        {
            "en": "Deployment attempts that were backed out",
            "fr": "Tentatives de déploiement annulées",
        },
        {"en": "Deployment attempts", "fr": "Tentatives de déploiement"},
    ),
    Measure(
        *("first_time", Kind.SHARE, IMPROVEMENT, True),
        {
            "en": "Deployments that succeed at the first attempt",
            "fr": "Déploiements réussis à la première tentative",
        },
        {"en": "First deployment attempts", "fr": "Premières tentatives"},
    ),
    Measure(
        *("deployments", Kind.COUNT, STRATEGY, True),
        {"en": "Deployment attempts", "fr": "Tentatives de déploiement"},
        {"en": "Deployment attempts", "fr": "Tentatives de déploiement"},
    ),
    Measure(
        *("lead_time", Kind.DAYS, STRATEGY, False),
        {
            "en": "Time from the request to the successful deployment",
            "fr": "Délai entre la demande et le déploiement réussi",
        },
        {
            "en": "Filing of the release and its successful attempt, median",
            "fr": "Dépôt de la demande et tentative réussie, médiane",
        },
    ),
    Measure(
        *("rating", Kind.MEAN, STRATEGY, True),
        {"en": "Rating in the feedback", "fr": "Note de la rétroaction"},
        {"en": "Feedback of the record, mean", "fr": "Rétroaction, moyenne"},
    ),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({m.key: m for m in _ALL})
