"""All figures together: a list to filter, and those of one metric compared."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from cases import comparable, exports
from cases.charts.chart import Chart
from cases.charts.figures import MOST as ROWS
from cases.charts.figures import chart_of
from cases.facets.figures import figures
from cases.filters import FigureFilter
from cases.models import Figure, Metric
from cases.reading import batched, in_full
from cases.views.charts import ChartFile
from cases.views.lists import RegisterList

MOST = 5_000  # figures of one metric that are compared at once; of more, those written last
BATCH = 500  # of them that are read in full at a time
OFFERED = 12  # metrics that are offered for a chart
COMPARED = [  # what comparing figures needs of them
    "edition", "metric", "modality", "about", "comparator", "value", "upper_value",
    "as_of", "as_of_earliest", "as_of_latest", "dispute", "position",
]  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """What is said of the figures of one metric and modality."""

    chart: Chart | None
    total: str


class Statements(NamedTuple):
    """Figures of the chosen metric, those of a modality together, in the chosen order."""

    shown: list
    are_all: bool
    overruled: set  # things of which filters hide a newer or a disputed statement


def statements(filterset):
    """There may be thousands: they come with what is needed to compare them, and no more."""
    metric = Metric.objects.get(slug=filterset.metric)
    found = list(filterset.written_last(MOST + 1).only(*COMPARED))
    are_all, found = len(found) <= MOST, found[:MOST]
    for figure in found:
        figure.metric = metric
    hidden = list(besides(found)) if filterset.parts_statements else []
    leading = set(comparable.newest(by_edition(found + hidden)))
    overruled = {comparable.thing(figure) for figure in leading.intersection(hidden)}
    if filterset.chosen_statements == "newest":
        found = [figure for figure in found if figure in leading]
    shown = [f for alike in by_modality(found) for f in ordered(alike, filterset)]
    return Statements(shown, are_all, overruled)


def besides(found):
    """What else the same cases state of the metric, though filters hide it.

    Asked for cases and metric at once, a database may walk through all figures of the metric.
    """
    keys, editions = {f.pk for f in found}, list({f.edition_id for f in found})
    stated = Figure.objects.filter(edition__pk__among=editions).values_list("pk", "metric")
    hidden = [pk for pk, metric in stated if metric == found[0].metric_id and pk not in keys]
    return Figure.objects.filter(pk__among=hidden).only(*COMPARED)


def by_modality(found):
    alike = [[f for f in found if f.modality == modality] for modality in Figure.Modality]
    return [figures for figures in alike if figures]


def ordered(found, filterset):
    if filterset.chosen_sort == "size":
        return comparable.by_size(found)
    if filterset.chosen_sort == "date":
        return sorted(found, key=lambda f: (f.day is None, f.day and -f.day.toordinal(), -f.pk))
    if filterset.chosen_sort == "written":
        return sorted(found, key=lambda figure: -figure.pk)
    return found


def compared(stated, filterset):
    """Each modality's figures as a chart and a total."""
    for alike in by_modality(stated.shown):
        query = filterset.address(open=None, modality=alike[0].modality)
        largest = in_full(figure.pk for figure in comparable.by_size(alike)[:ROWS])
        yield Comparison(
            chart=chart_of(largest, len(alike), filterset.chosen_scale, query),
            total=total_of(alike, stated.overruled) if stated.are_all else too_many(),
        )


def total_of(alike, overruled):
    newest = comparable.newest(by_edition(alike))
    return comparable.total_in_words(newest, any(comparable.thing(f) in overruled for f in newest))


def too_many():
    return _("Only %d figures are compared, and none added up: narrow the list.") % MOST


def by_edition(found):
    return sorted(found, key=lambda figure: (figure.edition_id, figure.position, figure.pk))


class FigureList(RegisterList):
    template_name = "cases/figure_list.html"
    filterset_class = FigureFilter
    paginate_by = 100

    def records(self):
        return figures()

    def get_queryset(self):
        if self.refusals:
            return super().get_queryset()
        if self.filterset.metric:
            self.statements = statements(self.filterset)
            return [figure.pk for figure in self.statements.shown]
        return keys_in_order(self.filterset)

    def get_paginator(self, found, page_size):
        paginator = super().get_paginator(found, page_size)
        if not self.refusals and not self.filterset.metric:
            paginator.count = self.filterset.number
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.refusals:
            return context
        context["page_obj"].object_list = in_full(context["page_obj"].object_list)
        if self.filterset.metric:
            context["comparisons"] = list(compared(self.statements, self.filterset))
            context["are_all"] = self.statements.are_all
            charts = [c.chart for c in context["comparisons"] if c.chart]
            context["scale"] = charts and ("log" if charts[0].drawing.scale.is_log else "linear")
        else:
            context["metrics"] = comparable_metrics(self.filterset)
        return context | {
            "boxes": self.filterset.boxes(),
            "chips": self.filterset.chips(),
            "query": self.filterset.unopened,
            "forms": FigureFile.forms,
        }


def comparable_metrics(filterset):
    """Metrics that several cases have figures of, the commonest first."""
    several = filterset.metrics()
    return sorted(several, key=lambda metric: (-metric.figures, metric.name))[:OFFERED]


def keys_in_order(filterset):
    """The keys of all figures of a list, in a sequence to cut pages out of."""
    in_order = filterset.in_order
    return filterset.qs.values_list("pk", flat=True) if in_order is None else in_order


def all_in_full(keys):
    for batch in batched(keys, BATCH):
        yield from in_full(batch)


class FigureFile(ChartFile):
    filterset_class = FigureFilter

    def records(self):
        return figures()

    def chart(self):
        if not self.filterset.metric:
            return None
        first = next(compared(statements(self.filterset), self.filterset), None)
        return first and first.chart

    def rows(self):
        if self.filterset.metric:
            keys = [figure.pk for figure in statements(self.filterset).shown]
        else:
            keys = keys_in_order(self.filterset)
        found = all_in_full(keys)
        return exports.rows(exports.FIGURE_COLUMNS, found, self.site)

    def kind_of_rows(self):
        return "newest figures" if self.filterset.chosen_statements == "newest" else "figures"
