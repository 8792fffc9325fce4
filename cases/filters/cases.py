"""Everything that the address of the list of cases can say."""

from functools import partial

import django_filters
from django.db.models import F, OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cases import search
from cases.facets import CASE_FACETS, PAIRS
from cases.filters.register import ChoiceFilter, FacetedFilter, Light, RegisterFilter
from cases.index.bits import Index
from cases.index.pages import ByDay, ByRelevance, Newest
from cases.models import Edition, Figure
from cases.search.words import LONGEST
from cases.visibility import on_day


class SearchFilter(Light, django_filters.CharFilter):
    def __init__(self):
        message = gettext_lazy("A search has at most %(limit_value)d characters.")
        super().__init__(max_length=LONGEST, error_messages={"max_length": message})

    def filter(self, queryset, question):
        return search.found(queryset, self.parent.asked) if question else queryset


class CaseFilter(FacetedFilter):
    """Everything that the address of the list of cases can say."""

    SORTS = {
        "relevance": gettext_lazy("best match"),
        "newest": gettext_lazy("newest in the register"),
        "launched": gettext_lazy("launch date"),
        "title": gettext_lazy("title"),
        "size": gettext_lazy("size of the figure"),
    }
    SORT_NEEDS = {
        "relevance": gettext_lazy("Only a search can be sorted by best match."),
        "size": gettext_lazy("Choose one metric to sort by size: others cannot be compared."),
    }
    VIEWS = {"cards": gettext_lazy("cards"), "table": gettext_lazy("table")}
    ROWS = {"cases": gettext_lazy("cases"), "figures": gettext_lazy("figures")}  # of a download

    facets = CASE_FACETS
    unboxed = PAIRS

    q = SearchFilter()
    sort = ChoiceFilter(SORTS.items(), gettext_lazy("We do not know how to sort by “%(value)s”."))
    rows = ChoiceFilter(ROWS.items(), gettext_lazy("We know no rows “%(value)s”."))
    view = ChoiceFilter(VIEWS.items(), gettext_lazy("We know no view “%(value)s”."))

    class Meta(RegisterFilter.Meta):
        model = Edition

    @property
    def sorts(self):
        offered = super().sorts
        if not self.question:
            del offered["relevance"]
        if not self.metric:
            del offered["size"]
        return offered

    @property
    def question(self):
        return self.form.cleaned_data.get("q", "")

    @cached_property
    def asked(self):
        return search.ask(self.question)

    @property
    def chosen_sort(self):
        default = "relevance" if self.question else "newest"
        return self.form.cleaned_data.get("sort") or default

    @property
    def chosen_view(self):
        return self.form.cleaned_data.get("view") or "cards"

    def partly_found(self):
        return search.partly_found(self.without("q"), self.asked)

    def filter_queryset(self, queryset):
        return self.matching().order_by(*self.order())

    # In the index

    @cached_property
    def index(self):
        """None where the question is about a day of the past: the index knows only today."""
        return None if on_day.get() else Index.now()

    @cached_property
    def entries(self):
        """The serials of what all filters leave."""
        return self.entries_without(None)

    def entries_without(self, name):
        found = self.index.published
        for facet in self.all_facets():
            if facet.name != name and facet.name in self.chosen:
                found = found & facet.among_entries(self.index, list(self.chosen[facet.name]))
        return found & self.entries_with_words if self.question and name != "q" else found

    @cached_property
    def entries_with_words(self):
        return search.entries(self.asked.terms)

    def entries_counted(self, facet):
        """What a facet counts its values among; None stands for all entries."""
        if not self.question and self.chosen.keys() <= {facet}:
            return None
        return self.entries_without(facet) if facet in self.chosen else self.entries

    def counted_in_index(self, facet):
        if self.index is None:
            return None
        within = self.entries_counted(facet.name)
        if not facet.long:
            return facet.counted(self.index, within)
        count = partial(facet.commonest, self.index, within)
        rows = self.kept(facet.name, count, but=facet.name)
        rare = self.chosen.get(facet.name, {}).keys() - {value for _name, value, *_rest in rows}
        return rows + facet.counted_of(rare, self.index, within)

    def in_order(self):
        """The entries as a page shows them, or None where only the database can tell the order."""
        orders = {
            "relevance": lambda: ByRelevance(self.entries, self.asked.terms),
            "newest": lambda: Newest(self.entries),
            "launched": lambda: ByDay(self.entries, self.index.values("launched-day")),
        }
        if self.index is None or self.chosen_sort not in orders:
            return None
        return orders[self.chosen_sort]()

    def order(self):
        """What to order by; every order ends in a unique key, so that pages never overlap."""
        latest = ["-published_at", "-pk"]
        return {
            "relevance": lambda: [search.relevance(self.asked), *latest],
            "newest": lambda: latest,
            "launched": lambda: [F("launched_earliest").desc(nulls_last=True), *latest],
            "title": lambda: ["title", "pk"],
            "size": lambda: [size_of(self.metric).desc(nulls_last=True), "-pk"],
        }[self.chosen_sort]()


def size_of(metric):
    """The largest value of one metric that a case reports."""
    reported = Figure.objects.filter(
        edition=OuterRef("pk"), metric__slug=metric, modality=Figure.Modality.REPORTED
    )
    return Subquery(reported.order_by("-value").values("value")[:1])
