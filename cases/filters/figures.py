"""What the address of the list of figures can say."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, F
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cases.facets import FIGURE_FACETS
from cases.filters.boxed import BoxedFilter
from cases.filters.register import ChoiceFilter
from cases.index.pages import ByDay, Newest
from cases.models import Figure

SORTED = 20_000  # figures that the database sorts in 0.2 s
FEW = 50  # figures of a metric that may all be of one case
PARTING = {"year", "disputed"}  # facets that statements of one thing may differ in
BY_CASE = "edition__title", "edition_id", "position", "pk"
BY_DATE = F("day").desc(nulls_last=True), "-pk"


class MetricOfSeveral(NamedTuple):
    slug: str
    name: str
    figures: int


class FigureFilter(BoxedFilter):
    SORTS = {
        "size": gettext_lazy("size"),
        "date": gettext_lazy("date"),
        "case": gettext_lazy("case"),
        "written": gettext_lazy("last written down"),
    }
    SORT_NEEDS = {
        "size": gettext_lazy("Choose one metric to sort by size: others cannot be compared."),
        "case": gettext_lazy("These are too many figures to sort by case. Narrow the list."),
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

    @property
    def sorts(self):
        offered = super().sorts
        if not self.metric:
            del offered["size"]
        if not self.metric and self.number > SORTED:
            del offered["case"]
        return offered

    @property
    def chosen_sort(self):
        default = next(sort for sort in ("size", "case", "written") if sort in self.sorts)
        return self.form.cleaned_data.get("sort") or default

    @property
    def chosen_scale(self):
        """“linear” or “log”; "" leaves it to the figures."""
        return self.form.cleaned_data.get("scale", "")

    @property
    def chosen_statements(self):
        """All where figures of several metrics stand together: of those none is the newest."""
        return (self.form.cleaned_data.get("statements") or "newest") if self.metric else "all"

    @property
    def parts_statements(self):
        """Whether of statements of one thing some may be left out."""
        return bool(self.chosen.keys() & PARTING)

    def all_entries(self):
        return self.index.having("figure:disputed", ["yes", "no"])  # each is one or the other

    def orders(self):
        return {
            "date": lambda: ByDay(self.entries, self.index.values("figure:day")),
            "written": lambda: Newest(self.entries),
        }

    @cached_property
    def number(self):
        """How many figures all filters leave."""
        return len(self.entries) if self.index else self.kept("number", self.matching().count)

    def filter_queryset(self, queryset):
        orders = {"date": BY_DATE, "written": ["-pk"]}
        return self.left().order_by(*orders.get(self.chosen_sort, BY_CASE))

    def left(self):
        """What all filters leave, in no order."""
        return self.among(list(self.entries)) if self.index else self.matching()

    def among(self, keys):
        return self.queryset.filter(pk__among=keys)

    def written_last(self, most):
        """The last so many, by case: only then the newest of each case can be told."""
        if self.index:
            keys = Newest(self.entries)[:most]
        else:
            keys = list(self.matching().order_by("-pk").values_list("pk", flat=True)[:most])
        return self.among(keys).order_by(*BY_CASE)

    def metrics(self):
        """The metrics that several of these cases have figures of."""
        return self.metrics_indexed() if self.index else self.kept("metrics", self.metrics_counted)

    def metrics_indexed(self):
        held = self.index.values("figure:metric")
        found = {slug: each.bits & self.entries for slug, each in held.items()}
        cases = number_of_cases({slug: bits for slug, bits in found.items() if len(bits) <= FEW})
        of_one = {slug for slug, each in self.index.values("metric").items() if each.cases == 1}
        return [
            MetricOfSeveral(slug, held[slug].label, len(bits))
            for slug, bits in found.items()
            if slug not in of_one and (len(bits) > FEW or cases[slug] > 1)
        ]

    def metrics_counted(self):
        rows = self.matching().order_by().values("metric__slug", "metric__name")
        counted = rows.annotate(figures=Count("pk"), cases=Count("edition", distinct=True))
        several = counted.filter(cases__gt=1)
        found = several.values_list("metric__slug", "metric__name", "figures")
        return [MetricOfSeveral(*row) for row in found]


def number_of_cases(found):
    """{metric: how many cases some of its figures are of}"""
    keys = [key for bits in found.values() for key in bits]
    pairs = set(Figure.objects.filter(pk__among=keys).values_list("metric__slug", "edition"))
    return Counter(metric for metric, _edition in pairs)
