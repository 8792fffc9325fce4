"""Facets: the ways to narrow the list of cases, and how many cases each value would leave.

Any of the values chosen in one facet, all of the facets. A facet's counts leave its own choice
out, so that a reader sees what the next click gives. FACETS says once what a case can be asked
about: filters.py makes filters of it, the page boxes to tick.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cases.directions import standing_directions
from cases.models import Edition, Figure, Organisation, Participation, Reference
from cases.visibility import today
from directions.models import Direction, Field

NOT_STATED = "not-stated"
MOST = 100  # values of a long facet that are fetched, the commonest first
SHOWN = 10  # values of a facet that are shown before the rest is asked for
RECENT = timedelta(days=730)


@dataclass(frozen=True)
class FacetValue:
    """One box to tick: a value, and how many cases ticking it alone in its facet would leave."""

    value: str
    label: str
    cases: int
    chosen: bool


@dataclass(frozen=True)
class Box:
    """A facet as the page shows it."""

    name: str
    label: str
    values: list

    @property
    def first(self):
        return self.values[:SHOWN]

    @property
    def rest(self):
        return self.values[SHOWN:]

    @property
    def cut(self):
        return len(self.values) >= MOST

    @property
    def rest_chosen(self):
        return any(value.chosen for value in self.rest)


@dataclass(frozen=True)
class Facet:
    """Values at a `path` from an edition, labelled by the text at another or by `choices`."""

    name: str
    label: str
    noun: str
    path: str
    text: str = ""
    choices: dict = field(default_factory=dict)
    vocabulary: type = None  # a model that is public as a whole: its values without cases show too
    absent: Q = None  # what “not stated” means, if the facet offers that
    rows: type = None  # where an edition may have several: the model of the rows that hold them,
    key: str = ""  # and the path from such a row
    long: bool = False  # there may be too many to fetch them all

    def __deepcopy__(self, memo):
        return self  # filters are copied for every request; a facet never changes

    def matches(self, values):
        """The condition that an edition has any of `values`."""
        if self.rows:
            having = self.rows.objects.filter(**{f"{self.key}__in": values})
            return Q(pk__in=having.values("edition"))
        found = Q(**{f"{self.path}__in": [value for value in values if value != NOT_STATED]})
        return found | self.absent if NOT_STATED in values else found

    def counts(self, editions):
        """Querysets of (facet's name, value, label, cases) for the values among `editions`."""
        rows = editions.order_by().annotate(
            facet=Value(self.name, CharField()),
            value=Cast(F(self.path), CharField()),
            label=Cast(F(self.text or self.path), CharField()),
        )
        rows = rows.values("facet", "value", "label").annotate(cases=Count("pk", distinct=True))
        return [rows.values_list("facet", "value", "label", "cases")]

    def known(self, values):
        """Those of `values` that readers can choose, with their labels."""
        if self.choices:
            return {value: self.choices[value] for value in values if value in self.choices}
        if self.vocabulary:
            found = self.vocabulary.objects.filter(slug__in=values)
            return {each.slug: str(each) for each in found}
        return self.found_in_published(values)

    def found_in_published(self, values):
        """Looked up in published editions only: that others exist is nobody's business."""
        editions = Edition.objects.published().filter(self.matches(self.possible(values)))
        found = editions.order_by().values_list(self.path, self.text or self.path).distinct()
        offered = {NOT_STATED: _("Not stated")} if self.absent and NOT_STATED in values else {}
        return offered | {str(v): str(label) for v, label in found if str(v) in values}

    def possible(self, values):
        return [value for value in values if value != NOT_STATED]

    def labels(self, rows):
        """{value: label} of the values that `rows` counted."""
        found = {value or NOT_STATED: label or value for _name, value, label, _cases in rows}
        if self.choices:
            return {value: self.choices[value] for value in found if value in self.choices}
        if NOT_STATED in found:
            found |= {NOT_STATED: _("Not stated")}
        return {value: found[value] for value in found if value != NOT_STATED or self.absent}

    def order(self, value):
        """Sorts the commonest first, “not stated” last."""
        return value.value == NOT_STATED, -value.cases, value.label


class DirectionFacet(Facet):
    """Directions without cases are shown too: that nothing was found there is a finding."""

    def labels(self, rows):
        return {direction.slug: direction.title for direction in standing_directions()}

    def order(self, value):
        return 0  # as they come: by number


class YearFacet(Facet):
    def order(self, value):
        return value.value == NOT_STATED, -int(value.value) if value.value.isdigit() else 0

    def possible(self, values):
        return [int(value) for value in values if re.fullmatch("[0-9]{4}", value)]


class FigureFacet(Facet):
    """What an edition's figures measure, and two things more that can be asked of a figure."""

    def conditions(self):
        return {
            "disputed": ~Q(dispute=""),
            "recent": Q(as_of_latest__gte=today() - RECENT),
        }

    def matches(self, values):
        asked = [condition for value, condition in self.conditions().items() if value in values]
        figures = reduce(or_, asked, Q(metric__measures__in=values))
        return Q(pk__in=Figure.objects.filter(figures).values("edition"))

    def counts(self, editions):
        conditions = self.conditions().items()
        return [*super().counts(editions), *(self.count(editions, *each) for each in conditions)]

    def count(self, editions, value, condition):
        names = {"facet": self.name, "value": value, "label": ""}
        having = Figure.objects.filter(condition).values("edition")
        rows = editions.filter(pk__in=having).order_by()
        rows = rows.annotate(**{name: Value(v, CharField()) for name, v in names.items()})
        rows = rows.values(*names).annotate(cases=Count("pk")).filter(cases__gt=0)
        return rows.values_list(*names, "cases")


def choices(enumeration):
    return {value or NOT_STATED: capfirst(label) for value, label in enumeration.choices}


FACETS = [
    DirectionFacet(
        name="direction",
        label=_("Direction"),
        noun=_("direction"),
        path="direction__slug",
        text="direction__title",
        vocabulary=Direction,
    ),
    Facet(
        name="field",
        label=_("Field"),
        noun=_("field"),
        path="fields__slug",
        text="fields__name",
        vocabulary=Field,
        rows=Edition.fields.through,
        key="field__slug",
    ),
    Facet(
        name="organisation",
        label=_("Organisation"),
        noun=_("organisation"),
        path="participations__organisation__slug",
        text="participations__organisation__name",
        rows=Participation,
        key="organisation__slug",
        long=True,
    ),
    Facet(
        name="role",
        label=_("Role of an organisation"),
        noun=_("role"),
        path="participations__role",
        choices=choices(Participation.Role),
        rows=Participation,
        key="role",
    ),
    Facet(
        name="kind",
        label=_("Kind of organisation"),
        noun=_("kind of organisation"),
        path="participations__organisation__kind",
        choices=choices(Organisation.Kind),
        rows=Participation,
        key="organisation__kind",
    ),
    Facet(
        name="place",
        label=_("Place"),
        noun=_("place"),
        path="place",
        absent=Q(place=""),
    ),
    YearFacet(
        name="launched",
        label=_("Launched"),
        noun=_("year of launch"),
        path="launched_earliest__year",
        absent=Q(launched_earliest=None),
    ),
    Facet(
        name="stage",
        label=_("Stage"),
        noun=_("stage"),
        path="stage",
        choices=choices(Edition.Stage),
        absent=Q(stage=""),
    ),
    FigureFacet(
        name="reports",
        label=_("What is reported"),
        noun=_("kind of figure"),
        path="figures__metric__measures",
        choices={
            "money": _("Money"),
            "actors": _("People or firms"),
            "records": _("Records"),
            "speed": _("Speed"),
            "disputed": _("A disputed figure"),
            "recent": _("A figure of the last two years"),
        },
    ),
    Facet(
        name="metric",
        label=_("Metric"),
        noun=_("metric"),
        path="figures__metric__slug",
        text="figures__metric__name",
        rows=Figure,
        key="metric__slug",
    ),
    Facet(
        name="source",
        label=_("Source"),
        noun=_("source"),
        path="references__source__slug",
        text="references__source__title",
        rows=Reference,
        key="source__slug",
        long=True,
    ),
]


def boxes(filterset):
    """Every facet with its values: short ones counted in one query, each long one in its own."""
    counts = [(facet, facet.counts(filterset.counted(facet.name))) for facet in FACETS]
    first, *others = [rows for facet, counted in counts for rows in counted if not facet.long]
    rows = list(first.union(*others, all=True))
    for facet, counted in counts:
        if facet.long:
            rows += counted[0].order_by("-cases", "label", "value")[:MOST]
    return [box(facet, rows, filterset.chosen.get(facet.name, {})) for facet in FACETS]


def box(facet, rows, chosen):
    """`rows` are those that the facets counted, `chosen` is {value: label}."""
    rows = [row for row in rows if row[0] == facet.name]
    cases = {value or NOT_STATED: cases for _name, value, _label, cases in rows}
    values = [
        FacetValue(value, str(label), cases.get(value, 0), value in chosen)
        for value, label in (facet.labels(rows) | chosen).items()
    ]
    return Box(facet.name, facet.label, sorted(values, key=facet.order))
