from functools import partial

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cases import search
from cases.addresses import site_of
from cases.filters import CaseFilter
from cases.index.cards import cards, draw, in_order_of
from cases.kept import kept
from cases.models import Edition
from cases.reading import for_cards, with_names
from cases.views.lists import RegisterList
from config.page_cache import LONGEST

# Where a list has what differs from page to page; what readers type stands in it escaped.
RESULTS, PAGES = "<!--results-->", "<!--pages-->"


class CaseList(RegisterList):
    template_name = "cases/case_list.html"
    filterset_class = CaseFilter

    def records(self):
        return Edition.objects.published()

    def get_queryset(self):
        """Serials of entries where the index knows their order, else keys of editions."""
        if self.refusals:
            return self.records().none()
        found = self.filterset.in_order
        return self.filterset.qs.values_list("pk", flat=True) if found is None else found

    def read(self, editions):
        editions = for_cards(editions)
        return with_names(editions) if self.filterset.question else editions

    def get_paginator(self, found, page_size):
        """How many there are the index knows without counting."""
        paginator = super().get_paginator(found, page_size)
        if self.filterset.index and not self.refusals:
            paginator.count = len(self.filterset.entries)
        return paginator

    def render_to_response(self, context, **kwargs):
        """All but the results is the same on all pages of a list; found drawn it takes a tenth."""
        make = partial(self.frame, context)
        frame = kept(self.frame_name(), make) if self.is_keepable() else make()
        pages = render_to_string("includes/pages.html", context, self.request)
        return HttpResponse(frame.replace(RESULTS, self.results(context)).replace(PAGES, pages))

    def is_keepable(self):
        """Anybody can make up names and long addresses, each of which would take its place."""
        made_up = self.filterset.unknown or len(self.filterset.address()) > LONGEST
        return not self.refusals and not made_up

    def frame_name(self):
        """What a frame depends on, but for what all that is kept does."""
        request = self.request
        place = site_of(request), request.path, bool(request.GET), get_language()
        return f"list {place} {self.filterset.address()}"

    def frame(self, context):
        said = {"results": mark_safe(RESULTS), "pages": mark_safe(PAGES)}
        if not self.refusals:
            said |= self.said(context["page_obj"].paginator.count)
        return render_to_string(self.template_name, context | said, self.request)

    def said(self, found):
        return {
            "boxes": self.filterset.boxes(),
            "chips": self.filterset.chips(),
            "left_out": self.filterset.asked.left_out,
            "query": self.filterset.unopened,
            "of_figures": self.filterset.address(open=None, rows="figures"),
            **({} if found else self.instead()),
        }

    def results(self, context):
        found = list(context["page_obj"])
        if not found:
            return ""
        key = "edition" if self.filterset.in_order is None else "serial"
        if self.filterset.chosen_view == "table":
            return self.table(in_order_of(found, self.read, key))
        return "".join(self.cards(found, key))

    def table(self, editions):
        said = {"editions": editions, "terms": self.filterset.asked.terms}
        return render_to_string("cases/case_table.html", said, self.request)

    def cards(self, found, key):
        terms, metric = self.filterset.asked.terms, self.filterset.metric
        if self.filterset.index and metric is None:
            return cards(found, terms, compare=True, key=key)
        return draw(in_order_of(found, self.read, key), terms, compare=True, metric=metric)

    def instead(self):
        """What might help who found nothing."""
        if not self.filterset.question:
            return {}
        return {
            "nearest": search.nearest(self.filterset.question),
            "partly": cards(self.filterset.partly_found(), self.filterset.asked.terms),
        }
