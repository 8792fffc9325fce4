"""Who is doing what: organisations by direction or by role, as rows of counts.

The rows of today stand in a table that publishing keeps: counting them takes 15 s in a register of
a million cases. Those of a past day are counted.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode

from cases.directions import remembered_directions
from cases.index.bits import noted
from cases.models import Participation, Standing
from cases.visibility import on_day
from directions.addresses import page_at


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
        return page_at("organisation", self.slug)

    @property
    def cases(self):
        return cases(organisation=self.slug)


def cases(**query):
    return f"{list_of_cases(get_script_prefix())}?{urlencode(query, doseq=True)}"


@cache  # a table has hundreds of links to it
def list_of_cases(prefix):
    return reverse("cases")


class ByDirection:
    path, prefix, breadth = "edition__direction", "direction", "directions"
    once = True  # a case has one direction: the counts of a row add up to its total

    def columns(self, directions=None):
        for direction in directions or remembered_directions():
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
    path, prefix, breadth = "role", "role", "roles"
    once = False

    def columns(self):
        for role in Participation.Role:
            yield Column(name=role.value, key=role.value, short=role.label, title=role.label)

    def cases(self, slug, column):
        return cases(part=f"{slug}:{column.name}")


VIEWS = {"direction": ByDirection(), "role": ByRole()}


def rows(view, columns, by="breadth"):
    """One row an organisation, ordered by “breadth”, “name”, “total” or a column’s name.

    Among equals those with most columns come first, then most cases, then by name.
    """
    if on_day.get():
        return ordered(counted_rows(view, columns), by)
    return Rows(view, columns, by)


class Rows(Sequence):
    """Rows as they stand in the table, fetched when they are looked at."""

    def __init__(self, view, columns, by):
        self.view, self.columns = view, columns
        found = Standing.objects.filter(cases__gt=0).select_related("organisation")
        self.standings = found.order_by(*self.order(by))

    def order(self, by):
        broadest = [f"-{self.view.breadth}", "-cases", "organisation__name"]
        column = next((column for column in self.columns if column.name == by), None)
        if column:
            count = Cast(KT(f"counts__{self.key(column)}"), IntegerField())
            return [count.desc(nulls_last=True), *broadest]
        return {"name": ["organisation__name"], "total": ["-cases", *broadest]}.get(by, broadest)

    def key(self, column):
        return f"{self.view.prefix}:{column.key}"

    def __len__(self):
        if self.is_part:
            return len(self.standings)
        return noted("number of standings", self.standings.count)

    @property
    def is_part(self):
        return self.standings.query.is_sliced

    def __getitem__(self, place):
        part = copy(self)
        part.standings = self.standings[place]
        return part

    def __iter__(self):
        standings = self.standings if self.is_part else self.standings.iterator()
        return map(self.row, standings)

    def row(self, standing):
        name, slug = standing.organisation.name, standing.organisation.slug
        counts = {column.key: standing.counts.get(self.key(column), 0) for column in self.columns}
        return row(self.view, self.columns, name, slug, counts, standing.cases)


def row(view, columns, name, slug, counts, total):
    cells = tuple(Cell(view, column, slug, counts.get(column.key, 0)) for column in columns)
    return Row(name, slug, cells, total)


def counted(*names):
    """How many published cases each organisation takes part in, by `names` too."""
    who = "organisation__name", "organisation__slug"
    found = Participation.objects.published().values_list(*who, *names).order_by()
    return found.annotate(cases=Count("edition", distinct=True))


def counted_rows(view, columns):
    found = {}
    for name, slug, key, number in counted(view.path):
        found.setdefault((name, slug), {})[key] = number
    totals = {} if view.once else {slug: number for _name, slug, number in counted()}
    table = [
        row(view, columns, name, slug, counts, totals.get(slug, sum(counts.values())))
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
