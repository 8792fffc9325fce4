from cases.facets import DIRECTION
from cases.filters.register import FacetedFilter, RegisterFilter
from cases.models import Edition


class TogetherFilter(FacetedFilter):
    """Which cases count when organisations meet in them."""

    facets = [DIRECTION]

    class Meta(RegisterFilter.Meta):
        model = Edition
