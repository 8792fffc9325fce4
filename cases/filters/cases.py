"""Everything that the address of the list of cases can say."""

import django_filters
from django.db.models import F, OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cases import search
from cases.facets import CASE_FACETS, PAIRS
from cases.filters.boxed import BoxedFilter
from cases.filters.register import ChoiceFilter, Light
from cases.index.pages import ByDay, ByRelevance, BySize, ByTerms, Newest
from cases.models import Figure
from cases.search.words import LONGEST


class SearchFilter(Light, django_filters.CharFilter):
    def __init__(self):
        message = gettext_lazy("A search has at most %(limit_value)d characters.")
        super().__init__(max_length=LONGEST, error_messages={"max_length": message})

    def filter(self, queryset, question):
        return search.found(queryset, self.parent.asked) if question else queryset


class CaseFilter(BoxedFilter):
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

    searched = True
    facets = CASE_FACETS
    closed = frozenset(["organisation", "kind", "stage", "chain", "metric", "source"])
    unboxed = PAIRS

    q = SearchFilter()
    sort = ChoiceFilter(SORTS.items(), gettext_lazy("We do not know how to sort by “%(value)s”."))
    rows = ChoiceFilter(ROWS.items(), gettext_lazy("We know no rows “%(value)s”."))
    view = ChoiceFilter(VIEWS.items(), gettext_lazy("We know no view “%(value)s”."))

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

    def filter_queryset(self, queryset):
        return self.matching().order_by(*self.order_by())

    def order_by(self):
        """What to order by; every order ends in a unique key, so that pages never overlap."""
        latest = ["-published_at", "-pk"]
        return {
            "relevance": lambda: [search.relevance(self.asked), *latest],
            "newest": lambda: latest,
            "launched": lambda: [F("launched_earliest").desc(nulls_last=True), *latest],
            "title": lambda: ["title", "pk"],
            "size": lambda: [size_of(self.metric).desc(nulls_last=True), *latest],
        }[self.chosen_sort]()

    # In the index

    def all_entries(self):
        return self.index.published

    def entries_without(self, name):
        found = super().entries_without(name)
        return found & self.asked.entries if self.question and name != "q" else found

    def partly_found(self):
        """Serials of those with the most of the words, for who found none with all of them."""
        if not self.index:
            return []
        return ByTerms(self.entries_without("q"), self.asked.terms)[: search.OFFERED]

    def orders(self):
        return {
            "relevance": lambda: ByRelevance(self.entries, self.asked.terms),
            "newest": lambda: Newest(self.entries),
            "launched": lambda: ByDay(self.entries, self.index.values("event:launched")),
            "size": lambda: BySize(self.entries, self.metric),
        }


def size_of(metric):
    """The largest value of one metric that a case reports."""
    reported = Figure.objects.reporting(metric).filter(edition=OuterRef("pk"))
    return Subquery(reported.order_by("-value").values("value")[:1])
