"""Organisations by direction: who is doing what, as rows of counts."""

from dataclasses import dataclass

from django.db.models import Count

from cases.models import Participation


@dataclass(frozen=True)
class Row:
    name: str
    slug: str
    cells: tuple  # (direction, number of cases) in the directions' order
    total: int

    @property
    def breadth(self):
        return sum(1 for _direction, count in self.cells if count)


def published_counts():
    """One record an organisation and direction: how many published cases it takes part in."""
    return (
        Participation.objects.published()
        .values("organisation__name", "organisation__slug", "edition__direction")
        .annotate(cases=Count("edition", distinct=True))
        .order_by()
    )


def rows(counts, directions):
    """Rows with most directions first, then most cases, then by name."""
    found = {}
    for count in counts:
        who = count["organisation__name"], count["organisation__slug"]
        found.setdefault(who, {})[count["edition__direction"]] = count["cases"]
    table = [
        Row(*who, tuple((d, cases.get(d.pk, 0)) for d in directions), sum(cases.values()))
        for who, cases in found.items()
    ]
    return sorted(table, key=lambda row: (-row.breadth, -row.total, row.name))
