"""Organisations in the same cases: those of a direction, those that work with another."""

from django.db.models import Count

from cases.facets import ORGANISATION
from cases.index.bits import Index
from cases.kept import kept
from cases.models import Edition, Organisation
from cases.visibility import on_day

MOST = 20  # of a kind on a page that is not its list: the rest is a link away


def organisations_in(direction):
    """Those with most cases in a direction, each with `case_count`."""
    return commonest("direction", direction.slug, direction.editions)[:MOST]


def partners_of(organisation):
    """Those with most cases in common with another, each with `case_count`."""
    editions = Edition.objects.filter(participations__organisation=organisation)
    found = commonest("organisation", organisation.slug, editions)
    return [each for each in found if each.slug != organisation.slug][:MOST]


def commonest(facet, slug, editions):
    if on_day.get():
        return counted(editions)
    index = Index.now()
    within = index.having(facet, [slug])
    rows = kept(f"partners {facet} {slug}", lambda: ORGANISATION.commonest(index, within, MOST + 1))
    return [taking_part(slug, name, cases) for _facet, slug, name, cases in rows]


def taking_part(slug, name, cases):
    organisation = Organisation(slug=slug, name=name)
    organisation.case_count = cases
    return organisation


def counted(editions):
    found = Organisation.objects.filter(
        participations__edition__in=editions.published().values("pk")
    )
    number = Count("participations__edition", distinct=True)
    return found.annotate(case_count=number).order_by("-case_count", "name")[: MOST + 1]
