from cases import exports
from cases.charts.events import chart_of
from cases.filters import TimelineFilter
from cases.models import Edition
from cases.timeline.whole import timeline_of
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
        return [] if self.refusals else timeline_of(self.filterset)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.refusals:
            return context
        page = context["page_obj"]
        events, address = page.object_list, self.filterset.address(open=None, page=str(page.number))
        return context | {
            "events": events,
            "chart": chart_of(events, page.paginator.count, address),
            "years": self.object_list.years,
            "boxes": self.filterset.boxes(),
            "chips": self.filterset.chips(),
            "query": self.filterset.unopened,
            "forms": TimelineFile.forms,
        }


class TimelineFile(ChartFile):
    filterset_class = TimelineFilter

    def chart(self):
        first = ((self.filterset.form.cleaned_data.get("page") or 1) - 1) * MOST
        found = timeline_of(self.filterset)
        return chart_of(found[first : first + MOST], len(found))

    def rows(self):
        return exports.rows(exports.EVENT_COLUMNS, timeline_of(self.filterset), self.site)

    def kind_of_rows(self):
        return "timeline"
