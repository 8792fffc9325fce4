"""Cases side by side: only figures of one metric and modality share a row."""

from dataclasses import dataclass

from cases.models import Metric
from cases.wording import results

MOST = 4


@dataclass(frozen=True)
class Row:
    metric: Metric
    cells: tuple  # one list of results for each edition, in the editions' order


def rows(editions):
    """(rows that at least two editions fill, rows that only one does)."""
    found = {}
    for place, edition in enumerate(editions):
        for result in results(edition.figures.all()):
            key = result.metric.pk, result.leading[0].modality
            cells = found.setdefault(key, (result.metric, [[] for _edition in editions]))[1]
            cells[place].append(result)
    made = [Row(metric, tuple(cells)) for metric, cells in found.values()]
    shared = [row for row in made if sum(map(bool, row.cells)) > 1]
    return shared, [row for row in made if row not in shared]
