"""What a figure can be asked about."""

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from cases.facets import cells
from cases.facets.cases import DirectionFacet
from cases.facets.facet import Facet, YearFacet, choices
from cases.models import Figure, Metric
from cases.visibility import on_day
from directions.models import Direction


def figures():
    """All that readers see, each with the `day` it is filed under and whether it is `disputed`."""
    undisputed = When(dispute="", then=Value("no"))
    return Figure.objects.published().annotate(
        day=Coalesce("as_of_earliest", "as_of_latest"),
        year=ExtractYear("day"),
        disputed=Case(undisputed, default=Value("yes"), output_field=CharField()),
    )


class FigureFacet(Facet):
    def found_in_published(self, values):
        if on_day.get():
            return super().found_in_published(values)
        found, stated = cells.known(self.name), self.stated(values)
        return self.not_stated(values) | {v: found[v] for v in stated if v in found}


class FigureYearFacet(YearFacet, FigureFacet):
    pass


FIGURE_FACETS = [
    DirectionFacet(
        name="direction",
        label=_("Direction"),
        noun=_("direction"),
        path="edition__direction__slug",
        text="edition__direction__title",
        vocabulary=Direction,
    ),
    FigureFacet(
        name="metric",
        label=_("Metric"),
        noun=_("metric"),
        path="metric__slug",
        text="metric__name",
        among=figures,
    ),
    FigureFacet(name="unit", label=_("Unit"), noun=_("unit"), path="metric__unit", among=figures),
    Facet(
        name="kind",
        label=_("Kind of figure"),
        noun=_("kind of figure"),
        path="metric__kind",
        choices=choices(Metric.Kind),
    ),
    Facet(
        name="modality",
        label=_("Modality"),
        noun=_("modality"),
        path="modality",
        choices=choices(Figure.Modality),
    ),
    FigureYearFacet(
        name="year",
        label=_("Year"),
        noun=_("year"),
        path="year",
        absent=Q(year=None),
        among=figures,
    ),
    Facet(
        name="disputed",
        label=_("Disputed"),
        noun=_("answer to “disputed?”"),
        path="disputed",
        choices={"yes": _("Disputed"), "no": _("Not disputed")},
    ),
]
