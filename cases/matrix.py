"""Who is doing what: organisations by direction or by role, as rows of counts."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from cases.directions import standing_directions
from cases.models import Participation


@dataclass(frozen=True)
class Column:
    name: str  # sorts by it, in the address
    key: object  # what its counts carry
    short: str
    title: str
    style: str = ""
    address: str = ""


@dataclass(frozen=True)
class Cell:
    view: object
    column: Column
    slug: str  # the organisation's
    count: int

    @property
    def address(self):
        """Of exactly the cases that are counted."""
        return self.view.cases(self.slug, self.column)


@dataclass(frozen=True)
class Row:
    name: str
    slug: str
    cells: tuple  # in the columns' order
    total: int

    @property
    def breadth(self):
        return sum(1 for cell in self.cells if cell.count)

    @property
    def address(self):
        return reverse("organisation", args=[self.slug])

    @property
    def cases(self):
        return cases(organisation=self.slug)


def cases(**query):
    return f"{reverse('cases')}?{urlencode(query)}"


class ByDirection:
    path = "edition__direction"
    once = True  # a case has one direction: the counts of a row add up to its total

    def columns(self, directions=None):
        for direction in directions or standing_directions():
            yield Column(
                name=direction.slug,
                key=direction.pk,
                short=direction.short_title,
                title=direction.title,
                style=f"direction-{direction.number}",
                address=direction.get_absolute_url(),
            )

    def cases(self, slug, column):
        return cases(organisation=slug, direction=column.name)


class ByRole:
    path = "role"
    once = False

    def columns(self):
        for role in Participation.Role:
            yield Column(name=role.value, key=role.value, short=role.label, title=role.label)

    def cases(self, slug, column):
        return cases(part=f"{slug}:{column.name}")


VIEWS = {"direction": ByDirection(), "role": ByRole()}


def counted(*names):
    """How many published cases each organisation takes part in, by `names` too."""
    who = "organisation__name", "organisation__slug"
    found = Participation.objects.published().values_list(*who, *names).order_by()
    return found.annotate(cases=Count("edition", distinct=True))


def rows(view, columns):
    """One row an organisation: most columns first, then most cases, then by name."""
    found = {}
    for name, slug, key, number in counted(view.path):
        found.setdefault((name, slug), {})[key] = number
    totals = {} if view.once else {slug: number for _name, slug, number in counted()}
    table = [
        Row(
            name,
            slug,
            tuple(Cell(view, c, slug, counts.get(c.key, 0)) for c in columns),
            totals.get(slug, sum(counts.values())),
        )
        for (name, slug), counts in found.items()
    ]
    return sorted(table, key=lambda row: (-row.breadth, -row.total, row.name))


def ordered(table, by):
    """The rows by “name”, “total” or a column's name; among equals as they were."""
    if by == "name":
        return sorted(table, key=lambda row: row.name)
    if by == "total":
        return sorted(table, key=lambda row: -row.total)
    counts = {row.slug: cell.count for row in table for cell in row.cells if cell.column.name == by}
    return sorted(table, key=lambda row: -counts[row.slug]) if counts else table
