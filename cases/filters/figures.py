"""What the address of the list of figures can say."""

from django.db.models import Count, F
from django.utils.translation import gettext_lazy

from cases.facets import FIGURE_FACETS, cells
from cases.filters.register import ChoiceFilter, FacetedFilter, RegisterFilter
from cases.models import Figure
from cases.visibility import on_day


class FigureFilter(FacetedFilter):
    SORTS = {
        "size": gettext_lazy("size"),
        "date": gettext_lazy("date"),
        "case": gettext_lazy("case"),
    }
    SORT_NEEDS = {
        "size": gettext_lazy("Choose one metric to sort by size: others cannot be compared."),
    }
    SCALES = {"linear": gettext_lazy("linear"), "log": gettext_lazy("logarithmic")}
    STATEMENTS = {
        "newest": gettext_lazy("the newest of each case"),
        "all": gettext_lazy("older ones too"),
    }

    facets = FIGURE_FACETS

    sort = ChoiceFilter(SORTS.items(), gettext_lazy("We do not know how to sort by “%(value)s”."))
    scale = ChoiceFilter(SCALES.items(), gettext_lazy("We know no scale “%(value)s”."))
    statements = ChoiceFilter(
        STATEMENTS.items(), gettext_lazy("We know no choice of statements “%(value)s”.")
    )

    class Meta(RegisterFilter.Meta):
        model = Figure

    @property
    def sorts(self):
        offered = super().sorts
        if not self.metric:
            del offered["size"]
        return offered

    @property
    def chosen_sort(self):
        return self.form.cleaned_data.get("sort") or ("size" if self.metric else "case")

    @property
    def chosen_scale(self):
        """“linear” or “log”; "" leaves it to the figures."""
        return self.form.cleaned_data.get("scale", "")

    @property
    def chosen_statements(self):
        return self.form.cleaned_data.get("statements") or ("newest" if self.metric else "all")

    def counted_in_index(self, facet):
        """None on a day of the past: the index knows only today."""
        if on_day.get():
            return None
        return cells.counted(cells.within(self.chosen, but=facet.name), facet.name)

    def number(self):
        """How many figures all filters leave."""
        if on_day.get():
            return self.kept("number", self.matching().count)
        return cells.number(cells.within(self.chosen))

    def metrics(self):
        """The metrics of these figures, and how many cases have one of each."""
        return self.kept("metrics", self.metrics_counted if on_day.get() else self.metrics_indexed)

    def metrics_indexed(self):
        return cells.metrics_of(cells.within(self.chosen))

    def metrics_counted(self):
        rows = self.matching().order_by().values_list("metric__slug", "metric__name")
        found = rows.annotate(cases=Count("edition", distinct=True))
        return [cells.MetricOfCases(*row) for row in found]

    def filter_queryset(self, queryset):
        return self.matching().order_by(*self.order())

    def order(self):
        """By case where one metric is chosen: only then the newest of each case can be told."""
        by_case = ["edition__title", "edition_id", "position", "pk"]
        by_date = [F("day").desc(nulls_last=True), *by_case]
        return by_date if self.chosen_sort == "date" and not self.metric else by_case
