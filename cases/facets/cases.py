"""What a case can be asked about: filters make filters of it, the page boxes to tick."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import CharField, Count, Q, Value
from django.utils.translation import gettext_lazy as _

from cases.directions import successors, titles
from cases.facets.facet import COLUMNS, YearFacet, choices
from cases.facets.indexed import IndexedFacet
from cases.index.bits import in_any
from cases.models import Edition, Figure, Organisation, Participation, Reference, Source
from cases.visibility import today
from directions.models import Direction, Field

RECENT = timedelta(days=730)


class DirectionFacet(IndexedFacet):
    """Directions without cases are shown too: that nothing was found there is a finding."""

    def labels(self, rows):
        return titles()

    def known(self, values):
        found = titles()
        return {value: found[value] for value in values if value in found}

    def order(self, value):
        return 0  # as they come: by number

    def leading_to(self, values):
        return super().leading_to(values) | successors(values)


class LaunchFacet(IndexedFacet, YearFacet):
    pass


class ReportsFacet(IndexedFacet):
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

    def values_of(self, edition):
        figures = edition.figures.all()
        found = [figure.metric.measures for figure in figures if figure.metric.measures]
        found += ["disputed" for figure in figures if figure.dispute]
        return {
            value: self.choices[value] for value in dict.fromkeys(found) if value in self.choices
        }

    def among_entries(self, index, values):
        found = super().among_entries(index, values)
        return found | recently_reported(index) if "recent" in values else found

    def counted(self, index, within):
        recent = recently_reported(index)
        cases = len(recent) if within is None else within.intersection_cardinality(recent)
        label = self.choices["recent"]
        rows = [(self.name, "recent", label, cases)] if cases else []
        return super().counted(index, within) + rows

    def counts(self, editions):
        conditions = self.conditions().items()
        return [*super().counts(editions), *(self.count(editions, *each) for each in conditions)]

    def count(self, editions, value, condition):
        names = dict(zip(COLUMNS, (self.name, value, ""), strict=True))
        having = Figure.objects.filter(condition).values("edition")
        rows = editions.filter(pk__in=having).order_by()
        rows = rows.annotate(**{name: Value(v, CharField()) for name, v in names.items()})
        rows = rows.values(*names).annotate(cases=Count("pk")).filter(cases__gt=0)
        return rows.values_list(*names, "cases")


def recently_reported(index):
    """Entries with a figure of the last two years, kept by the last day of their newest one."""
    since = str(today() - RECENT)
    days = index.values("newest-day").items()
    return in_any(held.bits for day, held in days if day >= since)


DIRECTION = DirectionFacet(
    name="direction",
    label=_("Direction"),
    noun=_("direction"),
    path="direction__slug",
    text="direction__title",
    addressed=Direction,
)
ORGANISATION = IndexedFacet(
    name="organisation",
    label=_("Organisation"),
    noun=_("organisation"),
    path="participations__organisation__slug",
    text="participations__organisation__name",
    addressed=Organisation,
    rows=Participation,
    key="organisation__slug",
)
CASE_FACETS = [
    DIRECTION,
    IndexedFacet(
        name="field",
        label=_("Field"),
        noun=_("field"),
        path="fields__slug",
        text="fields__name",
        vocabulary=Field,
        rows=Edition.fields.through,
        key="field__slug",
    ),
    ORGANISATION,
    IndexedFacet(
        name="role",
        label=_("Role of an organisation"),
        noun=_("role"),
        path="participations__role",
        choices=choices(Participation.Role),
        rows=Participation,
        key="role",
    ),
    IndexedFacet(
        name="kind",
        label=_("Kind of organisation"),
        noun=_("kind of organisation"),
        path="participations__organisation__kind",
        choices=choices(Organisation.Kind),
        rows=Participation,
        key="organisation__kind",
    ),
    IndexedFacet(
        name="place",
        label=_("Place"),
        noun=_("place"),
        path="place",
        absent=Q(place=""),
    ),
    LaunchFacet(
        name="launched",
        label=_("Launched"),
        noun=_("year of launch"),
        path="launched_earliest__year",
        absent=Q(launched_earliest=None),
    ),
    IndexedFacet(
        name="stage",
        label=_("Stage"),
        noun=_("stage"),
        path="stage",
        choices=choices(Edition.Stage),
        absent=Q(stage=""),
    ),
    IndexedFacet(
        name="chain",
        label=_("The chain’s part"),
        noun=_("standing of the chain’s part"),
        path="chain",
        choices=choices(Edition.Chain),
        absent=Q(chain=Edition.Chain.NOT_STATED),
    ),
    ReportsFacet(
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
    IndexedFacet(
        name="metric",
        label=_("Metric"),
        noun=_("metric"),
        path="figures__metric__slug",
        text="figures__metric__name",
        rows=Figure,
        key="metric__slug",
    ),
    IndexedFacet(
        name="source",
        label=_("Source"),
        noun=_("source"),
        path="references__source__slug",
        text="references__source__title",
        addressed=Source,
        rows=Reference,
        key="source__slug",
    ),
]
