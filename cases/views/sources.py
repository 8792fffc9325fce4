from django.db.models import Count
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from cases import linked_data
from cases.addresses import site_of
from cases.index.bits import Index
from cases.index.pages import Newest, editions_of
from cases.models import Edition, Figure, Source
from cases.views.lists import RegisterList
from cases.visibility import on_day
from directions.addresses import AddressMixin

CITING = 50


class SourceList(RegisterList):
    template_name = "cases/source_list.html"
    paginate_by = 50

    def records(self):
        return Source.objects.on_record().order_by("publisher", "title", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        count_figures(context["page_obj"])
        return context


def count_figures(sources):
    """Set `figure_count` of sources: counted for those that are shown, not for all."""
    figures = Figure.objects.published().filter(source__in=list(sources)).order_by()
    counts = dict(figures.values_list("source").annotate(number=Count("pk")))
    for source in sources:
        source.figure_count = counts.get(source.pk, 0)


class SourcePage(AddressMixin, DetailView):
    template_name = "cases/source_detail.html"

    def get_queryset(self):
        return Source.objects.on_record().with_last_check()

    def get_context_data(self, **kwargs):
        site, (editions, number) = site_of(self.request), citing(self.object)
        figures = self.object.figures.published().select_related("metric", "edition__case")
        if number > len(editions):
            figures = figures.filter(edition__in=editions)
        return super().get_context_data(
            linked=[linked_data.crumbs(self.object, site, _("Sources"), "sources")],
            origins=self.object.derived_from.on_record(),
            repeated_by=self.object.repeated_by.on_record(),
            editions=editions,
            number=number,
            figures=figures.order_by("edition__title", "position", "pk"),
            **kwargs,
        )


def citing(source):
    """(the editions published last that cite a source, by title; how many there are in all)"""
    editions = Edition.objects.published().filter(references__source=source)
    editions = editions.select_related("case", "direction").order_by("title", "pk")
    if on_day.get():
        newest = editions.order_by("-published_at", "-pk").values_list("pk", flat=True)
        return list(editions.filter(pk__in=list(newest[:CITING]))), editions.count()
    entries = Index.now().having("source", [source.slug])
    return list(editions.filter(pk__in=editions_of(Newest(entries)[:CITING]))), len(entries)
