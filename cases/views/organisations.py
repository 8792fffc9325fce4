from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from cases import linked_data
from cases.addresses import site_of
from cases.index.bits import Index
from cases.index.cards import PART, draw_rows, rows
from cases.index.pages import Newest
from cases.models import Edition, Organisation, OrganisationName, Participation
from cases.models.prepared import prepared
from cases.partners import MOST, partners_of
from cases.reading import for_cards
from cases.views.lists import RegisterList
from cases.visibility import on_day
from directions.addresses import AddressMixin

Role = Participation.Role


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
        site = site_of(self.request)
        names = [OrganisationName(*row) for row in names_of(organisation=self.object.slug)]
        return super().get_context_data(
            names=names,
            cases=parts_of(self.object),
            partners=partners_of(self.object),
            linked=[
                linked_data.organisation(self.object, names, site),
                linked_data.crumbs(self.object, site, _("Organisations"), "organisations"),
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
