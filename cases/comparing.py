"""Cases side by side: only figures of one metric and modality share a row."""

from dataclasses import dataclass

from cases.comparable import results
from cases.models import Figure, Metric

MOST = 4


@dataclass(frozen=True)
class Row:
    metric: Metric
    modality: str
    cells: tuple  # one list of results for each edition, in the editions' order

    @property
    def label(self):
        if self.modality == Figure.Modality.REPORTED:
            return self.metric.name
        return f"{self.metric.name} ({Figure.Modality(self.modality).label})"

    @property
    def is_shared(self):
        return sum(map(bool, self.cells)) > 1


def rows(editions):
    """(rows that at least two editions fill, rows that only one does)."""
    found = {}
    for place, edition in enumerate(editions):
        for result in results(edition.figures.all()):
            key = result.metric, result.leading[0].modality
            found.setdefault(key, tuple([] for _edition in editions))[place].append(result)
    made = [Row(metric, modality, cells) for (metric, modality), cells in found.items()]
    return [row for row in made if row.is_shared], [row for row in made if not row.is_shared]
