"""Directions as readers find them: with their published cases, without those merged away."""

from django.db.models import Count, Q

from cases.visibility import published_q
from directions.models import Direction


def directions_with_counts():
    """A direction that was merged into another stays while published cases stand under it."""
    count = Count("editions", filter=published_q("editions__"))
    directions = Direction.objects.annotate(case_count=count)
    return directions.filter(Q(successor=None) | Q(case_count__gt=0)).order_by("number")
