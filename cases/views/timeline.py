from functools import partial

from django.utils.functional import cached_property

from cases import exports, timeline
from cases.charts.events import chart_of
from cases.filters import TimelineFilter
from cases.models import Edition
from cases.views.charts import ChartFile
from cases.views.lists import RegisterList

MOST = 200  # events on a page and in its chart


class Timeline(RegisterList):
    template_name = "cases/timeline.html"
    filterset_class = TimelineFilter
    paginate_by = MOST

    def records(self):
        return Edition.objects.published()

    def get_queryset(self):
        if self.refusals:
            return []
        return timeline.keys(self.filterset.matching(), self.filterset.chosen_year)

    def get_paginator(self, found, page_size):
        paginator = super().get_paginator(found, page_size)
        if not self.refusals:
            year = self.filterset.chosen_year
            paginator.count = self.years.get(year, 0) if year else sum(self.years.values())
        return paginator

    @cached_property
    def years(self):
        find = partial(timeline.years, self.filterset.matching())
        return self.filterset.kept("years", find)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.refusals:
            return context
        page = context["page_obj"]
        events = timeline.events(page.object_list)
        return context | {
            "events": events,
            "chart": chart_of(
                events, page.paginator.count, self.filterset.address(page=str(page.number))
            ),
            "years": self.years,
            "boxes": self.filterset.boxes(),
            "chips": self.filterset.chips(),
            "query": self.filterset.address(),
            "forms": TimelineFile.forms,
        }


class TimelineFile(ChartFile):
    filterset_class = TimelineFilter

    def keys(self):
        return timeline.keys(self.filterset.matching(), self.filterset.chosen_year)

    def chart(self):
        first = ((self.filterset.form.cleaned_data.get("page") or 1) - 1) * MOST
        keys = self.keys()
        return chart_of(timeline.events(keys[first : first + MOST]), keys.count())

    def rows(self):
        return exports.rows(exports.EVENT_COLUMNS, timeline.all_events(self.keys()), self.site)

    def kind_of_rows(self):
        return "timeline"
