"""What the product counts, as Prometheus reads it; computed when it is asked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tasks.oversight.figures import figures

if TYPE_CHECKING:
    from tasks.bootstrap import Application


class Figures(Collector):
    """The figures of the database at this moment."""

    def __init__(self, app: "Application") -> None:
        self.app = app

    def collect(self) -> Iterable[Metric]:
        """One gauge for each figure, with a label where it has parts."""
        with self.app.read() as conn:
            found = figures(conn, self.app.clock.now())
        for figure in found:
            gauge = GaugeMetricFamily(figure.name, figure.help, labels=figure.labels)
            for labels, value in figure.values:
                gauge.add_metric(list(labels), value)
            yield gauge


def registry(app: "Application") -> CollectorRegistry:
    """A registry of this application alone: several may live in one process."""
    found = CollectorRegistry()
    found.register(Figures(app))
    return found
