from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from cases import linked_data
from cases.addresses import site_of
from cases.directions import MergedAddressMixin, directions_with_counts
from cases.index.bits import Index
from cases.index.cards import cards, draw
from cases.index.pages import Newest
from cases.partners import MOST, organisations_in
from cases.reading import for_cards
from cases.visibility import on_day, published_q, today


class DirectionList(ListView):
    template_name = "directions/direction_list.html"

    def get_queryset(self):
        return directions_with_counts().prefetch_related("fields")


class DirectionPage(MergedAddressMixin, DetailView):
    template_name = "directions/direction_detail.html"

    def get_queryset(self):
        return directions_with_counts().select_related("successor")

    def get_context_data(self, **kwargs):
        site = site_of(self.request)
        return super().get_context_data(
            linked=[linked_data.crumbs(self.object, site, _("Directions"), "directions")],
            fields=fields_of(self.object),
            enquiries=[] if self.object.case_count else enquiries_in(self.object),
            cards=newest_in(self.object),
            organisations=organisations_in(self.object),
            **kwargs,
        )


def fields_of(direction):
    """Its fields with `case_count`; one that was moved counts the cases that followed it here."""
    fields = direction.fields.order_by("position", "name")
    if on_day.get():
        here = published_q("editions__") & Q(editions__direction=direction)
        return fields.annotate(case_count=Count("editions", filter=here))
    index = Index.now()
    within = index.having("direction", [direction.slug])
    for field in fields:
        field.case_count = len(within & index.having("field", [field.slug]))
    return fields


def enquiries_in(direction):
    return direction.enquiries.filter(looked_on__lte=today())


def newest_in(direction):
    """The cards of its cases published last."""
    if on_day.get():
        editions = for_cards(direction.editions.published())
        return draw(editions.order_by("-published_at", "-pk")[:MOST])
    return cards(Newest(Index.now().having("direction", [direction.slug]))[:MOST])
