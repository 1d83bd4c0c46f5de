"""How figures of process health are said, in either language."""

from collections.abc import Mapping
from types import MappingProxyType

from babel.numbers import format_decimal

from tasks.reports.health.measures import Kind, Measure

_LOCALES = {"en": "en_CA", "fr": "fr_CA"}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "title": "Process health",
            "kpis": "Key performance indicators",
            "kpi": "KPI",
            "measure": "Measure",
            "source": "Counted from",
            "value": "Value",
            "target": "Target",
            "met": "met",
            "missed": "missed",
            "no data": "no data yet",
            "state": "State",
            "of": "Counted",
            "step": "Step",
            "name": "Name",
            "done": "Done",
            "median": "Median",
            "p90": "90 % within",
            "late": "Late",
            "again": "Done again",
            "steps": "Steps",
            "map": "The process, tinted by",
            "at least": "at least",
            "at most": "at most",
            "days": "days",
            "d": "d",
            "h": "h",
            "min": "min",
            "open": "Open tasks now",
            "overdue": "Overdue tasks now",
            "version": "Version",
            "all versions": "all versions",
            "as of": "as of",
            "nothing": "Nothing was done in this time.",
        },
        "fr": {
            "title": "Santé du processus",
            "kpis": "Indicateurs de rendement clés",
            "kpi": "Indicateur",
            "measure": "Mesure",
            "source": "Compté d’après",
            "value": "Valeur",
            "target": "Cible",
            "met": "atteinte",
            "missed": "manquée",
            "no data": "aucune donnée",
            "state": "État",
            "of": "Comptés",
            "step": "Étape",
            "name": "Nom",
            "done": "Faites",
            "median": "Médiane",
            "p90": "90 % en",
            "late": "En retard",
            "again": "Refaites",
            "steps": "Étapes",
            "map": "Le processus, teinté selon",
            "at least": "au moins",
            "at most": "au plus",
            "days": "jours",
            "d": "j",
            "h": "h",
            "min": "min",
            "open": "Tâches ouvertes",
            "overdue": "Tâches en retard",
            "version": "Version",
            "all versions": "toutes les versions",
            "as of": "au",
            "nothing": "Rien n’a été fait pendant cette période.",
        },
    }
)


def word(name: str, language: str) -> str:
    """A word of the report."""
    return WORDS.get(language, WORDS["en"])[name]


def number(value: float, language: str, digits: int = 1) -> str:
    """A number as the reader writes it, without digits that say nothing."""
    pattern = "#,##0." + "#" * digits
    return str(format_decimal(value, pattern, locale=_LOCALES.get(language, "en_CA")))


def amount(measure: Measure, value: float | None, language: str) -> str:
    """A measure's value with its unit."""
    if value is None:
        return "–"
    match measure.kind:
        case Kind.SHARE:
            return f"{number(value, language)} %"
        case Kind.DAYS:
            return f"{number(value, language)} {word('days', language)}"
        case _:
            return number(value, language)


def how_long(seconds: float, language: str) -> str:
    """A duration, roughly: minutes, hours or days."""
    if seconds < 3_600:
        return f"{max(1, round(seconds / 60))} {word('min', language)}"
    if seconds < 2 * 86_400:
        return f"{number(seconds / 3_600, language)} {word('h', language)}"
    return f"{number(seconds / 86_400, language)} {word('d', language)}"


def heat_said(by: str, value: float, language: str) -> str:
    """A step's figure as it stands on the diagram."""
    if by in ("median", "p90"):
        return how_long(value, language)
    return f"{number(value, language, 0)} %"
