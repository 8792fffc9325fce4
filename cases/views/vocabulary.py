"""Pages of what cases share: directions, organisations, sources."""

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from cases import linked_data
from cases.addresses import site_of
from cases.directions import MergedAddressMixin, directions_with_counts
from cases.models import Edition, Figure, Organisation, Participation, Source
from cases.reading import for_cards
from cases.views.lists import RegisterList
from cases.visibility import published_q, today
from directions.addresses import AddressMixin

MOST = 20  # cases or figures on a page that is not a list: the rest is a link away


def newest(editions):
    return for_cards(editions.published()).order_by("-published_at", "-pk")


def crumbs(view, name, address):
    """Where the record of a page stands, under the list called `name`."""
    here = (str(view.object), view.object.get_absolute_url())
    return linked_data.breadcrumbs(site_of(view.request), (name, reverse(address)), here)


class DirectionList(ListView):
    template_name = "directions/direction_list.html"

    def get_queryset(self):
        return directions_with_counts().prefetch_related("fields")


class DirectionPage(MergedAddressMixin, DetailView):
    template_name = "directions/direction_detail.html"

    def get_queryset(self):
        return directions_with_counts().select_related("successor")

    def get_context_data(self, **kwargs):
        # A field that was moved counts the cases that followed it here.
        here = Q(editions__direction=self.object)
        count = Count("editions", filter=published_q("editions__") & here)
        return super().get_context_data(
            linked=[crumbs(self, _("Directions"), "directions")],
            fields=self.object.fields.annotate(case_count=count).order_by("position", "name"),
            enquiries=[] if self.object.case_count else enquiries_in(self.object),
            editions=newest(self.object.editions)[:MOST],
            organisations=organisations_in(self.object)[:MOST],
            **kwargs,
        )


def enquiries_in(direction):
    return direction.enquiries.filter(looked_on__lte=today())


def organisations_in(direction):
    published = published_q("participations__edition__")
    return (
        Organisation.objects.filter(published, participations__edition__direction=direction)
        .annotate(case_count=Count("participations__edition", distinct=True))
        .order_by("-case_count", "name")
    )


class OrganisationList(RegisterList):
    template_name = "cases/organisation_list.html"
    paginate_by = 60

    def records(self):
        return Organisation.objects.published().with_names().order_by("name", "pk")


class OrganisationPage(AddressMixin, DetailView):
    template_name = "cases/organisation_detail.html"

    def get_queryset(self):
        return Organisation.objects.on_record().with_names()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            participations=roles_of(self.object)[: MOST * 2],
            partners=partners_of(self.object)[:MOST],
            linked=[
                linked_data.organisation(self.object, site_of(self.request)),
                crumbs(self, _("Organisations"), "organisations"),
            ],
            **kwargs,
        )


def roles_of(organisation):
    """Its published participations, those of one case together."""
    figures = Prefetch("edition__figures", Figure.objects.select_related("metric"))
    return (
        organisation.participations.published()
        .select_related("edition__case", "edition__direction")
        .prefetch_related(figures)
        .order_by("edition__direction__number", "edition__title", "edition", "position", "pk")
    )


def partners_of(organisation):
    """Organisations in the same published cases, with the number of those cases."""
    shared = Participation.objects.published().filter(organisation=organisation)
    return (
        Organisation.objects.filter(participations__edition__in=shared.values("edition"))
        .exclude(pk=organisation.pk)
        .annotate(case_count=Count("participations__edition", distinct=True))
        .order_by("-case_count", "name")
    )


class SourceList(RegisterList):
    template_name = "cases/source_list.html"
    paginate_by = 50

    def records(self):
        count = Count("figures", filter=published_q("figures__edition__"))
        sources = Source.objects.on_record().annotate(figure_count=count)
        return sources.order_by("publisher", "title", "pk")


class SourcePage(AddressMixin, DetailView):
    template_name = "cases/source_detail.html"

    def get_queryset(self):
        return Source.objects.on_record().with_last_check()

    def get_context_data(self, **kwargs):
        cited_by = Edition.objects.filter(references__source=self.object)
        figures = self.object.figures.published().select_related("metric", "edition__case")
        return super().get_context_data(
            linked=[crumbs(self, _("Sources"), "sources")],
            origins=self.object.derived_from.on_record(),
            repeated_by=self.object.repeated_by.on_record(),
            editions=cited_by.published()
            .select_related("case", "direction")
            .order_by("title", "pk"),
            figures=figures.order_by("edition__title", "position", "pk"),
            **kwargs,
        )
