"""Directions as readers find them."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.index.bits import Index
from cases.models import Edition, Posting
from cases.visibility import on_day, published_q
from directions.addresses import AddressMixin, renamed
from directions.models import Direction


def standing_directions():
    """All but those merged into another; of these the ones that published cases stand under."""
    published = Edition.objects.published().filter(direction=OuterRef("pk"))
    return Direction.objects.filter(Q(successor=None) | Exists(published)).order_by("number")


def titles():
    """{slug: title} of the standing directions."""
    return {direction.slug: direction.title for direction in remembered_directions()}


def remembered_directions():
    """The standing directions, as they are asked for by most pages: not to be changed."""
    if on_day.get():
        return list(standing_directions())
    return Index.now().note("directions", lambda: list(standing_directions()))


def successors(slugs):
    """{slug: its successor's} of those that are addresses of directions merged away, or were."""
    now = {slug: slug for slug in slugs} | renamed(Direction, slugs)
    merged = Direction.objects.filter(slug__in=now.values()).exclude(successor=None)
    into = dict(merged.values_list("slug", "successor__slug"))
    return {slug: into[today] for slug, today in now.items() if today in into}


class MergedAddressMixin(AddressMixin):
    """A view of one standing direction; the address of one merged away leads to its successor."""

    def get_queryset(self):
        return standing_directions()

    def current_slug(self, former):
        return super().current_slug(former) or successors([former]).get(former)


def directions_with_counts():
    if on_day.get():
        count = Count("editions", filter=published_q("editions__"))
    else:
        counted = Posting.objects.filter(facet="direction", value=OuterRef("slug"))
        count = Coalesce(Subquery(counted.values("cases")), 0)
    return standing_directions().annotate(case_count=count)
