"""Directions as readers find them."""

from django.db.models import Count, Exists, OuterRef, Q

from cases.models import Edition
from cases.visibility import published_q
from directions.addresses import AddressMixin, former_slugs
from directions.models import Direction


def standing_directions():
    """All but those merged into another; of these the ones that published cases stand under."""
    published = Edition.objects.published().filter(direction=OuterRef("pk"))
    return Direction.objects.filter(Q(successor=None) | Exists(published)).order_by("number")


class MergedAddressMixin(AddressMixin):
    """A view of one standing direction; the address of one merged away leads to its successor."""

    def get_queryset(self):
        return standing_directions()

    def current_slug(self, former):
        pks = former_slugs(Direction, former).values("object_id")
        merged = Direction.objects.filter(Q(slug=former) | Q(pk__in=pks))
        into = merged.values_list("successor__slug", flat=True).first()
        return super().current_slug(former) or into


def directions_with_counts():
    count = Count("editions", filter=published_q("editions__"))
    return standing_directions().annotate(case_count=count)
