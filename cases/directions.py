"""Directions as readers find them."""

from django.db.models import Count, Exists, OuterRef, Q

from cases.models import Edition
from cases.visibility import published_q
from directions.models import Direction


def standing_directions():
    """All but those merged into another; of these the ones that published cases stand under."""
    published = Edition.objects.published().filter(direction=OuterRef("pk"))
    return Direction.objects.filter(Q(successor=None) | Exists(published)).order_by("number")


def directions_with_counts():
    count = Count("editions", filter=published_q("editions__"))
    return standing_directions().annotate(case_count=count)
