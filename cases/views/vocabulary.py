"""Pages of what cases share: directions, organisations, sources."""

from functools import lru_cache

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from cases import linked_data
from cases.addresses import site_of
from cases.directions import MergedAddressMixin, directions_with_counts
from cases.index.bits import Index
from cases.index.cards import PART, cards, draw, draw_rows, rows
from cases.index.pages import Newest, editions_of
from cases.models import (
    Edition,
    Figure,
    Organisation,
    OrganisationName,
    Participation,
    Source,
)
from cases.models.prepared import prepared
from cases.partners import organisations_in, partners_of
from cases.reading import for_cards
from cases.views.lists import RegisterList
from cases.visibility import on_day, published_q, today
from directions.addresses import AddressMixin

MOST = 20  # cases or figures on a page that is not a list: the rest is a link away
CITING = 50
Role = Participation.Role


def newest_in(direction):
    """The cards of its cases published last."""
    if on_day.get():
        editions = for_cards(direction.editions.published())
        return draw(editions.order_by("-published_at", "-pk")[:MOST])
    return cards(Newest(Index.now().having("direction", [direction.slug]))[:MOST])


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
        return super().get_context_data(
            linked=[crumbs(self, _("Directions"), "directions")],
            fields=fields_of(self.object),
            enquiries=[] if self.object.case_count else enquiries_in(self.object),
            cards=newest_in(self.object),
            organisations=organisations_in(self.object)[:MOST],
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


class OrganisationList(RegisterList):
    template_name = "cases/organisation_list.html"
    paginate_by = 60

    def records(self):
        return Organisation.objects.published().with_names().order_by("name", "pk")


class OrganisationPage(AddressMixin, DetailView):
    template_name = "cases/organisation_detail.html"

    def get_queryset(self):
        return Organisation.objects.on_record()

    def get_object(self, queryset=None):
        """Who stands in the index is on record: asking the index takes a tenth of the time."""
        slug = self.kwargs["slug"]
        indexed = not on_day.get() and Index.now().some("organisation", [slug])
        return (indexed and organisation_at(slug)) or super().get_object(queryset)

    def get_context_data(self, **kwargs):
        names = [OrganisationName(*row) for row in names_of(organisation=self.object.slug)]
        return super().get_context_data(
            names=names,
            cases=parts_of(self.object),
            partners=partners_of(self.object),
            linked=[
                linked_data.organisation(self.object, names, site_of(self.request)),
                crumbs(self, _("Organisations"), "organisations"),
            ],
            **kwargs,
        )


def organisation_at(slug):
    """The organisation; None if its address changed since the index was asked."""
    found = record_at(slug=slug)
    return Organisation.from_db(None, columns(Organisation), found[0]) if found else None


@prepared
def record_at(slug):
    return Organisation.objects.filter(slug=slug).values_list(*columns(Organisation))


@prepared
def names_of(organisation):
    found = OrganisationName.objects.filter(organisation__slug=organisation)
    return found.order_by("kind", "name").values_list(*columns(OrganisationName))


def columns(model):
    return [field.attname for field in model._meta.concrete_fields]


def parts_of(organisation):
    """[a row of a table for each of its cases published last, which says what part it has]"""
    found = rows_of(organisation)
    parts = {pk: [] for pk in found}
    for pk, role, note in roles_of(organisation=organisation.slug, editions=list(found)):
        parts[pk].append((role, note))
    said = {pk: in_words(tuple(part), get_language()) for pk, part in parts.items()}
    return [mark_safe(row.replace(PART, said[pk])) for pk, row in found.items()]


@prepared
def roles_of(organisation, editions):
    found = Participation.objects.filter(organisation__slug=organisation)
    found = found.filter(edition__pk__among=editions).order_by("position", "pk")
    return found.values_list("edition", "role", "note")


def rows_of(organisation):
    if on_day.get():
        editions = Edition.objects.published().filter(participations__organisation=organisation)
        latest = editions.distinct().order_by("-published_at", "-pk")[:MOST]
        chosen = Edition.objects.filter(pk__in=[edition.pk for edition in latest])
        return draw_rows(for_cards(chosen.order_by("direction__number", "title", "pk")))
    return rows(Newest(Index.now().having("organisation", [organisation.slug]))[:MOST])


@lru_cache(maxsize=1_000)  # most have the same part in case after case
def in_words(part, language):
    """The roles that an organisation has in a case, with what is noted of them, as HTML."""
    note = '<br><span class="muted">{}</span>'
    said = ((Role(role).label, format_html(note, text) if text else "") for role, text in part)
    return format_html_join(mark_safe("<br>"), "{}{}", said)


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
        editions, number = citing(self.object)
        figures = self.object.figures.published().select_related("metric", "edition__case")
        if number > len(editions):
            figures = figures.filter(edition__in=editions)
        return super().get_context_data(
            linked=[crumbs(self, _("Sources"), "sources")],
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
        return list(editions), editions.count()
    entries = Index.now().having("source", [source.slug])
    return list(editions.filter(pk__in=editions_of(Newest(entries)[:CITING]))), len(entries)
