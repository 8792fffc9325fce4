"""What a figure can be asked about."""

from operator import attrgetter

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from cases.facets.aside import Aside
from cases.facets.cases import DirectionFacet
from cases.facets.facet import NOT_STATED, YearFacet, choices
from cases.facets.indexed import IndexedFacet
from cases.models import Figure, Metric
from directions.models import Direction


def figures():
    """All that readers see, each with the `day` it is filed under and whether it is `disputed`."""
    undisputed = When(dispute="", then=Value("no"))
    return Figure.objects.published().annotate(
        day=Coalesce("as_of_earliest", "as_of_latest"),
        year=ExtractYear("day"),
        disputed=Case(undisputed, default=Value("yes"), output_field=CharField()),
    )


class FigureYearFacet(IndexedFacet, YearFacet):
    def values_of(self, figure):
        return {str(figure.filed_on.year) if figure.filed_on else NOT_STATED: ""}


class DisputedFacet(IndexedFacet):
    def values_of(self, figure):
        return {"yes" if figure.dispute else "no": ""}


FIGURE_FACETS = [
    DirectionFacet(
        name="direction",
        label=_("Direction"),
        noun=_("direction"),
        path="edition__direction__slug",
        text="edition__direction__title",
        addressed=Direction,
        group="figure:",
    ),
    IndexedFacet(
        name="metric",
        label=_("Metric"),
        noun=_("metric"),
        path="metric__slug",
        text="metric__name",
        among=figures,
        group="figure:",
    ),
    IndexedFacet(
        name="unit",
        label=_("Unit"),
        noun=_("unit"),
        path="metric__unit",
        among=figures,
        group="figure:",
    ),
    IndexedFacet(
        name="kind",
        label=_("Kind of figure"),
        noun=_("kind of figure"),
        path="metric__kind",
        choices=choices(Metric.Kind),
        group="figure:",
    ),
    IndexedFacet(
        name="modality",
        label=_("Modality"),
        noun=_("modality"),
        path="modality",
        choices=choices(Figure.Modality),
        group="figure:",
    ),
    FigureYearFacet(
        name="year",
        label=_("Year"),
        noun=_("year"),
        path="year",
        absent=Q(year=None),
        among=figures,
        group="figure:",
    ),
    DisputedFacet(
        name="disputed",
        label=_("Disputed"),
        noun=_("answer to “disputed?”"),
        path="disputed",
        choices={"yes": _("Disputed"), "no": _("Not disputed")},
        group="figure:",
    ),
]
FIGURE_DAY = Aside("figure:day", attrgetter("filed_on"))  # to sort by
